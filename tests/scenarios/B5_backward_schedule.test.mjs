// B5 倒排工期: from a required finish back on the working calendar, with what must start by when; a baseline and the slip; what if without saving.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server, clerk, agri, housing, units
before(async () => {
  server = await startServer({ day: '2022-04-20' })
  ;[clerk, agri, housing] = await Promise.all(['clerk1', 'agri', 'housing'].map(server.login))
  units = (await clerk.get('/units')).body.units
})
after(() => server.stop())

const unit = (key) => units.find((one) => one.key === key).id
const project = async () => {
  const made = await clerk.post('/projects', { name: `粮食烘干仓储${Math.random()}`, kind: 'industry', lead_unit: unit('agri'), finish_by: '2022-05-13', confirm: true })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return made.body.project.id
}
const plan = (more = {}) => ({
  version: 0,
  name: '烘干仓储',
  finish: '2022-05-13',
  activities: [
    { id: 'pit', name: '基坑', duration: 5, optimistic: 4, pessimistic: 9, owner: unit('housing') },
    { id: 'frame', name: '主体', duration: 5, optimistic: 4, pessimistic: 12 },
    { id: 'yard', name: '场地', duration: 2 },
    { id: 'done', name: '交付', duration: 0 },
  ],
  links: [{ from: 'pit', to: 'frame' }, { from: 'frame', to: 'done' }, { from: 'yard', to: 'done' }],
  ...more,
})
const dates = (body, id) => body.computed.activities.find((one) => one.id === id)
const write = async (id, more) => {
  const answer = await agri.put(`/projects/${id}/plan`, plan(more))
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body
}

test('from the required finish back, over the holiday and the swapped working Saturday', async () => {
  const id = await project()
  const empty = (await agri.get(`/projects/${id}/plan`)).body
  assert.deepEqual([empty.version, empty.plan, empty.computed, empty.finish_by, empty.may_change], [0, null, null, '2022-05-13', true])
  const body = await write(id)
  assert.deepEqual([body.version, body.computed.required_finish, body.computed.must_start], [1, '2022-05-13', '2022-04-28'])
  // 30 April to 4 May are off; Saturday 7 May is worked in their place.
  assert.deepEqual([dates(body, 'pit').late_start, dates(body, 'pit').late_finish, dates(body, 'pit').total_float, dates(body, 'pit').critical], ['2022-04-28', '2022-05-07', 0, true])
  assert.equal(dates(body, 'yard').critical, undefined)
  assert.deepEqual(body.computed.driving_path.map((one) => one.id), ['pit', 'frame', 'done'])
  assert.deepEqual(body.owners.map((one) => one.id), [unit('housing')])
})

test('a required finish that cannot be kept is told with its chain', async () => {
  const id = await project()
  const body = await write(id, { start: '2022-05-05' })
  const [conflict] = body.computed.conflicts
  assert.deepEqual([conflict.broken, conflict.cause, conflict.cause_day, conflict.day], ['required_finish', 'start', '2022-05-05', '2022-05-13'])
  assert.deepEqual([conflict.chain.map((one) => one.id), conflict.short_by, conflict.possible], [['pit', 'frame', 'done'], 2, '2022-05-17'])
})

test('a loop is refused with its exact loop, and other faults with their places', async () => {
  const id = await project()
  const loop = await agri.put(`/projects/${id}/plan`, plan({ links: [{ from: 'pit', to: 'frame' }, { from: 'frame', to: 'yard' }, { from: 'yard', to: 'pit' }] }))
  assert.equal(loop.status, 422)
  assert.match(loop.body.errors[0].message, /基坑 → 主体 → 场地 → 基坑/)
  assert.match(loop.body.errors[0].field, /^\/links\/\d$/)
  for (const [more, field] of [
    [{ activities: [{ id: 'a', duration: 3, actual_start: '2022-04-21' }], links: [], data_date: '2022-04-25' }, '/activities/0/actual_start'],
    [{ activities: [{ id: 'a', duration: 3, owner: '0'.repeat(26) }], links: [] }, '/activities/0/owner'],
    [{ activities: [{ id: 'a', duration: 3, parent: 'b' }], links: [] }, '/activities/0/parent'],
    [{ activities: [{ id: 'a', duration: 3 }, { id: 'far', duration: 30, start_no_earlier: '2999-12-30' }], links: [] }, '/activities/1'],
    [{ activities: [{ id: 'a', duration: 3, optimistic: 9, pessimistic: 10 }], links: [] }, '/activities/0/optimistic'],
  ]) {
    const answer = await agri.put(`/projects/${id}/plan`, plan(more))
    assert.deepEqual([answer.status, answer.body.errors[0].field], [422, field], JSON.stringify(answer.body))
  }
  assert.equal((await agri.get(`/projects/${id}/plan`)).body.version, 0)
})

test('two change the same bar: the second is told the present version, nothing is lost', async () => {
  const id = await project()
  await write(id)
  const change = (who, version, duration) => who.patch(`/projects/${id}/plan`, { version, changes: [{ id: 'frame', duration }] })
  const first = await change(agri, 1, 6)
  assert.deepEqual([first.status, first.body.version], [200, 2])
  const second = await change(clerk, 1, 9)
  assert.equal(second.status, 409)
  assert.deepEqual(second.body.errors[0].field, '/version')
  assert.match(second.body.detail, /第2版/)
  assert.equal((await agri.put(`/projects/${id}/plan`, plan())).status, 409)
  const now = (await agri.get(`/projects/${id}/plan`)).body
  assert.deepEqual([now.version, now.plan.activities[1].duration], [2, 6])
  assert.equal((await change(housing, 2, 9)).status, 403)
  assert.equal((await agri.patch(`/projects/${id}/plan`, { version: 2, changes: [{ id: 'roof', duration: 1 }] })).body.errors[0].field, '/changes/0/id')
})

test('a calendar of its own with days off and days worked is kept as it was given', async () => {
  const calendars = [{ id: 'site', name: '工地', week: [1, 2, 3, 4, 5, 6], off: [{ from: '2022-05-02', to: '2022-05-04' }], work: [{ from: '2022-05-08' }] }]
  const body = await write(await project(), { calendars, calendar: 'site' })
  assert.deepEqual([body.plan.calendars, body.plan.calendar], [calendars, 'site'])
})

test('what if tells what would move, and saves nothing', async () => {
  const id = await project()
  assert.equal((await agri.post(`/projects/${id}/plan/try`, { changes: [{ id: 'pit', duration: 7 }] })).status, 409)
  await write(id, { start: '2022-04-28' })
  const tried = await agri.post(`/projects/${id}/plan/try`, { changes: [{ id: 'pit', duration: 7 }] })
  assert.equal(tried.status, 200, JSON.stringify(tried.body))
  assert.deepEqual([tried.body.finish, tried.body.what_if.finish, tried.body.what_if.least_float], ['2022-05-13', '2022-05-17', -2])
  assert.deepEqual(tried.body.what_if.moved.map((one) => one.id).filter((one) => one !== 'yard'), ['pit', 'frame', 'done'])
  // All else is as it would be: what is missed by how much and through whom, floats, the slip against the baseline.
  const { computed } = tried.body
  assert.deepEqual([computed.finish, computed.required_finish, computed.least_float, computed.conflicts[0].short_by], ['2022-05-17', '2022-05-13', -2, 2])
  assert.deepEqual(computed.conflicts[0].chain.map((one) => one.id), ['pit', 'frame', 'done'])
  assert.deepEqual(computed.activities.filter((one) => one.critical).map((one) => [one.id, one.total_float]), [['pit', -2], ['frame', -2], ['done', -2]])
  // One change is computed over the network that is there, several over a new one: the answers are the same.
  for (const change of [{ id: 'pit', duration: 7 }, { id: 'frame', start_no_earlier: '2022-05-21' }, { id: 'yard', start_no_earlier: '2022-05-04', duration: 9 }]) {
    const [one, several] = await Promise.all([[change], [change, { id: 'done', late: false }]].map((changes) => agri.post(`/projects/${id}/plan/try`, { changes })))
    assert.deepEqual([one.status, one.body], [200, several.body], JSON.stringify(change))
  }
  const now = (await agri.get(`/projects/${id}/plan`)).body
  assert.deepEqual([now.version, now.plan.activities[0].duration, now.computed.finish], [1, 5, '2022-05-13'])
})

test('what is reported as done moves the data date; the slip is counted against the baseline', async () => {
  const id = await project()
  await write(id, { start: '2022-04-11' })
  const kept = await agri.post(`/projects/${id}/plan/baselines`, { version: 1, name: '年初计划' })
  assert.deepEqual([kept.status, kept.body.baselines[0].name, kept.body.baseline], [201, '年初计划', 1])
  const later = await agri.post(`/projects/${id}/plan/try?baseline=1`, { changes: [{ id: 'pit', duration: 7 }] })
  assert.deepEqual([dates(later.body, 'pit').slip, dates(later.body, 'yard').slip], [2, 0])
  assert.equal((await agri.post(`/projects/${id}/plan/try?baseline=2`, { changes: [{ id: 'pit', duration: 7 }] })).status, 404)
  assert.equal((await agri.post(`/projects/${id}/plan/baselines`, { version: 1, name: '年初计划' })).status, 409)
  const begun = await agri.patch(`/projects/${id}/plan`, { version: 1, changes: [{ id: 'pit', actual_start: '2022-04-20', remaining: 4 }], reason: '征地晚了' })
  assert.equal(begun.status, 200, JSON.stringify(begun.body))
  assert.equal(begun.body.plan.data_date, '2022-04-21')
  // Planned 11 to 15 April; now 21, 22, Sunday 24 (swapped) and 25 April are left.
  const pit = dates(begun.body, 'pit')
  assert.deepEqual([pit.baseline_finish, pit.finish, pit.slip], ['2022-04-15', '2022-04-25', 7])
  const removed = await clerk.post(`/projects/${id}/plan/baselines/1/removal`, { reason: '口径改了' })
  assert.deepEqual([removed.status, removed.body.baselines, removed.body.baseline], [200, [], null])
  assert.equal((await clerk.get(`/projects/${id}/plan?baseline=1`)).status, 404)
})

test('to Microsoft Project and back it is the same plan; xlsx, csv and JSON too', async () => {
  const id = await project()
  const was = await write(id, { start: '2022-04-11' })
  let version = 1
  for (const format of ['xml', 'xlsx', 'csv', 'json']) {
    const file = await agri.call('GET', `/projects/${id}/plan/export?format=${format}`)
    assert.equal(file.status, 200, format)
    const back = await agri.call('POST', `/projects/${id}/plan/import?filename=plan.${format}&version=${version}`, { bytes: file.content })
    assert.equal(back.status, 200, `${format} ${JSON.stringify(back.body)}`)
    version = back.body.version
    assert.deepEqual(back.body.computed.activities.map((one) => [one.id, one.start, one.finish, one.late_start]), was.computed.activities.map((one) => [one.id, one.start, one.finish, one.late_start]), format)
    assert.deepEqual(back.body.owners, was.owners, format)
  }
  const cut = await agri.call('POST', `/projects/${id}/plan/import?filename=plan.xml&version=${version}`, { bytes: Buffer.from('<Project xmlns="http://schemas.microsoft.com/project"><Tasks>') })
  assert.equal(cut.status, 422)
  assert.equal((await agri.call('POST', `/projects/${id}/plan/import?filename=plan.mpp&version=${version}`, { bytes: Buffer.from('x') })).status, 415)
})

test('the chance of keeping the finish, and what drives it', async () => {
  const id = await project()
  await write(id, { start: '2022-04-28' })
  const { status, body } = await agri.post(`/projects/${id}/plan/simulation`, { runs: 2000, seed: 7 })
  assert.equal(status, 200, JSON.stringify(body))
  assert.ok(body.simulation.p50 <= body.simulation.p80 && body.simulation.on_time < 1)
  assert.equal(body.drivers[0].id, 'frame')
  assert.deepEqual((await agri.post(`/projects/${id}/plan/simulation`, { runs: 2000, seed: 7 })).body, body)
})
