// A5 年底总考核: a run takes figures as they stood at its cut-off (截止时间), says which revision, and what was corrected since; an open one is out of date, a frozen one never changes.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { serve, setClock, startServer } from '../harness/server.mjs'

let server, running, clerk, town, units

async function at(day) {
  if (running) await running.end()
  setClock(server.database, day, '10:00') // after the sample was loaded, by its own clock
  running = await serve(server.database)
  ;[clerk, town] = await Promise.all(['clerk1', 'town'].map(running.login))
}
before(async () => {
  server = await startServer({ work: true })
  await server.end()
  await at('2022-11-15')
  units = (await clerk.get('/units')).body.units
})
after(async () => {
  await running.end()
  await server.stop()
})

const idOf = (key) => units.find((one) => one.key === key).id
const name = (zh) => ({ zh, en: zh })
const scheme = (key, cut_off) => ({
  key,
  name: name('截止时间试行方案'),
  units: ['township'],
  points: 100,
  ...(cut_off && { cut_off }),
  measures: [
    { key: 'built', name: name('已建'), from: 'indicator', indicator: 'toilets', take: 'value' },
    { key: 'goal', name: name('目标'), from: 'indicator', indicator: 'toilets', take: 'target' },
  ],
  items: [{ key: 'toilets', name: name('厕所'), points: 100, kind: 'completion', value: 'built', target: 'goal' }],
})
async function publish(definition) {
  const made = await clerk.post('/schemes', { definition })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  assert.equal((await clerk.post(`/schemes/${made.body.id}/publication`, { revision: 1 })).status, 200)
}
const run = (body) => clerk.post('/score-runs', { period: '2022Q3', ...body })
async function score(body) {
  const made = await run(body)
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return made.body
}
async function correct(unit, value, reason = '验收后更正', period = '2022-09') {
  const answer = await clerk.post('/observations', { cells: [{ indicator: 'toilets', object: `unit:${idOf(unit)}`, period, value, reason, confirm: true }], take: 'all' })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
}
const again = async (one) => (await clerk.get(`/score-runs/${one.run.id}`)).body
const unitOf = (detail, key) => detail.units.find((one) => one.unit === idOf(key))
const figureOf = async (one, key) => (await clerk.get(`/score-runs/${one.run.id}/units/${idOf(key)}`)).body.items[0].figures[0]

test('a cut-off is days after the period, and nothing else', async () => {
  for (const [cut_off, field] of [
    [{ days: -1 }, '/definition/cut_off/days'],
    [{ days: 367 }, '/definition/cut_off/days'],
    [{ working: true }, '/definition/cut_off'],
    [{ days: 10, hour: 9 }, '/definition/cut_off/hour'],
    ['2022-10-10', '/definition/cut_off'],
  ]) {
    const refused = await clerk.post('/schemes', { definition: scheme('towns_wrong', cut_off) })
    assert.equal(refused.status, 422)
    assert.ok(refused.body.errors.some((one) => one.field.startsWith(field)), JSON.stringify(refused.body))
  }
})

test('an open run says what was corrected since, is not frozen so, and is right again when scored again', async () => {
  await publish(scheme('towns_open'))
  const first = await score({ scheme: 'towns_open' })
  assert.deepEqual([first.run.figures_until_by, first.run.figures_until, first.outdated], ['made', first.run.at, []])
  assert.ok(first.units.every((one) => one.revised === 0))
  await correct('town-3', '38')
  await correct('town-3', '5', '2021年台账补录', '2021-03') // which nothing of the score is made of

  const opened = await again(first)
  assert.equal(opened.outdated.length, 1)
  const { indicator, at: when, ...what } = opened.outdated[0]
  assert.deepEqual(what, { indicator_name: '新建农村户厕和公厕', object: `unit:${idOf('town-3')}`, object_name: unitOf(opened, 'town-3').unit_name, period: '2022-09', revision: 2, before: 37, now: 38, reason: '验收后更正', by_name: first.run.by_name })
  assert.match(indicator, /^[0-9a-z]{26}$/)
  assert.match(when, /^2022-11-15/)
  assert.deepEqual([unitOf(opened, 'town-3').revised, unitOf(opened, 'town-3').points, unitOf(opened, 'town-2').revised], [1, unitOf(first, 'town-3').points, 0])
  assert.deepEqual((await town.get(`/score-runs/${first.run.id}`)).body.outdated, [], 'another town is none of its business')
  const frozen = await clerk.post(`/score-runs/${first.run.id}/freeze`, { version: 1 })
  assert.deepEqual([frozen.status, frozen.body.errors[0].code], [409, 'score.out_of_date'])

  const second = await score({ scheme: 'towns_open' })
  assert.deepEqual([second.run.follows, second.outdated, unitOf(second, 'town-3').revised], [first.run.id, [], 0])
  assert.deepEqual(second.changes.find((one) => one.unit === idOf('town-3')).figures.map((one) => [one.before, one.now]), [[37, 38]])
  assert.deepEqual((await again(first)).outdated, [], 'a run that was replaced is not followed any more')
  assert.equal((await clerk.post(`/score-runs/${second.run.id}/freeze`, { version: 1 })).status, 200)
})

test('a frozen run keeps its figures and says beside the score that there is a later revision', async () => {
  const { runs } = (await clerk.get('/score-runs')).body
  const frozen = { run: runs.find((one) => one.scheme_key === 'towns_open' && one.state === 'frozen') }
  const kept = await again(frozen)
  await correct('town-3', '39', '复核')
  const opened = await again(frozen)
  assert.deepEqual([opened.outdated, opened.run.result_digest, unitOf(opened, 'town-3').revised, unitOf(opened, 'town-3').points], [[], kept.run.result_digest, 1, unitOf(kept, 'town-3').points])
  const { value, sources } = await figureOf(frozen, 'town-3')
  assert.deepEqual([value, sources[0].revision, sources[0].later, sources[0].value], [38, 2, 3, 38])
  assert.equal((await figureOf(frozen, 'town-2')).sources[0].later, undefined)
  const verified = (await clerk.get(`/score-runs/${frozen.run.id}/verification`)).body
  assert.deepEqual([verified.inputs_unchanged, verified.computed_the_same], [true, true])
})

test('a scheme’s cut-off leaves out what came later, unless another day is asked for with grounds', async () => {
  await publish(scheme('towns_cut', { days: 47 })) // 2022-11-16
  await publish(scheme('towns_cut_working', { days: 31, working: true })) // 2022-11-17: seven days of October off, the weekend after them worked
  const early = await score({ scheme: 'towns_cut' })
  assert.equal(early.run.figures_until_by, 'made', 'the cut-off is still to come')
  await at('2022-11-20')
  await correct('town-3', '45', '逾期补报')
  const late = await score({ scheme: 'towns_cut' })
  assert.deepEqual([late.run.figures_until_by, late.run.figures_until.slice(0, 19)], ['scheme', '2022-11-16T15:59:59'])
  assert.deepEqual([late.run.inputs_digest, late.run.result_digest], [early.run.inputs_digest, early.run.result_digest], 'the same facts, the same score')
  assert.deepEqual([late.outdated, unitOf(late, 'town-3').revised], [[], 1])
  const { value, sources } = await figureOf(late, 'town-3')
  assert.deepEqual([value, sources[0].revision, sources[0].later], [39, 3, 4])
  assert.equal((await score({ scheme: 'towns_cut_working' })).run.figures_until.slice(0, 10), '2022-11-17')

  for (const [body, field] of [
    [{ figures_until: '2022-11-20' }, '/grounds'],
    [{ figures_until: '2022-11-21', grounds: '异议成立' }, '/figures_until'],
    [{ figures_until: '2022-06-30', grounds: '异议成立' }, '/figures_until'],
  ]) {
    const refused = await run({ scheme: 'towns_cut', ...body })
    assert.deepEqual([refused.status, refused.body.errors[0].field], [422, field])
  }
  const asked = await score({ scheme: 'towns_cut', figures_until: '2022-11-20', grounds: '异议成立，按更正数重计' })
  assert.deepEqual([asked.run.figures_until_by, unitOf(asked, 'town-3').revised, (await figureOf(asked, 'town-3')).value], ['asked', 0, 45])
  const tried = (await clerk.post('/schemes/trial', { definition: scheme('towns_cut', { days: 47 }), period: '2022Q3' })).body
  assert.equal(unitOf(tried, 'town-3').points, unitOf(late, 'town-3').points)
})

test('a period that is closed for entry ends at its closing', async () => {
  for (const period of ['2022-07', '2022-08']) await clerk.post('/period-closings', { period, closed: true, reason: '季度数据定案' })
  assert.equal((await score({ scheme: 'towns_open', grounds: '季度复核' })).run.figures_until_by, 'made', 'September is still open')
  const closed = (await clerk.post('/period-closings', { period: '2022-09', closed: true, reason: '季度数据定案' })).body.closings
  const made = await score({ scheme: 'towns_open' })
  assert.deepEqual([made.run.figures_until_by, made.run.figures_until], ['closing', closed.find((one) => one.period === '2022-09').at])
  assert.equal((await figureOf(made, 'town-3')).value, 45)
  // Opened again for a correction: the run is out of date by it.
  await clerk.post('/period-closings', { period: '2022-09', closed: false, reason: '更正' })
  await correct('town-3', '44', '重复计算')
  assert.deepEqual((await again(made)).outdated.map((one) => [one.before, one.now]), [[45, 44]])
})

test('a figure that was missing and is reported later puts an open run out of date too', async () => {
  const added = await clerk.post('/indicators', { key: 'toilets_new', name: name('新报户厕'), unit: '座', over_time: 'cumulative', frequency: 'month', owner_unit: idOf('town-3'), low: '0', places: 0 })
  assert.equal(added.status, 201, JSON.stringify(added.body))
  const trial = scheme('towns_new')
  trial.measures[0].indicator = 'toilets_new'
  trial.items = [{ key: 'toilets', name: name('厕所建设进度'), points: 100, kind: 'linear', value: 'built', from: 0, to: 50 }]
  trial.measures.pop()
  await publish(trial)
  const first = await score({ scheme: 'towns_new' })
  assert.deepEqual(first.outdated, [])
  const answer = await clerk.post('/observations', { cells: [{ indicator: 'toilets_new', object: `unit:${idOf('town-3')}`, period: '2022-09', value: '25' }], take: 'all' })
  assert.equal(answer.body.taken, 1, JSON.stringify(answer.body))
  assert.deepEqual((await again(first)).outdated.map((one) => [one.indicator_name, one.revision, one.before, one.now, one.reason]), [['新报户厕', 1, null, 25, null]])
  const second = await score({ scheme: 'towns_new' })
  assert.deepEqual([second.outdated, unitOf(second, 'town-3').points], [[], 50])

  // What cannot be scored is named by its title, at its place.
  trial.key = 'towns_broken'
  trial.items[0] = { key: 'toilets', name: name('厕所建设进度'), points: 100, kind: 'formula', formula: 'built / (built - built)' }
  await publish(trial)
  const refused = await run({ scheme: 'towns_broken' })
  assert.match(refused.body.errors[0].message, /“[^”]+”的“厕所建设进度”一项算不出分：/)
  assert.match(refused.body.errors[0].field, /items\/0/)
})

test('so does the first report of a figure from which a measured one is derived, of the unit or of the whole district', async () => {
  const define = async (input) => {
    const added = await clerk.post('/indicators', { unit: '户', over_time: 'cumulative', frequency: 'month', owner_unit: idOf('town-3'), low: '0', places: 0, ...input })
    assert.equal(added.status, 201, JSON.stringify(added.body))
  }
  await define({ key: 'shops', name: name('商户') })
  await define({ key: 'shops_licensed', name: name('持证商户') })
  await define({ key: 'licensed', name: name('持证率'), unit: '%', over_time: 'last', formula: 'shops_licensed / shops * 100' })
  const derived = (key, more) => {
    const one = scheme(key)
    one.measures = [{ key: 'built', name: name('持证率'), from: 'indicator', indicator: 'licensed', take: 'value', ...more }]
    one.items = [{ key: 'licensed', name: name('持证率'), points: 100, kind: 'linear', value: 'built', from: 0, to: 100 }]
    return one
  }
  await publish(derived('towns_derived'))
  await publish(derived('towns_district', { of: 'district' }))
  const [own, whole] = [await score({ scheme: 'towns_derived' }), await score({ scheme: 'towns_district' })]
  const report = (object) => clerk.post('/observations', { cells: [['shops', '40'], ['shops_licensed', '30']].map(([indicator, value]) => ({ indicator, ...(object && { object }), period: '2022-09', value })), take: 'all' })
  assert.equal((await report(`unit:${idOf('town-3')}`)).body.taken, 2)
  const lacking = async (one) => (await again(one)).outdated.map((what) => [what.indicator_name, what.now]).sort()
  assert.deepEqual(await lacking(own), [['商户', 40], ['持证商户', 30]])
  assert.deepEqual(await lacking(whole), [['商户', 40], ['持证商户', 30]], 'a figure of the district may add up those of its units')
  assert.equal((await clerk.post(`/score-runs/${own.run.id}/freeze`, { version: 1 })).status, 409)
  const second = await score({ scheme: 'towns_derived' })
  assert.deepEqual([second.outdated, unitOf(second, 'town-3').points], [[], 75])
  assert.equal((await report()).body.taken, 2)
  assert.deepEqual([await lacking(second), (await lacking(whole)).length], [[], 4], 'the district is none of the units’ business')
})
