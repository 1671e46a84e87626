// F4 参保、就业: insured rates of 95 % and above, new jobs in towns, unemployment held down.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { startServer } from '../harness/server.mjs'

let server
let clerk
let units
before(async () => {
  server = await startServer({ day: '2022-11-15' })
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
  assert.equal((await state('unemployment', 'year=2022&as_of=2022-04-30')).verdict, 'kept')
  const worse = await state('unemployment', 'year=2022&as_of=2022-08-30')
  assert.deepEqual([worse.verdict, worse.gap], ['broken', -0.3])
  await clerk.post('/peers', { code: '131102', name: '桃城区', circle: 'city' })
  await clerk.post('/observations', { cells: cells.map((one) => ({ ...one, object: 'peer:131102', value: '3.9' })) })
  assert.deepEqual((await state('unemployment', 'year=2022&as_of=2022-08-30')).city_rank, { rank: 2, of: 2, tied: false })
})

const light = async (key) => {
  const { indicator } = (await clerk.get(`/indicators/${key}`)).body
  return (await clerk.get('/lights?kind=indicator&limit=100')).body.lights.find((one) => one.object_id === indicator.id)
}

test('a low percentage is judged by percent of its limit, not by points that say little of it', async () => {
  // It is November 2022. The limit of 4 %, yellow from 1 % of it beyond, red from a fifth of it.
  const say = (value) => clerk.post('/observations', { cells: [{ indicator: 'unemployment', period: '2022Q3', value, reason: '更正', confirm: true }], take: 'all' })
  for (const [value, colour, words] of [['4.00', 'green', /4\.00%/], ['4.30', 'yellow', /突破目标7\.5%：2022Q3为4\.30%，超过全年上限4\.00%，超出0\.30个百分点/], ['4.90', 'red', /突破目标22\.5%.*超出0\.90个百分点/]]) {
    assert.equal((await say(value)).body.taken, 1)
    const lit = await light('unemployment')
    assert.equal(lit.light, colour, JSON.stringify(lit))
    assert.match(lit.reason, words)
  }
  // “左右” of a low percentage allows a twentieth of it, no half point.
  await define({ key: 'vacant', name: { zh: '岗位空缺率', en: 'Vacancies' }, unit: '%', over_time: 'last', curve: 'even' })
  await clerk.post('/indicators/vacant/targets', { year: 2022, measure: 'level', cmp: 'approx', value: '4' })
  await clerk.post('/observations', { cells: [{ indicator: 'vacant', period: '2022-10', value: '3.7' }] })
  assert.match((await state('vacant', 'year=2022')).words, /除去“左右”允许的0\.20个百分点还差0\.10个百分点/)
})

test('a ceiling or floor on whose good side the year began holds in every month, and one still to be reached has a way to go', async () => {
  const say = async (key, more, target, before, now) => {
    await define({ key, name: { zh: `指标${key}`, en: key }, over_time: 'last', curve: 'last_year', ...more })
    assert.equal((await clerk.post(`/indicators/${key}/targets`, { year: 2022, ...target })).status, 201)
    await report(key, 2021, before)
    await report(key, 2022, now)
    return state(key, 'year=2022&as_of=2022-11-15')
  }
  const flat = (value) => Array(12).fill(value)
  const ten = (value) => Array(10).fill(value)
  const ceiling = { measure: 'level', cmp: 'le', value: '4' }
  const jobless = await say('jobless', { unit: '%', places: 1, direction: 'lower' }, ceiling, [...Array(11).fill(3.4), 3.2], ten(3.9))
  assert.deepEqual([jobless.plan, jobless.plan_today, jobless.gap, jobless.verdict, jobless.start], [4, 4, 0.1, 'kept', null])
  assert.equal(jobless.words, '2022-10为3.9%，在全年上限4.0%以内，还有余地0.1个百分点。')
  assert.equal((await light('jobless')).light, 'green')
  const beyond = await say('jobless_b', { unit: '%', places: 1, direction: 'lower' }, ceiling, flat(3.2), ten(4.2))
  assert.deepEqual([beyond.verdict, beyond.gap], ['broken', -0.2])
  assert.deepEqual([(await light('jobless_b')).light, (await light('jobless_b')).reason], ['yellow', '突破目标5%：2022-10为4.2%，超过全年上限4.0%，超出0.2个百分点'])
  const dust = await say('dust', { unit: '微克/立方米', places: 0, direction: 'lower', curve: 'even' }, { measure: 'level', cmp: 'le', value: '41' }, flat(47), ten(44))
  assert.deepEqual([dust.plan, dust.verdict, dust.start], [42, 'behind', 47], 'it has to come down')
  const insured = await say('insured', { unit: '%', places: 1 }, { measure: 'level', cmp: 'ge', value: '95' }, flat(96), ten(95.2))
  assert.deepEqual([insured.plan, insured.verdict, insured.words], [95, 'kept', '2022-10为95.2%，不低于全年底线95.0%，高出0.2个百分点。'])
  const short = await say('insured_b', { unit: '%', places: 1 }, { measure: 'level', cmp: 'ge', value: '95' }, flat(96), ten(94))
  assert.equal(short.words, '2022-10为94.0%，低于全年底线95.0%，差1.0个百分点。')
  assert.equal((await light('insured_b')).light, 'yellow')
  const range = await say('prices', { unit: '%', places: 1, direction: 'within' }, { measure: 'level', cmp: 'between', value: '0', value2: '3' }, flat(2), ten(2.5))
  assert.deepEqual([range.verdict, range.words], ['kept', '2022-10为2.5%，在全年目标区间内。'])
  const spent = await say('spent', { unit: '万元', over_time: 'cumulative', direction: 'lower', curve: 'even' }, { measure: 'level', cmp: 'le', value: '120' }, flat(0), ten(90))
  assert.deepEqual([spent.plan, spent.verdict, spent.start], [100, 'ahead', 0], 'an amount is shared out over the year')

  const paper = await clerk.get('/papers/briefing/2022-10/file?format=docx')
  assert.equal(paper.status, 200)
  const briefed = execFileSync('sh', ['-c', 'cat > "$0/b.docx" && unzip -p "$0/b.docx" word/document.xml', server.directory], { input: paper.content, encoding: 'utf8' }).replaceAll(/<[^>]*>/g, '')
  assert.match(briefed, /指标jobless不超过4%3\.9%2022-10—未突破/)
  assert.match(briefed, /指标jobless_b不超过4%4\.2%2022-10—已突破/)
})

test('a place among peers that was promised gets its light from the peers’ figures', async () => {
  await define({ key: 'sales', name: { zh: '网络零售额', en: 'Online sales' }, unit: '亿元', over_time: 'cumulative' })
  const target = await clerk.post('/indicators/sales/targets', { year: 2022, measure: 'rank', cmp: 'le', value: '2' })
  assert.deepEqual([target.status, target.body.circle], [201, 'city'], JSON.stringify(target.body))
  const say = (object, value, period = '2022-10') => clerk.post('/observations', { cells: [{ indicator: 'sales', ...(object && { object }), period, value, reason: '快报', confirm: true }], take: 'all' })
  await say(null, '50')
  assert.equal((await state('sales', 'year=2022')).verdict, 'rank')
  assert.deepEqual([(await light('sales')).light, (await light('sales')).reason], ['grey', '按位次考核，同期还没有可比的县区数据；导入后判断'])
  for (const [code, circle] of [['131121', 'city'], ['131122', 'city'], ['131123', 'city'], ['131124', 'city'], ['130102', 'province']]) await clerk.post('/peers', { code, name: `县${code}`, circle })
  await say('peer:131102', '40')
  await say('peer:131121', '60')
  await say('peer:130102', '99')
  assert.equal((await light('sales')).light, 'green')
  assert.deepEqual([(await state('sales', 'year=2022')).verdict, (await state('sales', 'year=2022')).words], ['on_pace', '2022-10居全市第2名（3个县区有数据），目标：全市位次≤2。'])
  await say('peer:131122', '61')
  assert.deepEqual([(await light('sales')).light, (await state('sales', 'year=2022')).verdict], ['yellow', 'behind'])
  await say('peer:131123', '62')
  await say('peer:131124', '63')
  const red = await light('sales')
  assert.deepEqual([red.light, red.reason], ['red', '2022-10居全市第5名（6个县区有数据），目标：全市位次≤2'])
  const { id, version } = target.body
  assert.equal((await clerk.patch(`/indicator-targets/${id}`, { version, reason: '按全省考核', set: { circle: 'province', value: '6' } })).body.circle, 'province')
  assert.match((await light('sales')).reason, /居全省第6名（7个县区有数据）/)
  assert.equal((await light('sales')).light, 'green')
})
