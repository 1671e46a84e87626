// F4 参保、就业: insured rates of 95 % and above, new jobs in towns, unemployment held down.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { startServer } from '../harness/server.mjs'

let server
let clerk
let units
before(async () => {
  server = await startServer()
  clerk = await server.login('clerk1')
  units = (await clerk.get('/units')).body.units
})
after(() => server.stop())

const unit = (key) => units.find((one) => one.key === key).id
const define = (input) => clerk.post('/indicators', { frequency: 'month', owner_unit: unit('labour'), low: '0', ...input })
const report = (indicator, year, values, object) =>
  clerk.post('/observations', { take: 'all', cells: values.map((value, i) => ({ indicator, ...(object ? { object } : {}), period: `${year}-${String(i + 1).padStart(2, '0')}`, value: String(value) })) })
const state = async (key, query) => (await clerk.get(`/indicators/${key}?${query}`)).body.state

test('the insured rate of the report is a target; where it should be is a line from last year\'s end', async () => {
  await define({ key: 'pension_insured', name: { zh: '城乡居民养老保险参保率', en: 'Insured: pension' }, unit: '%', over_time: 'last', high: '100', jump: '5', curve: 'even' })
  const { commitments } = await publishPlan(clerk, [['城乡居民养老保险参保率达到95%以上。', 'labour']])
  const figures = (await clerk.get(`/commitments/${commitments[0].id}/figures`)).body.figures
  const adopted = await clerk.post(`/commitments/${commitments[0].id}/figures`, { statement: figures[0].number, indicator: figures[0].suggestions[0].indicator })
  assert.equal(adopted.status, 201, JSON.stringify(adopted.body))
  assert.equal((await report('pension_insured', 2021, [92, 92, 92.2, 92.4, 92.5, 92.6, 92.7, 92.8, 92.9, 92.9, 93, 93])).body.taken, 12)
  assert.equal((await report('pension_insured', 2022, [93.1, 93.2, 93.3])).body.taken, 3)
  const behind = await state('pension_insured', 'year=2022&as_of=2022-03-31')
  assert.equal(behind.plan, 93.5)
  assert.equal(behind.gap, -0.2)
  assert.equal(behind.verdict, 'behind')
  assert.match(behind.words, /按进度应为93\.50%，差0\.20/)
  assert.equal(behind.forecast.method, 'drift')
  assert.equal(behind.forecast.value, 94.2)
})

test('a rate above 100 is impossible, not questionable', async () => {
  const { body } = await report('pension_insured', 2022, [93.1, 93.2, 93.3, 100.5])
  assert.equal(body.rows[3].errors[0].code, 'indicator.too_high')
  assert.equal(body.same, 3)
})

test('jobs count up through the year and are done before its end', async () => {
  await define({ key: 'new_jobs', name: { zh: '城镇新增就业', en: 'New jobs in towns' }, unit: '人', places: 0, over_time: 'sum', curve: 'even' })
  await clerk.post('/indicators/new_jobs/targets', { year: 2022, measure: 'level', cmp: 'ge', value: '3600' })
  await report('new_jobs', 2022, [300, 250, 400, 380, 420, 450])
  const half = await state('new_jobs', 'year=2022&as_of=2022-06-30')
  assert.deepEqual([half.value, half.plan, half.verdict], [2200, 1800, 'ahead'])
  assert.equal(half.forecast.value, 4400)
  await clerk.post('/observations', { cells: [7, 8, 9].map((month) => ({ indicator: 'new_jobs', period: `2022-0${month}`, value: '500' })) })
  assert.equal((await state('new_jobs', 'year=2022&as_of=2022-10-20')).verdict, 'met')
})

test('unemployment is the better the lower, and one target can be judged by rank', async () => {
  await define({ key: 'unemployment', name: { zh: '城镇登记失业率', en: 'Registered unemployment' }, unit: '%', direction: 'lower', over_time: 'last', high: '100', frequency: 'quarter', curve: 'even' })
  await clerk.post('/indicators/unemployment/targets', { year: 2022, measure: 'level', cmp: 'le', value: '4' })
  const cells = [['2022Q1', '3.2'], ['2022Q2', '4.3']].map(([period, value]) => ({ indicator: 'unemployment', period, value }))
  assert.equal((await clerk.post('/observations', { cells })).body.taken, 2)
  assert.equal((await state('unemployment', 'year=2022&as_of=2022-04-30')).verdict, 'ahead')
  const worse = await state('unemployment', 'year=2022&as_of=2022-08-30')
  assert.deepEqual([worse.verdict, worse.gap], ['behind', -0.3])
  await clerk.post('/peers', { code: '131102', name: '桃城区', circle: 'city' })
  await clerk.post('/observations', { cells: cells.map((one) => ({ ...one, object: 'peer:131102', value: '3.9' })) })
  assert.deepEqual((await state('unemployment', 'year=2022&as_of=2022-08-30')).city_rank, { rank: 2, of: 2, tied: false })
})
