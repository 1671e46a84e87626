// B1, in a real browser: a prospect's page with who speaks for its firm.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, count, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk, api, project

before(async () => {
  server = await startServer({ day: '2022-05-20' })
  api = await server.login('clerk1')
  const unit = (await api.get('/units')).body.units.find((one) => one.key === 'invest').id
  project = (await api.post('/projects', { name: '智能装备产业园', kind: 'industry', lead_unit: unit, total: '20000' })).body.project.id
  browser = await launch()
  clerk = await open(browser, server.url)
  await logIn(clerk, 'clerk1', server.logins.clerk.password)
}, { timeout: 120_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

test('a contact is written down, stands masked, is looked at, and every look is in the history', async () => {
  await clerk.goto(`/projects/${project}`)
  await clerk.click('.tabs >> text=对接')
  await clerk.waitForSelector('text=还没有登记企业联系人')
  await clerk.click('button:has-text("登记企业联系人")')
  await clerk.click('.el-drawer__footer .el-button--primary')
  await clerk.waitForSelector('.el-drawer >> text=请填写姓名')
  await clerk.fill('.el-drawer input[name=name]', '欧阳文静')
  await clerk.fill('.el-drawer input[name=post]', '华北区投资总监')
  await clerk.fill('.el-drawer input[name=phone]', '1-2')
  await clerk.click('.el-drawer__footer .el-button--primary')
  await clerk.waitForSelector('.el-drawer .el-form-item:has-text("电话") >> text=电话至少5位数字')
  await checkScreen(clerk, 'contact_form')
  await clerk.fill('.el-drawer input[name=phone]', '138-1234-5678')
  await clerk.click('.el-drawer__footer .el-button--primary')
  const row = clerk.locator('section:has(h2:text-is("企业联系人")) li')
  await row.locator('text=欧**').waitFor()
  assert.ok(!(await clerk.content()).includes('文静'), 'the page holds the name masked only')
  assert.match(await row.innerText(), /138-\*\*\*\*-5678/)
  await clerk.waitForSelector('.el-drawer', { state: 'detached' })
  await checkScreen(clerk, 'contact_masked')
  await row.locator('button:has-text("查看")').click()
  await row.locator('text=欧阳文静').waitFor()
  assert.equal(await row.locator('a').getAttribute('href'), 'tel:13812345678')
  await row.locator('text=已记录这次查看').waitFor()
  await checkScreen(clerk, 'contact_seen')
  await row.locator('button:has-text("收起")').click()
  await row.locator('text=欧**').waitFor()
  await clerk.click('.tabs >> text=历史')
  await clerk.waitForSelector('text=查看企业联系人')
})

test('at phone width a leader looks and cannot change; the removal asks why', async () => {
  const leader = await open(browser, server.url, phone)
  await logIn(leader, 'mayor', server.logins.clerk.password)
  await leader.goto(`/projects/${project}?tab=promotion`)
  const row = leader.locator('section:has(h2:text-is("企业联系人")) li')
  await row.locator('button:has-text("查看")').click()
  await row.locator('text=华北区投资总监').waitFor()
  await count(leader.locator('button:has-text("删除"), button:has-text("登记企业联系人")'), 0)
  await checkScreen(leader, 'contact_phone')

  await clerk.goto(`/projects/${project}?tab=promotion`)
  await clerk.click('button:has-text("删除")')
  await clerk.click('.el-drawer__footer .el-button--primary')
  await clerk.waitForSelector('.el-drawer >> [class*=error]')
  await clerk.fill('.el-drawer textarea', '已离职')
  await clerk.click('.el-drawer__footer .el-button--primary')
  await clerk.waitForSelector('text=还没有登记企业联系人')
})

test('who may not see contacts has no such card', async () => {
  const auditor = await open(browser, server.url)
  await logIn(auditor, 'auditor', server.logins.clerk.password)
  await auditor.goto(`/projects/${project}?tab=promotion`)
  await auditor.waitForSelector('h1:has-text("智能装备产业园")')
  await auditor.waitForTimeout(500)
  await count(auditor.locator('h2:text-is("企业联系人")'), 0)
})
