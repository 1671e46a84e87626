// B6 “一跑四争”: funds and bonds applied for, approved, received and used, against last year's same time.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server, clerk, finance, housing, mayor, units
before(async () => {
  server = await startServer({ day: '2022-11-15' })
  ;[clerk, finance, housing, mayor] = await Promise.all(['clerk1', 'finance', 'housing', 'mayor'].map(server.login))
  units = (await finance.get('/units')).body.units
})
after(() => server.stop())

const unit = (key) => units.find((one) => one.key === key).id
const fund = async (input) => finance.post('/project-funds', { year: 2022, kind: 'central', name: `老旧小区改造补助${Math.random()}`, unit: unit('housing'), ...input })
const enter = (id, stage, amount, day, who = finance) => who.post(`/project-funds/${id}/entries`, { stage, amount, text: '省下达文件', ...(day ? { day } : {}) })

test('no more is received than was approved, nor used than received', async () => {
  const { id } = (await fund({})).body.fund
  assert.equal((await enter(id, 'applied', '3000')).status, 201)
  const early = await enter(id, 'received', '100')
  assert.deepEqual([early.status, early.body.errors[0].field], [409, '/amount'])
  await enter(id, 'approved', '2000')
  assert.equal((await enter(id, 'received', '2000.0001')).status, 409)
  assert.equal((await enter(id, 'received', '1500')).body.fund.received, 1500)
  assert.equal((await enter(id, 'used', '1600')).status, 409)
  assert.equal((await enter(id, 'used', '700')).status, 201)
  assert.equal((await enter(id, 'received', '-900')).status, 409)
  const back = await enter(id, 'received', '-800')
  assert.deepEqual([back.status, back.body.fund.received, back.body.entries.length], [201, 700, 5])
})

test('this year stands against last year\'s same time, by kind and group', async () => {
  const last = (await fund({ year: 2021, kind: 'special_bond', name: '园区专项债' })).body.fund.id
  for (const [stage, amount, day] of [['approved', '88300', '2021-03-01'], ['received', '50000', '2021-06-01'], ['received', '38300', '2021-12-20']]) assert.equal((await enter(last, stage, amount, day)).status, 201)
  const now = (await fund({ kind: 'special_bond', name: '管网专项债' })).body.fund.id
  for (const [stage, amount] of [['approved', '60000'], ['received', '60000']]) await enter(now, stage, amount, '2022-05-10')
  const sheet = (await mayor.get('/project-funds?year=2022')).body
  const bond = sheet.groups.find((one) => one.key === 'bond')
  assert.deepEqual([bond.now.received, bond.last_so_far.received, bond.last_year.received, sheet.as_of], [60000, 50000, 88300, '2021-11-15'])
  assert.equal(sheet.kinds.find((one) => one.key === 'special_bond').now.received, 60000)
})

test('the funds of a project stand by themselves, and all four stages against last year', async () => {
  const project = (await clerk.post('/projects', { name: '管网改造一期', kind: 'infrastructure', lead_unit: unit('housing') })).body.project.id
  const last = (await fund({ year: 2021, kind: 'city', name: '管网补助', project })).body.fund.id
  for (const [stage, amount, day] of [['applied', '900', '2021-02-01'], ['approved', '800', '2021-04-01'], ['received', '500', '2021-06-01'], ['used', '300', '2021-09-01'], ['received', '300', '2021-12-20'], ['used', '400', '2021-12-28']]) await enter(last, stage, amount, day)
  const now = (await fund({ kind: 'city', name: '管网补助', project })).body.fund.id
  for (const [stage, amount, day] of [['applied', '1000', '2022-02-01'], ['approved', '600', '2022-04-01']]) await enter(now, stage, amount, day)
  const sheet = (await housing.get(`/project-funds?project=${project}`)).body
  assert.deepEqual(sheet.funds.map((one) => [one.id, one.project_name, one.year]), [[now, '管网改造一期', 2022], [last, '管网改造一期', 2021]])
  const { now: here, last_so_far: then, last_year: whole } = sheet.kinds.find((one) => one.key === 'city')
  assert.deepEqual([here, then, whole], [
    { applied: 1000, approved: 600, received: 0, used: 0 }, { applied: 900, approved: 800, received: 500, used: 300 }, { applied: 900, approved: 800, received: 800, used: 700 },
  ])
  assert.deepEqual((await housing.get(`/project-funds?project=${project}&year=2021`)).body.funds.map((one) => one.id), [last])
})

test('what is wrong is refused with its place; a unit sees its own funds and enters none', async () => {
  const { id } = (await fund({})).body.fund
  for (const [answer, status, field] of [
    [await fund({ kind: 'gold' }), 422, '/kind'], [await fund({ unit: '0'.repeat(26) }), 422, '/unit'], [await fund({ project: '0'.repeat(26) }), 422, '/project'],
    [await enter(id, 'applied', '0'), 422, '/amount'], [await enter(id, 'applied', '5', '2021-01-01'), 422, '/day'], [await enter(id, 'applied', '5', '2022-11-16'), 422, '/day'],
    [await enter(id, 'stolen', '5'), 422, '/stage'], [await enter(id, 'applied', '很多'), 422, '/amount'], [await enter(id, 'applied', '-5'), 409, '/amount'],
  ]) {
    assert.equal(answer.status, status, JSON.stringify(answer.body))
    assert.equal(answer.body.errors[0].field, field)
  }
  assert.equal((await fund({ name: '同名' })).status, 201)
  assert.equal((await fund({ name: '同名' })).status, 409)
  assert.equal((await enter(id, 'applied', '5', undefined, housing)).status, 403)
  assert.ok((await housing.get('/project-funds')).body.funds.every((one) => one.unit === unit('housing')))
})
