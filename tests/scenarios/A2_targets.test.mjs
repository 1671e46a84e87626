// A2 目标化考核: what was promised becomes a target without retyping; monthly figures are checked, kept with every revision, and tell
// pace, forecast and rank.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { behind, startServer } from '../harness/server.mjs'
import { workbook } from '../harness/xlsx.mjs'

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
const months = (year, values) => values.map((value, i) => ({ period: `${year}-${String(i + 1).padStart(2, '0')}`, value: value === null ? null : String(value) }))
const cellsOf = (indicator, year, values, more = {}) => months(year, values).filter((one) => one.value !== null).map((one) => ({ indicator, ...one, ...more }))
const report = (cells, more = {}, client = clerk) => client.post('/observations', { cells, take: 'all', ...more })
const define = async (input) => (await clerk.post('/indicators', { unit: '亿元', over_time: 'cumulative', frequency: 'month', owner_unit: unit('finance'), low: '0', ...input })).body
const read = async (key, query = '') => (await clerk.get(`/indicators/${key}${query}`)).body
const base = [1, 2.1, 3.2, 4.4, 5.6, 7, 8, 9, 10.1, 11.2, 12.1, 13]

test('an indicator is defined once; a wrong definition is refused with its place', async () => {
  const revenue = await define({ key: 'revenue', name: { zh: '一般公共预算收入', en: 'General budget revenue' }, jump: '60' })
  assert.equal(revenue.key, 'revenue')
  assert.equal(revenue.owner_name, '区财政局')
  const bad = async (input, field, code) => {
    const { status, body } = await clerk.post('/indicators', { key: 'bad', name: { zh: '坏', en: 'Bad' }, unit: '亿元', over_time: 'sum', frequency: 'month', owner_unit: unit('finance'), ...input })
    assert.ok(status >= 400)
    assert.equal(body.errors[0].field, field)
    assert.equal(body.errors[0].code, code)
  }
  await bad({ key: 'revenue' }, '/key', 'indicator.key_exists')
  await bad({ parts: ['nothing'] }, '/parts/0', 'indicator.unknown')
  await bad({ over_objects: 'weighted' }, '/weight', 'indicator.weight')
  await bad({ low: '5', high: '1' }, '/high', 'indicator.bounds')
  await bad({ formula: 'revenue +' }, '/formula', 'formula.syntax')
  await bad({ formula: 'revenue + nobody' }, '/formula', 'formula.name')
  await bad({ formula: 'bad * 2' }, '/formula', 'formula.loop')
  await bad({ owner_unit: '00000000000000000000000000' }, '/owner_unit', 'org.no_unit')
  assert.equal((await clerk.get('/indicators')).body.indicators.length, 1)
})

test('a sentence of the plan becomes a target without being typed again, and shows where it was promised', async () => {
  const { commitments } = await publishPlan(clerk, [['一般公共预算收入增长7%以上。', 'finance'], ['新建高标准农田7.5万亩。', 'agri']])
  const promise = commitments.find((one) => one.text.includes('预算'))
  const found = (await clerk.get(`/commitments/${promise.id}/figures`)).body
  assert.equal(found.figures[0].suggestions[0].name, '一般公共预算收入')
  const adopted = await clerk.post(`/commitments/${promise.id}/figures`, { statement: found.figures[0].number, indicator: found.figures[0].suggestions[0].indicator })
  assert.equal(adopted.status, 201)
  const { targets, target_words } = await read('revenue', '?year=2022')
  assert.equal(target_words, '增长≥7%')
  assert.equal(targets[0].source.commitment, promise.id)
  assert.match(targets[0].source.sentence, /一般公共预算收入增长7%以上/)
  const again = await clerk.post(`/commitments/${promise.id}/figures`, { statement: found.figures[0].number, indicator: found.figures[0].suggestions[0].indicator })
  assert.equal(again.status, 409)

  const land = commitments.find((one) => one.text.includes('农田'))
  const figure = (await clerk.get(`/commitments/${land.id}/figures`)).body.figures[0]
  const made = await clerk.post(`/commitments/${land.id}/figures`, {
    statement: figure.number,
    new: { key: 'farmland', name: { zh: '高标准农田', en: 'High-standard farmland' }, unit: '亩', places: 0, over_time: 'cumulative', frequency: 'month', owner_unit: unit('agri'), low: '0' },
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  assert.equal((await read('farmland', '?year=2022')).state.level, 75000)
})

test('a growth target without last year says that its base is missing', async () => {
  await report(cellsOf('revenue', 2022, [1.1]))
  const { state } = await read('revenue', '?year=2022&as_of=2022-02-10')
  assert.equal(state.verdict, 'no_base')
  assert.match(state.words, /2021年的基数/)
  assert.equal(state.level, null)
})

test('figures go in from the grid, each checked; what asks a question waits for a reason', async () => {
  assert.equal((await report(cellsOf('revenue', 2021, base))).body.taken, 12)
  const falls = await report(cellsOf('revenue', 2022, [null, 0.9]))
  assert.equal(falls.body.confirm, 1)
  assert.equal(falls.body.taken, 0)
  assert.deepEqual(falls.body.rows[0].warnings.map((one) => one.code), ['falls'])
  assert.match(falls.body.rows[0].warnings[0].message, /累计数比上期1\.1亿元还小/)
  const jump = await report(cellsOf('revenue', 2022, [null, 4]))
  assert.deepEqual(jump.body.rows[0].warnings.map((one) => one.code), ['jump_year'])
  const impossible = await report([{ indicator: 'revenue', period: '2022-02', value: '-1' }])
  assert.equal(impossible.body.rows[0].errors[0].code, 'indicator.too_low')
  const confirmed = await report([{ indicator: 'revenue', period: '2022-02', value: '4', confirm: true, reason: '一次性土地收入入库' }])
  assert.equal(confirmed.body.taken, 1)
  const { revisions } = await read('revenue', '?year=2022')
  assert.deepEqual(revisions[0].warnings, ['jump_year'])
  assert.equal(revisions[0].reason, '一次性土地收入入库')
})

test('a correction never overwrites: it needs a reason, and every revision stays', async () => {
  const silent = await report([{ indicator: 'revenue', period: '2022-02', value: '2.3' }])
  assert.equal(silent.body.rows[0].errors[0].code, 'indicator.revision_reason')
  const late = await report([{ indicator: 'revenue', period: '2022-02', value: '2.3', revision: 0, reason: '更正' }])
  assert.equal(late.body.rows[0].errors[0].code, 'indicator.changed_meanwhile')
  const done = await report([{ indicator: 'revenue', period: '2022-02', value: '2.3', revision: 1, reason: '土地收入应列基金预算' }])
  assert.equal(done.body.taken, 1)
  const { series, revisions } = await read('revenue', '?year=2022')
  assert.equal(series[1].value, 2.3)
  assert.deepEqual(revisions.filter((one) => one.period === '2022-02').map((one) => one.value), [2.3, 4])
  const entries = (await clerk.get(`/ledger?kind=indicator&object=${(await read('revenue')).indicator.id}`)).body.entries
  assert.equal(entries[0].action, 'observation.revise')
  assert.equal(entries[0].action_text, '更正数据')
  assert.deepEqual(entries[0].before, { value: '4' })
})

test('wrong unit, wrong period, unknown indicators, doubles and text are refused with their place; what is right can be taken or left', async () => {
  const cells = [
    { indicator: 'revenue', period: '2022-03', value: '3.5' },
    { indicator: 'revenue', period: '2022-04', value: '46000', unit: '万元' },
    { indicator: 'revenue', period: '2022Q2', value: '7' },
    { indicator: 'nothing', period: '2022-04', value: '1' },
    { indicator: 'revenue', period: '2022-03', value: '3.6' },
    { indicator: 'revenue', period: '2022-05', value: '3,5' },
    { indicator: 'revenue', period: '2022-05', value: '5.12345' },
    { indicator: 'revenue', period: '2999-05', value: '5' },
    { indicator: 'revenue', period: '2022-06', value: '5.555' },
    { indicator: 'revenue', object: 'unit:00000000000000000000000000', period: '2022-06', value: '5' },
  ]
  const left = await report(cells)
  assert.equal(left.body.taken, 0)
  assert.equal(left.body.right, 1)
  assert.deepEqual(left.body.rows.slice(1).map((row) => row.errors[0].code), ['indicator.wrong_unit', 'indicator.wants_month', 'indicator.unknown', 'indicator.twice', 'kernel.decimal.form', 'kernel.decimal.places', 'indicator.future', 'indicator.places', 'indicator.no_object'])
  assert.equal(left.body.rows[1].errors[0].field, '/cells/1/unit')
  assert.equal((await report(cells, { dry_run: true, take: 'right' })).body.right, 1)
  const taken = await report(cells, { take: 'right' })
  assert.equal(taken.body.taken, 1)
  assert.equal((await read('revenue', '?year=2022')).series[2].value, 3.5)
  assert.equal((await report([cells[0]])).body.same, 1)
})

test('a closed period takes no figure until it is opened again with a reason', async () => {
  assert.equal((await clerk.post('/period-closings', { period: '2022-03', closed: true, reason: '三月数据已定案' })).status, 200)
  const refused = await report([{ indicator: 'revenue', period: '2022-03', value: '3.6', reason: '更正' }])
  assert.equal(refused.body.rows[0].errors[0].code, 'indicator.closed')
  const grid = (await clerk.get('/observation-grid?year=2022')).body
  assert.equal(grid.periods[2].closed, true)
  assert.equal(grid.to_report, '2022-12', 'the last month that has ended')
  assert.equal((await clerk.get('/observation-grid?year=2099')).body.to_report, null)
  assert.equal((await clerk.post('/period-closings', { period: '2022-03', closed: true, reason: '再来一次' })).status, 409)
  await clerk.post('/period-closings', { period: '2022-03', closed: false, reason: '财政局申请更正' })
  assert.equal((await report([{ indicator: 'revenue', period: '2022-03', value: '3.6', reason: '更正' }])).body.taken, 1)
})

test('pace follows last year\'s own shape, the forecast has a band, and its past is shown', async () => {
  await report(cellsOf('revenue', 2022, [null, null, null, 4.8, 6.1, 7.6, 8.7, 9.8]))
  const { state, series, curve, backtest } = await read('revenue', '?year=2022&as_of=2022-09-15')
  assert.equal(curve, 'last_year')
  assert.equal(state.level, 13.91)
  assert.equal(state.plan, 9.63)
  assert.equal(state.gap, 0.17)
  assert.equal(state.verdict, 'ahead')
  assert.equal(state.growth, 8.8889)
  assert.equal(series[8].value, null)
  assert.ok(state.plan_today > series[7].plan && state.plan_today < series[8].plan)
  assert.equal(state.forecast.method, 'seasonal')
  assert.equal(state.forecast.value, 14.1556)
  assert.ok(state.forecast.low < 14.1556 && state.forecast.high > 14.1556)
  assert.equal(backtest.forecasts.length, 12)
  assert.equal(backtest.forecasts[11].value, 13)
  assert.ok(backtest.mean_error > 0 && backtest.mean_error < 20)
  const earlier = (await read('revenue', '?year=2022&as_of=2022-05-01')).state
  assert.equal(earlier.period, '2022-04')
})

test('what was forecast month by month is made again from what was known then, and held against the result', async () => {
  const { indicator } = await read('revenue')
  // As if each figure had been entered on the tenth day after its month, and February corrected a month later.
  behind(server.database, `UPDATE observation_revision SET at = (last_day + 10 + CASE WHEN revision > 1 THEN 30 ELSE 0 END) * 86400000000 WHERE indicator = '${indicator.id}'`)
  const now = (await clerk.get('/indicators/revenue/forecasts?year=2022')).body
  const made = (day) => now.forecasts.find((one) => one.as_of === day)
  assert.deepEqual([made('2022-01-31').period, made('2022-01-31').forecast], [null, null], 'nothing was known in January')
  assert.deepEqual([made('2022-03-31').period, made('2022-03-31').forecast.value], ['2022-02', 24.7619], 'with February as it was first reported')
  assert.deepEqual([made('2022-04-30').period, made('2022-09-30').forecast.value], ['2022-03', 14.1556])
  assert.deepEqual([now.result, now.mean_error, made('2022-09-30').error], [null, null, null])
  const past = (await clerk.get('/indicators/revenue/forecasts?year=2021')).body
  assert.equal(past.forecasts.length, 12)
  assert.deepEqual([past.result, past.forecasts[1].forecast.value, past.forecasts[1].error], [13, 12, -7.6923])
  assert.ok(past.mean_error > 0 && past.mean_error < 8 && past.mean_distance < 1 && past.inside <= past.banded, JSON.stringify(past))
  assert.equal((await clerk.get('/indicators/nothing/forecasts')).status, 404)
  assert.equal((await (await server.login('town')).get('/indicators/revenue/forecasts?year=2021')).status, 403)
})

test('the district is ranked among its peers, ties share a place', async () => {
  for (const [code, name, circle] of [['131102', '桃城区', 'city'], ['131121', '枣强县', 'city'], ['130102', '长安区', 'province']]) {
    assert.equal((await clerk.post('/peers', { code, name, circle })).status, 201)
  }
  const peer = async (code, growth) => {
    const last = base.slice(0, 8)
    await report(cellsOf('revenue', 2021, last, { object: `peer:${code}` }))
    await report(cellsOf('revenue', 2022, last.map((one) => (one * growth).toFixed(2)), { object: `peer:${code}` }))
  }
  await peer('131102', 1.2)
  await peer('131121', 1.05)
  await peer('130102', 1.3)
  const { state, peer_ranks } = await read('revenue', '?year=2022&as_of=2022-09-15')
  assert.deepEqual(state.city_rank, { rank: 2, of: 3, tied: false })
  assert.deepEqual(state.province_rank, { rank: 3, of: 4, tied: false })
  assert.equal(peer_ranks.growth, true, 'a growth target is ranked by growth')
  const order = [...peer_ranks.city].sort((a, b) => a.rank - b.rank)
  assert.deepEqual(order.map((one) => one.object), ['peer:131102', order[1].object, 'peer:131121'])
  assert.match(order[1].object, /^area:/, 'ours is among them')
  assert.equal(peer_ranks.province.length, 4)
})

test('units report their own figures, the district\'s adds up, and who does not own it is refused', async () => {
  await define({ key: 'grain', name: { zh: '粮食产量', en: 'Grain' }, unit: '吨', over_time: 'sum', over_objects: 'sum', owner_unit: unit('agri') })
  const [first, second] = units.filter((one) => one.key.startsWith('town-')).map((one) => `unit:${one.id}`)
  await report(cellsOf('grain', 2022, [10, 20, 30], { object: first }))
  await report(cellsOf('grain', 2022, [1, 2], { object: second }))
  const { series, objects } = await read('grain', '?year=2022')
  assert.deepEqual(series.slice(0, 3).map((one) => one.value), [11, 22, null])
  assert.deepEqual(objects.filter((one) => one.object.startsWith('unit:')).map((one) => one.rank).sort(), [1, 2])
  const town = await server.login('town')
  const own = await report([{ indicator: 'grain', object: first, period: '2022-04', value: '5' }], {}, town)
  assert.equal(own.body.taken, 1, JSON.stringify(own.body))
  const foreign = await report([{ indicator: 'grain', object: second, period: '2022-04', value: '5' }], {}, town)
  assert.equal(foreign.body.rows[0].errors[0].code, 'indicator.not_yours')
  const grid = (await town.get(`/observation-grid?year=2022&object=${first}`)).body
  assert.ok(grid.rows.length > 0)
  assert.equal((await town.get('/indicators')).body.indicators.length, 0)
  assert.equal((await town.post('/indicators', {})).status, 403)
})

test('one file proves figures of several units, imported or entered', async () => {
  await define({ key: 'proved_a', name: { zh: '有据甲', en: 'Proved A' }, unit: '户', over_time: 'sum', owner_unit: unit('agri') })
  await define({ key: 'proved_b', name: { zh: '有据乙', en: 'Proved B' }, unit: '户', over_time: 'sum', owner_unit: unit('commerce') })
  const file = (await clerk.call('POST', `/evidence?filename=${encodeURIComponent('月报.txt')}`, { bytes: Buffer.from('1月：甲5户、乙6户') })).body
  const answer = await upload(Buffer.from('指标,周期,数值\n有据甲,2022-01,5\n有据乙,2022-01,6\n'), `&evidence=${file.id}`, '月报.csv')
  assert.equal(answer.body.taken, 2, JSON.stringify(answer.body))
  for (const key of ['proved_a', 'proved_b']) assert.deepEqual((await read(key, '?year=2022')).revisions[0].evidence.map((one) => one.name), ['月报.txt'])
  assert.equal((await upload(Buffer.from('指标,周期,数值\n有据甲,2022-02,5\n'), '&evidence=none', '月报.csv')).status, 422)
})

test('parts must add up to the whole, and a formula derives what no one types', async () => {
  const common = { unit: '亿元', over_time: 'sum', owner_unit: unit('commerce') }
  await define({ ...common, key: 'exports', name: { zh: '出口', en: 'Exports' } })
  await define({ ...common, key: 'imports', name: { zh: '进口', en: 'Imports' } })
  await define({ ...common, key: 'trade', name: { zh: '进出口总值', en: 'Trade' }, parts: ['exports', 'imports'] })
  await define({ ...common, key: 'surplus', name: { zh: '贸易差额', en: 'Trade surplus' }, formula: 'exports - imports', low: null })
  const wrong = await report(['exports', 'imports', 'trade'].map((indicator, i) => ({ indicator, period: '2022-01', value: ['3', '1', '5'][i] })))
  assert.equal(wrong.body.taken, 0)
  assert.ok(wrong.body.rows.some((row) => row.warnings.some((one) => one.code === 'parts')))
  const right = await report(['exports', 'imports', 'trade'].map((indicator, i) => ({ indicator, period: '2022-01', value: ['3', '1', '4'][i] })))
  assert.equal(right.body.taken, 3)
  const surplus = await read('surplus', '?year=2022')
  assert.deepEqual(surplus.series.slice(0, 2).map((one) => one.value), [2, null])
  assert.match(surplus.missing, /exports/)
  assert.match(surplus.missing, /[\u4e00-\u9fff]/)
  const english = await clerk.call('GET', '/indicators/surplus?year=2022', { headers: { 'Accept-Language': 'en' } })
  assert.doesNotMatch(english.body.missing, /[\u4e00-\u9fff]/)
  const typed = await report([{ indicator: 'surplus', period: '2022-01', value: '9' }])
  assert.equal(typed.body.rows[0].errors[0].code, 'indicator.derived')
})

const upload = (bytes, query = '', filename = '报表.xlsx') => clerk.call('POST', `/observation-import?filename=${encodeURIComponent(filename)}${query}`, { bytes })

test('a spreadsheet is looked at first, cell by cell, then taken whole or where it is right', async () => {
  await define({ key: 'industry', name: { zh: '规模以上工业增加值', en: 'Industry' }, over_time: 'sum', owner_unit: unit('industry') })
  const rows = [
    ['冀州区主要指标月报'],
    ['指标', '计量单位', '1月', '1-2月', '2022年3月', '2022-04'],
    ['规模以上工业增加值', '亿元', 4.1, '4.3', null, '5.2'],
    ['规模以上工业增加值', '万元', null, null, '45000', null],
    ['没有的指标', '亿元', 1, null, null, null],
    ['规模以上工业增加值', '亿元', null, null, 'x', null],
  ]
  const look = await upload(workbook(rows), '&year=2022&dry_run=1')
  assert.equal(look.status, 200, JSON.stringify(look.body))
  assert.deepEqual([look.body.right, look.body.refused, look.body.taken], [3, 3, 0])
  assert.deepEqual(look.body.rows.map((row) => row.place), ['C3', 'D3', 'F3', 'E4', 'C5', 'E6'])
  const wrong = look.body.rows.filter((row) => row.state === 'refused').map((row) => [row.errors[0].code, row.errors[0].field])
  assert.deepEqual(wrong, [['indicator.wrong_unit', 'B4'], ['indicator.unknown', 'A5'], ['kernel.decimal.form', 'E6']])
  assert.equal((await upload(workbook(rows), '&year=2022')).body.taken, 0)
  assert.equal((await upload(workbook(rows), '&year=2022&take=right')).body.taken, 3)
  assert.deepEqual((await read('industry', '?year=2022')).series.slice(0, 4).map((one) => one.value), [4.1, 4.3, null, 5.2])
})

test('a unit over the table or in its column, and a head that is no period, are refused where they stand', async () => {
  const csv = (text) => upload(Buffer.from('\uFEFF' + text), '&year=2022&dry_run=1', '月报.csv')
  const refused = (answer) => answer.body.rows.map((row) => [row.place, row.errors[0]?.code ?? row.state, row.errors[0]?.field])
  const column = await csv('单位：万元\n序号,指标,单位,十二月,13月,2022/10,同比\n1,规模以上工业增加值,百人,305,9,9,4\n')
  assert.deepEqual(refused(column), ['D3', 'E3', 'F3', 'G3'].map((place) => [place, 'indicator.wrong_unit', 'C3']), JSON.stringify(column.body))
  const title = await csv('月报（单位：万元）\n指标,11月\n规模以上工业增加值,305\n')
  assert.deepEqual(refused(title), [['B3', 'indicator.wrong_unit', 'A1']])
  const heads = await csv('填报单位：统计局\n单位：亿元\n序号,指标,十月,13月,2022/11,同比\n1,规模以上工业增加值,5.1,9,5.2,4,7\n')
  assert.deepEqual(refused(heads).filter((row) => row[1] === 'kernel.period.form'), [['D4', 'kernel.period.form', 'D3'], ['F4', 'kernel.period.form', 'F3'], ['G4', 'kernel.period.form', 'G4']])
  assert.deepEqual(heads.body.rows.map((row) => row.place), ['C4', 'D4', 'E4', 'F4', 'G4'])
  assert.deepEqual([heads.body.right, heads.body.refused], [2, 3])
})

test('a csv with a figure a row is taken too, for units by their names', async () => {
  const csv = '\uFEFF指标,对象,周期,数值,备注\r\n粮食产量,农业农村局,2022年5月,"1,234.5",夏收\r\n'.replace('农业农村局', units.find((one) => one.key === 'town-1').name)
  const answer = await upload(Buffer.from(csv), '', '粮食.csv')
  assert.equal(answer.body.taken, 1, JSON.stringify(answer.body))
  const { series } = await read('grain', `?year=2022&object=unit:${unit('town-1')}`)
  assert.deepEqual([series[4].value, series[4].note], [1234.5, '夏收'])
})

test('a file without heading and no table at all are refused', async () => {
  const bad = async (bytes, code, field) => {
    const { status, body } = await upload(bytes, '&year=2022')
    assert.ok(status >= 400, String(status))
    assert.equal(body.errors[0].code, code)
    assert.equal(body.errors[0].field, field)
  }
  const head = ['指标', '1月']
  await bad(workbook([['指标', '说明']]), 'indicator.import_head', null)
  await bad(workbook([head]), 'indicator.import_empty', null)
  await bad(Buffer.from('PK\u0003\u0004 no zip'), 'document.truncated', null)
  await bad(Buffer.alloc(8, 0), 'document.not_xlsx', null)
  await bad(workbook([['只有一列']]), 'indicator.import_head', null)
  const named = async (name, text) => {
    const { status, body } = await upload(Buffer.from(text), '', name)
    return [status, body.errors[0].code, body.errors[0].message.includes(name)]
  }
  for (const [name, text] of [
    ['通知.txt', '各单位：\n请于月底前报送数据，逾期通报。\n'],
    ['月报.csv', '各单位：\n请于月底前报送数据。\n'],
    ['数据.json', '[1.5, 2.5, 3.5]'],
    ['网页.html', '<html><body><p>1月,2月</p></body></html>'],
    ['扫描件.pdf', '%PDF-1.4\n\x01\x02 stream, endstream'],
    ['月报.csv', 'GIF89a\x01,\x02'],
  ]) assert.deepEqual(await named(name, text), [415, 'document.not_xlsx', true], `${name} ${text}`)
  assert.deepEqual((await named('月报.csv', '名称,一月\n铁路货运量,3\n')).slice(0, 2), [422, 'indicator.import_head'])
})

test('a target of about so much tells how far it may be missed, and by how much it is', async () => {
  await define({ key: 'about', name: { zh: '网络零售额', en: 'Online retail' }, over_time: 'last', curve: 'even', places: 2 })
  await clerk.post('/indicators/about/targets', { year: 2022, measure: 'level', cmp: 'approx', value: '100' })
  await report([{ indicator: 'about', period: '2022-06', value: '97' }])
  assert.match((await read('about', '?year=2022')).state.words, /应为100\.00亿元左右，相差3\.00亿元，在允许的5\.00亿元以内/)
  const within = (await read('about', '?year=2022')).state
  assert.deepEqual([within.gap, within.leeway, within.verdict], [0, 5, 'on_pace'])
  await report([{ indicator: 'about', period: '2022-07', value: '90' }])
  assert.match((await read('about', '?year=2022')).state.words, /应为100\.00亿元左右，相差10\.00亿元，除去“左右”允许的5\.00亿元还差5\.00亿元/)
  const { state } = await read('about', '?year=2022')
  assert.deepEqual([state.gap, state.leeway, state.verdict], [-5, 5, 'behind'], 'the gap of the list is that of the sentence')
})

test('a target for a year to come leaves the year shown where it is', async () => {
  const now = new Date().getFullYear()
  const { year } = (await clerk.get('/indicators')).body
  const added = await clerk.post('/indicators/grain/targets', { year: now + 2, measure: 'level', cmp: 'ge', value: '8' })
  assert.equal(added.status, 201, JSON.stringify(added.body))
  const { body } = await clerk.get('/indicators')
  assert.deepEqual([body.year, body.years[0]], [year, now + 2])
  assert.ok(body.year <= now)
})

test('a target is changed or withdrawn only with a reason and from its newest version', async () => {
  const { targets } = await read('farmland', '?year=2022')
  const [target] = targets
  assert.equal((await clerk.patch(`/indicator-targets/${target.id}`, { version: 1, set: { value: '80000' } })).status, 422)
  const changed = await clerk.patch(`/indicator-targets/${target.id}`, { version: 1, reason: '省里追加任务', set: { value: '80000' } })
  assert.equal(changed.body.value, 80000)
  assert.equal((await clerk.patch(`/indicator-targets/${target.id}`, { version: 1, reason: '再改', set: { value: '1' } })).status, 409)
  const stated = await clerk.patch(`/indicator-targets/${target.id}`, { version: 2, reason: '按施工期安排', set: { stated: ['0', '0', '5000', '10000', '20000', '30000', '40000', '50000', '60000', '70000', '75000', '80000'] } })
  assert.equal(stated.status, 200, JSON.stringify(stated.body))
  assert.equal((await read('farmland', '?year=2022')).series[4].plan, 20000)
  await clerk.patch(`/indicator-targets/${target.id}`, { version: 3, reason: '并入市级项目', set: { withdrawn: true } })
  assert.equal((await read('farmland', '?year=2022')).targets.length, 0)
})

test('a stated plan that misses its own target is refused where it ends, whatever the target compares', async () => {
  const year = 2023
  const plan = (last, before = '1') => [...Array(11).fill(before), last]
  const cases = [
    ['level', 'ge', { value: '120' }, ['120', '125'], ['119']],
    ['level', 'gt', { value: '120' }, ['120'], ['119.9']],
    ['level', 'le', { value: '120' }, ['120', '100'], ['121']],
    ['level', 'eq', { value: '120' }, ['120'], ['119', '121']],
    ['level', 'approx', { value: '120' }, ['114', '126'], ['113.9', '127']],
    ['level', 'between', { value: '100', value2: '120' }, ['100', '120'], ['99', '121']],
    ['growth', 'ge', { value: '7' }, ['7'], ['6.9']],
    ['growth', 'approx', { value: '7' }, ['6.5'], ['6.4']],
    ['delta', 'le', { value: '-5' }, ['-5', '-9'], ['-4.9']],
  ]
  await define({ key: 'planned', name: { zh: '计划数', en: 'Planned' }, low: '0', curve: 'stated' })
  for (const [measure, cmp, amounts, good, bad] of cases) {
    for (const last of [...bad, ...good]) {
      const { status, body } = await clerk.post('/indicators/planned/targets', { year, measure, cmp, ...amounts, curve: 'stated', stated: plan(last, measure === 'delta' ? '0' : '1') })
      if (bad.includes(last)) assert.deepEqual([status, body.errors?.[0].code, body.errors?.[0].field], [422, 'indicator.stated_short', '/stated/11'], `${measure} ${cmp} ${last}`)
      else {
        assert.equal(status, 201, `${measure} ${cmp} ${last} ${JSON.stringify(body)}`)
        const raised = await clerk.patch(`/indicator-targets/${body.id}`, { version: 1, reason: '撤回', set: { withdrawn: true } })
        assert.equal(raised.status, 200)
      }
    }
  }
  const falls = await clerk.post('/indicators/planned/targets', { year, measure: 'level', cmp: 'ge', value: '3', stated: ['1', '2', '1', ...Array(9).fill('3')] })
  assert.deepEqual([falls.body.errors[0].code, falls.body.errors[0].field], ['indicator.stated_falls', '/stated/2'])
  const target = (await clerk.post('/indicators/planned/targets', { year, measure: 'level', cmp: 'ge', value: '120', stated: plan('130') })).body
  const raised = await clerk.patch(`/indicator-targets/${target.id}`, { version: 1, reason: '追加任务', set: { value: '140' } })
  assert.deepEqual([raised.status, raised.body.errors[0].field], [422, '/stated/11'])
  await report(cellsOf('planned', year, [...Array(11).fill(100), 125]))
  assert.equal((await read('planned', `?year=${year}`)).state.verdict, 'met', 'a plan beyond the target does not decide')
})

test('a stated change is one from where last year ended', async () => {
  await define({ key: 'firms', name: { zh: '市场主体', en: 'Firms' }, unit: '户', places: 0, over_time: 'last' })
  await report(cellsOf('firms', 2021, [...Array(11).fill(900), 1000]))
  await report(cellsOf('firms', 2022, [1010, 1020]))
  await clerk.post('/indicators/firms/targets', { year: 2022, measure: 'delta', cmp: 'ge', value: '120', stated: Array.from({ length: 12 }, (_, i) => String(10 * (i + 1))) })
  const { state, series } = await read('firms', '?year=2022&as_of=2022-03-10')
  assert.deepEqual([state.level, state.plan, state.verdict, series[11].plan], [1120, 1020, 'on_pace', 1120])
})

test('a forecast is never surer than its figures are: ten months alike have a band all the same', async () => {
  await define({ key: 'dust', name: { zh: '扬尘浓度', en: 'Dust' }, unit: '微克/立方米', places: 0, over_time: 'average', direction: 'lower' })
  await report(cellsOf('dust', 2022, Array(10).fill(39)))
  const { forecast } = (await read('dust', '?year=2022&as_of=2022-11-10')).state
  assert.deepEqual([forecast.low, forecast.value, forecast.high], [38.5, 39, 39.5])
})
