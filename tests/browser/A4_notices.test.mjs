// A4, in a real browser: a notice raised on a commitment's page, answered at a phone with a photograph, returned, verified by someone else.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk, unit
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const save = (page, name) => page.click(`.el-drawer__footer button:has-text("${name}")`)
const closed = (page) => page.locator('.el-drawer').waitFor({ state: 'detached' })

before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  clerk = await open(browser, server.url)
  unit = await open(browser, server.url, phone)
  await logIn(clerk, server.logins.clerk.login, server.logins.clerk.password)
  await logIn(unit, 'agri', server.logins.clerk.password)
}, { timeout: 60_000 })

after(async () => {
  await browser?.close()
  await server?.stop()
})

test('a_notice_is_raised_where_the_commitment_is_read', async () => {
  await clerk.goto('/commitments?q=新建高标准农田')
  await clerk.click('td.text a')
  await clerk.click('button:has-text("发督办单")')
  await save(clerk, '发出')
  await clerk.waitForSelector('text=请填写“督办事项”')
  await checkScreen(clerk, 'notice_missing')
  await clerk.fill('input[name=title]', '请补报验收材料')
  await clerk.fill('textarea[name=demand]', '逐块附验收单和照片。')
  await clerk.fill('input[name=due]', '2022-11-22')
  await save(clerk, '发出')
  await clerk.waitForURL(/\/cases\/[0-9a-z]{26}$/)
  await clerk.waitForSelector('h1:has-text("请补报验收材料")')
  await clerk.waitForSelector('text=还有5个工作日')
  await checkScreen(clerk, 'notice')
})

test('the_unit_finds_it_among_its_duties_and_answers_with_a_photograph', async () => {
  await unit.goto('/duties')
  await checkScreen(unit, 'duties_with_notice_phone')
  await unit.click('a:has-text("请补报验收材料")')
  await unit.click('button:has-text("反馈办理情况")')
  await unit.fill('textarea[name=reply]', '12个地块已全部验收。')
  await unit.setInputFiles('.el-drawer input[type=file]', { name: '照片.exe', mimeType: 'image/png', buffer: Buffer.from('MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00', 'latin1') })
  await unit.waitForSelector('[role=alert]:has-text("不能作佐证")')
  await unit.setInputFiles('.el-drawer input[type=file]', { name: '验收现场.png', mimeType: 'image/png', buffer: picture })
  await unit.waitForSelector('.el-drawer li:has-text("验收现场.png")')
  await checkScreen(unit, 'notice_reply_phone')
  await save(unit, '反馈办理情况')
  await closed(unit)
  await unit.waitForSelector('text=这一步由别人办')
  assert.equal(await unit.locator('button:has-text("核查办结")').count(), 0)
})

test('the_office_sees_it_at_once_and_returns_it_with_grounds', async () => {
  await clerk.waitForSelector('text=12个地块已全部验收。') // pushed to the open page
  await clerk.locator('img[alt="验收现场.png"]').first().waitFor()
  assert.ok(await clerk.locator('img[alt="验收现场.png"]').first().evaluate((img) => img.decode().then(() => img.naturalWidth > 0)))
  await clerk.click('button:has-text("退回重办")')
  await clerk.fill('textarea[name=grounds]', '缺3号地块的验收单。')
  await save(clerk, '退回重办')
  await closed(clerk)
  await clerk.waitForSelector('text=缺3号地块的验收单。')
  await checkScreen(clerk, 'notice_returned')
})

test('a_stale_page_is_told_that_the_case_has_moved_on', async () => {
  await unit.waitForSelector('button:has-text("反馈办理情况")')
  await unit.click('button:has-text("反馈办理情况")')
  await unit.fill('textarea[name=reply]', '已补报3号地块。')
  await clerk.click('button:has-text("催办")')
  await save(clerk, '催办')
  await closed(clerk)
  await save(unit, '反馈办理情况')
  await unit.waitForTimeout(300)
  const refused = await unit.locator('.el-drawer [role=alert]').count()
  if (refused) {
    await unit.waitForSelector('.el-drawer [role=alert]:has-text("推进过")')
    await save(unit, '反馈办理情况')
  }
  await closed(unit)
  await clerk.waitForSelector('text=已补报3号地块。')
})

test('it_is_closed_by_someone_else_and_stays_to_be_read', async () => {
  await clerk.click('button:has-text("核查办结")')
  await clerk.fill('textarea[name=finding]', '现场核查属实。')
  await save(clerk, '核查办结')
  await closed(clerk)
  await clerk.waitForSelector('text=已办结')
  await clerk.goto('/cases?show=closed')
  await clerk.waitForSelector('a:has-text("请补报验收材料")')
  await checkScreen(clerk, 'notices_closed')
  await clerk.goto('/cases')
  await checkScreen(clerk, 'notices')
  await unit.goto('/cases')
  await checkScreen(unit, 'notices_phone')
})

test('a_leader_sees_what_is_stuck_with_whom_and_since_when', async () => {
  const mayor = await open(browser, server.url)
  await logIn(mayor, 'mayor', server.logins.clerk.password)
  await mayor.goto('/dashboard')
  const stuck = mayor.locator('li:has-text("外贸进出口总值增长5%以上")').first()
  await stuck.waitFor()
  const text = await stuck.innerText()
  for (const part of ['红灯', '落后计划85.5%', '区商务局', '王立秋']) assert.ok(text.includes(part), `${part}: ${text}`)
  await checkScreen(mayor, 'dashboard')
  await mayor.click('a:has-text("王立秋")')
  await mayor.waitForURL(/leader=/)
  await checkScreen(mayor, 'dashboard_leader')
  await mayor.goto('/dashboard')
  await mayor.click('a:has-text("区商务局")')
  await mayor.waitForURL(/\/lights\?unit=/)
  await mayor.waitForSelector('text=外贸进出口总值增长5%以上')
  await checkScreen(mayor, 'lights')
  const small = await open(browser, server.url, phone)
  await logIn(small, 'vice1', server.logins.clerk.password)
  for (const [path, name] of [['/dashboard', 'dashboard_phone'], ['/lights', 'lights_phone'], ['/commitments', 'commitments_lights_phone']]) {
    await small.goto(path)
    await small.waitForSelector('.light')
    await checkScreen(small, name)
  }
})
