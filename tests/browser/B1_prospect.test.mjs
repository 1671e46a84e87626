// B1, in a real browser: a prospect's page with who speaks for its firm and the visits, and the form's pickers of what registers know.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, choose, count, finish, launch, logIn, open, phone, take } from './page.mjs'

let keys, server, browser, clerk, api, project
const made = async (type, values) => (await api.post(`/registers/${type}`, { values })).body.object.id
const select = (page, label) => page.locator('.el-drawer .el-form-item', { has: page.locator(`label:text-is("${label}")`) }).locator('.el-select')
const pick = async (page, label, typed) => {
  await select(page, label).click()
  await select(page, label).locator('input').fill(typed)
  await take(page, typed)
}
const chosen = async (page, label) => select(page, label).innerText()
const card = (page, title) => page.locator('section', { has: page.locator(`h2:text-is("${title}")`) })

before(async () => {
  keys = mkdtempSync(join(tmpdir(), 'luoshi-key-'))
  server = await startServer({ day: '2022-05-20', options: ['--key-file', join(keys, 'seal.key')] })
  api = await server.login('clerk1')
  const unit = (await api.get('/units')).body.units.find((one) => one.key === 'hitech').id
  project = (await api.post('/projects', { name: '智能装备产业园', kind: 'industry', lead_unit: unit, total: '20000' })).body.project.id
  const targets = { year: '2022', target_agreed: '1000', target_signings: '2', target_visits: '4' }
  await made('promotion_team', { name: '2022年测试一团', ...targets })
  await made('promotion_team', { name: '2022年测试二团', ...targets })
  await made('promotion_event', { name: '测试推介会', held_on: '2022-03-18', theme: '测试主题', form: 'session', state: 'held' })
  await made('firm', { name: '测试鲲鹏装备有限公司', code: '91131103MA07PTKCQ9' })
  const park = await made('park', { name: '测试园区', level: 'district', committee: unit })
  await made('plot', { number: 'CS-01', park, state: 'free', area: '80', use: 'industry' })
  await made('referrer', { name: '测试商会', way: 'chamber' })
  browser = await launch()
  clerk = await open(browser, server.url)
  await logIn(clerk, 'clerk1', server.logins.clerk.password)
}, { timeout: 120_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
  rmSync(keys, { recursive: true, force: true })
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

test('firm, plot, team, event and referrer of a project are picked from their registers by the unit that leads it', async () => {
  const page = await open(browser, server.url)
  await logIn(page, 'hitech', server.logins.clerk.password)
  const names = ['测试鲲鹏装备有限公司', 'CS-01', '2022年测试一团', '测试推介会', '测试商会']
  const labels = ['投资企业（台账）', '标准地（台账）', '招商分团', '来自活动', '推荐方']
  await page.goto(`/projects/${project}`)
  await page.click('.head .el-button:has-text("修改")')
  for (const [i, label] of labels.entries()) await pick(page, label, names[i])
  await count(page.locator('.el-drawer input[name=firm_name]'), 0)
  assert.equal((await chosen(page, '推荐方')).trim(), '测试商会')
  await page.waitForTimeout(300)
  await checkScreen(page, 'prospect_form')
  await page.click('.el-drawer__footer .el-button--primary')
  const facts = card(page, '项目信息')
  for (const text of names) await facts.locator(`a:text-is("${text}")`).waitFor()
  await page.waitForSelector('.el-drawer', { state: 'detached' })
  await checkScreen(page, 'prospect_facts')

  await page.click('.head .el-button:has-text("修改")')
  await page.waitForSelector('.el-drawer')
  assert.deepEqual((await Promise.all(labels.map((label) => chosen(page, label)))).map((text) => text.trim()), names)
  const firm = select(page, '投资企业（台账）')
  await firm.hover()
  await firm.locator('.el-select__clear').click()
  assert.equal(await page.inputValue('.el-drawer input[name=firm_name]'), '', 'what the firm before was called is not taken along')
  await page.click('.el-drawer__footer .el-button--primary')
  await page.waitForSelector('.el-drawer', { state: 'detached' })
  await count(facts.locator(`text=${names[0]}`), 0)
})

test('a project whose firm is written nearly as the register has it is asked about in the form, at desk and phone; the firm is picked', async () => {
  for (const [at, options] of [['same_ask', undefined], ['same_ask_phone', phone]]) {
    const page = await open(browser, server.url, options)
    await logIn(page, 'clerk1', server.logins.clerk.password)
    await page.goto('/projects')
    await page.click('button:has-text("登记项目")')
    const name = options ? '精密锻件车间' : '锻造机床工厂'
    await page.fill('.el-drawer input[name=name]', name)
    for (const [label, value] of [['项目类型', '产业项目'], ['牵头单位', '高新区']]) await choose(select(page, label), value)
    await page.fill('.el-drawer input[name=firm_name]', '测试鲲鹏装备有限责任公司')
    await page.click('.el-drawer__footer .el-button--primary')
    await page.waitForSelector('.el-drawer .asked:has-text("测试鲲鹏装备有限公司")')
    await page.waitForTimeout(300)
    await checkScreen(page, at)
    await page.click('.asked button:has-text("就是这家")')
    assert.equal((await chosen(page, '投资企业（台账）')).trim(), '测试鲲鹏装备有限公司')
    await page.click('.el-drawer__footer .el-button--primary')
    if (options) {
      await page.waitForSelector('.asked:has-text("同一家企业")')
      await page.click('.asked .el-checkbox')
      await page.click('.el-drawer__footer .el-button--primary')
    }
    await page.waitForSelector(`h1:has-text("${name}")`)
    await card(page, '项目信息').locator('a:text-is("测试鲲鹏装备有限公司")').waitFor()
    await page.close()
  }
})

test('several kinds of investor are chosen in the form, read on the page, and filter the list', async () => {
  await clerk.goto(`/projects/${project}`)
  await clerk.click('.head .el-button:has-text("修改")')
  await select(clerk, '投资方类别').click()
  for (const name of ['央企', '世界500强']) await take(clerk, name)
  await clerk.locator('.el-drawer .el-drawer__title').click()
  await clerk.waitForTimeout(300)
  await checkScreen(clerk, 'investor_form')
  await clerk.click('.el-drawer__footer .el-button--primary')
  await card(clerk, '项目信息').locator('text=世界500强、央企').waitFor()
  await clerk.goto('/projects?show=table')
  await choose(clerk.locator('.tools .el-select:has-text("投资方类别")'), '央企')
  await clerk.waitForURL(/choice=investor/)
  await clerk.waitForSelector('td.name:has-text("智能装备产业园")')
  await count(clerk.locator('td.name'), 1)
})

test('visits are logged on the page of their prospect; one by another team is refused at its field', async () => {
  await clerk.goto(`/projects/${project}?tab=promotion`)
  const log = card(clerk, '招商走访')
  await log.locator('text=还没有登记招商走访').waitFor()
  await log.locator('button').click()
  await count(clerk.locator('.el-drawer .el-form-item:has-text("招商对象")'), 0)
  assert.equal((await chosen(clerk, '分团')).trim(), '2022年测试一团')
  await clerk.fill('.el-drawer input[name=subject]', '赴企业总部考察')
  await clerk.fill('.el-drawer input[name=day]', '2022-05-18')
  await clerk.fill('.el-drawer textarea[name=result]', '企业有意向，月底前来看地块')
  await pick(clerk, '分团', '2022年测试二团')
  await clerk.click('.el-drawer__footer .el-button--primary')
  await clerk.waitForSelector('.el-drawer .el-form-item:has-text("分团") >> text=应为“2022年测试一团”')
  await checkScreen(clerk, 'visit_refused')
  await pick(clerk, '分团', '2022年测试一团')
  await clerk.click('.el-drawer__footer .el-button--primary')
  await log.locator('li:has-text("赴企业总部考察")').waitFor()
  assert.match(await log.locator('li').innerText(), /2022年5月18日[^]*2022年测试一团[^]*月底前来看地块/)
  await clerk.waitForSelector('.el-drawer', { state: 'detached' })
  await checkScreen(clerk, 'visits')

  const page = await open(browser, server.url, phone)
  await logIn(page, 'clerk1', server.logins.clerk.password)
  await page.goto(`/projects/${project}?tab=promotion`)
  await card(page, '招商走访').locator('li').waitFor()
  await checkScreen(page, 'visits_phone')
  await page.evaluate(() => localStorage.setItem('luoshi.language', 'en'))
  await page.reload()
  await page.waitForSelector('h2:text-is("Promotion visits")')
  await checkScreen(page, 'visits_english')
})
