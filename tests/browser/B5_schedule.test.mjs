// B5 in a real browser: a project's schedule as bars; one is moved by key, what that does to the finish is said, then it is put back or saved.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, count, finish, launch, logIn, open, phone } from './page.mjs'

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
  await clerk.waitForSelector('.gantt small:text-matches("最晚\\\\d{4}-\\\\d{2}-\\\\d{2}开工，可拖\\\\d+天")')
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

test('a schedule is asked for its chance, kept as a baseline, handed out and taken in again; a broken file is said', async () => {
  await clerk.click('button:has-text("测算按期可能性")')
  await clerk.waitForSelector('text=/半数可能在\\d{4}-\\d{2}-\\d{2}前完工/')
  await clerk.click('button:has-text("留存为基准")')
  await clerk.fill('.el-message-box input', '十一月调整')
  await clerk.click('.el-message-box button:has-text("保存")')
  await clerk.waitForSelector('.el-message-box', { state: 'detached' })
  await count(clerk.locator('text=/比基准晚/'), 0)
  await checkScreen(clerk, 'project_plan_kept')
  await clerk.click('button:has-text("导出计划")')
  const [download] = await Promise.all([clerk.waitForEvent('download'), clerk.click('a:has-text("Excel（xlsx）")')])
  const file = join(server.directory, 'plan.xlsx')
  await download.saveAs(file)
  await clerk.setInputFiles('input[type=file]', file)
  await clerk.waitForSelector('.gantt .bar')
  const broken = join(server.directory, 'broken.xml')
  writeFileSync(broken, '<Project xmlns="http://schemas.microsoft.com/project"><Tasks><Task>')
  await clerk.setInputFiles('input[type=file]', broken)
  await clerk.waitForSelector('[role=alert]')
  await checkScreen(clerk, 'project_plan_broken')
})

test('whoever builds reports that an activity has begun, and what cannot be is said', async () => {
  await clerk.click('.gantt button:has-text("施工招标")')
  await clerk.fill('.el-drawer input[name=actual_finish]', '2022-11-10')
  await clerk.click('.el-drawer button:has-text("保存")')
  await clerk.waitForSelector('.el-drawer [role=alert]')
  await checkScreen(clerk, 'project_activity_wrong')
  await clerk.fill('.el-drawer input[name=actual_finish]', '')
  await clerk.fill('.el-drawer input[name=actual_start]', '2022-11-10')
  await clerk.fill('.el-drawer input[name=remaining]', '12')
  await clerk.click('.el-drawer button:has-text("保存")')
  await clerk.waitForSelector('.el-drawer', { state: 'detached' })
  await clerk.waitForSelector('button.bar[aria-label^="施工招标"][aria-disabled="true"]')
})

test('on a phone the chart scrolls within itself', async () => {
  const small = await open(browser, server.url, phone)
  await logIn(small, 'clerk1', server.logins.clerk.password)
  const [path] = clerk.url().split('?')
  await small.goto(`${path}?tab=plan`)
  await small.waitForSelector('.gantt .bar')
  await checkScreen(small, 'project_plan_phone')
})
