// B6 “一跑四争”: funds and bonds applied for, approved, received and used, against last year's same time.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server, finance, housing, mayor, units
before(async () => {
  server = await startServer({ day: '2022-11-15' })
  ;[finance, housing, mayor] = await Promise.all(['finance', 'housing', 'mayor'].map(server.login))
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
