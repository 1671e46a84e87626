// B3, B6, B7, D3 in a real browser: the board with its gate dialog, a project with money and site, funds, renewal and import; at desk and phone.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { checkScreen, finish, launch, logIn, open, phone } from './page.mjs'

let server, browser, clerk
const password = () => server.logins.clerk.password

before(async () => {
  server = await startServer({ sample: 'jizhou', work: true })
  browser = await launch()
  clerk = await open(browser, server.url)
  await logIn(clerk, 'clerk1', password())
}, { timeout: 90_000 })

after(async () => {
  await finish(browser)
  await server?.stop()
})

test('a card is sent to the next library by its menu, the dialog says what is missing and takes the upload right there', async () => {
  await clerk.goto('/projects')
  await clerk.waitForSelector('article.one')
  await checkScreen(clerk, 'projects_board')
  const board = await clerk.locator('.board').evaluate((one) => [one.scrollWidth <= one.clientWidth, one.children.length])
  assert.deepEqual(board, [true, 7], 'all seven libraries are seen at a desk')
  const card = clerk.locator('section.column').nth(0).locator('article.one').first()
  const talks = Number(await clerk.locator('section.column .count').nth(1).innerText())
  await card.locator('select.menu').selectOption({ label: '移到“洽谈”' })
  await clerk.waitForSelector('text=还缺1项')
  await checkScreen(clerk, 'projects_gate')
  await clerk.click('li.condition:has-text("对接洽谈记录") button:has-text("上传")')
  await clerk.setInputFiles('li.condition input[type=file]', { name: '记录.txt', mimeType: 'text/plain', buffer: Buffer.from('座谈记录') })
  await clerk.click('li.condition button:has-text("保存")')
  await clerk.waitForSelector('text=入库条件已满足')
  await clerk.click('.el-drawer__footer button:has-text("移动")')
  await clerk.waitForSelector(`section.column:nth-of-type(2) .count:text-is("${talks + 1}")`)
})

test('the wall chart of all key projects is taken from the page', async () => {
  await clerk.goto('/projects')
  await clerk.click('button:has-text("挂图")')
  await clerk.waitForSelector('.el-dropdown-menu a:has-text("A1 PDF 按项目库")')
  await checkScreen(clerk, 'projects_wall_chart')
  const loaded = clerk.waitForEvent('download')
  await clerk.click('.el-dropdown-menu a:has-text("A0 PDF 按领导")')
  assert.match((await loaded).suggestedFilename(), /^冀州区重点项目挂图作战 .*\.pdf$/)
})

test('table, funnel and stuck list say how long and how many', async () => {
  await clerk.goto('/projects?show=table')
  await clerk.waitForSelector('table.ledger')
  await clerk.click('th button:has-text("总投资")')
  await checkScreen(clerk, 'projects_table')
  await clerk.goto('/projects?show=funnel')
  await clerk.waitForSelector('text=达到100个')
  await checkScreen(clerk, 'projects_funnel')
  assert.equal(await clerk.locator('.tools .el-select').count(), 4, 'lights do not filter the funnel, so they do not stand above it')
  for (const [row, column] of [[2, 2], [6, 4]]) {
    const figure = clerk.locator(`table.ledger >> nth=0 >> tbody tr:nth-child(${row}) td:nth-child(${column}) a`)
    const count = Number(await figure.innerText())
    await figure.click()
    await clerk.waitForSelector(`text=共${count}个`)
    assert.equal(await clerk.locator('td.name').count(), count)
    await clerk.goBack()
    await clerk.waitForSelector('text=达到100个')
  }
  const industry = clerk.locator('table.ledger >> nth=1 >> tbody tr:nth-child(1) td:nth-child(7) a')
  const reserve = Number(await industry.innerText())
  await industry.click()
  await clerk.waitForSelector(`text=只列储备项目，共${reserve}个`)
  await clerk.goto('/projects?show=stuck')
  await clerk.waitForSelector('td .late')
  await checkScreen(clerk, 'projects_stuck')
})

test('a project shows its gates, money by month, the site and its history', async () => {
  await clerk.goto('/projects?show=table&key_level=key')
  await clerk.click('tbody a >> nth=0')
  await clerk.waitForSelector('text=入库条件')
  await checkScreen(clerk, 'project_gates')
  await clerk.click('button:has-text("投资")')
  await clerk.waitForSelector('.chart svg')
  await checkScreen(clerk, 'project_money')
  await clerk.click('button:has-text("填报投资")')
  await clerk.fill('input[name=actual-2022-11]', '35')
  await clerk.click('.el-drawer__footer button:has-text("保存")')
  await clerk.waitForSelector('text=2022-11 完成')
  await clerk.click('button:has-text("进展")')
  await clerk.fill('textarea[name=note]', '设备基础验收')
  await clerk.click('form button:has-text("保存")')
  await clerk.waitForSelector('li:has-text("设备基础验收")')
  await checkScreen(clerk, 'project_notes')
  await clerk.click('.segments button:has-text("历史")')
  await clerk.waitForSelector('ol.entries li')
})

test('money, funds against last year, rounds of starts, what is needed to be counted', async () => {
  await clerk.goto('/projects/money')
  await clerk.waitForSelector('.chart svg')
  await checkScreen(clerk, 'project_investment')
  for (const [show, words] of [['funds', '园区基础设施专项债券'], ['funds', '上年同期'], ['batches', '一季度集中开工'], ['ready', '施工合同']]) {
    const year = show === 'funds' && words.startsWith('园区') ? '&year=2021' : ''
    await clerk.goto(`/projects/money?show=${show}${year}`)
    await clerk.waitForSelector(`text=/${words}/`)
    await checkScreen(clerk, `project_${show}`)
  }
})

test('a leader sees his projects at a phone; renewal counts and what residents chose', async () => {
  const mayor = await open(browser, server.url, phone)
  await logIn(mayor, 'mayor', password())
  await mayor.goto('/projects/portfolio')
  await mayor.waitForSelector('.cards li')
  await checkScreen(mayor, 'project_portfolio_phone')
  await mayor.goto('/projects/renewal')
  await mayor.waitForSelector('text=老旧小区')
  await checkScreen(mayor, 'project_renewal_phone')
  await mayor.goto('/projects')
  await mayor.waitForSelector('article.one')
  await checkScreen(mayor, 'projects_phone')
  await mayor.click('article.one a >> nth=0')
  await mayor.waitForSelector('text=在库时间')
  await checkScreen(mayor, 'project_phone')
  await clerk.goto('/projects/renewal')
  await clerk.waitForSelector('text=楼道保洁')
  await checkScreen(clerk, 'project_renewal')
  await mayor.context().close()
})

test('a list is looked at row by row before it is taken', async () => {
  await clerk.goto('/projects/import')
  const csv = '项目名称,项目类型,牵头单位,总投资\n河畔农机装备,产业,区科工信局,3000\n错误的一行,航天,区科工信局,1\n'
  await clerk.setInputFiles('input[type=file]', { name: '清单.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await clerk.click('button:has-text("先看一看")')
  await clerk.waitForSelector('text=B3')
  await checkScreen(clerk, 'project_import')
  await clerk.click('button:has-text("只导入正确的1行")')
  await clerk.waitForSelector('text=已导入')
})
