// B8 园区、标准地: what is free, who is on it, and whether it keeps its standard indicators; a park's output per mu is counted from its plots.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server, clerk, hitech, parks, plots
const value = (object, key) => object.values.find((one) => one.key === key)?.value
const number = (object, key) => Number(value(object, key) ?? 0)
const derived = (object, key) => object.derived.find((one) => one.key === key)
const list = async (type, query = '') => (await clerk.get(`/registers/${type}?limit=200&${query}`)).body.objects
const two = (n) => Math.round(n * 100 + 1e-6) / 100

before(async () => {
  server = await startServer({ work: true })
  ;[clerk, hitech] = await Promise.all(['clerk1', 'hitech'].map(server.login))
  ;[parks, plots] = await Promise.all([list('park'), list('plot')])
}, { timeout: 120_000 })
after(() => server.stop())

test('the sample district has three parks, forty plots with outlines inside them, and firms with valid codes', async () => {
  assert.deepEqual([parks.length, plots.length], [3, 40])
  const firms = await list('firm')
  assert.ok(firms.length >= 60)
  for (const firm of firms) assert.match(value(firm, 'code'), /^91131103[0-9A-HJ-NPQRTUWXY]{10}$/)
  for (const plot of plots) {
    const { lon, lat } = plot.place
    assert.ok(lon > 115.3 && lon < 115.7 && lat > 37.3 && lat < 37.7, plot.name)
    const here = (await clerk.get(`/registers/park/map?at=${lon},${lat}`)).body.features
    assert.deepEqual(here.map((one) => one.id), [value(plot, 'park')], `${plot.name} lies in its park`)
    const there = (await clerk.get(`/registers/plot/map?at=${lon},${lat}`)).body.features
    assert.deepEqual(there.map((one) => one.id), [plot.id], `${plot.name} overlaps no other`)
  }
})

test('what is free is found with its area, and who is on the others', async () => {
  const free = await list('plot', 'filter=state:free')
  assert.ok(free.length >= 5 && free.every((one) => value(one, 'firm') === undefined))
  const taken = plots.filter((one) => ['transferred', 'building', 'production'].includes(value(one, 'state')))
  assert.ok(taken.every((one) => value(one, 'firm')))
  const [one] = taken
  const firm = (await clerk.get(`/registers/firm/objects/${value(one, 'firm')}`)).body
  assert.ok(firm.named_by.some((by) => by.id === one.id && by.field_name === '用地企业'))
  assert.equal(derived(firm.object, 'land_held').value, number(one, 'area'))
})

test('a park\'s figures are those of its plots, and follow them', async () => {
  for (const park of parks) {
    const mine = plots.filter((one) => value(one, 'park') === park.id)
    const producing = mine.filter((one) => value(one, 'state') === 'production')
    const sum = (rows, key) => rows.reduce((all, one) => all + number(one, key), 0)
    assert.equal(derived(park, 'plots_all').value, mine.length)
    assert.equal(derived(park, 'output_per_mu').value, two(sum(producing, 'output') / sum(producing, 'area')))
    assert.equal(derived(park, 'land_to_let').value, two(sum(mine.filter((one) => value(one, 'state') === 'free'), 'area')))
  }
  const [plot] = plots.filter((one) => value(one, 'state') === 'production')
  const before = parks.find((one) => one.id === value(plot, 'park'))
  const more = await clerk.patch(`/registers/plot/objects/${plot.id}`, { version: plot.version, values: { output: String(number(plot, 'output') + 10000) }, reason: '核实年产值' })
  assert.equal(more.status, 200, JSON.stringify(more.body))
  const after = (await clerk.get(`/registers/park/objects/${before.id}`)).body.object
  assert.ok(derived(after, 'output_per_mu').value > derived(before, 'output_per_mu').value)
  assert.ok(!after.values.some((one) => one.key === 'output_per_mu'), 'it is not typed anywhere')
})

test('a plot is held against its standard indicators: at least for output and tax, at most for energy', () => {
  for (const plot of plots.filter((one) => value(one, 'state') === 'production')) {
    const output = derived(plot, 'output_per_mu')
    assert.deepEqual([output.value, output.met], [two(number(plot, 'output') / number(plot, 'area')), output.value >= number(plot, 'std_output')])
    const energy = derived(plot, 'energy_per_output')
    assert.equal(energy.met, energy.value <= number(plot, 'std_energy'))
  }
  assert.ok(plots.some((one) => derived(one, 'tax_per_mu')?.met === false) && plots.some((one) => derived(one, 'tax_per_mu')?.met === true))
  const free = plots.find((one) => value(one, 'state') === 'free')
  assert.deepEqual(free.derived, [], 'nothing is made up where nothing was reported')
})

test('maps are drawn on the outline of the district, in which all parks lie', async () => {
  const { types } = (await clerk.get('/registers')).body
  assert.deepEqual(types.filter((one) => one.ground).map((one) => one.key), ['boundary'])
  const [district] = (await clerk.get('/registers/boundary/map')).body.features
  assert.deepEqual([district.geometry.type, district.properties.name], ['Polygon', '冀州区'])
  for (const park of parks) assert.equal((await clerk.get(`/registers/boundary/map?at=${park.place.lon},${park.place.lat}`)).body.features.length, 1, park.name)
})

test('a free plot goes to a firm, step by step, each with its history', async () => {
  const free = plots.find((one) => value(one, 'state') === 'free')
  const [firm] = (await list('firm', 'q=弘毅'))
  const step = async (version, values, reason) => {
    const done = await hitech.patch(`/registers/plot/objects/${free.id}`, { version, values, reason })
    assert.equal(done.status, 200, JSON.stringify(done.body))
    return done.body
  }
  await step(1, { state: 'reserved' }, '意向用地')
  await step(2, { state: 'transferred', firm: firm.id, transferred: '2022-11-10' }, '挂牌成交')
  const { history } = await step(3, { state: 'building' }, '开工')
  assert.deepEqual(history.map((one) => one.reason ?? null), ['开工', '挂牌成交', '意向用地', null])
  assert.deepEqual(history[1].changes.map((one) => [one.name, one.after]).sort(), [['出让日期', '2022-11-10'], ['状态', '已出让'], ['用地企业', firm.name]].sort())
})

test('state and firm of a plot never contradict: a free one has no firm, one built on has, in a form and in a sheet', async () => {
  const [firm] = (await list('firm', 'q=弘毅'))
  const [free] = (await list('plot')).filter((one) => value(one, 'state') === 'free')
  const change = (values) => hitech.patch(`/registers/plot/objects/${free.id}`, { version: free.version, values, reason: '核对台账' })
  const taken = await change({ firm: firm.id })
  assert.deepEqual([taken.status, taken.body.errors.map((one) => one.field)], [422, ['/values/firm']])
  assert.match(taken.body.errors[0].message, /“用地企业”：空闲地块没有用地企业/)
  const empty = await change({ state: 'production' })
  assert.deepEqual([empty.status, empty.body.errors[0].message], [422, '“用地企业”：已出让、在建和已投产的地块要有用地企业'])
  const english = await hitech.call('PATCH', `/registers/plot/objects/${free.id}`, { json: { version: free.version, values: { state: 'building' }, reason: '核对台账' }, headers: { 'accept-language': 'en' } })
  assert.match(english.body.errors[0].message, /has a firm/)
  const sheet = await hitech.call('POST', '/registers/plot/import?filename=a.csv', { bytes: Buffer.from(`地块编号,状态,用地企业\n${free.name},空闲,${firm.name}\n`) })
  assert.match(JSON.stringify(sheet.body), /空闲地块没有用地企业/)
  assert.equal((await change({ state: 'building', firm: firm.id })).status, 200)
})

test('what committee and company report of a period is kept with its ratios, losses included', async () => {
  const reported = await list('park_operation')
  assert.equal(reported.length, 2 * parks.length)
  for (const one of reported) {
    assert.equal(derived(one, 'debt_ratio').value, Math.round(number(one, 'debts') / number(one, 'assets') * 1000) / 10)
    assert.equal(derived(one, 'let_ratio').value, Math.round(number(one, 'halls_let') / number(one, 'halls') * 1000) / 10)
  }
  const [park] = parks
  const values = { name: `${park.name}2022年前三季度`, park: park.id, as_of: '2022-09-30', revenue: '3502.6', profit: '-12.5', assets: '105000', debts: '50400', asked: '0', settled: '0', staff: '70' }
  const made = await hitech.post('/registers/park_operation', { area: park.area, values })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const { object } = made.body
  assert.deepEqual([derived(object, 'debt_ratio').value, derived(object, 'revenue_per_head').value], [48, 50.04])
  assert.equal(derived(object, 'settled_ratio'), undefined, 'nothing was asked, so nothing is said of what was settled')
  const shown = (await clerk.get(`/registers/park/objects/${park.id}`)).body
  assert.ok(shown.named_by.some((by) => by.id === object.id && by.field_name === '园区'))
  const again = await hitech.post('/registers/park_operation', { area: park.area, values })
  assert.equal(again.status, 422)
  assert.ok(again.body.errors.some((one) => one.field === '/values/name'), JSON.stringify(again.body))
})
