// F3, in a real browser: a commitment put on the list is on the page that anyone may open, without an account.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk

before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  clerk = await open(browser, server.url)
  await logIn(clerk, server.logins.clerk.login, server.logins.clerk.password)
}, { timeout: 60_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

test('anyone may follow the projects at a phone', async () => {
  const anyone = await open(browser, server.url, phone)
  await anyone.goto('/public/livelihood')
  await anyone.waitForSelector('h1:has-text("冀州区民生工程")')
  const first = anyone.locator('article').first()
  for (const part of ['改造老旧小区49个', '已完成90%', '区住建局']) assert.ok((await first.innerText()).includes(part), part)
  await checkScreen(anyone, 'livelihood_public_phone')
  await anyone.click('button:has-text("English"), a:has-text("English")')
  await anyone.waitForSelector('h1:has-text("Livelihood projects")')
  await checkScreen(anyone, 'livelihood_public_en')
})

test('the office puts a commitment on the list and takes it off', async () => {
  await clerk.goto('/commitments?q=爱国卫生')
  await clerk.click('td.text a')
  await clerk.click('button:has-text("列入民生工程")')
  await clerk.waitForSelector('text=已列入')
  await clerk.click('button:has-text("列入民生工程")')
  await clerk.waitForSelector('[role=alert]:has-text("已经在民生工程里")')
  await clerk.goto('/livelihood')
  const card = clerk.locator('article:has-text("爱国卫生")')
  await card.waitFor()
  await checkScreen(clerk, 'livelihood')
  await card.locator('button:has-text("移出")').click()
  await card.waitFor({ state: 'detached' })
})
