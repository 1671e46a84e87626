// B2 “三会”招商: the calendar derives which months had no event, which quarters no theme and how many special sessions there were; leads and signings
// are traced to the event that they came from.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server, clerk, keeper, agri
const made = async (type, values) => {
  const answer = await clerk.post(`/registers/${type}`, { values })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body.object.id
}

before(async () => {
  server = await startServer({ day: '2022-05-20' })
  ;[clerk, keeper, agri] = await Promise.all(['clerk1', 'invest', 'agri'].map(server.login))
})
after(() => server.stop())

test('the calendar of events says which months had none, which quarters have no theme, how many special sessions there were', async () => {
  const year = async (n) => (await clerk.get(`/registers/promotion_event/calendar?year=${n}`)).body
  const add = (name, held_on, more) => made('promotion_event', { name, held_on, form: 'talk', state: 'held', ...more })
  await add('一季度恳谈会', '2021-01-12', { theme: '走进京津' })
  await add('一季度推介会', '2021-02-03', { theme: '走进京津', form: 'session' })
  await add('取消的推介会', '2021-03-09', { theme: '不作数', form: 'session', state: 'cancelled' })
  await add('二季度恳谈会', '2021-05-11')
  const past = await year(2021)
  assert.deepEqual(past.months.map((one) => one.state), ['met', 'met', 'short', 'short', 'met', ...Array(7).fill('short')])
  assert.deepEqual(past.quarters.map((one) => [one.state, one.themes]), [['met', ['走进京津']], ['short', []], ['short', []], ['short', []]])
  assert.deepEqual(past.demands.map((one) => [one.name, one.state, one.done, one.least]), [['专场推介会', 'short', 1, 4]])
  assert.deepEqual(past.objects.map((one) => [one.day, one.done, one.open]), [['2021-01-12', true, false], ['2021-02-03', true, false], ['2021-03-09', false, false], ['2021-05-11', true, false]])

  await add('本月推介会', '2022-05-26', { state: 'planned', form: 'session', theme: '走进珠三角' })
  const now = await year(2022)
  assert.deepEqual(now.months.map((one) => one.state).slice(3), ['short', 'running', ...Array(7).fill('to_come')], 'what is planned does not count, what is to come is not missed')
  assert.deepEqual([now.months[4].done, now.months[4].open], [0, 1])
  assert.deepEqual(now.quarters.map((one) => one.state), ['short', 'met', 'to_come', 'to_come'])
  assert.equal(now.demands[0].state, 'running')
  assert.equal((await clerk.get('/registers/firm/calendar')).status, 404, 'a register without days has none')
  assert.equal((await clerk.get('/registers/promotion_event/calendar?year=20')).status, 422)
})

test('a theme of what was planned and never held is none', async () => {
  await made('promotion_event', { name: '没有办成的推介会', held_on: '2020-08-12', theme: '走进长三角', form: 'session', state: 'planned' })
  const { quarters } = (await clerk.get('/registers/promotion_event/calendar?year=2020')).body
  assert.deepEqual(quarters.map((one) => [one.state, one.themes]), Array(4).fill(['short', []]))
})

test('what came of an event is counted from the libraries: prospects, signings and what was agreed', async () => {
  const event = await made('promotion_event', { name: '深圳推介会', held_on: '2022-04-14', form: 'session', state: 'held' })
  const invest = (await clerk.get('/units')).body.units.find((one) => one.key === 'invest').id
  const add = async (name, total) => (await clerk.post('/projects', { kind: 'industry', lead_unit: invest, name, total, confirm: true, fields: { promotion_event: '深圳推介会' } })).body.project
  const signed = await add('智能水表生产项目', '30000')
  await add('轻量化车架项目', '18000')
  const figures = async () => {
    const { object, named_by } = (await clerk.get(`/registers/promotion_event/objects/${event}`)).body
    return { ...Object.fromEntries(object.derived.map((one) => [one.key, one.value])), from: named_by.map((one) => one.name).sort() }
  }
  assert.deepEqual(await figures(), { found: 2, signed: 0, agreed_sum: 0, from: ['智能水表生产项目', '轻量化车架项目'] })
  for (const [condition, more] of [['contact_record'], ['contract'], ['signing_decision', { decided_by: '区政府常务会议' }]]) {
    const file = (await clerk.call('POST', `/evidence?filename=${condition}.txt`, { bytes: Buffer.from(condition) })).body.id
    const paper = await clerk.post(`/projects/${signed.id}/papers`, { condition, ...(more ?? { files: [file] }) })
    assert.equal(paper.status, 201, JSON.stringify(paper.body))
  }
  const { version } = (await clerk.get(`/projects/${signed.id}`)).body.project
  assert.equal((await clerk.post(`/projects/${signed.id}/moves`, { to: 'signed', version })).status, 200)
  assert.deepEqual(await figures(), { found: 2, signed: 1, agreed_sum: 30000, from: ['智能水表生产项目', '轻量化车架项目'] })
})

test('what a year lacks is told to whoever sees all of it, and to nobody who would see only a part', async () => {
  const unit = (await clerk.get('/units')).body.units.find((one) => one.key === 'agri').id
  const own = await clerk.post('/registers/promotion_event', { unit, values: { name: '农业专题推介会', held_on: '2020-06-10', form: 'session', theme: '农业', state: 'held' } })
  assert.equal(own.status, 201, JSON.stringify(own.body))
  const [office, keeping] = await Promise.all([clerk, keeper].map((who) => who.get('/registers/promotion_event/calendar?year=2020')))
  assert.deepEqual(keeping.body, office.body, 'the unit that keeps the register counts what other units hold in it')
  assert.deepEqual([keeping.body.months[5].state, keeping.body.quarters[1].themes], ['met', ['农业']])
  assert.equal((await agri.get('/registers/promotion_event/calendar?year=2020')).status, 403, 'one who sees a single event is not told that eleven months had none')
  const board = async (who) => (await who.get('/registers')).body.types.find((one) => one.key === 'promotion_team').board?.name
  assert.deepEqual(await Promise.all([clerk, keeper, agri].map(board)), ['招商看板', '招商看板', undefined])
})
