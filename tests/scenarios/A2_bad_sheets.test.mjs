// A2 目标化考核, bad input: what cannot be read in a workbook refuses its figure with its cell; what is right in the same file is taken or left as one choice.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { workbook } from '../harness/xlsx.mjs'

let server, clerk
before(async () => {
  server = await startServer()
  clerk = await server.login('clerk1')
  const owner_unit = (await clerk.get('/units')).body.units.find((one) => one.key === 'statistics').id
  for (const [key, zh] of [['rail', '铁路货运量'], ['road', '公路货运量'], ['air', '航空货运量']]) {
    const made = await clerk.post('/indicators', { key, name: { zh, en: key }, unit: '万吨', places: 2, kind: 'level', direction: 'higher', over_time: 'sum', over_objects: 'sum', frequency: 'month', owner_unit })
    assert.equal(made.status, 201, JSON.stringify(made.body))
  }
})
after(() => server.stop())

const upload = async (bytes, query = '') => {
  const answer = await clerk.call('POST', `/observation-import?filename=${encodeURIComponent('货运.xlsx')}&year=2022${query}`, { bytes })
  return answer
}
const refused = (answer) => answer.body.rows.filter((row) => row.state === 'refused').map((row) => [row.place, row.errors[0].code, row.errors[0].field])
const figures = async (key) => (await clerk.get(`/indicators/${key}?year=2022`)).body.series.map((one) => one.value)
const head = ['指标', '计量单位', '1月', '2月', '3月']

test('formulas, errors, merged cells and nameless rows refuse their figures; the others are taken or left together', async () => {
  const rows = [
    ['冀州区货运月报（单位：万吨）', null, null, null, null],
    head,
    ['铁路货运量', '万吨', 1.5, '=C3*2', 1.7],
    ['公路货运量', '万吨', '#REF!', 20, 21],
    ['航空货运量', '万吨', 0.1, 0.2, 0.3],
    [null, '万吨', 9, null, null],
    ['=A3', '万吨', 9, null, null],
  ]
  const bytes = workbook(rows, ['A1:E1', 'D5:E5'])
  const look = await upload(bytes, '&dry_run=1')
  assert.equal(look.status, 200, JSON.stringify(look.body))
  assert.deepEqual(refused(look), [
    ['D3', 'document.sheet_formula', 'D3'],
    ['C4', 'document.sheet_error', 'C4'],
    ['D5', 'document.sheet_merged', 'D5:E5'],
    ['E5', 'document.sheet_merged', 'D5:E5'],
    ['C6', 'indicator.import_name', 'C6'],
    ['C7', 'document.sheet_formula', 'A7'],
  ])
  assert.equal(look.body.right, 5)
  assert.match(look.body.rows.find((row) => row.place === 'D3').errors[0].message, /D3/)
  const all = await upload(bytes)
  assert.deepEqual([all.body.taken, await figures('air')], [0, Array(12).fill(null)], 'one choice: not all, so none')
  const right = await upload(bytes, '&take=right')
  assert.equal(right.body.taken, 5)
  assert.deepEqual((await figures('rail')).slice(0, 3), [1.5, null, 1.7])
  assert.deepEqual((await figures('road')).slice(0, 3), [null, 20, 21])
  assert.deepEqual((await figures('air')).slice(0, 3), [0.1, null, null])
})

test('a name merged over rows and a head merged over months refuse what stands under them', async () => {
  const answer = await upload(workbook([head, ['铁路货运量', '万吨', null, null, 3], [null, '万吨', null, null, 4], ['公路货运量', '万吨', 5, 6, 7]], ['A2:A3', 'D1:E1']), '&dry_run=1')
  assert.deepEqual(refused(answer), [
    ['E2', 'document.sheet_merged', 'A2:A3'],
    ['E3', 'document.sheet_merged', 'A2:A3'],
    ['D4', 'document.sheet_merged', 'D1:E1'],
    ['E4', 'document.sheet_merged', 'D1:E1'],
  ])
  const long = await upload(workbook([['指标', '周期', '数值'], ['铁路货运量', '2022-05', '=1+1'], ['铁路货运量', '=A1', 3], ['铁路货运量', '2022-06', 2.5]]), '&dry_run=1')
  assert.deepEqual(refused(long), [['C2', 'document.sheet_formula', 'C2'], ['C3', 'document.sheet_formula', 'B3']])
  assert.equal(long.body.right, 1)
})

test('wrong unit, wrong period and closed period are refused where they stand, in the same file', async () => {
  await clerk.post('/period-closings', { period: '2022-07', closed: true, reason: '七月已定案' })
  const rows = [['指标', '计量单位', '7月', '8月', '2季度', '2022年'], ['铁路货运量', '万吨', 1, 1.6, 3, 9], ['公路货运量', '亿吨', null, 22, null, null]]
  const answer = await upload(workbook(rows), '&take=right')
  assert.deepEqual(refused(answer), [
    ['C2', 'indicator.closed', 'C1'],
    ['E2', 'indicator.wants_month', 'E1'],
    ['F2', 'indicator.wants_month', 'F1'],
    ['D3', 'indicator.wrong_unit', 'B3'],
  ])
  assert.deepEqual([answer.body.taken, (await figures('rail'))[7]], [1, 1.6])
})

test('a million rows that are only coloured cost no more than passing over them', async () => {
  const begun = Date.now()
  const answer = await upload(workbook([head, ['航空货运量', '万吨', null, null, 0.4]], [], 1_048_576), '&take=right')
  assert.deepEqual([answer.status, answer.body.taken], [200, 1], JSON.stringify(answer.body))
  assert.ok(Date.now() - begun < 60_000)
})

test('more faults than anyone would mend one by one refuse the file by the next of them', async () => {
  const rows = [head, ...Array.from({ length: 1001 }, () => ['铁路货运量', '万吨', '=1', null, null])]
  const answer = await upload(workbook(rows))
  assert.deepEqual([answer.status, answer.body.errors[0].code, answer.body.errors[0].field], [422, 'document.sheet_formula', 'C1002'])
  assert.equal((await upload(workbook([head], ['nonsense']))).body.errors[0].code, 'document.sheet_place')
})

test('lists of projects read around such cells too', async () => {
  const projects = [['项目名称', '项目类型', '牵头单位', '总投资（万元）'], ['滏阳精密铸造', '产业', '区科工信局', '=1+1'], ['湖城冷链物流', '产业', '区农业农村局', 9800], ['漳淮仓储', '产业', '区农业农村局', 700]]
  const list = await clerk.call('POST', '/project-import?filename=list.xlsx&take=right', { bytes: workbook(projects, ['B4:C4']) })
  assert.equal(list.status, 200, JSON.stringify(list.body))
  assert.deepEqual(list.body.rows.map((row) => [row.state, row.fault?.cell ?? null]), [['refused', 'D2'], ['new', null], ['refused', 'B4:C4']])
  assert.match(list.body.rows[0].fault.message, /D2.*公式/)
})
