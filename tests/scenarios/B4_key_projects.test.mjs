// B4 重点项目包联: leaders supervise every week, lead units report every month, problems of a site are cases that their handler never closes.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server, clerk, agri, housing, mayor, vice, units, people, canal
before(async () => {
  server = await startServer({ day: '2022-11-15' })
  ;[clerk, agri, housing, mayor, vice] = await Promise.all(['clerk1', 'agri', 'housing', 'mayor', 'vice1'].map(server.login))
  units = (await clerk.get('/units')).body.units
  people = (await clerk.get('/people')).body.people
  canal = (await add({ name: '渠系连通工程', leader: person('李建章') })).id
  await add({ name: '一般仓库', key_level: 'none' })
})
after(() => server.stop())

const unit = (key) => units.find((one) => one.key === key).id
const person = (name) => people.find((one) => one.name === name).id
const add = async (input = {}) => (await clerk.post('/projects', { name: `重点项目${Math.random()}`, kind: 'infrastructure', lead_unit: unit('agri'), key_level: 'city', total: '8000', ...input })).body.project
const evidence = async (who, name) => (await who.call('POST', `/evidence?filename=${name}.txt`, { bytes: Buffer.from(name) })).body.id
const duties = async (who, round) => (await who.get(`/round-duties?round=${round}&object_kind=project&object=${canal}`)).body.duties

test('every week the leader in charge of a key project owes its supervision, every month its lead unit; what they say stands with the project', async () => {
  assert.equal((await clerk.post('/rounds/project-week/start', { from: '2022-11-14' })).status, 200)
  assert.equal((await clerk.post('/rounds/project-month/start', { from: '2022-11-15' })).status, 200)
  const [week] = await duties(vice, 'project-week')
  assert.deepEqual([week.person_name, week.unit, week.due, week.state], ['李建章', unit('agri'), '2022-11-18', 'open'])
  const mine = (await vice.get('/duties')).body.duties.filter((one) => one.object_id === week.id)
  assert.deepEqual(mine.map((one) => [one.kind, one.role, one.title]), [['round', 'leader', '渠系连通工程']])
  assert.equal((await agri.get('/duties')).body.duties.some((one) => one.object_id === week.id), false)
  const answer = (who, id, text) => who.post(`/round-duties/${id}/answer`, { version: 1, text, percent: 60 })
  const other = await answer(mayor, week.id, '不是我包联的')
  assert.deepEqual([other.status, other.body.errors[0].message], [403, '这项应办不由您来答。'])
  assert.equal((await answer(housing, week.id, '也不是我们的')).status, 403)
  assert.equal((await answer(vice, week.id, ' ')).status, 422)
  const done = await answer(vice, week.id, '现场督导，渠首工程本周完成衬砌。')
  assert.deepEqual([done.status, done.body.duty.state, done.body.duty.answered_by_name], [200, 'done', '李建章'])
  assert.equal((await answer(vice, week.id, '再报一次')).status, 409)
  const all = (await clerk.get('/round-duties?round=project-week&limit=200')).body.duties
  assert.deepEqual(all.map((one) => one.title), ['渠系连通工程'])
})

test('a month\'s report is the lead unit\'s, who may also enter the leader\'s week for him', async () => {
  const id = (await add({ name: '粮食烘干仓储', leader: person('张明远') })).id
  assert.equal((await clerk.post('/rounds/project-week/start', { from: '2022-11-07' })).status, 200)
  const [week] = (await agri.get(`/round-duties?object_kind=project&object=${id}`)).body.duties
  assert.equal(week.person_name, '张明远')
  const done = await agri.post(`/round-duties/${week.id}/answer`, { version: 1, text: '区长周三到现场，要求月底前接通电力。' })
  assert.deepEqual([done.status, done.body.duty.answered_by_name], [200, '田谷雨'])
})

test('a problem of a site is the lead unit\'s to solve, never its to close, and comes before the leader in charge when late', async () => {
  const photo = await evidence(vice, '塌方照片')
  const raise = (who, form, object = canal) => who.post('/cases', { type: 'site-problem', object_kind: 'project', object_id: object, form })
  assert.equal((await raise(vice, { title: '边坡塌方' })).status, 422)
  assert.equal((await raise(vice, { title: '边坡塌方', kind: 'weather' })).status, 422)
  assert.equal((await raise(housing, { title: '别的单位', kind: 'works' })).status, 403)
  assert.equal((await raise(vice, { title: '没有的项目', kind: 'works' }, canal.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).status, 404)
  const raised = await raise(vice, { title: '边坡塌方约20米', kind: 'works', facts: '渠首桩号2+300处', photos: photo })
  assert.equal(raised.status, 201, JSON.stringify(raised.body))
  const one = raised.body.case
  assert.deepEqual([one.unit, one.leader_name, one.due, one.state], [unit('agri'), '李建章', '2022-11-29', 'raised'])
  const move = (who, version, key, form) => who.post(`/cases/${one.id}/moves`, { move: key, version, form })
  assert.equal((await move(agri, 1, 'sign', {})).status, 200)
  assert.equal((await move(agri, 2, 'reply', { measures: '已清运并支护' })).status, 422)
  const proof = await evidence(agri, '支护照片')
  assert.equal((await move(agri, 2, 'reply', { measures: '已清运并支护', files: proof })).status, 200)
  const own = await move(agri, 3, 'verify', { finding: '自己核查' })
  assert.equal(own.status, 403)
  assert.match(own.body.errors[0].message, /不由您来做|自己/)
  const back = await move(vice, 3, 'return', { grounds: '支护未到坡脚' })
  assert.deepEqual([back.status, back.body.case.state, back.body.case.returns], [200, 'handling', 1])
  assert.equal((await agri.get(`/cases?object_kind=project&object=${canal}&show=open`)).body.cases.length, 1)
  const second = await evidence(agri, '坡脚照片')
  assert.equal((await move(agri, 4, 'reply', { measures: '坡脚已支护', files: second })).status, 200)
  const closed = await move(clerk, 5, 'verify', { finding: '现场复核，已消除' })
  assert.deepEqual([closed.status, closed.body.case.closed], [200, true])
})
