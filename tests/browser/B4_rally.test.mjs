// B4 in a real browser: a judge scores sites at the phone without a network, reloads, and all arrives once; places open into sheets; a project shows who looks after it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, choose, count, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk, judge, rally
const password = () => server.logins.clerk.password
const openSite = (name) => judge.click(`a.site:has-text("${name}")`)

before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  clerk = await open(browser, server.url)
  await logIn(clerk, 'clerk1', password())
}, { timeout: 120_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

test('a finished rally has its places, each opens into the sheets and may be corrected with a reason', async () => {
  await clerk.goto('/rallies')
  await count(clerk.locator('main li'), 2)
  await checkScreen(clerk, 'rallies')
  await clerk.click('a:has-text("第3季度")')
  await clerk.waitForSelector('td:has-text("第1名")')
  await checkScreen(clerk, 'rally_places')
  await clerk.click('a:has-text("看5份评分表") >> nth=0')
  await clerk.waitForSelector('text=去掉最高')
  await clerk.click('button:has-text("官方更正") >> nth=1')
  await clerk.click('.el-drawer__footer button:has-text("保存")')
  await clerk.waitForSelector('.el-form-item__error:has-text("请写明原因")')
  await clerk.fill('input[name=progress]', '27.5')
  await clerk.fill('textarea[name=reason]', '评委漏记半分')
  await clerk.click('.el-drawer__footer button:has-text("保存")')
  await clerk.waitForSelector('text=评委漏记半分')
  await checkScreen(clerk, 'rally_sheets')
})

/** Gives the site on the screen full marks less TAKEN of the first item, by thumb. */
async function fill(taken, note) {
  await judge.click('.control button:last-child >> nth=0')
  for (const name of ['progress', 'invested', 'benefit', 'safety', 'site', 'service']) await judge.fill(`input[name=${name}]`, name === 'progress' ? String(30 - taken) : '8.5')
  await judge.fill('textarea[name=note]', note)
}

async function submit() {
  await judge.click('form button[type=submit]')
  await judge.click('.el-message-box button:has-text("提交并锁定")')
}

test('a judge scores without a network, reloads there, and what he gave is sent once when the network is back', async () => {
  judge = await open(browser, server.url, phone)
  await logIn(judge, 'judge1', password())
  await judge.click('a:has-text("第4季度")')
  await judge.waitForSelector('text=/评分表已下载，到没有信号/')
  rally = judge.url().match(/rallies\/(\w+)/)[1]
  await count(judge.locator('a.site'), 5)
  await checkScreen(judge, 'rally_judging_phone')
  await openSite('安济桥铸造绿色改造')
  await judge.setInputFiles('input[type=file]', { name: '现场.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') })
  await judge.context().setOffline(true)
  await judge.waitForSelector('text=没有网络')
  await submit().catch(() => undefined)
  await judge.waitForSelector('.fault:has-text("还没有打分")')
  await fill(6, '主体封顶')
  await judge.fill('input[name=progress]', '30.5')
  await judge.waitForSelector('.fault:has-text("从0到30分")')
  await judge.fill('input[name=progress]', '24')
  await checkScreen(judge, 'rally_sheet_phone')
  await judge.reload()
  await judge.waitForSelector('text=没有网络')
  assert.equal(await judge.inputValue('input[name=progress]'), '24', 'nothing is lost when the page is loaded again without a network')
  await judge.waitForSelector('li:has-text("现场.png")')
  await submit()
  await judge.waitForSelector('text=已存在本机')
  await judge.click('a.next')
  await judge.waitForSelector('h1:has-text("清凉湾公办幼儿园")')
  await fill(3, '进度正常')
  await submit()
  await judge.waitForSelector('text=2份待发送')
  await checkScreen(judge, 'rally_waiting_phone')
  await judge.context().setOffline(false)
  await judge.click('.back')
  await count(judge.locator('a.site:has-text("已锁定")'), 3)
  await checkScreen(judge, 'rally_locked_phone')
  await openSite('安济桥铸造绿色改造')
  await judge.waitForSelector('dd:has-text("24 / 30")')
  await judge.waitForSelector('main img[alt="现场.png"]')
})

test('a sheet that differs from the locked one is refused, said so, and stays until it is deleted', async () => {
  await judge.goto(`/rallies/${rally}/judging`)
  await openSite('泽禾热力管网延伸')
  await fill(5, '在这台手机上')
  await judge.context().setOffline(true)
  await submit()
  await judge.waitForSelector('text=已存在本机')
  const other = server.client()
  await other.login('judge1', password())
  const project = (await other.get(`/rallies/${rally}/judging`)).body.projects.find((one) => one.name === '泽禾热力管网延伸').project
  const marks = { progress: '20', invested: '10', benefit: '10', safety: '10', site: '8', service: '8' }
  assert.equal((await other.post(`/rallies/${rally}/scores`, { project, marks })).status, 200)
  await judge.context().setOffline(false)
  await judge.waitForSelector('text=这份评分没有被接受')
  await judge.waitForSelector('dd:has-text("20 / 30")')
  await checkScreen(judge, 'rally_refused_phone')
  await judge.click('button:has-text("删除这份草稿")')
  await count(judge.locator('text=这份评分没有被接受'), 0)
})

test('the office closes with a reason while sheets are missing, and the places are there', async () => {
  await clerk.goto(`/rallies/${rally}`)
  await clerk.click('button:has-text("评委和现场")')
  await clerk.waitForSelector('.el-drawer .el-select')
  await checkScreen(clerk, 'rally_arrange')
  await clerk.click('.el-drawer__footer button:has-text("保存")')
  await count(clerk.locator('.el-drawer__footer'), 0)
  await clerk.click('button:has-text("结束并公布")')
  await clerk.fill('.el-message-box input', '两名评委请假')
  await clerk.click('.el-message-box button:has-text("结束并公布")')
  await clerk.waitForSelector('text=两名评委请假')
  await judge.goto(`/rallies/${rally}`)
  await judge.waitForSelector('td:has-text("第1名")')
  await checkScreen(judge, 'rally_places_phone')
})

test('a project shows its five ones, what its leader owes each week, and its problems with their clock, raised from a phone', async () => {
  const vice = await open(browser, server.url, phone)
  await logIn(vice, 'vice1', password())
  await vice.waitForSelector('text=/周督导/')
  await vice.goto('/rallies')
  await vice.click('a:has-text("第3季度")')
  await vice.click('a:has-text("安济桥渠系连通")')
  await vice.waitForSelector('text=现场联系人')
  await vice.waitForSelector('text=周二到现场督导')
  await vice.waitForSelector('text=/第1名|第2名/')
  await checkScreen(vice, 'project_team_phone')
  await vice.click('.segments button:has-text("问题")')
  await vice.click('button:has-text("提项目问题")')
  await vice.fill('input[name=title]', '渠道边坡塌方约20米')
  await choose(vice.locator('.el-drawer .el-select').first(), '施工进度')
  await vice.click('.el-drawer__footer button:has-text("发出")')
  await vice.waitForSelector('text=/还有\\d+个工作日/')
  await checkScreen(vice, 'problem_phone')
  await clerk.goto(vice.url().replace(/.*\/cases/, '/cases'))
  await clerk.waitForSelector('text=渠道边坡塌方约20米')
})
