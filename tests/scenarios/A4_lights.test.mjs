// A4 亮灯: every promise has a light that turns with the facts, says why, and a leader sees at once what is stuck and with whom.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { behind, serve, setClock, startServer } from '../harness/server.mjs'

let server, clerk, agri, mayor, plan
const year = new Date(Date.now() + 8 * 3600_000).getUTCFullYear()
const day = (days) => new Date(Date.now() + days * 86_400_000 + 8 * 3600_000).toISOString().slice(0, 10)

before(async () => {
  server = await startServer()
  ;[clerk, agri, mayor] = await Promise.all(['clerk1', 'agri', 'mayor'].map(server.login))
  plan = await publishPlan(clerk, [['新建高标准农田7.5万亩。', 'agri'], ['改造老旧小区49个。', 'housing'], ['修缮桥梁7座。', 'transport']], { year: year + 1 })
})
after(() => server.stop())

const about = (text) => plan.commitments.find((one) => one.text.includes(text))
const lightOf = async (text, who = clerk) => (await who.get(`/lights?ids=${about(text).id}`)).body.lights[0]
const amend = async (text, set, reason = '调整') => {
  const { version } = (await clerk.get(`/commitments/${about(text).id}`)).body.commitment
  const answer = await clerk.post(`/commitments/${about(text).id}/amendments`, { version, reason, set })
  assert.ok(answer.status < 300, JSON.stringify(answer.body))
}

test('a published commitment has a light at once, grey while nothing is known', async () => {
  const light = await lightOf('农田')
  assert.deepEqual([light.light, light.reason, light.days], ['grey', '尚无数据可判断', 0])
  assert.equal(light.unit_name, '区农业农村局')
  const { body } = await mayor.get('/dashboard')
  assert.deepEqual(body.commitments, { red: 0, yellow: 0, grey: 3, green: 0 })
})

test('a notice turns it yellow, its closing turns it back, and each turn is in its history', async () => {
  const raised = await clerk.post('/cases', { type: 'notice', object_kind: 'commitment', object_id: about('农田').id, form: { title: '报进度', demand: '请报送', due: day(10) } })
  assert.equal((await lightOf('农田')).light, 'yellow')
  assert.equal((await lightOf('农田')).reason, '有在办的督办单')
  const withdrawn = await clerk.post(`/cases/${raised.body.case.id}/moves`, { move: 'withdraw', version: 1, form: { grounds: '不需要了' } })
  assert.equal(withdrawn.status, 200)
  assert.equal((await lightOf('农田')).light, 'grey')
  const turns = (await clerk.get(`/ledger?kind=commitment&object=${about('农田').id}`)).body.entries.filter((entry) => entry.action === 'light.turn')
  assert.deepEqual(turns.map((entry) => entry.after.light), ['grey', 'yellow'])
})

test('done is green, withdrawn is grey', async () => {
  await amend('桥梁', { state: 'done' })
  assert.deepEqual([(await lightOf('桥梁')).light, (await lightOf('桥梁')).reason], ['green', '已完成'])
  await amend('桥梁', { state: 'withdrawn' })
  assert.equal((await lightOf('桥梁')).light, 'grey')
})

test('a figure behind its plan turns the indicator and the commitment that promised it', async () => {
  const units = (await clerk.get('/units')).body.units
  const owner = units.find((one) => one.key === 'agri').id
  const late = await publishPlan(clerk, [['新建果园3万亩。', 'agri']], { year })
  const added = await clerk.post('/indicators', { key: 'orchard', name: { zh: '新建果园', en: 'New orchards' }, unit: '万亩', places: 2, over_time: 'cumulative', frequency: 'month', curve: 'even', owner_unit: owner, low: '0' })
  assert.equal(added.status, 201, JSON.stringify(added.body))
  const { figures } = (await clerk.get(`/commitments/${late.commitments[0].id}/figures`)).body
  const adopted = await clerk.post(`/commitments/${late.commitments[0].id}/figures`, { statement: figures[0].number, indicator: added.body.id })
  assert.equal(adopted.status, 201, JSON.stringify(adopted.body))
  const months = Number(day(0).slice(5, 7)) - 1
  if (months === 0) return // in January no period of the year has ended yet
  const report = (share) => clerk.post('/observations', { take: 'all', cells: [{ indicator: 'orchard', period: `${year}-${String(months).padStart(2, '0')}`, value: ((3 * months * share) / 12).toFixed(2), reason: '更正数据', confirm: true }] })
  const light = async () => (await clerk.get(`/lights?ids=${late.commitments[0].id}`)).body.lights[0]
  const state = async () => {
    const one = await light()
    const [own] = (await clerk.get('/lights?kind=indicator')).body.lights
    assert.equal(own.light, one.light)
    return one
  }
  assert.equal((await report(0.5)).body.taken, 1)
  const red = await state()
  assert.equal(red.light, 'red')
  assert.match(red.reason, /^落后计划(49|50)(\.\d)?%：/)
  assert.equal((await report(0.9)).body.taken, 1)
  assert.equal((await state()).light, 'yellow')
  assert.equal((await report(0.995)).body.taken, 1)
  assert.equal((await state()).light, 'green') // half a percent behind is no cause for a light
  assert.equal((await report(1.2)).body.taken, 1)
  assert.equal((await state()).light, 'green')
  await clerk.post('/observations', { take: 'all', cells: [{ indicator: 'orchard', period: `${year}-${String(months).padStart(2, '0')}`, value: null, reason: '撤回' }] })
  assert.equal((await state()).light, 'grey')
})

test('a growth is judged by percentage points, at its own thresholds, and says so in both languages', async () => {
  const owner = (await clerk.get('/units')).body.units.find((one) => one.key === 'agri').id
  const late = await publishPlan(clerk, [['果品产值增长5%以上。', 'agri']], { year })
  const added = await clerk.post('/indicators', { key: 'fruit_output', name: { zh: '果品产值', en: 'Fruit output' }, unit: '亿元', places: 2, over_time: 'cumulative', frequency: 'quarter', curve: 'last_year', owner_unit: owner, low: '0', jump: '100' })
  assert.equal(added.status, 201, JSON.stringify(added.body))
  const { figures } = (await clerk.get(`/commitments/${late.commitments[0].id}/figures`)).body
  const adopted = await clerk.post(`/commitments/${late.commitments[0].id}/figures`, { statement: figures[0].number, indicator: added.body.id })
  assert.equal(adopted.status, 201, JSON.stringify(adopted.body))
  const quarter = Math.floor((Number(day(0).slice(5, 7)) - 1) / 3)
  if (quarter === 0) return // no quarter of the year has ended yet
  const report = async (period, value) => assert.equal((await clerk.post('/observations', { take: 'all', cells: [{ indicator: 'fruit_output', period, value, reason: '更正数据', confirm: true }] })).body.taken, 1)
  for (const [i, value] of ['10', '20', '30', '40'].entries()) await report(`${year - 1}Q${i + 1}`, value)
  const grown = async (percent) => {
    await report(`${year}Q${quarter}`, (quarter * 10 * (1 + percent / 100)).toFixed(2))
    const [light] = (await clerk.get(`/lights?ids=${late.commitments[0].id}`)).body.lights
    return light
  }
  const short = await grown(3.8) // a fifth and more of the growth is missing, but little over one point
  assert.equal(short.light, 'yellow')
  assert.equal(short.reason, `低于目标1.2个百分点：${year}Q${quarter}同比增长3.8%，按目标应增长5%`)
  const [english] = (await clerk.get(`/lights?ids=${late.commitments[0].id}`, { headers: { 'Accept-Language': 'en' } })).body.lights
  assert.match(english.reason, /^1\.2 percentage points below target: 3\.8% up on last year/)
  assert.equal((await grown(4.6)).light, 'green')
  assert.equal((await grown(2)).light, 'red')
  assert.equal((await grown(9)).light, 'green')
})

test('days pass without anyone doing anything: overdue is red, and the leader sees what is stuck, with whom, since when', async () => {
  const old = await publishPlan(clerk, [['整治河道12公里。', 'water']], { year: year - 1 })
  const again = await serve(server.database) // what time does is done at the start too
  await again.end()
  const { body } = await mayor.get('/dashboard')
  assert.equal(body.commitments.red, 1)
  assert.equal(body.stuck.length, 1)
  const [stuck] = body.stuck
  assert.equal(stuck.object_id, old.commitments[0].id)
  assert.match(stuck.reason, /^已逾期\d+天$/)
  assert.equal(stuck.since, day(0))
  assert.equal(body.units[0].red, 1)
  assert.equal(body.units[0].name, stuck.unit_name)
  assert.equal(body.units[0].red_since, day(0))
})

test('lists are by colour and scope, a page at a time', async () => {
  const { lights } = (await clerk.get('/lights')).body
  const order = ['red', 'yellow', 'grey', 'green']
  assert.deepEqual(lights.map((one) => order.indexOf(one.light)), lights.map((one) => order.indexOf(one.light)).sort())
  const first = (await clerk.get('/lights?limit=2')).body
  const rest = (await clerk.get(`/lights?limit=200&cursor=${encodeURIComponent(first.next)}`)).body
  assert.deepEqual([...first.lights, ...rest.lights].map((one) => one.object_id), lights.map((one) => one.object_id))
  assert.ok((await agri.get('/lights')).body.lights.every((one) => one.unit_name === '区农业农村局'))
  assert.equal((await agri.get('/dashboard')).body.units.length, 1)
  assert.equal((await clerk.get('/lights?light=blue')).status, 422)
  assert.equal((await clerk.get('/lights?ids=nonsense')).status, 422)
  assert.equal((await clerk.get('/lights?cursor=nonsense')).status, 422)
})

test('a day begins with a look at every commitment, however many there are', async () => {
  const id = (number) => `7zzzzzzzzzzzzzzzzzzz${100000 + number}`
  behind(server.database, `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
    INSERT INTO commitment (district, id, plan, number, clause, section, text, target, leader, lead_unit, co_units, due, stages, state, version)
    SELECT district, '7zzzzzzzzzzzzzzzzzzz' || CAST(100000 + i AS TEXT), plan, 1000 + i, clause, section, text, target, leader, lead_unit, co_units, due, stages, state, version
    FROM commitment, n WHERE id = '${about('农田').id}'`)
  setClock(server.database, day(1))
  const again = await serve(server.database)
  const reader = await again.login('clerk1')
  let found = []
  for (const until = Date.now() + 30_000; found.length < 3 && Date.now() < until; ) found = (await reader.get(`/lights?ids=${id(1)},${id(600)},${id(1200)}`)).body.lights
  assert.deepEqual(found.map((one) => [one.light, one.days]), Array(3).fill(['grey', 0]))
  await again.end()
})

test('the tallies of the dashboard are the lights, counted', () => {
  const counted = `SELECT object_kind, unit, COALESCE(leader, '') AS leader, rank, COUNT(*) AS lights FROM light GROUP BY object_kind, unit, COALESCE(leader, ''), rank`
  const kept = 'SELECT object_kind, unit, leader, rank, lights FROM light_tally WHERE lights <> 0'
  assert.ok(Number(behind(server.database, 'SELECT SUM(lights) FROM light_tally')) > 0)
  for (const [some, others] of [[counted, kept], [kept, counted]])
    assert.equal(behind(server.database, `SELECT COUNT(*) FROM (SELECT * FROM (${some}) AS a EXCEPT SELECT * FROM (${others}) AS b) AS c`), '0')
})

test('what is stuck, the map of units and the leaders count commitments, figures and key projects alike', async () => {
  const sample = await startServer({ work: true })
  try {
    const chief = await sample.login('mayor')
    const { body } = await chief.get('/dashboard')
    const lights = (await chief.get('/lights?kind=all&limit=200')).body.lights.filter((one) => one.light === 'red')
    const sum = (list, colour) => list.reduce((total, one) => total + one[colour], 0)
    for (const colour of ['red', 'yellow', 'grey', 'green']) assert.equal(sum(body.units, colour), sum([body.commitments, body.indicators, body.projects], colour), colour)
    assert.ok(body.projects.red > 1 && body.indicators.red > 0)
    assert.ok(lights.length === sum(body.units, 'red') && lights.length <= 20)
    assert.deepEqual(body.stuck, lights)
    assert.deepEqual([...new Set(body.stuck.map((one) => one.object_kind))].sort(), ['commitment', 'indicator', 'project'].filter((kind) => body[`${kind}s`].red))
    for (const one of body.leaders) {
      const own = (await chief.get(`/dashboard?leader=${one.id}`)).body
      assert.equal(own.stuck.length, one.red, one.name)
      assert.equal(lights.filter((light) => light.leader === one.id).length, one.red, one.name)
    }
    const red = lights.find((one) => one.object_kind === 'indicator')
    assert.ok(red.leader_name, 'whoever is in charge of the unit that reports it')
    const first = (await chief.get('/lights?kind=all&limit=3')).body
    const second = (await chief.get(`/lights?kind=all&limit=3&cursor=${encodeURIComponent(first.next)}`)).body
    assert.deepEqual([...first.lights, ...second.lights], (await chief.get('/lights?kind=all&limit=6')).body.lights)
  } finally {
    await sample.stop()
  }
})
