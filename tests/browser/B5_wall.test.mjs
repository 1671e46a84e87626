// B5 挂图作战 in a real browser: all key projects as bars under leader or library, filtered, opened, on a phone and on paper.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, count, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk
before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  clerk = await open(browser, server.url)
  await logIn(clerk, 'clerk1', server.logins.clerk.password)
}, { timeout: 180_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

const rows = (page) => page.locator('.wall li.grid')

test('every key project is a row; a leader, a library and a light narrow it, and what fits nothing is said', async () => {
  await clerk.goto('/projects')
  await clerk.click('nav a:has-text("挂图作战")')
  await count(rows(clerk), 27)
  assert.ok((await clerk.locator('.track .baseline').count()) > 0)
  // What is done is a share of the whole bar, also where that began before the chart: 54 % of a bar are no 54 % of what is seen of it.
  const chart = await clerk.evaluate(async () => (await fetch('/api/v1/project-chart')).json())
  const begun = chart.rows.find((one) => one.bar && one.bar.start < chart.from && one.bar.done > 0 && one.bar.finish <= chart.to)
  const days = (from, to) => (Date.parse(to) - Date.parse(from)) / 86_400_000
  const { start, finish, done } = begun.bar
  const hidden = days(start, chart.from)
  const [bar, part] = await Promise.all(['.bar', '.bar .done'].map((at) => rows(clerk).filter({ hasText: begun.name }).locator(at).boundingBox()))
  const shown = ((days(start, finish) + 1) * done) / 100 - hidden
  assert.ok(Math.abs(part.width / (bar.width - 2) - shown / (days(chart.from, finish) + 1)) < 0.01, `${begun.name}: ${part.width} of ${bar.width}`)
  await checkScreen(clerk, 'wall')
  await clerk.click('button:has-text("按项目库")')
  await clerk.waitForURL('**/wall?rows=library')
  await checkScreen(clerk, 'wall_library')
  const yellow = await clerk.locator('.wall li.grid:has(.light.yellow)').count()
  assert.ok(yellow > 0 && yellow < 27)
  await clerk.goto('/projects/wall?light=yellow')
  await count(rows(clerk), yellow)
  await clerk.waitForSelector(`text=显示${yellow}个，共27个`)
  await clerk.goto('/projects/wall?light=yellow&library=nowhere')
  await clerk.waitForSelector('text=没有符合条件的项目')
  await checkScreen(clerk, 'wall_none')
})

test('a click on a row opens the schedule of the project', async () => {
  await clerk.goto('/projects/wall')
  await clerk.click('.wall li a:has-text("安济桥铸造绿色改造")')
  await clerk.waitForURL(/\?tab=plan$/)
  await clerk.waitForSelector('.gantt .bar')
})

test('on a phone it is a list with small bars; on paper it stands without buttons', async () => {
  const small = await open(browser, server.url, phone)
  await logIn(small, 'clerk1', server.logins.clerk.password)
  await small.goto('/projects/wall')
  await count(rows(small), 27)
  await checkScreen(small, 'wall_phone')
  await clerk.goto('/projects/wall')
  await count(rows(clerk), 27)
  await clerk.emulateMedia({ media: 'print' })
  assert.equal(await clerk.locator('.wall .el-select').first().isVisible(), false)
  await checkScreen(clerk, 'wall_paper')
  await clerk.emulateMedia({ media: null })
})
