// A4, in a real browser: a notice raised on a commitment's page, answered at a phone with a photograph, returned, verified by someone else.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { spawnSync } from 'node:child_process'
import { pdfText } from '../harness/pdf.mjs'
import { behind, startServer } from '../harness/server.mjs'
import { checkScreen, finish, launch, logIn, open, phone } from './page.mjs'

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
  await finish(browser)
  await server?.stop()
})

test('a_notice_is_raised_where_the_commitment_is_read', async () => {
  await clerk.goto('/commitments?q=新建高标准农田')
  await clerk.click('td.text a')
  await clerk.click('button:has-text("提督办单")')
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
  await unit.waitForSelector('.el-drawer [role=status]:has-text("将记为“无佐证”")')
  await unit.waitForSelector('.el-drawer [role=status]:has-text("请在“佐证材料”“无佐证材料的原因”中至少填一项")')
  await unit.fill('textarea[name=unproven]', '验收单尚在签章')
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
  for (const part of ['红灯', '低于目标4.3个百分点', '区商务局', '王立秋']) assert.ok(text.includes(part), `${part}: ${text}`)
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

test('a_leader_prints_the_dashboard_upright_or_lying_also_with_many_rows', async () => {
  const mayor = await open(browser, server.url)
  await logIn(mayor, 'mayor', server.logins.clerk.password)
  const print = async (landscape) => {
    const content = await mayor.pdf({ format: 'A4', landscape })
    const info = spawnSync('pdfinfo', ['-'], { input: content, encoding: 'utf8' }).stdout
    const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(info)
    assert.equal(Number(width) > Number(height), landscape, 'the paper lies as it was chosen')
    return { text: pdfText(content), pages: Number(/Pages:\s+(\d+)/.exec(info)[1]) }
  }
  await mayor.goto('/dashboard')
  await mayor.waitForSelector('text=外贸进出口总值增长5%以上')
  for (const landscape of [false, true]) {
    const { text, pages } = await print(landscape)
    assert.ok(pages <= 2, `${pages} pages`)
    for (const part of ['外贸进出口总值增长5%以上', '各单位亮灯', '各领导分管']) assert.ok(text.includes(part), part)
  }
  behind(server.database, `INSERT INTO light (district, object_kind, object_id, rank, since, reason_zh, reason_en, title, title_en, unit, leader, due, rule_version)
    WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
    SELECT district, object_kind, '7zzzzzzzzzzzzzzzzzzzzzzz' || CAST(i AS TEXT), 0, since, '督办单逾期未办结', reason_en, '推进老旧小区水电气暖管网改造和加装电梯工程' || CAST(i AS TEXT), title_en, unit, leader, due, rule_version
    FROM light, n WHERE title = '外贸进出口总值增长5%以上'`)
  behind(server.database, `INSERT INTO case_record (district, id, type, type_version, year, serial, number, title, state, closed, unit, leader, object_kind, object_id, raised_by, raised, due, returns, escalated, form, version, changed, warned)
    WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
    SELECT district, '7zzzzzzzzzzzzzzzzzzzzzzz' || CAST(i AS TEXT), type, type_version, year, 900 + i, '督办〔2022〕9' || CAST(i AS TEXT) || '号', '推进老旧小区水电气暖管网改造和加装电梯' || CAST(i AS TEXT), 'issued', 0, unit, leader, object_kind, object_id, raised_by, raised, '2022-11-01', 0, 1, form, version, changed, 1
    FROM case_record, n WHERE id = (SELECT MIN(id) FROM case_record WHERE type = 'notice')`)
  await mayor.reload()
  await mayor.waitForSelector('text=加装电梯30')
  for (const landscape of [false, true]) {
    const { text, pages } = await print(landscape)
    assert.ok(pages <= 4, `${pages} pages`)
    for (const part of ['推进老旧小区水电气暖管网改造和加装电梯工程10', '推进老旧小区水电气暖管网改造和加装电梯30']) assert.ok(text.includes(part), `${part} in one line`)
  }
  behind(server.database, "DELETE FROM case_record WHERE id LIKE '7zzzz%'")
  behind(server.database, "DELETE FROM light WHERE object_id LIKE '7zzzz%'")
})

test('a_unit_reports_progress_at_a_phone_and_asks_for_completion', async () => {
  await unit.goto('/commitments?q=农产品交易枢纽')
  await unit.click('li.one a')
  await unit.click('button:has-text("报进展")')
  await save(unit, '保存')
  await unit.waitForSelector('text=请写进展情况')
  await unit.fill('textarea[name=progress]', '已签约商户40家。')
  await checkScreen(unit, 'progress_phone')
  await save(unit, '保存')
  await closed(unit)
  await unit.waitForSelector('text=已签约商户40家。')
  await unit.click('button:has-text("提办结申请")')
  await unit.fill('textarea[name=result]', '枢纽一期已投用，商户62家。')
  await save(unit, '发出')
  await unit.waitForURL(/\/cases\//)
  await checkScreen(unit, 'completion_phone')
  await clerk.goto('/duties')
  await clerk.click('a:has-text("农产品交易枢纽")')
  await clerk.click('button:has-text("核查办结")')
  await clerk.fill('textarea[name=finding]', '台账核对无误。')
  await save(clerk, '核查办结')
  await closed(clerk)
  await clerk.click('text=打开任务')
  await clerk.waitForSelector('.light:has-text("绿灯")')
  await checkScreen(clerk, 'commitment_done')
})
