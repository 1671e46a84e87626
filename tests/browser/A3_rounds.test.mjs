// A3 and A8, in a real browser: a monthly report answered at a phone, a meeting begun, minuted and closed, its decision a commitment; a study session made up.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, choose, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk, unit
before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  clerk = await open(browser, server.url)
  unit = await open(browser, server.url, phone)
  await logIn(clerk, server.logins.clerk.login, server.logins.clerk.password)
  await logIn(unit, 'housing', server.logins.clerk.password)
}, { timeout: 90_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

test('a_unit_answers_its_monthly_report_at_a_phone', async () => {
  await unit.goto('/duties')
  await unit.locator('li:has-text("任务月报 2022年10月") a').first().click()
  await unit.waitForURL(/\/round-duties\//)
  await unit.click('button:has-text("报送")')
  await unit.waitForSelector('text=请填写进展情况')
  await checkScreen(unit, 'round_duty_phone')
  await unit.fill('textarea[name=text]', '设计已完成，12月开工。')
  await unit.click('button:has-text("报送")')
  await unit.waitForSelector('text=设计已完成')
  await unit.waitForSelector('.tag:has-text("逾期")')
  await checkScreen(unit, 'round_duty_done_phone')
})

test('the_office_sees_who_has_answered', async () => {
  await clerk.goto('/rounds')
  await clerk.waitForSelector('summary:has-text("2022年10月")')
  await checkScreen(clerk, 'rounds')
  await clerk.goto('/rounds?round=dispatch-month')
  await clerk.waitForSelector('a:has-text("2022年10月工作调度会")')
  await checkScreen(clerk, 'rounds_meetings')
})

test('a_meeting_goes_from_its_agenda_to_closed_minutes', async () => {
  await clerk.goto('/rounds?round=consult-half-month')
  await clerk.click('a:has-text("2022年11月上半月工作会商")')
  await clerk.waitForSelector('h2:has-text("议程")')
  await checkScreen(clerk, 'meeting_planned')
  await clerk.click('button:has-text("添加议题")')
  await clerk.fill('.el-message-box input', '供暖保障')
  await clerk.click('.el-message-box button:has-text("保存")')
  await clerk.waitForSelector('li:has-text("供暖保障")')
  await clerk.click('button:has-text("开始会议")')
  await clerk.click('button:has-text("其余都到了")')
  await clerk.waitForSelector('button:has-text("其余都到了")', { state: 'detached' })
  await clerk.click('button:has-text("记一条议定事项")')
  await clerk.fill('textarea[name=decision]', '11月底前完成供暖管网检修')
  await clerk.click('.el-drawer button:has-text("保存")')
  await clerk.waitForSelector('text=请选牵头单位')
  await checkScreen(clerk, 'decision_without_owner')
  await choose(clerk.locator('.el-drawer .el-select').first(), '住房和城乡建设局')
  await clerk.fill('.el-drawer .el-date-editor input', '2022-11-30')
  await clerk.keyboard.press('Enter')
  await clerk.click('.el-drawer button:has-text("保存")')
  await clerk.waitForSelector('li:has-text("11月底前完成供暖管网检修")')
  await clerk.locator('.el-drawer').waitFor({ state: 'detached' })
  await checkScreen(clerk, 'meeting_running')
  await clerk.click('button:has-text("纪要定稿")')
  await clerk.click('a:has-text("11月底前完成供暖管网检修")')
  await clerk.waitForSelector('text=来源：2022年11月上半月工作会商议定事项')
  await checkScreen(clerk, 'commitment_of_a_decision')
})

test('someone_else_confirms_that_a_missed_session_was_made_up', async () => {
  await clerk.goto('/rounds?round=study-wednesday')
  await clerk.click('a:has-text("2022年第45周周三夜学")')
  await clerk.click('button:has-text("确认补学")')
  await clerk.fill('.el-message-box input', '交心得一篇')
  await clerk.click('.el-message-box button:has-text("保存")')
  await clerk.waitForSelector('text=已补学：交心得一篇')
  await checkScreen(clerk, 'session')
  assert.deepEqual(clerk.faults, [])
  assert.deepEqual(unit.faults, [])
})
