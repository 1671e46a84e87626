// What no story passes by, but somebody will: changing a password, one debt and one fund by themselves, the table as xlsx.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer, samplePassword } from '../harness/server.mjs'

let server
before(async () => (server = await startServer({ work: true })))
after(() => server.stop())

test('a password is changed by whoever knows the present one, and only then', async () => {
  const town = await server.login('town')
  const wrong = await town.post('/session/password', { current: 'not-the-password', next: 'another-long-one' })
  assert.equal(wrong.status, 422, JSON.stringify(wrong.body))
  assert.match(wrong.body.errors[0].field, /current/)
  const changed = await town.post('/session/password', { current: samplePassword, next: 'another-long-one' })
  assert.equal(changed.status, 200, JSON.stringify(changed.body))
  const again = server.client()
  assert.equal((await again.login('town')).status, 401, 'the old one opens nothing any more')
  assert.equal((await again.login('town', 'another-long-one')).status, 200)
})

test('one debt and one fund can be read by themselves', async () => {
  const finance = await server.login('finance')
  const [debt] = (await finance.get('/debts')).body.debts
  const alone = await finance.get(`/debts/${debt.id}`)
  assert.equal(alone.status, 200, JSON.stringify(alone.body))
  assert.equal(alone.body.debt.name, debt.name)
  const [fund] = (await finance.get('/project-funds?year=2021')).body.funds
  const one = await finance.get(`/project-funds/${fund.id}`)
  assert.equal(one.status, 200, JSON.stringify(one.body))
  assert.equal(one.body.fund.name, fund.name)
})

test('the decomposition table comes as xlsx too', async () => {
  const clerk = await server.login('clerk1')
  const [plan] = (await clerk.get('/plans')).body.plans
  const file = await clerk.get(`/plans/${plan.id}/table.xlsx`)
  assert.equal(file.status, 200)
  assert.equal(file.content.subarray(0, 2).toString(), 'PK')
})
