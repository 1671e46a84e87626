// B4 亮灯: every key project has a light by the pack's rules, as its schedule, its gates, its money and its problems make it; it turns with the facts and says why.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { behind, serve, setClock, startServer } from '../harness/server.mjs'

let server, clerk, agri, vice, units, people
before(async () => {
  server = await startServer({ day: '2022-11-15' })
  ;[clerk, agri, vice] = await Promise.all(['clerk1', 'agri', 'vice1'].map(server.login))
  units = (await clerk.get('/units')).body.units
  people = (await clerk.get('/people')).body.people
})
after(() => server.stop())

const unit = (key) => units.find((one) => one.key === key).id
const person = (name) => people.find((one) => one.name === name).id
const add = async (name, input = {}) => {
  const answer = await clerk.post('/projects', { name, kind: 'infrastructure', lead_unit: unit('agri'), key_level: 'city', total: '8000', confirm: true, ...input })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body.project.id
}
const lightOf = async (id, who = clerk) => (await who.get(`/lights?kind=project&ids=${id}`)).body.lights[0]
const shown = async (id) => {
  const { light, reason } = await lightOf(id)
  return [light, reason]
}
const money = async (id, entries) => {
  const answer = await agri.post(`/projects/${id}/amounts`, { reason: '核对', entries: entries.map(([month, kind, amount]) => ({ month, kind, source: 'fiscal', amount: String(amount) })) })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
}
const change = async (id, input) => {
  const { version } = (await clerk.get(`/projects/${id}`)).body.project
  const answer = await clerk.patch(`/projects/${id}`, { version, ...input })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
}

test('a key project is grey while nothing is known, and turns with its investment, both languages saying why, each turn in its history', async () => {
  const id = await add('渠系连通工程', { leader: person('李建章') })
  assert.deepEqual(await shown(id), ['grey', '没有进度计划，也没有今年的投资数'])
  await money(id, [['2022-08', 'plan', 100], ['2022-09', 'plan', 100], ['2022-10', 'plan', 100], ['2022-11', 'plan', 900]])
  assert.deepEqual(await shown(id), ['red', '2022-08起没有投资完成数，已76天'])
  await money(id, [['2022-08', 'actual', 100], ['2022-09', 'actual', 50]])
  assert.deepEqual(await shown(id), ['red', '今年投资落后计划25%'])
  await money(id, [['2022-09', 'actual', 85], ['2022-10', 'actual', 100]])
  assert.deepEqual(await shown(id), ['yellow', '今年投资慢于计划5%'])
  await money(id, [['2022-09', 'actual', 109]])
  assert.deepEqual(await shown(id), ['green', '今年投资快于计划3%'])
  const english = (await clerk.get(`/lights?kind=project&ids=${id}`, { headers: { 'accept-language': 'en' } })).body.lights[0]
  assert.deepEqual([english.reason, english.leader_name, english.title], ["This year's investment is 3% ahead of plan", '李建章', '渠系连通工程'])
  const turns = (await clerk.get(`/ledger?kind=project&object=${id}`)).body.entries.filter((entry) => entry.action === 'light.turn')
  assert.deepEqual(turns.map((entry) => entry.after.light), ['green', 'yellow', 'red'])
})

test('a schedule that ends too late, or later than its baseline, turns it', async () => {
  const id = await add('粮食仓储', { finish_by: '2022-12-15' })
  const plan = { name: '粮食仓储', start: '2022-11-01', activities: [{ id: 'a', name: '主体', duration: 10 }], links: [] }
  const set = async (version, duration, more = {}) => {
    const answer = await agri.put(`/projects/${id}/plan`, { ...plan, version, activities: [{ id: 'a', name: '主体', duration }], ...more })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  await set(0, 10)
  assert.deepEqual(await shown(id), ['green', '预计2022-11-14完工，赶得上要求'])
  assert.equal((await agri.post(`/projects/${id}/plan/baselines`, { version: 1, name: '开工计划' })).status, 201)
  await set(1, 16)
  assert.deepEqual(await shown(id), ['yellow', '预计2022-11-22完工，比基准计划晚8天'])
  await set(2, 40)
  assert.deepEqual(await shown(id), ['yellow', '预计2022-12-26完工，比要求晚11天'])
  await set(3, 40, { finish: '2022-11-20' })
  assert.deepEqual(await shown(id), ['red', '预计2022-12-26完工，比要求晚36天'])
})

test('one that is no key project has no light; it gets one with its level, and loses it again', async () => {
  const id = await add('一般仓库', { key_level: 'none' })
  assert.equal(await lightOf(id), undefined)
  await change(id, { key_level: 'district' })
  assert.equal((await lightOf(id)).light, 'grey')
  await change(id, { key_level: 'none' })
  assert.equal(await lightOf(id), undefined)
  const gone = await add('放弃的仓库')
  const end = (version, state) => clerk.post(`/projects/${gone}/state`, { version, state, reason: '企业撤回' })
  assert.equal((await end(1, 'given_up')).status, 200)
  assert.equal(await lightOf(gone), undefined)
})

test('a problem past its time and a library past its limit turn it overnight; the dashboard counts, the wall chart says the same', async () => {
  const slow = await add('对接中的项目', { day: '2022-08-17', leader: person('李建章') })
  const raised = await add('有问题的项目', { leader: person('李建章') })
  const problem = await vice.post('/cases', { type: 'site-problem', object_kind: 'project', object_id: raised, form: { title: '边坡塌方', kind: 'works' } })
  assert.equal(problem.status, 201, JSON.stringify(problem.body))
  assert.deepEqual([(await lightOf(slow)).light, (await lightOf(raised)).light], ['grey', 'grey'])
  await server.end()
  setClock(server.database, '2022-11-30')
  const again = await serve(server.database)
  const later = await again.login('clerk1')
  let found = []
  for (const until = Date.now() + 30_000; !found.some((one) => one.light === 'red') && Date.now() < until; ) found = (await later.get(`/lights?kind=project&ids=${slow},${raised}`)).body.lights
  assert.deepEqual(Object.fromEntries(found.map((one) => [one.title, [one.light, one.reason, one.since]])), {
    对接中的项目: ['yellow', '在“招商对象”超过时限15天', '2022-11-30'],
    有问题的项目: ['red', '1个问题逾期未解决', '2022-11-30'],
  })
  const { projects } = (await later.get(`/dashboard?leader=${person('李建章')}`)).body
  assert.deepEqual(projects, { red: 1, yellow: 1, grey: 0, green: 1 })
  const rows = (await later.get('/project-chart')).body.rows
  const lights = (await later.get('/lights?kind=project&limit=200')).body.lights
  assert.deepEqual(Object.fromEntries(rows.map((row) => [row.id, [row.light, row.reason]])), Object.fromEntries(lights.map((one) => [one.object_id, [one.light, one.reason]])))
  const own = await again.login('housing')
  assert.deepEqual((await own.get('/lights?kind=project')).body.lights, [])
  const version = (await later.get(`/cases/${problem.body.case.id}`)).body.case.version
  assert.equal((await later.post(`/cases/${problem.body.case.id}/moves`, { move: 'withdraw', version, form: { grounds: '重复登记' } })).status, 200)
  assert.equal((await later.get(`/lights?kind=project&ids=${raised}`)).body.lights[0].light, 'grey')
  await again.end()
  const counted = "SELECT object_kind, unit, COALESCE(leader, '') AS leader, rank, COUNT(*) AS lights FROM light GROUP BY object_kind, unit, COALESCE(leader, ''), rank"
  const kept = 'SELECT object_kind, unit, leader, rank, lights FROM light_tally WHERE lights <> 0'
  for (const [some, others] of [[counted, kept], [kept, counted]]) assert.equal(behind(server.database, `SELECT COUNT(*) FROM (SELECT * FROM (${some}) AS a EXCEPT SELECT * FROM (${others}) AS b) AS c`), '0')
})

test('the night counts over holidays and swapped working days as the project page does: the forecast of a light is the finish of the plan', async () => {
  const holiday = await startServer({ day: '2022-09-28' })
  let next
  try {
    const office = await holiday.login('clerk1')
    const owner = await holiday.login('agri')
    const lead = (await office.get('/units')).body.units.find((one) => one.key === 'agri').id
    const made = await office.post('/projects', { name: '过节的项目', kind: 'infrastructure', lead_unit: lead, key_level: 'city', total: '8000', finish_by: '2022-10-12' })
    const { id } = made.body.project
    const set = await owner.put(`/projects/${id}/plan`, { name: '过节的项目', start: '2022-09-28', activities: [{ id: 'a', name: '主体', duration: 10 }], links: [], version: 0 })
    assert.equal(set.status, 200, JSON.stringify(set.body))
    assert.equal(set.body.computed.finish, '2022-10-14')
    await holiday.end()
    setClock(holiday.database, '2022-09-30')
    next = await serve(holiday.database)
    const later = await next.login('clerk1')
    const { finish } = (await later.get(`/projects/${id}/plan`)).body.computed
    const light = (await later.get(`/lights?kind=project&ids=${id}`)).body.lights[0]
    assert.equal(light.reason, `预计${finish}完工，比要求晚2天`)
  } finally {
    await next?.end()
    await holiday.stop()
  }
})
