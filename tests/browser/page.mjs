// A browser for the tests: Debian's Chromium, and what every screen is checked for.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'
import { checkAnswer } from '../harness/contract.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

export const desk = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

const pages = new WeakMap() // of each browser, those that were ever open

export async function launch() {
  const browser = await chromium.launch({
    executablePath: process.env.LUOSHI_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  })
  pages.set(browser, [])
  return browser
}

/** Closes the browser; whatever went wrong in a page after its last checked screen is judged here. */
export async function finish(browser) {
  if (!browser) return
  await new Promise((done) => setTimeout(done, 300)) // the last answers are held against the contract
  await browser.close()
  const faults = pages.get(browser).flatMap((page) => page.faults)
  assert.deepEqual(faults, [], 'errors in a page after its last checked screen')
}

/** A new page with its own cookies; whatever it logs as an error is collected in page.faults. */
export async function open(browser, url, viewport = desk) {
  // Without motion, which the screens honour: a click on what still moves may take nothing.
  const context = await browser.newContext({ viewport, baseURL: url, locale: 'zh-CN', acceptDownloads: true, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.faults = []
  pages.get(browser).push(page)
  page.on('pageerror', (error) => page.faults.push(error.message))
  page.on('console', (message) => {
    // Refusals that a test asks for (401, 409, 422 …) are answers, not faults of the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) page.faults.push(message.text())
  })
  page.on('response', (response) => void holdToContract(page, response))
  return page
}

/** What the server answers to a page is held against api/openapi.yaml as well. */
async function holdToContract(page, response) {
  const { pathname, search } = new URL(response.url())
  if (!pathname.startsWith('/api/v1/')) return
  const headers = new Headers(response.headers())
  const stream = headers.get('content-type')?.startsWith('text/event-stream')
  // A page that was left takes the bodies of its answers with it.
  const content = stream ? Buffer.alloc(0) : await response.body().catch(() => null)
  if (content === null) return
  const isJson = headers.get('content-type')?.includes('json')
  try {
    checkAnswer(response.request().method(), `${pathname.slice('/api/v1'.length)}${search}`, {
      status: response.status(), headers, content, body: isJson ? JSON.parse(content) : undefined,
    })
  } catch (error) {
    page.faults.push(error.message)
  }
}

export async function logIn(page, login, password) {
  await page.goto('/login')
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.waitForURL('**/duties')
}

/** Waits until LOCATOR finds N things. (The page's own policy forbids the string that waitForFunction evaluates.) */
export async function count(locator, n) {
  const end = Date.now() + 15_000
  while ((await locator.count()) !== n) {
    assert.ok(Date.now() < end, `${await locator.count()} instead of ${n}: ${locator}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}

/** Takes the first entry with the text OPTION of the list that stands open, once it has come to rest: a click on one that still moves takes nothing. */
export async function take(page, option) {
  const item = page.locator('.el-select-dropdown__item:visible', { hasText: option }).first()
  await item.waitFor()
  await count(page.locator('.el-popper[class*="-enter-"]'), 0)
  await item.click()
}

/** Opens SELECT, takes OPTION of its list, and sees the list close. */
export async function choose(select, option) {
  await select.click()
  await take(select.page(), option)
  await count(select.page().locator('.el-select-dropdown:visible'), 0)
}

/** No serious violation of WCAG 2.2 AA, nothing wider than the screen, nothing wrong in the console. */
export async function checkScreen(page, name) {
  await page.waitForTimeout(400) // what fades in has its full contrast then
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  assert.ok(wide <= 0, `${name}: ${wide} pixels wider than the screen`)
  // The content security policy admits no injected script element; evaluating goes round it.
  await page.evaluate(axe)
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), rules)
  const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical')
  assert.deepEqual(
    serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join('\n').slice(0, 500)}`),
    [],
    name,
  )
  assert.deepEqual(page.faults, [], `${name}: errors in the console`)
  if (process.env.LUOSHI_SHOTS) await page.screenshot({ path: `${process.env.LUOSHI_SHOTS}/${name}.png` })
}
