// A10, in a real browser: spending that the cap does not hold is refused beside the field; a repayment is noted; both at desk and phone.
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, finance
const save = (page) => page.click('.el-drawer__footer button:has-text("保存")')

before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  finance = await open(browser, server.url)
  await logIn(finance, 'finance', server.logins.clerk.password)
}, { timeout: 60_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

test('spending beyond the cap is refused with what is left, within it it counts', async () => {
  await finance.goto('/budget')
  await checkScreen(finance, 'budget')
  await finance.click('a:has-text("疫情防控物资")')
  await finance.click('button:has-text("登记支出")')
  await finance.fill('input[name=amount]', '136.01')
  await finance.fill('textarea[name=text]', '采购药品')
  await save(finance)
  await finance.waitForSelector('.el-form-item__error:has-text("还可支出136万元")')
  await checkScreen(finance, 'budget_refused')
  await finance.fill('input[name=amount]', '36')
  await save(finance)
  await finance.waitForSelector('text=还可支出100万元')
  await checkScreen(finance, 'budget_line')
})

test('the cap of the three public expenses does not grow', async () => {
  await finance.goto('/budget')
  await finance.click('a:has-text("公务接待费")')
  await finance.click('button:has-text("调整预算")')
  await finance.fill('input[name=amount]', '60')
  await finance.fill('textarea[name=text]', '接待任务增多')
  await save(finance)
  await finance.waitForSelector('.el-form-item__error:has-text("只减不增")')
})

test('an overdue repayment is a duty, and noting it brings the debt back to its plan', async () => {
  const page = await open(browser, server.url, phone)
  await logIn(page, 'finance', server.logins.clerk.password)
  await page.click('a:has-text("供水公司借款")')
  await page.waitForSelector('text=逾期未还')
  await checkScreen(page, 'debt_phone')
  await page.click('button:has-text("登记还款")')
  await page.fill('textarea[name=text]', '还清9月应还部分')
  await save(page)
  await page.waitForSelector('text=按计划')
  await page.goto('/budget?show=debts')
  await checkScreen(page, 'debts_phone')
  await page.goto('/budget')
  await checkScreen(page, 'budget_phone')
})
