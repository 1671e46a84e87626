// B4 月调度 in a real browser: a lead unit answers the monthly scheduling of its key project at the phone, and the project and its leader see it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, count, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk, unit
const project = '荷风设施蔬菜园区'
const password = () => server.logins.clerk.password

before(async () => {
  server = await startServer({ sample: 'jizhou', work: true, day: '2022-11-25' })
  clerk = await server.login('clerk1')
  assert.equal((await clerk.post('/rounds/project-month/start', { from: '2022-11-25' })).status, 200)
  browser = await launch()
  unit = await open(browser, server.url, phone)
  await logIn(unit, 'agri', password())
}, { timeout: 120_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

test('a lead unit finds the month of its project among its duties, is told what lacks, and answers it at the phone', async () => {
  const duty = unit.locator('li', { hasText: project }).filter({ hasText: '重点项目月调度' })
  await duty.first().waitFor()
  await checkScreen(unit, 'project_month_duties_phone')
  await duty.locator('a').first().click()
  await unit.waitForURL(/\/round-duties\//)
  await unit.waitForSelector(`h1:has-text("${project}")`)
  await unit.click('button:has-text("报送")')
  await unit.waitForSelector('text=请填写进展情况')
  await checkScreen(unit, 'project_month_phone')
  await unit.fill('textarea[name=text]', '本月完成育苗棚2栋，下月安装水肥一体化设备。')
  await unit.fill('input[name=percent]', '65')
  await unit.setInputFiles('input[type=file]', { name: '育苗棚.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') })
  await unit.waitForSelector('li:has-text("育苗棚.png")')
  await unit.click('button:has-text("报送")')
  await unit.waitForSelector('strong:has-text("65%")')
  await unit.waitForSelector('text=本月完成育苗棚2栋')
  await count(unit.locator('textarea[name=text]'), 0)
  await checkScreen(unit, 'project_month_done_phone')
  await unit.goto('/duties')
  await unit.waitForSelector('h1')
  await count(unit.locator('li', { hasText: project }).filter({ hasText: '重点项目月调度' }), 0)
})

test('what it said stands on the project\'s page, for its leader at the phone as well', async () => {
  const { id, leader_name } = (await clerk.get('/projects?key_level=key&limit=1000')).body.projects.find((one) => one.name === project)
  assert.equal(leader_name, '周正平')
  const mayor = await open(browser, server.url, phone)
  await logIn(mayor, 'mayor', password())
  await mayor.goto(`/projects/${id}?tab=team`)
  await mayor.waitForSelector('text=本月完成育苗棚2栋')
  await checkScreen(mayor, 'project_month_read_phone')
})
