// Registers (台账): what is declared is checked to the last character, kept with its history, imported without doubling, and given out again.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { workbook } from '../harness/xlsx.mjs'

let server, clerk, hitech, agri, mayor, auditor, park
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** A code that begins like BODY (17 characters), with its check character. */
export function credit(body) {
  let sum = 0
  let weight = 1
  for (const character of body) {
    sum += alphabet.indexOf(character) * weight
    weight = (weight * 3) % 31
  }
  return body + alphabet[(31 - (sum % 31)) % 31]
}

const code = (n) => credit(`91131103MA0TEST${String(n).padStart(2, '0')}`.replaceAll('S', '5').slice(0, 17))
const square = (lon, lat, size = 0.002) => ({ type: 'Polygon', coordinates: [[[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]] })
const add = (who, type, values, more = {}) => who.post(`/registers/${type}`, { values, ...more })
const read = async (who, type, id) => (await who.get(`/registers/${type}/objects/${id}`)).body
const change = (who, type, id, version, values, more = {}) => who.patch(`/registers/${type}/objects/${id}`, { version, values, ...more })
const value = (detail, key) => detail.object.values.find((one) => one.key === key)?.value
const derived = (detail, key) => detail.object.derived.find((one) => one.key === key)
const refused = (answer, status, field, pattern) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  if (field) assert.equal(answer.body.errors[0].field, field, JSON.stringify(answer.body))
  if (pattern) assert.match(answer.body.errors[0].message, pattern)
}
const upload = (who, type, bytes, query = {}) => who.call('POST', `/registers/${type}/import?${new URLSearchParams({ filename: 'a.xlsx', ...query })}`, { bytes })

before(async () => {
  server = await startServer()
  ;[clerk, hitech, agri, mayor, auditor] = await Promise.all(['clerk1', 'hitech', 'agri', 'mayor', 'auditor'].map(server.login))
  const { units } = (await clerk.get('/units')).body
  const made = await add(hitech, 'park', { name: '测试园', level: 'district', committee: units.find((one) => one.key === 'hitech').id }, { outline: square(115.5, 37.5, 0.05) })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  park = made.body.object.id
})
after(() => server.stop())

test('the declared types say what is asked for, in both languages', async () => {
  const { types } = (await clerk.get('/registers')).body
  assert.deepEqual(types.map((one) => one.key), ['firm', 'park', 'boundary', 'plot', 'park_operation', 'promotion_team', 'referrer', 'promotion_event', 'promotion_visit'])
  const plot = types.find((one) => one.key === 'plot')
  assert.deepEqual(plot.fields.find((one) => one.key === 'state').choices.map((one) => one.key), ['free', 'reserved', 'transferred', 'building', 'production'])
  assert.equal(plot.match, 'number')
  const english = (await clerk.get('/registers', { headers: { 'Accept-Language': 'en' } })).body
  assert.equal(english.types[0].name, 'Firms')
  const measure = (list, type, key) => list.find((one) => one.key === type).derived.find((one) => one.key === key).measure
  assert.deepEqual([measure(types, 'park', 'land_all'), measure(english.types, 'park', 'land_all'), measure(english.types, 'park', 'plots_all')], ['亩', 'mu', undefined], 'what is merely counted has no unit in English')
})

test('a wrong check character is named with the right one, a wrong character with its place', async () => {
  const right = code(1)
  const wrong = right.slice(0, 17) + (right[17] === 'A' ? 'B' : 'A')
  const firm = (given) => add(clerk, 'firm', { name: '冀州试验电器厂', code: given })
  refused(await firm(wrong), 422, '/values/code', new RegExp(`校验位是“${wrong[17]}”，按前17位应为“${right[17]}”`))
  refused(await firm(right.slice(0, 17)), 422, '/values/code', /应为18位，这里是17位/)
  refused(await firm(`${right.slice(0, 10)}O${right.slice(11)}`), 422, '/values/code', /第11位“O”/)
  const made = await firm(` ${right.toLowerCase()} `)
  assert.equal(made.status, 201)
  assert.equal(value(made.body, 'code'), right)
  refused(await add(clerk, 'firm', { name: '别的名字', code: right }), 422, '/values/code', /已被“冀州试验电器厂”使用/)
})

test('a firm with a name alike is asked about once', async () => {
  assert.equal((await add(clerk, 'firm', { name: '河北飞燕食品有限公司', code: code(2) })).status, 201)
  const twin = { name: '冀州飞燕食品有限责任公司', code: code(3) }
  const asked = await add(clerk, 'firm', twin)
  refused(asked, 409, '/confirm', /河北飞燕食品有限公司 \(100%\)/)
  assert.equal((await clerk.get('/registers/firm?q=飞燕')).body.total, 1)
  assert.equal((await add(clerk, 'firm', twin, { confirm: true })).status, 201)
  assert.equal((await add(clerk, 'firm', { name: '冀州银河食品有限公司', code: code(4) })).status, 201, 'another firm of the trade')
})

test('all faults of a form are named together, with their places', async () => {
  const answer = await add(hitech, 'plot', { number: 'X-1', state: 'sold', area: '-3.123', use: 'industry', transferred: '2022-02-30', firm: '0'.repeat(26), nothing: 'x' })
  assert.equal(answer.status, 422)
  const fields = answer.body.errors.map((one) => one.field)
  for (const one of ['/values/state', '/values/area', '/values/transferred', '/values/firm', '/values/park']) assert.ok(fields.includes(one), `${one} in ${fields}`)
  refused(await add(hitech, 'plot', { number: 'X-1', nothing: 'x' }), 422)
  assert.equal((await add(hitech, 'nothing', { a: 'b' })).status, 404)
})

test('an outline that crosses itself, and a point outside the world, are refused with their place', async () => {
  const plot = (outline, more = {}) => add(hitech, 'plot', { number: 'X-2', park, state: 'free', area: '60', use: 'industry' }, { ...(outline && { outline }), ...more })
  const bow = { type: 'Polygon', coordinates: [[[115.5, 37.5], [115.51, 37.51], [115.51, 37.5], [115.5, 37.51], [115.5, 37.5]]] }
  refused(await plot(bow), 422, '/outline', /第1条边与第3条边相交/)
  refused(await plot({ type: 'Polygon', coordinates: [[[37.5, 115.5], [37.6, 115.5], [37.6, 115.6], [37.5, 115.5]]] }), 422, '/outline', /第1个点不在地球上.*写反/)
  refused(await plot({ type: 'Point', coordinates: [115.5, 37.5] }), 422, '/outline')
  refused(await plot({ type: 'Polygon', coordinates: [Array.from({ length: 600 }, (_, i) => [115 + i / 1e4, 37])] }), 422, '/outline', /3到500/)
  refused(await plot({ type: 'Polygon', coordinates: [[[115.5, 37.5], [115.6, 37.5], [115.55, 37.5], [115.5, 37.5]]] }), 422, '/outline')
  refused(await plot(null, { place: { lon: 181, lat: 37 } }), 422, '/place/lon')
  refused(await plot(square(115.51, 37.51), { place: { lon: 115.6, lat: 37.51 } }), 422, '/place', /不在边界之内/)
  refused(await add(clerk, 'firm', { name: '无边界测试厂', code: code(5) }, { outline: square(115, 37) }), 422, '/outline')
  assert.equal((await hitech.get('/registers/plot')).body.total, 0)
})

test('a change keeps what was before, with who and why, and a stale one is refused', async () => {
  const made = (await add(hitech, 'plot', { number: 'X-3', park, state: 'free', area: '75.5', use: 'industry', std_output: '300' }, { outline: square(115.51, 37.51) })).body
  const { id } = made.object
  assert.ok(Math.abs(made.outline_mu - 58.9) < 1, String(made.outline_mu))
  assert.ok(made.object.place.lon > 115.51 && made.object.place.lon < 115.512)
  const firm = (await add(clerk, 'firm', { name: '冀州投产轴承有限公司', code: code(77) })).body.object.id
  const next = await change(hitech, 'plot', id, 1, { state: 'production', firm, output: '24160', tax: '' }, { reason: '企业投产' })
  assert.equal(next.status, 200, JSON.stringify(next.body))
  assert.deepEqual(derived(next.body, 'output_per_mu'), { key: 'output_per_mu', value: 320, met: true })
  refused(await change(hitech, 'plot', id, 1, { state: 'free' }), 409, '/version')
  const [newest, first] = (await read(auditor, 'plot', id)).history
  assert.deepEqual([newest.number, newest.kind, newest.by_name, newest.reason, first.kind], [2, 'change', '安清禾', '企业投产', 'add'])
  assert.deepEqual(newest.changes.find((one) => one.key === 'state'), { key: 'state', name: '状态', before: '空闲', after: '已投产' })
  const { entries } = (await auditor.get(`/ledger?kind=register&object=${id}`)).body
  assert.deepEqual([entries.length, entries[0].reason], [2, '企业投产'])
  const below = await change(hitech, 'plot', id, 2, { output: '20000' })
  assert.equal(derived(below.body, 'output_per_mu').met, false)
})

test('two who change the same version: one of them is told', async () => {
  const { id } = (await add(hitech, 'plot', { number: 'X-4', park, state: 'free', area: '10', use: 'storage' })).body.object
  const answers = await Promise.all([1, 2, 3, 4].map((n) => change(hitech, 'plot', id, 1, { area: String(10 + n) })))
  assert.deepEqual(answers.map((one) => one.status).sort(), [200, 409, 409, 409])
})

test('nobody changes what another unit keeps, nor without the right to', async () => {
  const { id, version } = (await add(hitech, 'plot', { number: 'X-5', park, state: 'free', area: '10', use: 'storage' })).body.object
  assert.equal((await agri.get(`/registers/plot/objects/${id}`)).status, 403)
  const count = async (who, type) => (await who.get('/registers')).body.types.find((one) => one.key === type).count
  assert.deepEqual([await count(agri, 'plot'), await count(hitech, 'plot')], [0, (await hitech.get('/registers/plot?limit=200')).body.total], 'nobody is told of more than he may see')
  assert.equal((await change(agri, 'plot', id, version, { area: '11' })).status, 403)
  assert.equal((await change(mayor, 'plot', id, version, { area: '11' })).status, 403)
  assert.equal((await add(agri, 'plot', { number: 'X-6', park, state: 'free', area: '10', use: 'storage' })).status, 403)
  assert.equal((await agri.get('/registers/plot')).body.total, 0)
  assert.ok((await mayor.get('/registers/plot')).body.total > 0)
  assert.equal((await hitech.get(`/registers/firm/objects/${id}`)).status, 404, 'of another type')
})

test('what is in use is not retired; what is retired gives its number back and stays to be read', async () => {
  const detail = await read(hitech, 'park', park)
  refused(await hitech.post(`/registers/park/objects/${park}/retire`, { version: detail.object.version, reason: '合并' }), 409, undefined, /还在用它/)
  const { id } = (await add(hitech, 'plot', { number: 'X-7', park, state: 'free', area: '10', use: 'storage' })).body.object
  refused(await hitech.post(`/registers/plot/objects/${id}/retire`, { version: 1 }), 422)
  const gone = await hitech.post(`/registers/plot/objects/${id}/retire`, { version: 1, reason: '并入X-4' })
  assert.deepEqual([gone.body.object.retired, gone.body.manage], ['并入X-4', false])
  refused(await change(hitech, 'plot', id, 2, { area: '11' }), 409, undefined, /已注销/)
  assert.ok((await hitech.get('/registers/plot?retired=1')).body.objects.some((one) => one.id === id))
  assert.ok(!(await hitech.get('/registers/plot?limit=200')).body.objects.some((one) => one.id === id))
  assert.equal((await add(hitech, 'plot', { number: 'X-7', park, state: 'free', area: '10', use: 'storage' })).status, 201)
})

test('lists are searched, filtered, sorted and paged', async () => {
  const page = async (query) => (await hitech.get(`/registers/plot?${query}`)).body
  const numbers = (list) => list.objects.map((one) => one.name)
  const all = numbers(await page('limit=200'))
  assert.deepEqual(all, [...all].sort())
  assert.deepEqual(numbers(await page('q=x-3')), ['X-3'])
  assert.equal((await page('q=%25')).total, 0)
  assert.deepEqual(numbers(await page('filter=state:production')), ['X-3'])
  assert.equal((await page(`filter=state:free,park:${park}`)).total, all.length - 1)
  const areas = (await page('sort=area&descending=1')).objects.map((one) => Number(one.values.find((v) => v.key === 'area').value))
  assert.deepEqual(areas, [...areas].sort((a, b) => b - a))
  const second = await page('limit=2&offset=2')
  assert.deepEqual([numbers(second), second.total], [all.slice(2, 4), all.length])
  refused(await hitech.get('/registers/plot?sort=nothing'), 422, '/sort')
  refused(await hitech.get('/registers/plot?filter=nothing:1'), 422, '/filter')
  assert.equal((await hitech.get('/registers/plot?limit=201')).status, 422)
})

test('a map asks by its box, and whose land a point is', async () => {
  const names = async (query) => (await hitech.get(`/registers/plot/map?${query}`)).body.features.map((one) => one.properties.number)
  assert.deepEqual(await names('bbox=115.5,37.5,115.52,37.52'), ['X-3'])
  assert.deepEqual(await names('bbox=116,37,117,38'), [])
  assert.deepEqual(await names('at=115.511,37.511'), ['X-3'])
  assert.deepEqual(await names('at=115.513,37.511'), [])
  refused(await hitech.get('/registers/plot/map?bbox=116,37,115,38'), 422, '/bbox')
  assert.equal((await hitech.get('/registers/plot/map?bbox=1,2')).status, 422)
})

test('a second import changes what is there instead of doubling it, and faults are named row by row', async () => {
  const rows = [['企业台账（测试）'], ['企业名称', '统一社会信用代码', '行业', '注册资本（万元）', '管理单位'],
    ['河北白鹭机械有限公司', code(11), '装备制造', 800, null], ['冀州鸿雁家具厂', code(12), '服务业', '1200.5', null]]
  const first = (await upload(clerk, 'firm', workbook(rows))).body
  assert.deepEqual([first.add, first.fault, first.taken], [2, 0, true], JSON.stringify(first))
  rows[2][3] = 900
  const second = (await upload(clerk, 'firm', workbook(rows))).body
  assert.deepEqual([second.add, second.change, second.same, second.taken], [0, 1, 1, true])
  const found = (await clerk.get('/registers/firm?q=白鹭')).body
  assert.deepEqual([found.total, found.objects[0].version], [1, 2])

  const bad = [...rows.slice(0, 2),
    ['河北苍鹰机械有限公司', code(13), '装备制造', 100, null],
    ['河北夜莺机械有限公司', code(13), '装备制造', 100, null],
    ['', code(14), '装备制造', 100, null],
    ['河北喜鹊机械有限公司', `${code(15).slice(0, 17)}O`, '造飞机', 'abc', '没有的单位'],
    ['衡水白鹭机械有限责任公司', code(16), '装备制造', 1, null]]
  const all = (await upload(clerk, 'firm', workbook(bad))).body
  assert.deepEqual([all.add, all.alike, all.fault, all.taken], [1, 1, 3, false], JSON.stringify(all))
  assert.deepEqual(all.rows.map((one) => [one.row, one.state]), [[3, 'add'], [4, 'fault'], [5, 'fault'], [6, 'fault'], [7, 'alike']])
  assert.match(all.rows[1].faults[0].message, /与第3行重复/)
  assert.match(all.rows[2].faults[0].message, /请填写“企业名称”/)
  const faults = all.rows[3].faults.map((one) => one.field)
  for (const one of ['/values/code', '/values/trade', '/values/capital', '/unit']) assert.ok(faults.includes(one), `${one} in ${faults}`)
  assert.equal((await clerk.get('/registers/firm?q=苍鹰')).body.total, 0)
  const right = (await upload(clerk, 'firm', workbook(bad), { take: 'right' })).body
  assert.deepEqual([right.add, right.taken], [1, true])
  assert.equal((await clerk.get('/registers/firm?q=苍鹰')).body.total, 1)
  assert.equal((await upload(clerk, 'firm', workbook(bad.slice(0, 3)), { dry_run: 1 })).body.taken, false)
  refused(await upload(clerk, 'firm', workbook([['甲', '乙'], ['1', '2']])), 422)
  // What cannot be read refuses its row with its cell; the row beside it can be taken.
  const unread = (await upload(clerk, 'firm', workbook([rows[1], ['=1+1', code(17), '装备制造', 1, null], ['河北云雀机械有限公司', code(18), '装备制造', 5, null], ['河北斑鸠机械有限公司', code(19), '服务业', 6, null]], ['D4:E4']), { take: 'right' })).body
  assert.deepEqual(unread.rows.map((one) => [one.row, one.state, one.faults[0]?.field ?? null]), [[2, 'fault', 'A2'], [3, 'add', null], [4, 'fault', 'D4:E4']], JSON.stringify(unread))
  assert.match(unread.rows[0].faults[0].message, /A2/)
  assert.deepEqual([unread.add, unread.taken], [1, true])
  assert.equal((await upload(mayor, 'firm', workbook(rows))).status, 403)
})

test('a list comes out as xlsx, csv and GeoJSON, and what came out goes in again unchanged', async () => {
  const file = async (format, type = 'firm') => {
    const answer = await clerk.get(`/registers/${type}/file?format=${format}`)
    assert.equal(answer.status, 200)
    return answer.content
  }
  await add(clerk, 'firm', { name: '=危险公式加工厂', code: code(20), products: '含"引号"和，逗号' }, { confirm: true })
  const { total } = (await clerk.get('/registers/firm')).body
  const csv = await file('csv')
  assert.equal(csv.toString().charCodeAt(0), 0xfeff)
  assert.match(csv.toString(), /"'=危险公式加工厂"/)
  for (const [bytes, filename] of [[csv, 'a.csv'], [await file('xlsx'), 'a.xlsx']]) {
    const again = await upload(clerk, 'firm', bytes, { filename })
    assert.equal(again.status, 200, JSON.stringify(again.body))
    assert.deepEqual([again.body.same, again.body.add, again.body.change, again.body.fault], [total, 0, 0, 0], `${filename} ${JSON.stringify(again.body.rows.filter((one) => one.state !== 'same'))}`)
  }
  const features = (await clerk.get('/registers/plot/file?format=geojson')).body
  assert.deepEqual([features.type, features.features[0].geometry.type], ['FeatureCollection', 'Polygon'])
})
