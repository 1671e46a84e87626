// A4 提醒和督办: a yellow light that stands is brought before its unit, a red one becomes a notice, each once; figures as well as promises.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { serve, setClock, startServer } from '../harness/server.mjs'

let server, running, clerk
const login = async (name) => running.login(name)
/** The same database on another DAY: what time does is done at the start. */
const sleepUntil = async (day) => {
  await running?.end()
  setClock(server.database, day)
  running = await serve(server.database)
  clerk = await login('clerk1')
}
const lightsOf = async (kind) => (await clerk.get(`/lights?kind=${kind}&limit=200`)).body.lights
const casesOf = async (type, show = 'open') => (await clerk.get(`/cases?type=${type}&show=${show}&limit=200`)).body.cases
const bad = {}

before(async () => {
  server = await startServer({ work: true }) // 15 November 2022, a Tuesday
  running = server
  clerk = await login('clerk1')
  for (const kind of ['commitment', 'indicator']) bad[kind] = (await lightsOf(kind)).filter((one) => one.light === 'red' || one.light === 'yellow')
})
after(async () => {
  await running.end()
  await server.stop()
})

test('nothing is raised before a light has stood for the declared working days', async () => {
  assert.ok(bad.commitment.length > 0 && bad.indicator.length > 0)
  assert.equal((await casesOf('reminder')).length, 0)
  await sleepUntil('2022-11-17') // two working days
  assert.equal((await casesOf('reminder')).length, 0)
})

test('a yellow light that stands for three working days is a reminder to its unit, once, with the reason', async () => {
  await sleepUntil('2022-11-18')
  const reminders = await casesOf('reminder')
  assert.ok(reminders.length > 0)
  assert.equal(new Set(reminders.map((one) => one.object_id)).size, reminders.length)
  for (const one of reminders) {
    const light = bad[one.object_kind].find((each) => each.object_id === one.object_id)
    assert.equal(light?.light, 'yellow', one.title)
    assert.equal(one.unit_name, light.unit_name)
    assert.deepEqual([one.left_unit, one.due], ['working_day', '2022-11-25'])
    const { form } = (await clerk.get(`/cases/${one.id}`)).body
    assert.match(form.find((field) => field.key === 'demand').value, /^.+。请关注进度/)
  }
  // A matter that has a notice already is not reminded of, and a figure stands with the commitment that promised it.
  const noticed = new Set((await casesOf('notice')).map((one) => one.object_id))
  for (const one of bad.commitment.filter((each) => each.light === 'yellow')) assert.equal(reminders.some((each) => each.object_id === one.object_id), !noticed.has(one.object_id), one.title)
  const count = reminders.length
  await sleepUntil('2022-11-18')
  assert.equal((await casesOf('reminder')).length, count)
})

test('the unit finds the reminder among its duties and answers it; it is not raised again for the same cause', async () => {
  const accounts = { 区农业农村局: 'agri', 区住建局: 'housing', 区财政局: 'finance' }
  const one = (await casesOf('reminder')).find((each) => accounts[each.unit_name])
  assert.ok(one, 'a reminder to a unit that has an account in the sample')
  const unit = await login(accounts[one.unit_name])
  assert.ok((await unit.get('/duties')).body.duties.some((duty) => duty.object_id === one.id && duty.role === 'lead'))
  const answered = await unit.post(`/cases/${one.id}/moves`, { move: 'answer', version: one.version, form: { measures: '每周调度，月底前赶上进度。' } })
  assert.equal(answered.status, 200, JSON.stringify(answered.body))
  assert.equal(answered.body.case.closed, true)
  await sleepUntil('2022-11-21')
  assert.equal((await casesOf('reminder')).some((each) => each.object_id === one.object_id), false)
})

test('a red figure becomes a notice about the figure, with its own paper', async () => {
  await sleepUntil('2022-11-23') // six working days
  const red = bad.indicator.filter((one) => one.light === 'red')
  const notices = (await casesOf('notice')).filter((one) => one.object_kind === 'indicator')
  for (const one of notices) assert.ok(red.some((each) => each.object_id === one.object_id))
  // By hand as well, about any figure.
  const [figure] = (await lightsOf('indicator')).filter((one) => one.light === 'green')
  const raised = await clerk.post('/cases', { type: 'notice', object_kind: 'indicator', object_id: figure.object_id, form: { title: '核实数据', demand: '请核实。', due: '2022-12-05' } })
  assert.equal(raised.status, 201, JSON.stringify(raised.body))
  assert.equal(raised.body.case.unit_name, figure.unit_name)
  assert.ok(raised.body.case.leader_name)
  assert.equal((await clerk.get(`/papers/notice/${raised.body.case.id}/file?format=pdf`)).status, 200)
  assert.equal((await clerk.post('/cases', { type: 'notice', object_kind: 'indicator', object_id: '0'.repeat(26), form: { title: '核实数据', demand: '请核实。', due: '2022-12-05' } })).status, 404)
})

test('a reminder that nobody answers ten working days after it was due becomes a notice, once, and ends in it', async () => {
  await sleepUntil('2022-12-08')
  const waiting = (await casesOf('reminder')).filter((one) => one.due === '2022-11-25')
  assert.ok(waiting.length > 0 && waiting.every((one) => one.escalated), 'the leader has it by then')
  const open = new Map((await casesOf('notice')).map((one) => [one.object_id, one]))
  await sleepUntil('2022-12-09')
  for (const one of waiting) {
    const { case: now, links, history } = (await clerk.get(`/cases/${one.id}`)).body
    assert.deepEqual([now.state, now.closed, links.map((link) => link.role)], ['turned', true, ['became']], one.title)
    const notice = (await clerk.get(`/cases/${links[0].id}`)).body
    assert.deepEqual([notice.case.type, notice.case.object_id, notice.case.unit, notice.case.due], ['notice', one.object_id, one.unit, open.get(one.object_id)?.due ?? '2022-12-16'])
    if (open.has(one.object_id)) assert.equal(notice.case.id, open.get(one.object_id).id, 'it ends in the notice that there is')
    else assert.ok(notice.form.find((field) => field.key === 'demand').value.startsWith(`${one.number}逾期未回应`))
    const last = history.at(-1)
    assert.deepEqual([last.move, last.form[0].value], ['turn', `逾期未回应，转为${notice.case.number}`])
    const chief = await clerk.post(`/cases/${one.id}/moves`, { move: 'turn', version: now.version, form: { grounds: '再转一次' } })
    assert.notEqual(chief.status, 200, 'no person makes this move')
  }
  const count = (await casesOf('notice')).length
  await sleepUntil('2022-12-09')
  assert.equal((await casesOf('notice')).length, count)
})
