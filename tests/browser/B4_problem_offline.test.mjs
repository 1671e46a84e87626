// B4 in a real browser: a problem at a site is raised from the phone without a network, stays on it, is sent once when the network is there, and is one case even where the answer was lost.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, choose, count, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, judge, clerk
const photo = { name: '塌方.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') }
const named = async (title) => (await clerk.get('/cases?show=open&type=site-problem')).body.cases.filter((one) => one.title === title)

before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  clerk = await server.login('clerk1')
  browser = await launch()
  judge = await open(browser, server.url, phone)
}, { timeout: 120_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

/** Fills in the problem TITLE on PAGE and sends it. */
async function raise(page, title, files) {
  await page.click('button:has-text("提项目问题")')
  await page.click('.el-drawer__footer button:has-text("发出")')
  await page.waitForSelector('.el-form-item__error:has-text("请填写")')
  await page.fill('.el-drawer input[name=title]', title)
  await choose(page.locator('.el-drawer .el-select').first(), '施工进度')
  await page.fill('.el-drawer textarea[name=facts]', '桩号2+300处，约20米')
  if (files) await page.setInputFiles('.el-drawer input[type=file]', files)
  await checkScreen(page, 'problem_form_phone')
  await page.click('.el-drawer__footer button:has-text("发出")')
  await count(page.locator('.el-drawer__footer'), 0)
}

test('a judge raises a problem without a network, loads the page again there, and it arrives once with its photograph', async () => {
  await logIn(judge, 'judge1', server.logins.clerk.password)
  await judge.click('a:has-text("第4季度")')
  await judge.waitForSelector('text=/评分表已下载，到没有信号/')
  await judge.click('a.site:has-text("安济桥铸造绿色改造")')
  await judge.waitForSelector('button:has-text("提项目问题")')
  await judge.context().setOffline(true)
  await judge.waitForSelector('text=没有网络')
  await judge.reload()
  await judge.waitForSelector('text=没有网络')
  await raise(judge, '边坡塌方约20米', photo)
  await judge.waitForSelector('text=待发送')
  await judge.waitForSelector('text=/照片1张/')
  await count(judge.locator('text=不能保存'), 0)
  await checkScreen(judge, 'problem_waiting_phone')
  await judge.reload()
  await judge.waitForSelector('text=边坡塌方约20米')
  assert.equal((await named('边坡塌方约20米')).length, 0)
  await judge.context().setOffline(false)
  await count(judge.locator('text=边坡塌方约20米'), 0)
  const [one, ...more] = await named('边坡塌方约20米')
  assert.equal(more.length, 0)
  const { body } = await clerk.get(`/cases/${one.id}`)
  assert.match(JSON.stringify(body), /塌方\.png/)
})

test('where the answer is lost on the way, what is sent again is the same case', async () => {
  let lost = 0
  await judge.route('**/api/v1/cases', async (route) => {
    if (route.request().method() !== 'POST' || lost >= 3) return route.continue()
    lost += 1
    await route.fetch()
    await route.abort('connectionreset')
  })
  await raise(judge, '围挡倒伏')
  await judge.waitForSelector('text=待发送')
  assert.equal(lost, 3)
  assert.equal((await named('围挡倒伏')).length, 1, 'the server has it, the phone does not know')
  await judge.click('button:has-text("现在发送")')
  await count(judge.locator('text=围挡倒伏'), 0)
  assert.equal((await named('围挡倒伏')).length, 1)
})

test('on a project\'s page too: it waits there, and is sent from whatever page is open', async () => {
  const vice = await open(browser, server.url, phone)
  await logIn(vice, 'vice1', server.logins.clerk.password)
  const { id } = (await clerk.get('/projects?key_level=key&limit=1000')).body.projects.find((one) => one.name === '安济桥渠系连通')
  await vice.goto(`/projects/${id}?tab=cases`)
  await vice.waitForSelector('button:has-text("提项目问题")')
  await vice.context().setOffline(true)
  await raise(vice, '便道中断')
  await vice.waitForSelector('text=待发送')
  await checkScreen(vice, 'problem_project_waiting_phone')
  await vice.context().setOffline(false)
  await vice.waitForSelector('.title:has-text("便道中断")')
  assert.equal((await named('便道中断')).length, 1)
})
