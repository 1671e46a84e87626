// B8, in a real browser: plots by state on the map and in the table beside it, one opened with what it is held against, changed, and firms told apart.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, count, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk
const save = (page) => page.click('.el-drawer__footer button:has-text("保存")')

before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  clerk = await open(browser, server.url)
  await logIn(clerk, 'clerk1', server.logins.clerk.password)
}, { timeout: 120_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

test('parks show what is counted from their plots', async () => {
  await clerk.goto('/registers/park')
  await count(clerk.locator('tbody tr'), 3)
  await checkScreen(clerk, 'registers_park')
  await clerk.click('a:has-text("冀州高新区")')
  await clerk.waitForSelector('h2:has-text("由系统算出")')
  await clerk.waitForSelector('dt:has-text("亩均产出")')
  await checkScreen(clerk, 'park')
})

test('plots are filtered by state, on the map and in the table beside it, and open from there', async () => {
  await clerk.goto('/registers/plot')
  await count(clerk.locator('tbody tr'), 40)
  await checkScreen(clerk, 'registers_plot')
  await clerk.click('button:has-text("地图")')
  await clerk.waitForSelector('.legend')
  await clerk.waitForSelector('[data-ready], .failed')
  await count(clerk.locator('tbody tr'), 40)
  await checkScreen(clerk, 'plots_map')
  await clerk.click('.legend button:has-text("空闲")')
  await count(clerk.locator('tbody tr'), 8)
  assert.equal(await clerk.locator('.legend button[aria-pressed=true]').count(), 1)
  await clerk.focus('tbody a')
  await clerk.keyboard.press('Enter')
  await clerk.waitForSelector('h2:has-text("变更记录")')
  await checkScreen(clerk, 'plot')
})

test('B1: the teams of investment promotion open as their league table, which is sorted by any figure', async () => {
  const places = () => clerk.locator('tbody tr').evaluateAll((rows) => rows.map((row) => [Number(row.cells[0].innerText), Number(row.cells[row.cells.length - 1].innerText.replaceAll(',', ''))]))
  await clerk.goto('/registers/promotion_team')
  await count(clerk.locator('tbody tr'), 12)
  const scores = await places()
  assert.deepEqual(scores.map(([place]) => place), scores.map(([, score]) => 1 + scores.filter((one) => one[1] > score).length), 'the best first, those alike share a place')
  assert.ok(scores[0][1] > scores[11][1], 'the sample has something to rank')
  await checkScreen(clerk, 'league')
  await clerk.click('th button:has-text("走访")')
  await clerk.waitForSelector('th[aria-sort=descending]:has-text("走访")')
  await clerk.click('tbody tr:first-child a')
  await clerk.waitForSelector('h2:has-text("由系统算出")')
})

test('a click on the map opens the plot under it', async () => {
  await clerk.goto('/registers/plot/map')
  await clerk.waitForSelector('[data-ready], .failed')
  if (await clerk.locator('.failed').count()) return
  const box = await clerk.locator('.maplibregl-canvas').boundingBox()
  let opened = false
  for (const [x, y] of [[0.5, 0.5], [0.4, 0.4], [0.55, 0.45], [0.45, 0.55], [0.35, 0.5], [0.6, 0.3], [0.42, 0.72], [0.48, 0.62], [0.62, 0.2], [0.38, 0.8], [0.44, 0.48], [0.52, 0.4]]) {
    await clerk.mouse.click(box.x + box.width * x, box.y + box.height * y)
    await clerk.waitForTimeout(400)
    opened = !clerk.url().endsWith('/map')
    if (opened) break
  }
  assert.ok(opened, clerk.url())
  await clerk.waitForSelector('h2:has-text("登记内容")')
})

test('a change is kept with its reason; what is wrong stands beside its field', async () => {
  await clerk.goto('/registers/plot?filter=state:free')
  await clerk.click('tbody tr:first-child a')
  await clerk.click('button:has-text("修改")')
  await clerk.fill('input[name=area]', '-1')
  await save(clerk)
  await clerk.waitForSelector('.el-form-item__error:has-text("不能是负数")')
  await checkScreen(clerk, 'plot_refused')
  await clerk.fill('input[name=area]', '66.6')
  await clerk.fill('input[name=reason]', '复测面积')
  await save(clerk)
  await clerk.waitForSelector('text=复测面积')
  await clerk.waitForSelector('text=/→ 66.6/')
})

test('a firm with a name alike is asked about, and a wrong code says the right one', async () => {
  await clerk.goto('/registers/firm')
  await clerk.click('.el-button--primary:has-text("登记")')
  await clerk.fill('input[name=name]', '冀州云岫散热器制造有限责任公司')
  await clerk.fill('input[name=code]', '91131103MA00LDK01A')
  await save(clerk)
  await clerk.waitForSelector('.el-form-item__error:has-text("应为“E”")')
  await clerk.fill('input[name=code]', '91131103MA00LDK01E')
  await save(clerk)
  await clerk.waitForSelector('.el-alert:has-text("云岫散热器")')
  await checkScreen(clerk, 'firm_alike')
  await clerk.click('.el-alert .el-checkbox')
  await save(clerk)
  await clerk.waitForSelector('h1:has-text("云岫散热器制造")')
})

test('a table is looked at before it is taken', async () => {
  await clerk.goto('/registers/firm/import')
  const csv = '企业名称,统一社会信用代码\n冀州山雀玩具厂,91131103MA00LDK01A\n'
  await clerk.setInputFiles('input[type=file]', { name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await clerk.click('button[type=submit]')
  await clerk.waitForSelector('td:has-text("应为“E”")')
  await checkScreen(clerk, 'register_import')
})

test('all of it at phone width, and in English', async () => {
  const page = await open(browser, server.url, phone)
  await logIn(page, 'hitech', server.logins.clerk.password)
  for (const [path, name] of [['/registers/plot', 'registers_phone'], ['/registers/plot/map', 'plots_map_phone']]) {
    await page.goto(path)
    await page.waitForSelector('tbody tr')
    if (path.endsWith('/map')) await page.waitForSelector('[data-ready], .failed')
    await checkScreen(page, name)
  }
  await page.click('tbody tr:first-child a')
  await page.waitForSelector('h2')
  await checkScreen(page, 'plot_phone')
  await clerk.evaluate(() => localStorage.setItem('luoshi.language', 'en'))
  await clerk.goto('/registers/plot')
  await clerk.waitForSelector('tbody tr')
  await checkScreen(clerk, 'registers_english')
})
