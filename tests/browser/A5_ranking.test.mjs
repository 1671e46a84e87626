// A5, in a real browser: the ranking opens down to a figure and its source; a scheme is changed and at once shows what it would do; an objection is raised at a phone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, choose, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk

before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  clerk = await open(browser, server.url)
  await logIn(clerk, 'clerk1', server.logins.clerk.password)
}, { timeout: 60_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

/** The choice called LABEL in the open form. */
const select = (page, label) => page.locator('.el-drawer .el-form-item', { hasText: label }).locator('.el-select').first()

test('a ranking opens down to the figure and where it came from', async () => {
  await clerk.goto('/scores')
  await checkScreen(clerk, 'scores')
  await clerk.click('a:has-text("乡镇季评比方案 2022年第3季度")')
  await clerk.waitForSelector('text=异议期到2022-11-18')
  await checkScreen(clerk, 'ranking')
  await clerk.click('a:has-text("官道李镇")')
  await clerk.click('summary:has-text("厕所革命完成率")')
  await clerk.waitForSelector('a:has-text("填报值 2022-09")')
  await clerk.waitForSelector('text=/完成[\\d.]+%，40分 × /')
  await clerk.click('summary:has-text("办理质量")')
  await clerk.waitForSelector('text=/满分（8） − 2 × 被退回的督办单（\\d+） ＝/')
  await checkScreen(clerk, 'unit_score')
  // The figure is that unit's, in the year and as of the day it was scored.
  await clerk.click('a:has-text("填报值 2022-09")')
  await clerk.waitForURL(/object=unit(:|%3A)[0-9a-z]{26}/)
  assert.match(clerk.url(), /year=2022.*as_of=2022-09-30/)
  await clerk.waitForSelector('text=官道李镇')
})

test('a run is computed again before everyone’s eyes', async () => {
  await clerk.goto('/scores')
  await clerk.click('a:has-text("乡镇季评比方案 2022年第3季度")')
  await clerk.click('button:has-text("重算核对")')
  await clerk.waitForSelector('text=重算结果一致')
  await clerk.waitForSelector('text=依据未改动')
  await checkScreen(clerk, 'verified')
})

test('a ranking prints without the frame around it, deductions included', async () => {
  await clerk.emulateMedia({ media: 'print' })
  for (const hidden of ['.side', '.top', 'button:has-text("打印")', 'button:has-text("重算核对")']) assert.equal(await clerk.locator(hidden).first().isVisible(), false, hidden)
  assert.ok(await clerk.locator('th:has-text("扣分")').isVisible())
  await clerk.emulateMedia({ media: 'screen' })
})

test('points are entered with their proof and approved by someone else', async () => {
  await clerk.goto('/scores')
  await clerk.click('button:has-text("加减分")')
  await clerk.click('button:has-text("登记加减分")')
  await clerk.click('button:has-text("提交审批")')
  await clerk.waitForSelector('text=请填写')
  await choose(select(clerk, '类别'), '加分事项')
  await choose(select(clerk, '单位'), '官道李镇')
  await clerk.fill('input[name=points]', '2.5')
  await clerk.fill('input[name=day]', '2022-09-20')
  await clerk.fill('textarea[name=reason]', '改厕做法被市里推广')
  await clerk.fill('input[name=proof]', '市改厕简报第9期')
  await clerk.setInputFiles('.el-drawer input[type=file]', { name: '简报.txt', mimeType: 'text/plain', buffer: Buffer.from('简报第9期：官道李镇的做法\n') })
  await clerk.waitForSelector('.el-drawer li:has-text("简报.txt")')
  await checkScreen(clerk, 'entry_form')
  await clerk.click('button:has-text("提交审批")')
  await clerk.waitForSelector('text=登记人不能审批自己的登记')
  await checkScreen(clerk, 'entries')
  const page = await open(browser, server.url, phone)
  await logIn(page, server.logins.colleague.login, server.logins.colleague.password)
  await page.goto('/scores/entries')
  const row = page.locator('li', { hasText: '改厕做法被市里推广' })
  await row.locator('a:has-text("简报.txt")').waitFor()
  await checkScreen(page, 'entries_phone')
  await row.getByLabel('审批意见').fill('属实')
  await row.locator('button:has-text("批准"):not(:has-text("不"))').click()
  await row.locator('text=已批准').waitFor()
})

test('a changed scheme shows at once what it would do to whom, and which item is wrong', async () => {
  await clerk.goto('/scores')
  await clerk.click('.schemes a:has-text("乡镇季评比方案")')
  await clerk.waitForSelector('text=0个单位名次有变化')
  await clerk.click('button.name:has-text("办理质量")')
  await clerk.click('button.name:has-text("厕所革命排名")')
  await clerk.getByLabel('每差一名扣').fill('2.5')
  await clerk.locator('td.down').first().waitFor()
  await checkScreen(clerk, 'scheme')
  await clerk.getByLabel('“厕所革命完成率”：分值').fill('41')
  await clerk.locator('li.wrong [role=alert]').first().waitFor()
  await clerk.waitForSelector('text=各项分值加起来是61分')
  await checkScreen(clerk, 'scheme_wrong')
  await clerk.getByLabel('“厕所革命完成率”：分值').fill('40')
  await clerk.click('button:has-text("JSON（专家）")')
  assert.match(await clerk.inputValue('textarea'), /"step": "2.5"/)
  await clerk.fill('textarea', '{')
  await clerk.waitForSelector('text=内容不成格式')
})

test('a unit objects at a phone', async () => {
  const page = await open(browser, server.url, phone)
  await logIn(page, 'town', server.logins.clerk.password)
  await page.goto('/scores')
  await checkScreen(page, 'scores_phone')
  await page.click('a:has-text("乡镇季评比方案 2022年第3季度")')
  await checkScreen(page, 'ranking_phone')
  await page.click('a:has-text("冀州镇")')
  await page.click('summary:has-text("厕所革命完成率")')
  await page.click('button:has-text("提出异议")')
  await page.fill('input[placeholder="异议事项"]', '户厕数量少计')
  await page.fill('textarea', '9月底已验收39座。')
  await checkScreen(page, 'objection_phone')
  await page.click('form button:has-text("提出异议")')
  await page.waitForSelector('text=待受理')
})

test('a figure corrected after a run is said beside the score, and an open run is made again by one press', async () => {
  const office = await server.login('clerk1')
  const { units } = (await office.get('/units')).body
  const town = units.find((one) => one.key === 'town-4')
  const made = (await office.post('/score-runs', { scheme: 'townships', period: '2022Q3', grounds: '试看更正' })).body
  const cell = { indicator: 'toilets', object: `unit:${town.id}`, period: '2022-09', reason: '验收后更正', confirm: true }
  const took = await office.post('/observations', { cells: [{ ...cell, value: '44' }], take: 'all' })
  assert.equal(took.status, 200, JSON.stringify(took.body))
  await clerk.goto(`/scores/${made.run.id}`)
  await clerk.waitForSelector('text=计分之后有1项数据或评比新报或更正')
  assert.ok(await clerk.locator('button:has-text("公示")').first().isDisabled())
  await checkScreen(clerk, 'run_outdated')
  await clerk.click('button:has-text("重新计分")')
  await clerk.waitForURL((url) => !url.pathname.includes(made.run.id))
  await clerk.waitForSelector('text=数据截至计分时')
  assert.equal(await clerk.locator('text=计分之后有').count(), 0)
  await clerk.click('button:has-text("公示")')
  await clerk.waitForSelector('text=异议期到')
  await office.post('/observations', { cells: [{ ...cell, value: '45', reason: '再次复核' }], take: 'all' })
  await clerk.reload()
  await clerk.click('a:has-text("此后有修订")')
  await clerk.click('summary:has-text("厕所革命完成率")')
  await clerk.waitForSelector('a:has-text("此后有修订（第3次填报）")')
  await checkScreen(clerk, 'unit_revised')
  await clerk.click('a:has-text("此后有修订（第3次填报）")')
  await clerk.waitForSelector('text=再次复核')
})

test('a report opens from the score that it cost points in, and who is not ranked is named', async () => {
  const office = await server.login('clerk1')
  const made = (await office.post('/score-runs', { scheme: 'departments', period: '2022Q4' })).body
  await clerk.goto(`/scores/${made.run.id}`)
  await clerk.waitForSelector('text=/不参评：.*区统计局/')
  await checkScreen(clerk, 'ranking_departments')
  await clerk.click('a:has-text("区交通局")')
  await clerk.click('summary:has-text("指标进度")')
  await clerk.waitForSelector('text=/按其余60分的得分率折算/')
  await clerk.click('summary:has-text("月报按时报送")')
  await clerk.click('summary:has-text("漏报月报")')
  await clerk.locator('a:has-text("月报 "):has-text("未报"):visible').first().click()
  await clerk.waitForURL(/round-duties/)
  await clerk.waitForSelector('text=任务月报')
  const page = await open(browser, server.url, phone)
  await logIn(page, 'clerk1', server.logins.clerk.password)
  await page.goto(`/scores/${made.run.id}`)
  await page.waitForSelector('text=/不参评：/')
  await checkScreen(page, 'ranking_departments_phone')
  await page.click('a:has-text("区交通局")')
  await page.click('summary:has-text("指标进度")')
  await page.click('summary:has-text("月报按时报送")')
  await checkScreen(page, 'unit_score_phone')
})

test('a run that was scored again stands under one state, and what did not change is not listed', async () => {
  const office = await server.login('clerk1')
  const made = (await office.post('/score-runs', { scheme: 'departments', period: '2022Q4', grounds: '公示' })).body
  await office.post(`/score-runs/${made.run.id}/freeze`, { version: 1 })
  const again = (await office.post('/score-runs', { scheme: 'departments', period: '2022Q4', grounds: '复核' })).body
  await clerk.goto('/scores')
  const row = clerk.locator('li', { has: clerk.locator(`a[href$="${made.run.id}"]`) })
  await row.locator('text=公示后已重新计分').waitFor()
  assert.equal(await row.locator('text=公示中').count(), 0)
  await clerk.goto(`/scores/${again.run.id}`)
  await clerk.waitForSelector('text=得分、名次和数据都没有变化')
  assert.equal(await clerk.locator('h2:has-text("与上一次计分的不同")').count(), 0)
})
