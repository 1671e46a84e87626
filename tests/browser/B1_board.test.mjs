// B1 and B2, in a real browser: the board of investment promotion, with its league, its calendar, referrers, visits and projects at hand.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, choose, count, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk

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

test('the board stands with the pages about projects and shows the league of its year', async () => {
  await clerk.goto('/projects')
  await clerk.click('nav.sections a:has-text("招商看板")')
  await clerk.waitForSelector('h1:has-text("招商看板")')
  const league = clerk.locator('section', { has: clerk.locator('h2:text-is("招商分团")') })
  await count(league.locator('tbody tr'), 12)
  assert.equal(await league.locator('tbody tr:first-child td:first-child').innerText(), '1')
  await clerk.waitForSelector('h2:text-is("推荐方")')
  await clerk.waitForSelector('h2:text-is("招商走访")')
  await clerk.waitForSelector('h2:text-is("在谈项目")')
  await clerk.waitForTimeout(300)
  await checkScreen(clerk, 'board')
  for (const region of await clerk.locator('[role=region]').all()) assert.ok(await region.evaluate((one) => one.scrollWidth <= one.clientWidth), 'at desk width no table hides a column')
  await league.locator('tbody tr:first-child a').first().click()
  await clerk.waitForSelector('h1:has-text("2022年招商三团")')
  await clerk.waitForSelector('text=/^2022$/') // a year is no quantity
  await clerk.goBack()
})

test('the calendar shows the months without an event and those to come, the theme of each quarter and the special sessions of the year', async () => {
  await count(clerk.locator('.month'), 12)
  const months = await clerk.locator('.month').evaluateAll((all) => all.map((one) => one.querySelector('.tag').innerText))
  assert.deepEqual(months, ['达到', '达到', '未达到', ...Array(7).fill('达到'), '进行中', '未到'])
  await clerk.waitForSelector('.quarter:first-child:has-text("走进京津雄")')
  await clerk.waitForSelector('text=专场推介会 4/4场')
  await clerk.click('.month a:has-text("深圳专题招商推介会")')
  await clerk.waitForSelector('h1:has-text("深圳专题招商推介会")')
  await clerk.goBack()
  await clerk.waitForSelector('.month')
})

test('every figure of the league opens into what it counts, with library, amount and day of signing, and the page of a team says its formula', async () => {
  const league = clerk.locator('section', { has: clerk.locator('h2:text-is("招商分团")') })
  const cells = await league.locator('tbody tr:first-child td').allInnerTexts()
  const [found, strong, visited, signed, agreed, score] = cells.slice(-6).map((one) => Number(one.replace(/[^0-9.]/g, '')))
  assert.ok(found > 0 && strong > 0 && strong <= found && visited > 0 && signed > 0 && score > 0, String(cells))
  await count(league.locator('tbody tr:first-child td.num a'), 6)
  await league.locator('tbody tr:first-child td.num a').nth(4).click()
  await clerk.waitForSelector('h1:has-text("签约额")')
  await count(clerk.locator('tbody tr'), signed)
  const amounts = await clerk.locator('tbody tr').evaluateAll((rows) => rows.map((row) => Number([...row.querySelectorAll('td.num')].at(-1).innerText.replace(/[^0-9.]/g, ''))))
  assert.equal(amounts.reduce((sum, one) => sum + one, 0), agreed)
  assert.match(await clerk.locator('thead').innerText(), /所在库[^]*签约日期|签约日期[^]*所在库/)
  await clerk.waitForSelector('text=签约日期在2022年')
  await clerk.waitForTimeout(300)
  await checkScreen(clerk, 'counted')
  await clerk.click('a:has-text("2022年招商")')
  await clerk.waitForSelector('text=签约额 ÷ 签约额目标 × 60')
  await clerk.waitForTimeout(300)
  await checkScreen(clerk, 'team')
  await clerk.goto('/registers/promotion_team/board')
  await clerk.click('summary:has-text("专场推介会")')
  await count(clerk.locator('details[open] li'), 4)
  await clerk.click('button:has-text("超期")')
  await clerk.waitForTimeout(300)
})

test('an event that is written down fills its month, and another year is empty', async () => {
  await clerk.goto('/registers/promotion_event')
  await clerk.click('.el-button--primary:has-text("登记")')
  await clerk.fill('input[name=name]', '邯郸产业对接恳谈会')
  await clerk.fill('input[name=held_on]', '2022-11-08')
  await choose(clerk.locator('.el-drawer .el-form-item:has-text("形式") .el-select'), '恳谈会')
  await choose(clerk.locator('.el-drawer .el-form-item:has-text("状态") .el-select'), '已举办')
  await clerk.click('.el-drawer__footer button:has-text("保存")')
  await clerk.waitForSelector('h1:has-text("邯郸产业对接恳谈会")')
  await clerk.goto('/registers/promotion_team/board')
  await clerk.waitForSelector('.month.met:nth-child(2):has-text("邯郸产业对接恳谈会")')
  await choose(clerk.locator('.el-select[class*=year]'), '2021年')
  await clerk.waitForSelector('text=专场推介会 0/4场')
  await clerk.waitForSelector('.quarter:first-child:has-text("无主题")')
})

test('a unit that does not see all events is not told what the year lacks: the board is not offered to it', async () => {
  const unit = await open(browser, server.url)
  await logIn(unit, 'agri', server.logins.clerk.password)
  await unit.goto('/projects')
  await unit.waitForSelector('nav.sections a')
  await unit.waitForTimeout(500)
  await count(unit.locator('nav.sections a:has-text("招商看板")'), 0)
  await unit.goto('/registers/promotion_team/board')
  await unit.waitForSelector('text=没有权限查看')
  await unit.goto('/registers/nothing/board')
  await unit.waitForSelector('text=没有找到要看的内容')
})

test('at phone width, and in English', async () => {
  const page = await open(browser, server.url, phone)
  await logIn(page, 'clerk1', server.logins.clerk.password)
  await page.goto('/registers/promotion_team/board')
  await count(page.locator('.month'), 12)
  assert.match(await page.locator('ol > li').first().innerText(), /得分[^]*招商对象[^]*签约/, 'place, score and signings are on the first screen')
  await checkScreen(page, 'board_phone')
  await page.locator('dl a').first().click()
  await page.waitForSelector('.value')
  await page.waitForTimeout(300)
  await checkScreen(page, 'counted_phone')
  await page.goBack()
  await page.waitForSelector('.month')
  await clerk.evaluate(() => localStorage.setItem('luoshi.language', 'en'))
  await clerk.goto('/registers/promotion_team/board')
  await count(clerk.locator('.month'), 12)
  await checkScreen(clerk, 'board_english')
})
