// What the sample district shows when it has lived through its year: figures came in month by month, units said how far they were or did not, and lights were lit.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server
let clerk
before(async () => {
  server = await startServer({ work: true, year: true })
  clerk = await server.login('clerk1')
})
after(() => server.stop())

const beijingDay = (at) => new Date(Date.parse(at) + 8 * 3600e3).toISOString().slice(0, 10)

async function commitment(words) {
  const { plans } = (await clerk.get('/plans')).body
  const { commitments } = (await clerk.get(`/commitments?plan=${plans[0].id}&q=${encodeURIComponent(words)}`)).body
  assert.ok(commitments.length > 0, words)
  return commitments[0].id
}

test('a leader sees what was forecast each month, from the figures that were there then', async () => {
  const mayor = await server.login('mayor')
  assert.equal((await mayor.get('/session')).body.today, '2022-11-15')
  const record = (await mayor.get('/indicators/retail/forecasts?year=2022')).body
  assert.deepEqual(record.forecasts.map((one) => one.period), [null, '2022-01', '2022-02', '2022-03', '2022-04', '2022-05', '2022-06', '2022-07', '2022-08', '2022-09'])
  assert.equal(record.forecasts[0].forecast, null, 'nothing of the year was known in January')
  assert.equal(record.forecasts[3].forecast.value, 66.2685)
  assert.ok(record.forecasts[9].forecast.low < 66.2054 && record.forecasts[9].forecast.high > 66.2054)
  assert.equal(record.result, null, 'the year has not ended')
  const jobs = (await mayor.get('/indicators/new_jobs/forecasts?year=2022')).body
  assert.equal(jobs.forecasts.find((one) => one.as_of === '2022-05-31').period, '2022-03', 'the figure of April came in June')
})

test('a clerk sees what each unit said at the end of each quarter, who was late, and who said nothing', async () => {
  const said = async (words) => (await clerk.get(`/commitments/${await commitment(words)}/progress`)).body.progress.map((one) => beijingDay(one.at)).sort()
  assert.deepEqual(await said('现代农业园区'), ['2022-04-02', '2022-07-02', '2022-10-08', '2022-11-15'])
  assert.deepEqual(await said('省级美丽乡村'), ['2022-04-14', '2022-07-14', '2022-10-20', '2022-11-15'], 'late by its habit')
  assert.deepEqual(await said('修编高新区'), [], 'silent')
})

test('its ledger runs in order from January to its day, and is sound', async () => {
  const auditor = await server.login('auditor')
  const found = await auditor.get('/ledger/verification')
  assert.equal(found.body.sound, true)
  const newest = (await auditor.get('/ledger?limit=1')).body.entries[0]
  assert.equal(beijingDay(newest.at), '2022-11-15')
})

test('nothing that it comes to differs from what is entered on one day', async () => {
  const { indicators } = (await clerk.get('/indicators')).body
  const lean = await startServer({ work: true })
  try {
    const other = (await (await lean.login('clerk1')).get('/indicators')).body.indicators
    const state = (list) => Object.fromEntries(list.map((one) => [one.indicator.key, one.state.value]))
    assert.deepEqual(state(indicators), state(other))
  } finally {
    await lean.stop()
  }
})
