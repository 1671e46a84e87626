// A1, in a real browser: from a work report to a tracked plan, by two clerks, on desk and phone, in two languages.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { samplePassword, startServer } from '../harness/server.mjs'
import { checkScreen, count, desk, finish, launch, logIn, open, phone } from './page.mjs'

const sample = new URL('../../samples/jizhou/report-2022.txt', import.meta.url)
let server, browser, clerk, colleague
let reportUrl, commitmentUrl

before(async () => {
  server = await startServer({ sample: 'jizhou' })
  browser = await launch()
  clerk = await open(browser, server.url)
  colleague = await open(browser, server.url)
}, { timeout: 60_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

const clauses = (page) => page.locator('article.clause')
const chosen = (page) => page.locator('article.clause.chosen')
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key)
}

test('a_wrong_password_is_said_and_the_right_one_lands_on_my_duties', async () => {
  await clerk.goto('/')
  await clerk.waitForURL(/\/login/)
  await checkScreen(clerk, 'login')
  await clerk.fill('input[name=login]', server.logins.clerk.login)
  await clerk.fill('input[name=password]', 'not the password')
  await clerk.click('button[type=submit]')
  await clerk.waitForSelector('[role=alert]:has-text("账号或密码不对")')
  assert.doesNotMatch(await clerk.locator('[role=alert]').innerText(), /请先登录/)
  await checkScreen(clerk, 'login_refused')
  await logIn(clerk, server.logins.clerk.login, server.logins.clerk.password)
  assert.equal(await clerk.locator('h1').innerText(), '我的待办')
  await checkScreen(clerk, 'duties')
})

test('a_file_that_cannot_be_read_is_refused_beside_the_field', async () => {
  await clerk.goto('/reports/new')
  await clerk.setInputFiles('input[type=file]', { name: '2026.txt', mimeType: 'text/plain', buffer: Buffer.from([0xff, 0xff, 0xff, 0x00]) })
  await clerk.click('button[type=submit]')
  await clerk.waitForSelector('[role=alert]:has-text("")')
  await checkScreen(clerk, 'upload_refused')
  assert.match(clerk.url(), /\/reports\/new$/)
})

test('an_uploaded_report_is_read_into_clauses_with_their_figures', async () => {
  await clerk.goto('/reports/new')
  await clerk.setInputFiles('input[type=file]', { name: '工作报告.txt', mimeType: 'text/plain', buffer: readFileSync(sample) })
  await clerk.fill('input[name=title]', '冀州区政府工作报告（浏览器测试）')
  await clerk.click('button[type=submit]')
  await clerk.waitForSelector('article.clause.chosen')
  reportUrl = clerk.url()
  assert.match(reportUrl, /\/reports\/[0-9a-z]{26}$/)
  assert.ok((await clauses(clerk).count()) > 20)
  assert.ok((await clerk.locator('.source .figure').count()) > 20)
  await checkScreen(clerk, 'review')
})

test('a_clerk_reviews_by_keyboard', async () => {
  const first = await chosen(clerk).getAttribute('data-id')
  await press(clerk, 'j')
  assert.notEqual(await chosen(clerk).getAttribute('data-id'), first)
  assert.equal(await clerk.locator('.source .on').first().getAttribute('data-clause'), await chosen(clerk).getAttribute('data-id'))
  await press(clerk, 'k', 'Enter')
  await clerk.waitForSelector(`article.confirmed[data-id="${first}"]`)

  await clerk.waitForTimeout(500) // confirming goes on to the next clause
  await press(clerk, 'e')
  await clerk.waitForSelector('.edit textarea')
  const edited = await chosen(clerk).getAttribute('data-id')
  await clerk.fill('.edit textarea', '推进重点项目建设，全年新开工项目20个')
  await press(clerk, 'Enter')
  await clerk.waitForSelector(`article[data-id="${edited}"] .text:has-text("全年新开工项目20个")`)

  const before = await clauses(clerk).count()
  await press(clerk, 's')
  await clerk.waitForSelector('#split-at')
  await press(clerk, 'Enter')
  await count(clauses(clerk), before + 1)
  await clerk.waitForSelector('#split-at', { state: 'detached' })
  await press(clerk, 'm')
  await count(clauses(clerk), before)

  await clerk.waitForTimeout(500) // the merged clause is chosen once its answer is in
  await press(clerk, 'j', 'd')
  await clerk.waitForSelector('.drop input')
  const dropped = await chosen(clerk).getAttribute('data-id')
  await clerk.fill('.drop input', '背景叙述')
  await press(clerk, 'Enter')
  await clerk.waitForSelector(`article.dropped[data-id="${dropped}"]:has-text("背景叙述")`)
  await press(clerk, 'u')
  await clerk.waitForSelector(`article[data-id="${dropped}"]:not(.dropped)`)
  await press(clerk, '?')
  await clerk.waitForSelector('.keys')
  await checkScreen(clerk, 'keys')
  await press(clerk, 'Escape')
})

test('two_clerks_on_one_clause_see_both_versions_and_lose_nothing', async () => {
  await logIn(colleague, server.logins.colleague.login, server.logins.colleague.password)
  await colleague.goto(reportUrl)
  await colleague.waitForSelector('article.clause.chosen')
  const target = await clauses(clerk).nth(5).getAttribute('data-id')
  await clerk.locator(`article[data-id="${target}"] .text`).click()
  await press(clerk, 'e')
  await clerk.fill('.edit textarea', '我写的文字，建设高标准农田7.5万亩')
  await colleague.locator(`article[data-id="${target}"] .text`).click()
  await press(colleague, 'e')
  await colleague.fill('.edit textarea', '同事写的文字，建设高标准农田8万亩')
  await press(colleague, 'Enter')
  await colleague.waitForSelector(`article[data-id="${target}"] .text:has-text("同事写的文字")`)
  await clerk.waitForSelector(`article[data-id="${target}"] .text:has-text("同事写的文字")`) // pushed by the server
  assert.match(await clerk.inputValue('.edit textarea'), /我写的文字/) // and what was typed is still there
  await press(clerk, 'Enter')
  const dialog = clerk.locator('[role=dialog]', { hasText: '这一条刚被别人改过' })
  await dialog.waitFor()
  assert.match(await dialog.innerText(), /我写的文字[\s\S]*同事写的文字/)
  await checkScreen(clerk, 'conflict')
  await dialog.getByRole('button', { name: '用我的' }).click()
  await colleague.waitForSelector(`article[data-id="${target}"] .text:has-text("我写的文字")`)
})

test('an_expired_session_asks_again_and_goes_on', async () => {
  const target = await chosen(clerk).getAttribute('data-id')
  await press(clerk, 'Escape', 'e')
  await clerk.fill('.edit textarea', '登录过期也不丢的文字7.5万亩')
  await clerk.context().clearCookies()
  await press(clerk, 'Enter')
  await clerk.waitForSelector('text=登录已过期')
  await clerk.fill('[role=dialog] input[name=password]', server.logins.clerk.password)
  await press(clerk, 'Enter')
  await clerk.waitForSelector(`article[data-id="${target}"] .text:has-text("登录过期也不丢的文字")`)
})

test('what_is_missing_is_listed_and_bulk_work_fills_it', async () => {
  await clerk.getByRole('button', { name: '发布计划' }).click()
  await clerk.waitForSelector('text=还没有确认或不列入')
  assert.ok(await clerk.getByRole('button', { name: '发布', exact: true }).isDisabled())
  await checkScreen(clerk, 'publish_missing')
  await press(clerk, 'Escape')
  await clerk.waitForSelector('text=发布为全年计划', { state: 'hidden' })

  await press(clerk, 'X')
  await clerk.getByRole('toolbar').getByRole('button', { name: '分工' }).click()
  const drawer = clerk.locator('.el-drawer')
  for (const label of ['责任领导', '牵头单位']) {
    await drawer.getByLabel(label, { exact: true }).click()
    await press(clerk, 'ArrowDown', 'Enter')
  }
  await drawer.getByLabel('完成时限').fill('2027-12-31')
  await press(clerk, 'Enter')
  await checkScreen(clerk, 'assign_many')
  await drawer.getByRole('button', { name: '保存' }).click()
  await drawer.waitFor({ state: 'hidden' })
  await clerk.getByRole('toolbar').getByRole('button', { name: '确认' }).click()
  await count(clerk.locator('article.draft'), 0)
})

test('publishing_freezes_the_plan_and_opens_its_table', async () => {
  await clerk.getByRole('button', { name: '发布计划' }).click()
  await clerk.waitForSelector('text=齐全')
  await checkScreen(clerk, 'publish_ready')
  await clerk.getByRole('button', { name: '发布', exact: true }).click()
  await clerk.waitForURL(/commitments\?plan=/)
  await clerk.waitForSelector('table tbody tr')
  await checkScreen(clerk, 'commitments')
  assert.match(await clerk.locator('header p').first().innerText(), /第1版/)
  for (const kind of ['docx', 'xlsx']) {
    const [file] = await Promise.all([clerk.waitForEvent('download'), clerk.getByText(`下载分解表 ${kind}`).click()])
    assert.ok(readFileSync(await file.path()).subarray(0, 2).equals(Buffer.from('PK')), kind)
  }
})

test('the_table_is_searched_and_filtered', async () => {
  await clerk.getByPlaceholder('搜索任务文字').fill('登录过期也不丢')
  await count(clerk.locator('table tbody tr'), 1)
  await clerk.locator('table tbody tr a').click()
  await clerk.waitForURL(/commitments\/[0-9a-z]+$/)
  commitmentUrl = clerk.url()
})

test('a_commitment_shows_its_sentence_and_an_amendment_its_reason', async () => {
  await clerk.waitForSelector('blockquote mark')
  await clerk.getByRole('button', { name: '修改任务' }).click()
  await clerk.getByPlaceholder('依据什么、为什么改').fill('省里下达的任务有调整')
  await clerk.getByLabel('任务', { exact: true }).fill('改过的任务，建设高标准农田8万亩')
  await checkScreen(clerk, 'amend')
  await clerk.getByRole('button', { name: '保存修改' }).click()
  await clerk.waitForSelector('text=第2版')
  await clerk.waitForSelector('.entries li')
  assert.match(await clerk.locator('.entries').innerText(), /省里下达的任务有调整/)
  await checkScreen(clerk, 'commitment')
})

test('every_screen_works_at_phone_width_and_in_english', async () => {
  const small = await open(browser, server.url, phone)
  await logIn(small, server.logins.clerk.login, server.logins.clerk.password)
  const screens = { duties: '/duties', reports: '/reports', upload: '/reports/new', review: reportUrl, commitments: '/commitments', commitment: commitmentUrl, account: '/account', missing: '/nothing/here' }
  for (const language of ['zh-CN', 'en']) {
    if (language === 'en') await small.getByRole('button', { name: 'English' }).click()
    for (const [name, path] of Object.entries(screens)) {
      await small.goto(path)
      await small.waitForSelector('h1')
      await small.waitForLoadState('load')
      assert.equal(await small.getAttribute('html', 'lang'), language)
      await checkScreen(small, `${name}-phone-${language}`)
    }
  }
})

test('the_organisation_is_open_to_its_administrator', async () => {
  for (const [width, viewport] of Object.entries({ desk, phone })) {
    const admin = await open(browser, server.url, viewport)
    await logIn(admin, server.logins.admin.login, server.logins.admin.password)
    for (const tab of ['units', 'people', 'accounts', 'tokens']) {
      await admin.goto(`/org/${tab}`)
      await admin.waitForSelector('.card')
      await checkScreen(admin, `org_${tab}-${width}`)
    }
  }
})

test('a_unit_clerk_is_sent_only_where_it_may_read', async () => {
  for (const [width, viewport] of Object.entries({ desk, phone })) {
    const unit = await open(browser, server.url, viewport)
    await logIn(unit, 'agri', samplePassword)
    for (const [name, path] of Object.entries({ duties: '/duties', commitments: '/commitments', org: '/org' })) {
      await unit.goto(path)
      await unit.waitForSelector('h1')
      await checkScreen(unit, `unit_${name}-${width}`)
      assert.equal(await unit.getByText('没有权限').count(), 0, name)
    }
    await unit.goto('/reports')
    await unit.waitForSelector('text=没有权限查看')
    assert.doesNotMatch(await unit.locator('main').innerText(), /report\.read/) // no name of ours to a user
  }
})

test('the_history_and_the_page_of_the_interface_pass_at_both_widths', async () => {
  const paths = { history: commitmentUrl.replace(/.*commitments/, '/history/commitment'), docs: '/api/docs' }
  for (const [width, viewport] of Object.entries({ desk, phone })) {
    const reader = await open(browser, server.url, viewport)
    await logIn(reader, 'auditor', samplePassword)
    for (const [name, path] of Object.entries(paths)) {
      await reader.goto(path)
      await reader.waitForSelector('h1')
      await checkScreen(reader, `${name}-${width}`)
    }
  }
})
