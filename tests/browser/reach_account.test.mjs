// Reaching people, in a real browser: a person sets how he is told and takes his calendar link, at a phone too; the administrator adds a webhook and sees what failed.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startMail } from '../harness/receivers.mjs'
import { samplePassword, startServer } from '../harness/server.mjs'
import { checkScreen, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, mail, keys

before(async () => {
  mail = await startMail({ refuse: (address) => (address.startsWith('gone') ? { code: 550, text: 'no such mailbox' } : null) })
  keys = mkdtempSync(join(tmpdir(), 'luoshi-keys-'))
  server = await startServer({ day: '2022-03-02', options: ['--key-file', join(keys, 'seal.key'), '--smtp', `smtp://127.0.0.1:${mail.port}`, '--smtp-tls', 'none', '--mail-from', 'luoshi@example.gov.cn'] })
  browser = await launch()
}, { timeout: 60_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
  await mail?.stop()
  rmSync(keys, { recursive: true, force: true })
})

test('a person enters an address, chooses quiet hours, gets a test message and a calendar link, at a phone', async () => {
  const page = await open(browser, server.url, phone)
  await logIn(page, 'agri', samplePassword)
  await page.goto('/account')
  await page.fill('input[type=email]', 'nobody')
  await page.click('section button:has-text("保存")')
  await page.waitForSelector('.el-form-item__error:has-text("邮箱地址")')
  await page.fill('input[type=email]', 'gone@example.gov.cn')
  await page.click('label:has-text("免打扰")')
  await page.click('section button:has-text("保存")')
  await page.waitForSelector('text=g***@example.gov.cn')
  await page.click('button:has-text("发一条测试消息")')
  await page.click('button:has-text("生成链接")')
  const link = page.locator('input[readonly][aria-label="日历订阅"]')
  await link.waitFor()
  assert.match(await link.inputValue(), /\/api\/v1\/calendar\/[\w-]{32}\.ics$/)
  await page.locator('.el-message').last().waitFor({ state: 'detached' })
  await checkScreen(page, 'reach_account_phone')
})

test('the settings stand beside the password at a desk, in English too', async () => {
  const page = await open(browser, server.url)
  await logIn(page, 'agri', samplePassword)
  await page.goto('/account')
  await page.waitForSelector('text=g***@example.gov.cn')
  await checkScreen(page, 'reach_account')
})

test('the administrator adds a webhook and tries again what failed', async () => {
  const page = await open(browser, server.url)
  await logIn(page, 'admin', samplePassword)
  await page.goto('/org/messages')
  await page.click('button:has-text("添加Webhook")')
  await page.fill('input[placeholder^="如：农业"]', '督查室工作群')
  await page.fill('input[type=url]', 'http://169.254.169.254/x')
  await page.locator('.el-drawer button:has-text("保存")').click()
  await page.waitForSelector('.el-form-item__error:has-text("地址不对")')
  await checkScreen(page, 'reach_webhook_form')
  await page.fill('input[type=url]', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x')
  await page.locator('.el-drawer button:has-text("保存")').click()
  await page.waitForSelector('li:has-text("督查室工作群")')
  await page.waitForSelector('li:has-text("g***@example.gov.cn") >> text=550')
  await page.locator('.el-overlay').waitFor({ state: 'hidden' })
  await checkScreen(page, 'reach_messages')
  await page.click('button:has-text("再试一次")')
  await page.setViewportSize(phone)
  await checkScreen(page, 'reach_messages_phone')
})
