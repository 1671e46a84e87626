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
const add = async (input = {}) => (await clerk.post('/projects', { name: `重点项目${Math.random()}`, kind: 'infrastructure', lead_unit: unit('agri'), key_level: 'city', total: '8000', confirm: true, ...input })).body.project
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

const fields = ['progress', 'invested', 'benefit', 'safety', 'site', 'service']
const marks = (...points) => Object.fromEntries(fields.map((key, i) => [key, String(points[i])]))
const give = (who, rally, project, sheet, more = {}, headers) => who.post(`/rallies/${rally}/scores`, { project, marks: sheet, ...more }, headers)

/** Judges with log-ins of their own: as many as NAMES. */
async function makeJudges(names) {
  const admin = await server.login('admin')
  const clients = []
  for (const name of names) {
    const { body } = await admin.post('/people', { name, title: '拉练评委', unit: unit('gov-office'), rank: 'head' })
    const login = `judge-${clients.length}-${Math.random().toString(36).slice(2, 8)}`
    const made = await admin.post('/accounts', { login, person: body.id, password: 'a-long-password', grants: [{ role: 'judge', scope_kind: 'district', scope: '131103' }] })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const client = server.client()
    await client.login(login, 'a-long-password')
    clients.push(Object.assign(client, { person: body.id, name }))
  }
  return clients
}

test('a quarter\'s rally: judges score each site once, sheets lock, places are made by the declared rule and explained', async () => {
  const judges = await makeJudges(['评委甲', '评委乙', '评委丙', '评委丁', '评委戊'])
  assert.equal((await clerk.post('/rounds/project-rally/start', { from: '2022-07-01' })).status, 200)
  const listed = (await mayor.get('/rallies')).body.rallies
  const rally = listed.find((one) => one.period === '2022Q3')
  assert.deepEqual([rally.title, rally.state, rally.day], ['2022年第3季度重点项目拉练', 'planned', '2022-09-28'])
  const [one, two] = [await add({ name: '拉练一号' }), await add({ name: '拉练二号', lead_unit: unit('housing') })]
  const held = async (who) => (await who.get('/duties')).body.duties.filter((duty) => duty.kind === 'hold' && duty.object_id === rally.id).map((duty) => [duty.due, duty.detail])
  assert.deepEqual([await held(clerk), await held(agri)], [[['2022-09-28', '还没有定评委，待安排']], []])
  const change = (body) => clerk.patch(`/rallies/${rally.id}`, body)
  const move = (body) => clerk.post(`/rallies/${rally.id}/state`, body)
  assert.equal((await move({ version: 1, to: 'open' })).body.errors[0].field, '/judges')
  assert.equal((await agri.patch(`/rallies/${rally.id}`, { version: 1, judges: [] })).status, 403)
  assert.deepEqual((await change({ version: 1, judges: [judges[0].person, judges[0].person] })).body.errors[0].field, '/judges/1')
  assert.equal((await change({ version: 1, day: '2022-10-01' })).status, 422)
  assert.equal((await change({ version: 1, judges: judges.map((judge) => judge.person), projects: [one.id, two.id] })).status, 200)
  assert.equal((await change({ version: 1, projects: [one.id] })).status, 409)
  assert.deepEqual(await held(clerk), [['2022-09-28', '评委已定，待开始']])
  const early = await give(judges[0], rally.id, one.id, marks(25, 15, 12, 12, 8, 8), { day: '2022-09-20' })
  assert.deepEqual([early.status, early.body.errors[0].message], [409, '这次拉练还没有开始打分。'])
  assert.equal((await move({ version: 2, to: 'closed' })).status, 409)
  assert.equal((await move({ version: 2, to: 'open' })).status, 200)
  const waiting = (await judges[0].get('/duties')).body.duties
  assert.deepEqual(waiting.map((duty) => [duty.kind, duty.object_id, duty.detail]), [['judge', rally.id, '还有2个项目没有打分']])

  const day = { day: '2022-09-20' }
  const above = await give(judges[0], rally.id, one.id, marks(30.5, 15, 12, 12.3, 8, 8), day)
  assert.deepEqual([above.status, above.body.errors.map((fault) => [fault.field, fault.message])], [422, [['/marks/progress', '“形象进度”最高30分。'], ['/marks/safety', '“质量安全”按0.5分一档打分。']]])
  assert.equal((await give(judges[0], rally.id, canal, marks(25, 15, 12, 12, 8, 8), day)).body.errors[0].message, '这个项目不在这次拉练里。')
  assert.deepEqual([(await give(vice, rally.id, one.id, marks(25, 15, 12, 12, 8, 8), day)).status, (await judges[0].get(`/rallies/${rally.id}/judging`)).body.projects.length], [403, 2])
  assert.equal((await give(judges[0], rally.id, one.id, { progress: '20' }, day)).body.errors.length, 5)
  assert.equal((await give(judges[0], rally.id, one.id, { ...marks(25, 15, 12, 12, 8, 8), bribe: '9' }, day)).body.errors[0].field, '/marks/bribe')
  for (const when of ['2022-09-29', '2022-06-30', '2022-11-16', '2022-09-31']) assert.equal((await give(judges[0], rally.id, one.id, marks(25, 15, 12, 12, 8, 8), { day: when })).status, 422, when)

  const photo = await evidence(judges[0], '主体封顶')
  const sheet = { ...day, note: '主体已封顶', files: [photo] }
  const key = { 'Idempotency-Key': 'k'.repeat(32) }
  const first = await give(judges[0], rally.id, one.id, marks(27, 15, 12, 12, 8, 8), sheet, key)
  assert.equal(first.status, 200, JSON.stringify(first.body))
  assert.deepEqual([first.body.projects[0].given.total, first.body.projects[0].given.files[0].name], [82, '主体封顶.txt'])
  const again = await give(judges[0], rally.id, one.id, marks(27, 15, 12, 12, 8, 8), sheet, key)
  assert.deepEqual([again.status, again.body], [200, first.body])
  const third = await give(judges[0], rally.id, one.id, marks(27, 15, 12, 12, 8, 8), sheet, { 'Idempotency-Key': 'm'.repeat(32) })
  assert.deepEqual([third.status, third.body.projects[0].given.at], [200, first.body.projects[0].given.at])
  const other = await give(judges[0], rally.id, one.id, marks(30, 15, 12, 12, 8, 8), sheet)
  assert.deepEqual([other.status, other.body.errors[0].message], [409, '您2022-09-20对“拉练一号”的评分已经提交并锁定，不能再改；确有错误的，请督查室说明原因后更正。'])
  assert.equal((await clerk.get(`/rallies/${rally.id}`)).body.projects.find((row) => row.project === one.id).sheets, 1)

  for (const [i, progress] of [[1, 25], [2, 20], [3, 29], [4, 24]]) assert.equal((await give(judges[i], rally.id, one.id, marks(progress, 15, 12, 12, 8, 8), day)).status, 200)
  for (const i of [0, 1, 2, 3]) assert.equal((await give(judges[i], rally.id, two.id, marks(26, 15, 12, 12, 8, 8), day)).status, 200)
  const open = (await agri.get(`/rallies/${rally.id}`)).body
  assert.deepEqual([open.shown, open.projects.map((row) => row.result), open.judges.map((judge) => judge.judge_name)], [false, [null, null], [null, null, null, null, null]])
  assert.equal((await agri.get(`/rallies/${rally.id}/projects/${one.id}`)).status, 403)
  assert.equal((await judges[0].get(`/rallies/${rally.id}/projects/${one.id}`)).status, 403)
  assert.equal((await change({ version: 3, judges: judges.slice(1).map((judge) => judge.person) })).status, 409)
  const missing = await move({ version: 3, to: 'closed' })
  assert.deepEqual([missing.status, missing.body.errors[0].message], [409, '还有1份评分没有交；要现在结束，请写明原因。'])
  assert.deepEqual(await held(clerk), [['2022-09-28', '评分表已交9张，共10张，待结束']])
  assert.equal((await move({ version: 3, to: 'closed', reason: '评委戊请假' })).status, 200)
  assert.deepEqual(await held(clerk), [])
  const late = await give(judges[4], rally.id, two.id, marks(26, 15, 12, 12, 8, 8), day)
  assert.deepEqual([late.status, late.body.errors[0].message], [409, '这次拉练已经结束，不再收评分，也不能调整。'])
  assert.equal((await give(judges[0], rally.id, one.id, marks(27, 15, 12, 12, 8, 8), sheet)).status, 200, 'what was lost on the way is still the same')

  const places = (await agri.get(`/rallies/${rally.id}`)).body
  assert.deepEqual(places.projects.map((row) => [row.name, row.result.place, row.result.score]), [['拉练二号', 1, 81], ['拉练一号', 2, 80.33]])
  assert.equal(places.projects[1].result.why, '5份评分，去掉最高84分、最低75分，其余3份平均80.33分。')
  assert.equal(places.projects[0].result.why, '4份评分平均81.00分（不满5份，不去最高最低）。')
  const sheets = (await mayor.get(`/rallies/${rally.id}/projects/${one.id}`)).body
  assert.deepEqual(sheets.sheets.map((row) => [row.judge_name, row.total, row.use]), [['评委甲', 82, 'kept'], ['评委乙', 80, 'kept'], ['评委丙', 75, 'lowest'], ['评委丁', 84, 'highest'], ['评委戊', 79, 'kept']])
  const own = (await agri.get(`/rallies/${rally.id}/projects/${one.id}`)).body
  assert.deepEqual(own.sheets.map((row) => [row.judge_name, row.number]), [[null, 1], [null, 2], [null, 3], [null, 4], [null, 5]])
  assert.equal((await housing.get(`/rallies/${rally.id}/projects/${one.id}`)).status, 403)

  const correct = (who, points, reason = '评委丙误填形象进度') => who.post(`/rallies/${rally.id}/corrections`, { project: one.id, judge: judges[2].person, marks: points, ...(reason && { reason }) })
  assert.equal((await correct(agri, marks(26, 15, 12, 12, 8, 8))).status, 403)
  assert.equal((await correct(clerk, marks(26, 15, 12, 12, 8, 8), '')).status, 422)
  assert.equal((await correct(clerk, marks(20, 15, 12, 12, 8, 8))).status, 422)
  assert.equal((await correct(clerk, marks(31, 15, 12, 12, 8, 8))).status, 422)
  const corrected = await correct(clerk, marks(26, 15, 12, 12, 8, 8))
  assert.deepEqual([corrected.status, corrected.body.sheets[2].given.progress, corrected.body.sheets[2].marks.progress, corrected.body.sheets[2].corrections[0].reason], [200, 20, 26, '评委丙误填形象进度'])
  const after = (await agri.get(`/projects/${one.id}/rallies`)).body.rallies
  assert.deepEqual(after.map((row) => [row.period, row.project.result.place, row.project.result.score, row.project.result.corrected]), [['2022Q3', 1, 81, true]])
})

test('a rally that never opened is ended as not held, with the reason, by the office alone, and takes nothing any more', async () => {
  assert.equal((await clerk.post('/rounds/project-rally/start', { from: '2022-04-01' })).status, 200)
  const rally = (await mayor.get('/rallies')).body.rallies.find((one) => one.period === '2022Q2')
  const end = (who, body) => who.post(`/rallies/${rally.id}/state`, { version: rally.version, to: 'not_held', ...body })
  assert.equal((await end(agri, { reason: '没有组织' })).status, 403)
  assert.equal((await end(clerk, {})).body.errors[0].field, '/reason')
  const ended = (await end(clerk, { reason: '疫情防控期间没有组织' })).body.rally
  assert.deepEqual([ended.state, ended.reason, Boolean(ended.closed)], ['not_held', '疫情防控期间没有组织', true])
  assert.equal((await clerk.post(`/rallies/${rally.id}/state`, { version: ended.version, to: 'open' })).status, 409)
  assert.equal((await clerk.patch(`/rallies/${rally.id}`, { version: ended.version, day: '2022-06-20' })).status, 409)
  const [entry] = (await clerk.get(`/ledger?kind=rally&object=${rally.id}`)).body.entries
  assert.deepEqual([entry.action, entry.reason], ['rally.not_held', '疫情防控期间没有组织'])
  const running = (await mayor.get('/rallies')).body.rallies.find((one) => one.state === 'closed')
  assert.equal((await clerk.post(`/rallies/${running.id}/state`, { version: running.version, to: 'not_held', reason: '没有组织' })).status, 409)
})
