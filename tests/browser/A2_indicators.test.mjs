// A2, in a real browser: figures pasted from a spreadsheet, questioned, corrected; a file with faults; pace and chart on desk and phone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, choose, count, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk

before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  clerk = await open(browser, server.url)
  await logIn(clerk, server.logins.clerk.login, server.logins.clerk.password)
}, { timeout: 60_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

const cell = (page, name, period) => page.getByLabel(`${name} ${period}`, { exact: true })
const paste = (locator, text) =>
  locator.evaluate((input, block) => {
    const data = new DataTransfer()
    data.setData('text/plain', block)
    input.focus()
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, text)

test('the_list_tells_pace_forecast_and_rank', async () => {
  await clerk.goto('/indicators')
  const row = clerk.locator('tr', { hasText: '一般公共预算收入' })
  await row.waitFor()
  const text = await row.innerText()
  for (const part of ['增长≥7%', '9.74', '+7.2%', '11.68', '市第5', '快于进度']) assert.ok(text.includes(part), `${part}: ${text}`)
  await checkScreen(clerk, 'indicators')
  await clerk.click('button:has-text("滞后")')
  assert.equal(await row.count(), 0)
})

test('an_indicator_opens_into_its_year_its_promise_and_its_figures', async () => {
  await clerk.goto('/indicators/budget_revenue')
  await clerk.waitForSelector('.chart svg')
  await clerk.waitForSelector('text=一般公共预算收入增长7%以上')
  await checkScreen(clerk, 'indicator')
  await clerk.click('text=打开任务')
  await clerk.waitForURL(/\/commitments\/[0-9a-z]{26}$/)
  await clerk.click('a:has-text("目标已设")')
  await clerk.waitForURL(/\/indicators\//)
  await clerk.waitForSelector('h1:has-text("一般公共预算收入")')
})

test('figures_pasted_from_a_spreadsheet_are_questioned_and_then_kept', async () => {
  await clerk.goto('/figures')
  await cell(clerk, '税收收入', '2022-11').waitFor()
  await paste(cell(clerk, '税收收入', '2022-11'), '6.70\r\n4.02\r\n10.72\r\n')
  assert.equal(await cell(clerk, '一般公共预算收入', '2022-11').inputValue(), '10.72')
  await cell(clerk, '社会消费品零售总额', '2022-11').fill('5.9')
  await clerk.setInputFiles('.foot input[type=file]', { name: '财政月报.txt', mimeType: 'text/plain', buffer: Buffer.from('11月财政收入月报\n') })
  await clerk.waitForSelector('.foot li:has-text("财政月报.txt")')
  await checkScreen(clerk, 'figures_changed')
  await clerk.click('button:has-text("保存")')
  const faults = clerk.locator('section.faults')
  await faults.waitFor()
  assert.match(await faults.innerText(), /社会消费品零售总额 2022-11/)
  await checkScreen(clerk, 'figures_questioned')
  // What was right is still there to be taken, what was questioned is corrected.
  await cell(clerk, '社会消费品零售总额', '2022-11').fill('60.31')
  await clerk.click('button:has-text("保存"):not(:has-text("无误"))')
  await clerk.waitForSelector('text=已保存4个数')
  await clerk.goto('/indicators/budget_revenue')
  await clerk.waitForSelector('text=10.72')
  await clerk.waitForSelector('a:has-text("财政月报.txt")')
})

test('our_district_stands_among_its_peers_by_what_is_ranked', async () => {
  await clerk.goto('/indicators/budget_revenue')
  const ours = clerk.locator('.peers tr.ours')
  await ours.waitFor()
  const order = await clerk.locator('.peers tbody tr td:first-child').allInnerTexts()
  assert.deepEqual(order, [...order].sort((a, b) => Number(a) - Number(b)))
  const growths = (await clerk.locator('.peers tbody tr td:nth-child(3)').allInnerTexts()).map(Number.parseFloat)
  assert.deepEqual(growths, [...growths].sort((a, b) => b - a), 'a growth target is ranked by growth')
})

test('a_definition_and_a_target_are_changed_with_a_reason', async () => {
  await clerk.goto('/indicators/budget_revenue')
  await clerk.click('button:has-text("改定义")')
  await clerk.fill('.el-drawer input[name=jump]', '35')
  await clerk.click('.el-drawer button:has-text("保存")')
  await clerk.waitForSelector('.el-drawer >> text=请填写')
  await checkScreen(clerk, 'definition')
  await clerk.fill('.el-drawer input[name=reason]', '放宽到实际波动')
  await clerk.click('.el-drawer button:has-text("保存")')
  await count(clerk.locator('.el-drawer:visible'), 0)
  await clerk.click('button:has-text("设目标")')
  await choose(clerk.locator('.el-drawer .el-form-item', { hasText: '进度计划' }).locator('.el-select'), '分期安排')
  await clerk.waitForSelector('.el-drawer .months input')
  await checkScreen(clerk, 'target')
})

test('a_word_among_the_figures_is_refused_in_its_cell', async () => {
  await clerk.goto('/figures')
  const input = cell(clerk, '外贸进出口总值', '2022-11')
  await input.fill('不详')
  await clerk.click('button:has-text("保存")')
  await clerk.waitForSelector('section.faults')
  assert.equal(await input.getAttribute('aria-invalid'), 'true')
  await clerk.click('button:has-text("撤销改动")')
  assert.equal(await input.inputValue(), '')
})

test('a_file_is_looked_at_before_anything_is_kept', async () => {
  await clerk.goto('/figures/import')
  await clerk.click('button:has-text("检查")')
  await clerk.waitForSelector('[role=alert]:has-text("请选择")')
  const csv = '指标,周期,数值\n城镇新增就业,2022-11,300\n没有的指标,2022-11,1\n失业人员再就业,2022-13,5\n'
  await clerk.setInputFiles('input[type=file]', { name: '11月.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await clerk.click('button:has-text("检查")')
  await clerk.waitForSelector('text=有误2')
  const table = await clerk.locator('.result table').innerText()
  assert.match(table, /没有的指标/)
  assert.match(table, /2022-13/)
  await checkScreen(clerk, 'figures_import')
  await clerk.click('button:has-text("只导入无误的1个")')
  await clerk.waitForSelector('text=已导入1个数')
  await clerk.goto('/indicators/new_jobs')
  await clerk.waitForSelector('text=2022-11')
})

test('a_department_at_a_phone_reports_its_own_and_sees_no_other', async () => {
  const page = await open(browser, server.url, phone)
  await logIn(page, 'agri', server.logins.clerk.password)
  await page.goto('/figures')
  await cell(page, '高标准农田', '2022-11').waitFor()
  assert.equal(await cell(page, '税收收入', '2022-11').count(), 0)
  const seen = await page.locator('thead th').evaluateAll((heads) => {
    const left = heads[0].getBoundingClientRect().right - 1
    return heads.filter((head) => head.getBoundingClientRect().left >= left && head.getBoundingClientRect().right <= window.innerWidth).map((head) => `${head.innerText.trim()}${head.ariaCurrent === 'true' ? ' due' : ''}`)
  })
  assert.ok(seen.includes('10 due') && !seen.includes('01'), `it opens at October, the last month that has ended: ${seen}`)
  await checkScreen(page, 'figures_phone')
  await page.goto('/indicators')
  await page.waitForSelector('text=高标准农田')
  await checkScreen(page, 'indicators_phone')
  await page.goto('/indicators/farmland')
  await page.waitForSelector('.chart svg')
  await checkScreen(page, 'indicator_phone')
})
