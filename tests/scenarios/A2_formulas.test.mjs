// A2 目标化考核: indicators that are computed. A formula that can never give a number is not kept, and one that fails with a year's figures
// says so itself and takes nothing else down.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { behind, startServer } from '../harness/server.mjs'

let server
let clerk
let owner
before(async () => {
  server = await startServer({ day: '2022-03-10' })
  clerk = await server.login('clerk1')
  owner = (await clerk.get('/units')).body.units.find((one) => one.key === 'finance').id
})
after(() => server.stop())

const add = (key, input = {}) =>
  clerk.post('/indicators', { key, name: { zh: `指标${key}`, en: `Indicator ${key}` }, unit: '亿元', over_time: 'last', frequency: 'month', owner_unit: owner, ...input })
const define = async (key, input) => {
  const { status, body } = await add(key, input)
  assert.equal(status, 201, JSON.stringify(body))
  return body
}
const change = (indicator, set) => clerk.patch(`/indicators/${indicator.id}`, { version: indicator.version, reason: '改公式', set })
const report = async (figures) => {
  const cells = Object.entries(figures).flatMap(([indicator, values]) => values.map((value, i) => ({ indicator, period: `2022-${String(i + 1).padStart(2, '0')}`, value })))
  assert.equal((await clerk.post('/observations', { cells, take: 'all' })).body.taken, cells.length)
}
const read = async (key, query = '?year=2022&as_of=2022-03-10') => (await clerk.get(`/indicators/${key}${query}`)).body
const listed = async () => {
  const { status, body } = await clerk.get('/indicators?year=2022&as_of=2022-03-10')
  assert.equal(status, 200, JSON.stringify(body))
  return body.indicators
}
const refused = ({ status, body }, code, message) => {
  assert.equal(status, 422, JSON.stringify(body))
  assert.deepEqual([body.errors[0].code, body.errors[0].field], [code, '/formula'])
  assert.match(body.errors[0].message, message)
}

test('a chain of derived indicators is refused where it grows too long, also by a change in its middle', async () => {
  await define('xx')
  await define('d1', { formula: 'xx + 1' })
  for (let i = 2; i <= 8; i++) await define(`d${i}`, { formula: `d${i - 1} + 1` })
  refused(await add('d9', { formula: 'd8 + xx' }), 'indicator.too_deep', /最多8层.*d9 → d8 → d7 → d6 → d5 → d4 → d3 → d2 → d1/)
  const e1 = await define('e1', { formula: 'xx * 2' })
  const e2 = await define('e2', { formula: 'e1 * 2' })
  refused(await change(e1, { formula: 'd7 * 2' }), 'indicator.too_deep', /e2 → e1 → d7/)
  assert.equal((await change(e2, { formula: 'd7 * 2' })).status, 200)
  assert.equal((await change(e1, { name: { zh: '改名', en: 'Renamed' } })).status, 200)
  await report({ xx: ['1', '2'] })
  assert.equal((await read('d8')).state.value, 10)
})

test('a loop of formulas is reported at the formula', async () => {
  refused(await add('own', { formula: 'own_last_year + 1' }), 'formula.loop', /own → own/)
})

test('a formula that cannot give a number whatever is reported is refused with its place', async () => {
  refused(await add('bad', { formula: 'xx / 0' }), 'formula.always_zero', /第4个字符/)
  refused(await add('bad', { formula: 'd1 + xx / (d2 - d2)' }), 'formula.always_zero', /第9个字符/)
  refused(await add('bad', { formula: "xx > 0 and 'many' or 'few'" }), 'formula.no_number', /不是数/)
  refused(await add('bad', { formula: 'clamp(xx, 2, 1)' }), 'formula.arguments', /参数/)
  const d3 = (await read('d3')).indicator
  refused(await change(d3, { formula: 'd2 / (1 - 1)' }), 'formula.always_zero', /第4个字符/)
})

test('a figure that cannot be computed has a verdict with its cause wherever it is shown', async () => {
  const { commitments } = await publishPlan(clerk, [['财政自给率达到50%以上。', 'finance']])
  await define('base')
  const ratio = await define('ratio', { unit: '%', formula: '100 * xx / (base - xx)' })
  await define('above', { unit: '%', formula: 'ratio + 1' })
  await define('manages', { formula: 'first(ratio, 7)' })
  const figure = (await clerk.get(`/commitments/${commitments[0].id}/figures`)).body.figures[0]
  assert.equal((await clerk.post(`/commitments/${commitments[0].id}/figures`, { statement: figure.number, indicator: ratio.id })).status, 201)
  await report({ base: ['3', '2'] })
  const rows = await listed()
  const state = (key) => rows.find((one) => one.indicator.key === key).state
  assert.equal(state('ratio').verdict, 'not_computed')
  assert.match(state('ratio').words, /2022-02算不出来：公式里除数为零/)
  assert.deepEqual([state('ratio').period, state('ratio').value, state('ratio').gap], ['2022-01', 50, null])
  assert.match(state('above').words, /2022-02算不出来：所依据的指标“ratio”算不出来/)
  assert.deepEqual([state('manages').verdict, state('manages').value], ['no_target', 7])
  assert.equal(state('base').verdict, 'no_target')
  const page = await read('ratio')
  assert.match(page.missing, /除数为零/)
  assert.equal(page.state.verdict, 'not_computed')
  const english = await clerk.call('GET', '/indicators/ratio?year=2022&as_of=2022-03-10', { headers: { 'Accept-Language': 'en' } })
  assert.match(english.body.state.words, /2022-02 cannot be computed: The formula divides by zero/)
  assert.equal((await read('ratio', '?year=2022&as_of=2022-02-10')).state.verdict, 'on_pace', 'January could be computed')

  const light = async (kind, id) => (await clerk.get(`/lights?kind=${kind}&ids=${id}`)).body.lights[0]
  for (const one of [await light('indicator', ratio.id), await light('commitment', commitments[0].id)]) {
    assert.equal(one.light, 'grey')
    assert.match(one.reason, /2022-02算不出来：公式里除数为零/)
  }

  const draft = (await clerk.get('/papers/results/2022')).body
  assert.match(draft.unrecorded.map((one) => one.missing).join(), /指标ratio（2022-02算不出来：公式里除数为零/)
  const paper = await clerk.get('/papers/briefing/2022-02/file?format=pdf')
  assert.equal(paper.status, 200)
  const file = join(server.directory, 'briefing.pdf')
  writeFileSync(file, paper.content)
  assert.match(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).replaceAll(/\s/g, ''), /指标ratio2022-02算不出来：公式里除数为零/)
})

test('a chain that an earlier version took in takes no list or paper down, and names itself', async () => {
  behind(server.database, "UPDATE indicator SET formula = 'd8 + 1' WHERE key = 'e1'")
  const rows = await listed()
  const state = (key) => rows.find((one) => one.indicator.key === key).state
  assert.equal(state('e1').verdict, 'not_computed')
  assert.match(state('e1').words, /e1 → d8 → d7/)
  assert.equal(state('d8').value, 10, 'what it rests on is not to blame')
  assert.equal((await read('xx')).state.value, 2)
  assert.equal((await clerk.get('/papers/results/2022')).status, 200)
  assert.equal((await clerk.get('/papers/briefing/2022-02/file?format=pdf')).status, 200)
})
