// B5 in a real browser: a project's schedule as bars; one is moved by key, what that does to the finish is said, then it is put back or saved.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk
before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  clerk = await open(browser, server.url)
  await logIn(clerk, 'clerk1', server.logins.clerk.password)
}, { timeout: 90_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

test('a bar that is moved says what it does to the finish, and is put back or saved', async () => {
  await clerk.goto('/projects?show=table&key_level=key')
  await clerk.click('tbody a:has-text("安济桥铸造绿色改造")')
  await clerk.click('button:has-text("工期")')
  await clerk.waitForSelector('.gantt .bar')
  assert.ok((await clerk.locator('.baseline').count()) >= 9)
  await clerk.locator('.critical').first().waitFor()
  await checkScreen(clerk, 'project_plan')
  const bar = clerk.locator('button.bar[aria-label^="设备安装"]')
  for (let i = 0; i < 3; i++) await bar.press('ArrowRight')
  await clerk.waitForSelector('text=尚未保存')
  await checkScreen(clerk, 'project_plan_tried')
  await clerk.click('button:has-text("还原")')
  await clerk.waitForSelector('text=尚未保存', { state: 'detached' })
  const box = await bar.boundingBox()
  await clerk.mouse.move(box.x + 4, box.y + 6)
  await clerk.mouse.down()
  await clerk.mouse.move(box.x + 64, box.y + 6, { steps: 4 })
  await clerk.mouse.up()
  await clerk.waitForSelector('text=尚未保存')
  await clerk.click('button:has-text("保存")')
  await clerk.waitForSelector('text=尚未保存', { state: 'detached' })
})

test('on a phone the chart scrolls within itself', async () => {
  const small = await open(browser, server.url, phone)
  await logIn(small, 'clerk1', server.logins.clerk.password)
  const [path] = clerk.url().split('?')
  await small.goto(`${path}?tab=plan`)
  await small.waitForSelector('.gantt .bar')
  await checkScreen(small, 'project_plan_phone')
})
