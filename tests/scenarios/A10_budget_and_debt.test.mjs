// A10 预算、“三公”、政府债务: a cap warns and then holds, the three public expenses only shrink, a debt is repaid by its plan.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server, finance, agri, housing, mayor, clerk, units
const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
const year = Number(today.slice(0, 4))
const day = (days) => new Date(Date.now() + days * 86_400_000 + 8 * 3600_000).toISOString().slice(0, 10)

before(async () => {
  server = await startServer()
  ;[finance, agri, housing, mayor, clerk] = await Promise.all(['finance', 'agri', 'housing', 'mayor', 'clerk1'].map(server.login))
  units = (await finance.get('/units')).body.units
})
after(() => server.stop())

const unit = (key) => units.find((one) => one.key === key).id
const line = (input, who = finance) => who.post('/budget', { year, kind: 'project', unit: unit('agri'), ...input })
const spend = (who, id, amount, more = {}) => who.post(`/budget/${id}/entries`, { day: today, amount, text: '按合同支付', ...more })

test('a line warns, then holds, to the last yuan', async () => {
  const made = await line({ name: '高标准农田', amount: '100.0001', warn: 80 })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const { id } = made.body.line
  assert.equal((await spend(agri, id, '79.9')).body.line.state, 'ok')
  const warned = (await spend(agri, id, '10')).body.line
  assert.deepEqual([warned.state, warned.spent, warned.left, warned.percent], ['warning', 89.9, 10.1001, 89.9])
  const over = await spend(agri, id, '10.1002')
  assert.equal(over.status, 409)
  assert.match(over.body.errors[0].message, /还可支出10\.1001万元/)
  assert.equal((await spend(agri, id, '10.1001')).body.line.state, 'full')
  assert.equal((await spend(agri, id, '0.0001')).status, 409)
  const back = await spend(agri, id, '-5', { text: '质保金退回' })
  assert.deepEqual([back.body.line.left, back.body.line.state], [5, 'warning'])
  assert.equal((await spend(agri, id, '-95.1')).status, 409)
  const { entries } = (await mayor.get(`/budget/${id}`)).body
  assert.deepEqual(entries.map((one) => one.amount), [-5, 10.1001, 10, 79.9])
  assert.equal((await clerk.get(`/ledger?kind=budget&object=${id}`)).body.entries.length, 5)
})

test('two who spend the last of it at once: one of them is told', async () => {
  const { id } = (await line({ name: '沟渠清淤', amount: '10' })).body.line
  const answers = await Promise.all(Array.from({ length: 8 }, () => spend(agri, id, '3')))
  assert.equal(answers.filter((one) => one.status === 201).length, 3)
  assert.equal((await agri.get(`/budget/${id}`)).body.line.spent, 9)
})

test('a cap changes only with grounds, by whoever keeps the budget, never below what was spent', async () => {
  const { id, version } = (await line({ name: '农机补贴', amount: '50' })).body.line
  await spend(agri, id, '40')
  const cap = (who, amount, at) => who.post(`/budget/${id}/cap`, { amount, text: '区政府常务会议同意追加', version: at })
  assert.equal((await cap(agri, '60', version + 1)).status, 403)
  assert.equal((await cap(finance, '60', version)).status, 409)
  assert.equal((await cap(finance, '39', version + 1)).status, 409)
  const raised = await cap(finance, '60', version + 1)
  assert.equal(raised.body.line.amount, 60)
  assert.equal(raised.body.entries[0].kind, 'adjust')
  assert.equal(raised.body.entries[0].amount, 10)
  const [entry] = (await clerk.get(`/ledger?kind=budget&object=${id}`)).body.entries
  assert.equal(entry.reason, '区政府常务会议同意追加')
})

test('the three public expenses only shrink', async () => {
  assert.equal((await line({ name: '公务接待', kind: 'reception', amount: '20', year: year - 1 })).status, 201)
  assert.equal((await line({ name: '公务用车', kind: 'vehicle', amount: '30', year: year - 1 })).status, 201)
  const reception = await line({ name: '公务接待', kind: 'reception', amount: '19' })
  assert.equal(reception.status, 201)
  const grows = await line({ name: '公务用车', kind: 'vehicle', amount: '31.0001' })
  assert.equal(grows.status, 409)
  assert.match(grows.body.errors[0].message, /只减不增：上年预算共50万元，这样会到50\.0001万元/)
  assert.equal((await line({ name: '公务用车', kind: 'vehicle', amount: '28' })).status, 201)
  const { public: sums } = (await mayor.get(`/budget?year=${year}`)).body
  assert.deepEqual(sums, { amount: 47, spent: 0, last_amount: 50, last_spent: 0, capped: true })
  const { id, version } = reception.body.line
  assert.equal((await finance.post(`/budget/${id}/cap`, { amount: '23', text: '接待增多', version })).status, 409)
})

test('what is wrong is refused with its place, and nobody spends from another unit', async () => {
  const { id } = (await line({ name: '测试预算', amount: '10' })).body.line
  const refused = async (answer, status, field) => {
    assert.equal(answer.status, status, JSON.stringify(answer.body))
    if (field) assert.equal(answer.body.errors[0].field, field)
  }
  await refused(await spend(agri, id, '0'), 422, '/amount')
  await refused(await spend(agri, id, '一万'), 422, '/amount')
  await refused(await spend(agri, id, '1.00001'), 422, '/amount')
  await refused(await spend(agri, id, '99999999999999999999'), 422, '/amount')
  await refused(await spend(agri, id, '1', { day: day(2) }), 422, '/day')
  await refused(await spend(agri, id, '1', { day: `${year - 1}-12-31` }), 422, '/day')
  await refused(await spend(housing, id, '1'), 403)
  await refused(await housing.get(`/budget/${id}`), 403)
  await refused(await spend(mayor, id, '1'), 403)
  await refused(await line({ name: '测试预算', amount: '1' }), 409, '/name')
  await refused(await line({ name: '负数', amount: '-1' }), 422, '/amount')
  await refused(await line({ name: '别的单位', unit: '0'.repeat(26), amount: '1' }), 422, '/unit')
  await refused(await line({ name: '不该我加', amount: '1' }, agri), 403)
  assert.equal((await agri.get(`/budget/${id}`)).body.line.spent, 0)
  assert.ok((await housing.get('/budget')).body.lines.every((one) => one.unit === unit('housing')))
})

const debt = (input, who = finance) =>
  who.post('/debts', { name: '专项债券（园区管网）', kind: 'special_bond', creditor: '省财政厅', unit: unit('finance'), principal: '3000', rate: '3.2', issued: day(-400), matures: day(800), plan: [{ day: day(-30), amount: '1000' }, { day: day(20), amount: '500' }, { day: day(800), amount: '1500' }], ...input })

test('a debt is repaid by its plan, and what is late or soon due is somebody\'s duty', async () => {
  const made = await debt()
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const { id } = made.body.debt
  assert.deepEqual([made.body.debt.state, made.body.debt.behind, made.body.debt.next, made.body.debt.next_amount], ['late', 1000, day(-30), 1000])
  const duty = (await finance.get('/duties')).body.duties.find((one) => one.object_id === id)
  assert.deepEqual([duty.kind, duty.days_left], ['repay', -30])
  const pay = (amount, who = finance) => who.post(`/debts/${id}/payments`, { day: today, amount, text: '还本' })
  const first = await pay('1000')
  assert.deepEqual([first.body.debt.state, first.body.debt.behind, first.body.debt.next], ['soon', 0, day(20)])
  assert.deepEqual(first.body.plan.map((one) => [one.repaid_on, one.days_late]), [[today, 30], [null, 0], [null, 0]])
  const second = await pay('600')
  assert.deepEqual([second.body.debt.state, second.body.debt.next_amount], ['running', 1400])
  assert.ok(!(await finance.get('/duties')).body.duties.some((one) => one.object_id === id))
  assert.equal((await pay('1400.0001')).status, 409)
  assert.equal((await pay('10', agri)).status, 403)
  assert.equal((await pay('1400')).body.debt.state, 'repaid')
  const list = (await mayor.get('/debts')).body
  assert.deepEqual([list.principal, list.owed, list.behind], [3000, 0, 0])
  assert.equal(list.ladder.reduce((sum, one) => sum + one.amount, 0), 3000)
})

test('a plan that does not add up, or out of order, is refused with its place', async () => {
  const refused = async (input, field) => {
    const answer = await debt(input)
    assert.equal(answer.status, 422, JSON.stringify(answer.body))
    assert.equal(answer.body.errors[0].field, field)
  }
  await refused({ plan: [{ day: day(20), amount: '2999' }] }, '/plan')
  await refused({ plan: [{ day: day(20), amount: '1000' }, { day: day(20), amount: '2000' }] }, '/plan/1/day')
  await refused({ plan: [{ day: day(801), amount: '3000' }] }, '/plan/0/day')
  await refused({ plan: [{ day: day(20), amount: '0' }] }, '/plan/0/amount')
  await refused({ matures: day(-500) }, '/matures')
  await refused({ rate: '101' }, '/rate')
  assert.equal((await finance.get('/debts')).body.debts.length, 1)
})
