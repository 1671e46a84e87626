// A8 学习 (周三夜学): a session every week with roster and materials; whoever misses it owes a make-up until someone else has confirmed it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { serve, setClock, startServer } from '../harness/server.mjs'

let server, running, clerk, colleague, agri, mayor, session
const ok = (answer, status = 200) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  return answer.body
}
const logins = async () => ([clerk, colleague, agri, mayor] = await Promise.all(['clerk1', 'clerk2', 'agri', 'mayor'].map(running.login)))
const act = (who, detail, path, body = {}) => who.post(`/meetings/${detail.meeting.id}/${path}`, { version: detail.meeting.version, ...body })
const acted = async (who, detail, path, body, status = 200) => ok(await act(who, detail, path, body), status)
const dutiesOf = async (who, kind) => ok(await who.get('/duties')).duties.filter((one) => one.kind === kind).map((one) => one.object_id)
const sleepUntil = async (day) => {
  await running.end()
  setClock(server.database, day)
  running = await serve(server.database)
  await logins()
}

before(async () => {
  server = await startServer({ day: '2022-11-14' })
  running = { end: server.end, login: server.login }
  await logins()
})
after(async () => {
  await running?.end()
  await server.stop()
})

test('every Wednesday has its session, with a roster and something to read', async () => {
  const { meetings } = ok(await agri.get('/meetings?kind=session'))
  assert.deepEqual(meetings.map((one) => [one.title, one.day, one.state]), [['2022年第46周周三夜学', '2022-11-16', 'planned']])
  session = ok(await clerk.get(`/meetings/${meetings[0].id}`))
  assert.ok((await dutiesOf(agri, 'attend')).includes(meetings[0].id))
  assert.ok(session.people.some((one) => one.person_name === '田谷雨'))
  assert.equal((await act(agri, session, 'materials', { title: '文件', text: '正文' })).status, 403)
  assert.equal((await act(clerk, session, 'materials', { title: '文件', text: '', link: 'javascript:alert(1)' })).status, 422)
  session = await acted(clerk, session, 'materials', { title: '政府工作报告解读', text: '第一部分 全年目标。', link: 'https://www.gov.cn/' }, 201)
  assert.deepEqual(ok(await agri.get(`/meetings/${session.meeting.id}`)).materials.map((one) => one.title), ['政府工作报告解读'])
  assert.equal((await act(clerk, session, 'start')).status, 409) // it is only Monday
})

test('who came is recorded; who did not owes a make-up, which nobody confirms for himself', async () => {
  await sleepUntil('2022-11-16')
  session = ok(await clerk.get(`/meetings/${session.meeting.id}`))
  session = await acted(clerk, session, 'start')
  const person = (name) => session.people.find((one) => one.person_name === name).person
  const missed = [person('田谷雨'), person('林小满')] // the unit's clerk, and the office's own
  const mayorPerson = ok(await clerk.get('/people')).people.find((one) => one.name === '张明远').id
  assert.equal((await act(clerk, session, 'attendance', { people: [{ person: mayorPerson, state: 'present' }] })).status, 422)
  session = await acted(clerk, session, 'attendance', {
    people: session.people.map((one) => (missed.includes(one.person) ? { person: one.person, state: one.person === missed[0] ? 'leave' : 'absent', note: '下乡' } : { person: one.person, state: 'present' })),
  })
  assert.deepEqual(await dutiesOf(agri, 'make_up'), [])
  session = await acted(clerk, session, 'closing')
  assert.deepEqual(await dutiesOf(agri, 'make_up'), [session.meeting.id])
  assert.deepEqual(await dutiesOf(clerk, 'make_up'), [session.meeting.id])

  const own = await act(clerk, session, 'made-up', { person: missed[1], note: '已自学' })
  assert.equal(own.status, 403)
  assert.match(own.body.errors[0].message, /不能自己确认/)
  assert.equal((await act(agri, session, 'made-up', { person: missed[0], note: '已自学' })).status, 403)
  assert.equal((await act(clerk, session, 'made-up', { person: mayorPerson, note: '没参加' })).status, 422)
  assert.equal((await act(clerk, session, 'made-up', { person: person('郑清和'), note: '来了的' })).status, 422)
  session = await acted(clerk, session, 'made-up', { person: missed[0], note: '11月18日补学，交心得一篇' })
  session = await acted(colleague, session, 'made-up', { person: missed[1], note: '补学' })
  assert.equal((await act(clerk, session, 'made-up', { person: missed[0], note: '再来' })).status, 422)
  assert.deepEqual(await dutiesOf(agri, 'make_up'), [])
  assert.deepEqual(await dutiesOf(clerk, 'make_up'), [])

  const { attendance } = ok(await mayor.get('/rounds/study-wednesday/coverage'))
  const agriculture = attendance.find((one) => one.unit_name === '区农业农村局')
  assert.deepEqual([agriculture.expected, agriculture.present, agriculture.made_up], [2, 1, 1])
  const [entry] = ok(await clerk.get(`/ledger?kind=meeting&object=${session.meeting.id}`)).entries
  assert.equal(entry.action, 'meeting.make_up')
})

test('two who record the same session at once: one of them is told', async () => {
  await sleepUntil('2022-11-23')
  const next = ok(await clerk.get('/meetings?kind=session')).meetings[0]
  const detail = await acted(clerk, { meeting: next }, 'start')
  const people = [{ person: detail.people[0].person, state: 'present' }]
  const answers = await Promise.all([act(clerk, detail, 'attendance', { people }), act(colleague, detail, 'attendance', { people })])
  assert.deepEqual(answers.map((one) => one.status).sort(), [200, 409])
})
