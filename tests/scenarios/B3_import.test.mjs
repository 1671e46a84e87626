// B3 导入: an existing list comes in once, a second time it updates; what is wrong is told row by row.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'
import { workbook } from '../harness/xlsx.mjs'

let server, clerk, agri
before(async () => {
  server = await startServer()
  ;[clerk, agri] = await Promise.all(['clerk1', 'agri'].map(server.login))
})
after(() => server.stop())

const load = (bytes, options = {}, who = clerk) => who.call('POST', `/project-import?${new URLSearchParams({ filename: 'list.xlsx', ...options })}`, { bytes })
const all = async () => (await clerk.get('/projects?limit=1000')).body.projects
const over = { take_over: '1', reason: '2022年项目清单' }
const heads = ['项目名称', '项目代码', '项目类型', '牵头单位', '包联领导', '总投资（万元）', '所在库', '洽谈日期', '签约日期', '企业名称', '统一社会信用代码', '用地面积', '序号']
const good = [
  ['滏阳精密铸造', '2106-131103-04-01-123456', '产业', '区科工信局', '王立秋', 26000, '签约', '2021-05-01', '2021-07-15', '滏阳精密铸造有限公司', null, 85.5, '1'],
  ['湖城冷链物流', null, '产业项目', '区农业农村局', null, 9800, '招商对象', null, null, null, null, null, '2'],
]

test('a look takes nothing, taking takes all, a second time nothing doubles', async () => {
  const look = await load(workbook([heads, ...good]), { ...over, dry_run: '1' })
  assert.equal(look.status, 200, JSON.stringify(look.body))
  assert.deepEqual([look.body.taken, look.body.counts.new, look.body.ignored], [false, 2, ['序号']])
  assert.equal((await all()).length, 0)
  assert.equal((await load(workbook([heads, ...good]), over)).body.taken, true)
  const [first] = (await all()).filter((one) => one.name === '滏阳精密铸造')
  assert.deepEqual([first.library, first.since, first.leader_name, first.total, first.missing > 0], ['signed', '2021-07-15', '王立秋', 26000, true])
  const detail = (await clerk.get(`/projects/${first.id}`)).body
  assert.deepEqual(detail.moves.map((one) => [one.direction, one.to, one.day]), [['taken', 'talk', '2021-05-01'], ['taken', 'signed', '2021-07-15']])
  const again = await load(workbook([heads, ...good]), over)
  assert.deepEqual([again.body.counts.same, again.body.counts.new], [2, 0], JSON.stringify(again.body.rows))
  const changed = structuredClone(good)
  changed[0][5] = 28000
  changed[0][0] = '滏阳精密铸造（二期）'
  assert.deepEqual((await load(workbook([heads, ...changed]), over)).body.rows[0].changes, ['name', 'total'])
  assert.equal((await all()).length, 2)
})

test('a taken-over project owes what its gates lack before it moves on', async () => {
  const [one] = (await all()).filter((row) => row.library === 'signed')
  const moved = await clerk.post(`/projects/${one.id}/moves`, { version: one.version, to: 'registered' })
  assert.equal(moved.status, 409)
  assert.ok(moved.body.errors.some((fault) => fault.field === '/gate/contract'))
})

test('a similar name is asked about and not guessed', async () => {
  const row = ['湖城冷链物流中心', null, '产业', '区农业农村局', null, 12000, null, null, null, null, null, null, null]
  const asked = await load(workbook([heads, row]))
  assert.deepEqual([asked.body.taken, asked.body.rows[0].state, asked.body.rows[0].candidates[0].name], [false, 'ask', '湖城冷链物流'])
  const same = await load(workbook([heads, row]), { answers: `2=${asked.body.rows[0].candidates[0].id}` })
  assert.deepEqual([same.body.taken, same.body.rows[0].state], [true, 'update'])
  const other = ['湖城冷链物流中心二', ...row.slice(1)]
  assert.deepEqual((await load(workbook([heads, other]), { answers: '2=new' })).body.counts.new, 1)
})

test('without a column of libraries a project stands where its latest day says, and what is not used is told', async () => {
  const days = ['项目名称', '项目类型', '牵头单位', '洽谈日期', '签约日期', '入统日期', '验收日期']
  const row = ['衡湖航空紧固件', '产业', '区农业农村局', '2022-08-01', '2022-10-20', null, '2022-11-01']
  const refused = await load(workbook([days, row]))
  assert.deepEqual([refused.body.taken, refused.body.rows[0].state, refused.body.rows[0].fault.cell], [false, 'refused', 'E2'], 'that it is past the first library is not dropped in silence')
  assert.match(refused.body.rows[0].fault.message, /存量接转/)
  const taken = await load(workbook([days, row]), over)
  assert.deepEqual([taken.body.taken, taken.body.rows[0].note, taken.body.rows[0].unused], [true, '没有写所在库，按E2（2022-10-20）定为签约。', ['G2']], JSON.stringify(taken.body))
  const one = (await all()).find((project) => project.name === row[0])
  assert.deepEqual([one.library, one.since], ['signed', '2022-10-20'])
  assert.deepEqual((await clerk.get(`/projects/${one.id}`)).body.moves.map((move) => [move.to, move.day]), [['talk', '2022-08-01'], ['signed', '2022-10-20']])

  const again = await load(workbook([days, row]), over)
  assert.deepEqual([again.body.rows[0].state, again.body.rows[0].note, again.body.rows[0].unused], ['same', null, ['G2']])
  const later = await load(workbook([days, [...row.slice(0, 5), '2022-11-10', null]]), over)
  assert.deepEqual([later.body.rows[0].state, later.body.rows[0].unused], ['same', ['F2']])
  assert.match(later.body.rows[0].note, /导入不改/)
  assert.equal((await all()).find((project) => project.id === one.id).library, 'signed', 'an import never moves a project')
  const disorder = await load(workbook([days, ['衡湖乱序样件', '产业', '区农业农村局', '2022-10-25', '2022-10-20', null, null]]), { ...over, dry_run: '1' })
  assert.deepEqual(disorder.body.rows[0].unused, ['D2'], 'a day after the one of the library that follows is not taken')
})

test('every wrong row is told with its cell; the right ones can be taken alone', async () => {
  const before = (await all()).length
  const bad = (input) => { const row = ['测试项目甲', null, '产业', '区农业农村局', null, 100, null, null, null, null, null, null, null]; for (const [at, value] of Object.entries(input)) row[at] = value; return row }
  const file = workbook([heads, bad({ 0: '正确的一行' }), bad({ 5: -3 }), bad({ 2: '航天' }), bad({ 3: '火星局' }), bad({ 4: '无此人' }), bad({ 1: '2022-131103-01' }), bad({ 10: '911311033080123457', 9: '某厂' }), bad({ 11: '很多' }), bad({ 6: '开工' }), bad({ 0: null }), bad({ 0: '正确的一行' })])
  const look = await load(file)
  assert.deepEqual([look.body.taken, look.body.counts.refused], [false, 10], JSON.stringify(look.body.rows))
  assert.deepEqual(look.body.rows.slice(1, 9).map((one) => one.fault.cell), ['F3', 'C4', 'D5', 'E6', 'B7', 'K8', 'L9', 'G10'])
  assert.equal((await all()).length, before)
  assert.equal((await load(file, { take: 'right' })).body.taken, true)
  assert.equal((await all()).length, before + 1)
})

test('garbage is refused as a whole, with what to do', async () => {
  for (const [bytes, status] of [[Buffer.from('PK\u0003\u0004 cut'), 422], [Buffer.from([0, 1, 2, 3, 255]), 415], [workbook([['a', 'b'], ['1', '2']]), 422], [workbook([heads]), 422]]) {
    const answer = await load(bytes)
    assert.ok([400, 415, 422].includes(answer.status), `${answer.status} ${JSON.stringify(answer.body)} ${status}`)
  }
  assert.equal((await load(workbook([heads, ...good]), {}, agri)).status, 403)
  assert.equal((await load(workbook([heads, ...good]), { take_over: '1' })).status, 422)
})

test('a column of another name is mapped, and the exported list comes back as it is', async () => {
  const mapped = await load(workbook([['工程名', '项目类型'], ['自定表头项目', '产业']]), { map: '工程名=name', unit: (await clerk.get('/units')).body.units[0].id })
  assert.equal(mapped.body.counts.new, 1, JSON.stringify(mapped.body))
  const list = await clerk.get('/project-export')
  assert.equal(list.status, 200)
  const back = await load(list.content, { dry_run: '1' })
  assert.deepEqual([back.body.counts.same, back.body.counts.new], [(await all()).length, 0], JSON.stringify(back.body.rows.filter((one) => one.state !== 'same')))
})
