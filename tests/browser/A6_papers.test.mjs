// A6, in a real browser: the draft of next year's report with its sources, what has none, and the papers to download.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk, onPhone
before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  clerk = await open(browser, server.url)
  onPhone = await open(browser, server.url, phone)
  await logIn(clerk, server.logins.clerk.login, server.logins.clerk.password)
  await logIn(onPhone, 'auditor', server.logins.clerk.password)
}, { timeout: 60_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

const download = async (page, selector) => {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click(selector)])
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}

test('the_draft_is_read_with_its_sources_and_each_opens', async () => {
  await clerk.click('nav a:has-text("文件")')
  await clerk.waitForSelector('h1:has-text("文件")')
  await clerk.waitForSelector('text=一般公共预算收入为')
  await clerk.waitForSelector('h2:has-text("未见记录的承诺")')
  await checkScreen(clerk, 'papers')
  const sentence = clerk.locator('.sentence', { hasText: '一般公共预算收入为' })
  await sentence.locator('summary').click()
  await sentence.locator('li:has-text("区财政局")').first().waitFor()
  await checkScreen(clerk, 'papers_sources')
  await sentence.locator('text=打开任务').click()
  await clerk.waitForURL(/\/commitments\//)
  await clerk.goBack()
  await clerk.waitForSelector('text=一般公共预算收入为')
})

test('what no one can support is folded by unit, and says what each has to bring', async () => {
  await clerk.goto('/papers')
  const unit = clerk.locator('section:has(h2:has-text("不能支持的数字")) details').first()
  await unit.locator('summary').click()
  await unit.locator('text=需要：补上现场照片').waitFor()
  await unit.locator('a[href^="/commitments/"]').first().waitFor()
  assert.equal(await clerk.locator('aside details[open] a').count() < 20, true)
})

test('papers_are_downloaded_in_both_formats', async () => {
  const briefing = await download(clerk, 'a[aria-label="PDF：工作调度通报"]')
  assert.match(briefing.name, /^冀州区2022-11工作调度通报\.pdf$/)
  assert.equal(briefing.bytes.subarray(0, 5).toString(), '%PDF-')
  const results = await download(clerk, 'a[aria-label="Word：2022年工作回顾（初稿）"]')
  assert.equal(results.name, '冀州区2022年工作回顾（初稿）.docx')
  assert.equal(results.bytes.subarray(0, 2).toString(), 'PK')
  await clerk.goto('/cases')
  await clerk.click('a[href^="/cases/"]')
  const notice = await download(clerk, 'a[aria-label="PDF：督办单"]')
  assert.match(notice.name, /^督办〔2022〕\d+号\.pdf$/)
})

test('at_a_phone_it_reads_as_well_and_a_unit_clerk_is_not_sent_there', async () => {
  await onPhone.goto('/papers')
  await onPhone.waitForSelector('text=一般公共预算收入为')
  await checkScreen(onPhone, 'papers_phone')
  const unit = await open(browser, server.url)
  await logIn(unit, 'agri', server.logins.clerk.password)
  assert.equal(await unit.locator('nav a:has-text("文件")').count(), 0)
})
