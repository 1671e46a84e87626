// A5, in a real browser: the ranking opens down to a figure and its source; a scheme is changed and at once shows what it would do; an objection is raised at a phone.
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk

before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  clerk = await open(browser, server.url)
  await logIn(clerk, 'clerk1', server.logins.clerk.password)
}, { timeout: 60_000 })

after(async () => {
  await browser?.close()
  await server?.stop()
})

test('a ranking opens down to the figure and where it came from', async () => {
  await clerk.goto('/scores')
  await checkScreen(clerk, 'scores')
  await clerk.click('a:has-text("乡镇季评比方案 2022Q3")')
  await clerk.waitForSelector('text=异议期到2022-11-18')
  await checkScreen(clerk, 'ranking')
  await clerk.click('a:has-text("官道李镇")')
  await clerk.click('summary:has-text("厕所革命完成率")')
  await clerk.waitForSelector('a:has-text("填报值 2022-09")')
  await checkScreen(clerk, 'unit_score')
})

test('a changed scheme shows at once what it would do, and what is wrong with it', async () => {
  await clerk.goto('/scores')
  await clerk.click('a:has-text("乡镇季评比方案") >> nth=-1')
  const text = await clerk.inputValue('textarea')
  await clerk.fill('textarea', text.replace('"1.5"', '"2.5"'))
  await clerk.waitForSelector('table a, table th:has-text("镇")')
  await checkScreen(clerk, 'scheme')
  await clerk.fill('textarea', text.replace('"points": 40', '"points": 41'))
  await clerk.waitForSelector('text=请调整分值')
})

test('a unit objects at a phone', async () => {
  const page = await open(browser, server.url, phone)
  await logIn(page, 'town', server.logins.clerk.password)
  await page.goto('/scores')
  await checkScreen(page, 'scores_phone')
  await page.click('a:has-text("乡镇季评比方案 2022Q3")')
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
