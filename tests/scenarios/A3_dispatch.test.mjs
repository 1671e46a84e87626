// A3 常态化调度: reports fall due by themselves, meetings are made with agenda and briefing from live data, decisions become commitments, the next meeting starts from them.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pdfText } from '../harness/pdf.mjs'
import { publishPlan } from '../harness/plan.mjs'
import { program, root, serve, setClock, startServer } from '../harness/server.mjs'

let server, running, clerk, agri, housing, mayor, plan
const logins = async () => ([clerk, agri, housing, mayor] = await Promise.all(['clerk1', 'agri', 'housing', 'mayor'].map(running.login)))
/** The server is down until DAY; what time does is done at its start. */
const sleepUntil = async (day) => {
  await running.end()
  setClock(server.database, day)
  running = await serve(server.database)
  await logins()
}

before(async () => {
  server = await startServer({ day: '2022-09-01' })
  running = { end: server.end, login: server.login }
  await logins()
  plan = await publishPlan(clerk, [['新建高标准农田7.5万亩。', 'agri'], ['改造老旧小区49个。', 'housing']])
})
after(async () => {
  await running?.end()
  await server.stop()
})

const textOf = async (path) => pdfText((await clerk.get(path)).content)
const ok = (answer, status = 200) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  return answer.body
}
const about = (text) => plan.commitments.find((one) => one.text.includes(text))
const dutiesOf = async (who, round) => ok(await who.get(`/round-duties?round=${round}&limit=200`)).duties
const meetings = async (round) => ok(await clerk.get(`/meetings?round=${round}`)).meetings
const act = (who, meeting, path, body = {}) => who.post(`/meetings/${meeting.id}/${path}`, { version: meeting.version, ...body })
const acted = async (who, detail, path, body, status = 200) => ok(await act(who, detail.meeting, path, body), status)

test('the rounds of the pack run by themselves, on working days', async () => {
  const { rounds } = ok(await clerk.get('/rounds'))
  assert.ok(rounds.every((one) => one.calendar_unknown_from === null), 'holidays of 2022 are published')
  assert.deepEqual(rounds.filter((one) => one.kind === 'meeting').map((one) => one.name), ['工作会商', '工作调度会', '评比会', '总考核会'])
  assert.equal((await dutiesOf(clerk, 'progress-month')).length, 0) // the month's report appears five working days before it is due
  await sleepUntil('2022-09-26')
  const made = await dutiesOf(clerk, 'progress-month')
  assert.deepEqual(made.map((one) => [one.period, one.due, one.state]), [['2022-09', '2022-09-29', 'open'], ['2022-09', '2022-09-29', 'open']])
  await sleepUntil('2022-09-27')
  assert.equal((await dutiesOf(clerk, 'progress-month')).length, 2) // once
})

test('a unit answers its monthly report, which is the progress of its commitment', async () => {
  const [mine] = await dutiesOf(agri, 'progress-month')
  assert.equal((await dutiesOf(agri, 'progress-month')).length, 1)
  assert.equal(mine.object_id, about('农田').id)
  const listed = ok(await agri.get('/duties')).duties.find((one) => one.object_id === mine.id)
  assert.deepEqual([listed.kind, listed.detail, listed.due], ['round', '任务月报 2022年9月', '2022-09-29'])

  const answer = (who, body) => who.post(`/round-duties/${mine.id}/answer`, { version: mine.version, ...body })
  const silent = await answer(agri, { text: '  ' })
  assert.equal(silent.status, 422)
  assert.equal(silent.body.errors[0].field, '/text')
  assert.equal((await answer(agri, { text: '好', percent: 101 })).status, 422)
  assert.equal((await answer(housing, { text: '不是我的' })).status, 403)
  assert.equal((await answer(clerk, { text: '替你报' })).status, 403)
  const done = ok(await answer(agri, { text: '已建成6万亩。', percent: 80 })).duty
  assert.deepEqual([done.state, done.percent, done.answered_by_name], ['done', 80, '田谷雨'])
  assert.equal((await answer(agri, { text: '再报' })).status, 409)
  const { progress } = ok(await agri.get(`/commitments/${mine.object_id}/progress`))
  assert.deepEqual(progress.map((one) => [one.percent, one.text]), [[80, '已建成6万亩。']])
  assert.equal(ok(await clerk.get(`/ledger?kind=round_duty&object=${mine.id}`)).entries[0].action, 'round.answer')
  assert.equal(ok(await agri.get('/duties')).duties.some((one) => one.object_id === mine.id), false)
})

test('what is not answered is missed, then late; a manager excuses with a reason; nobody is counted twice', async () => {
  await sleepUntil('2022-10-08') // down over National Day, on to the swapped Saturday
  const [theirs] = await dutiesOf(housing, 'progress-month')
  assert.equal(theirs.state, 'missed')
  const { periods } = ok(await clerk.get('/rounds/progress-month/coverage'))
  assert.deepEqual([periods[0].total, periods[0].done, periods[0].missed], [2, 1, 1])
  assert.deepEqual(ok(await housing.get('/rounds/progress-month/coverage')).periods[0].units.map((one) => one.unit_name), ['区住建局'])
  const late = ok(await housing.post(`/round-duties/${theirs.id}/answer`, { version: theirs.version, text: '完成30个。' })).duty
  assert.equal(late.state, 'late')

  await sleepUntil('2022-11-01') // three weeks later: October was made up
  const duties = (await dutiesOf(housing, 'progress-month')).filter((one) => one.period === '2022-10')
  assert.equal(duties.length, 1)
  const excuse = (who, body) => who.post(`/round-duties/${duties[0].id}/excuse`, { version: duties[0].version, ...body })
  assert.equal((await excuse(housing, { reason: '太忙' })).status, 403)
  assert.equal((await excuse(clerk, { reason: '' })).status, 422)
  assert.equal(ok(await excuse(clerk, { reason: '供暖保障期间免报' })).duty.state, 'excused')
  assert.equal((await housing.post(`/round-duties/${duties[0].id}/answer`, { version: duties[0].version, text: '补报' })).status, 409)
  assert.equal((await excuse(clerk, { reason: '再免一次' })).status, 409)
})

test('earlier periods can be made up, but none that is not due', async () => {
  assert.equal((await clerk.post('/rounds/screening-month/start', { from: '2022-12-01' })).status, 422)
  assert.equal((await clerk.post('/rounds/nonsense/start', { from: '2022-10-01' })).status, 404)
  assert.equal((await agri.post('/rounds/screening-month/start', { from: '2022-10-01' })).status, 403)
  const before = await dutiesOf(clerk, 'screening-month')
  ok(await clerk.post('/rounds/screening-month/start', { from: '2022-08-01' }))
  ok(await clerk.post('/rounds/screening-month/start', { from: '2022-08-01' }))
  const all = await dutiesOf(clerk, 'screening-month')
  assert.ok(all.length > before.length)
  assert.deepEqual([...new Set(all.map((one) => one.period))].sort(), ['2022-08', '2022-09', '2022-10'])
  assert.equal(new Set(all.map((one) => `${one.period} ${one.unit}`)).size, all.length)
})

let first
test('the quarterly review is prepared with scores: the rankings stand first, on the agenda and on paper', async () => {
  const review = (await meetings('review-quarter')).find((one) => one.period === '2022Q3')
  assert.equal(review.state, 'planned')
  const { agenda } = ok(await clerk.get(`/meetings/${review.id}`))
  assert.equal(agenda[0].source, 'ranking')
  const { run } = ok(await clerk.get(`/score-runs/${agenda[0].object_id}`))
  assert.deepEqual([run.period, run.state, run.grounds], ['2022Q3', 'open', '为2022年第3季度评比会计分'])
  assert.match(await textOf(`/meetings/${review.id}/paper.pdf`), /考核排名：.*名次.*得分/)
})

test('a meeting is prepared by itself, begun, minuted and closed: each decision becomes a commitment', async () => {
  const planned = (await meetings('dispatch-month')).find((one) => one.period === '2022-10')
  assert.deepEqual([planned.title, planned.day, planned.state], ['2022年10月工作调度会', '2022-11-07', 'planned']) // the 5th is a Saturday
  assert.ok(ok(await clerk.get('/duties')).duties.some((one) => one.kind === 'meeting' && one.object_id === planned.id))
  assert.ok(ok(await mayor.get('/duties')).duties.some((one) => one.kind === 'attend' && one.object_id === planned.id))
  assert.equal((await act(clerk, planned, 'start')).status, 409) // a period not due
  await sleepUntil('2022-11-07')
  // Something overdue, and a notice that is.
  const late = await publishPlan(clerk, [['修缮桥梁7座。', 'transport']], { year: 2021 })

  let detail = ok(await clerk.get(`/meetings/${planned.id}`))
  assert.equal(detail.may_manage, true)
  assert.equal(ok(await mayor.get(`/meetings/${planned.id}`)).may_manage, false)
  const bridge = detail.agenda.find((one) => one.object_id === late.commitments[0].id)
  assert.match(bridge.detail, /区交通局，.*逾期311天/)
  detail = await acted(clerk, detail, 'agenda', {
    order: ['added:1', bridge.key],
    dropped: [],
    added: [{ title: '安全生产', detail: '应急局汇报' }],
  })
  assert.deepEqual(detail.agenda.slice(0, 2).map((one) => one.title), ['安全生产', '修缮桥梁7座'])
  const rest = detail.agenda.slice(2)
  detail = await acted(clerk, detail, 'agenda', { order: ['added:1', bridge.key], dropped: rest.map((one) => ({ key: one.key, reason: '下次再议' })), added: [{ title: '安全生产' }] })
  const briefing = await clerk.get(`/meetings/${planned.id}/paper.docx`)
  assert.deepEqual([...briefing.content.subarray(0, 2)], [0x50, 0x4b])
  assert.equal((await clerk.get(`/meetings/${planned.id}/paper.pdf`)).content.subarray(0, 5).toString(), '%PDF-')

  assert.equal((await act(mayor, detail.meeting, 'start')).status, 403)
  assert.equal((await act(clerk, { ...detail.meeting, version: 1 }, 'start')).status, 409)
  detail = await acted(clerk, detail, 'start')
  assert.deepEqual(detail.agenda.map((one) => [one.number, one.title]), [[1, '安全生产'], [2, '修缮桥梁7座']])
  assert.equal((await act(clerk, detail.meeting, 'agenda', { order: [], dropped: [], added: [] })).status, 409)

  // Attendance: of whoever is on the roster, all of them.
  const roster = detail.people.map((one) => one.person)
  assert.ok(roster.length >= 9)
  const outsider = ok(await clerk.get('/people')).people.find((one) => !roster.includes(one.id))
  const stranger = await act(clerk, detail.meeting, 'attendance', { people: [{ person: outsider.id, state: 'present' }] })
  assert.equal(stranger.status, 422)
  assert.equal(stranger.body.errors[0].field, '/people/0')
  assert.equal((await act(clerk, detail.meeting, 'attendance', { people: [{ person: roster[0], state: 'leave' }] })).status, 422) // no reason
  detail = await acted(clerk, detail, 'attendance', { people: roster.slice(1).map((person) => ({ person, state: 'present' })) })
  assert.equal((await act(clerk, detail.meeting, 'closing')).status, 409) // one is missing
  detail = await acted(clerk, detail, 'attendance', { people: [{ person: roster[0], state: 'substitute', note: '办公室副主任' }] })
  detail = await acted(clerk, detail, 'minutes', { items: [{ number: 2, minutes: '会议听取了桥梁修缮情况汇报。' }] })
  assert.equal((await act(clerk, detail.meeting, 'minutes', { items: [{ number: 9, minutes: '没有' }] })).status, 422)

  // Decisions: never without an owner or a day.
  const decide = (body) => act(clerk, detail.meeting, 'decisions', body)
  assert.equal((await decide({ text: '尽快办', due: '2022-11-30' })).status, 422)
  assert.equal((await decide({ text: '尽快办', lead_unit: plan.idOf('transport') })).status, 422)
  assert.equal((await decide({ text: '尽快办', lead_unit: plan.idOf('transport'), due: '2022-11-01' })).status, 422)
  assert.equal((await decide({ text: '尽快办', lead_unit: '0'.repeat(26), due: '2022-11-30' })).status, 422)
  detail = await acted(clerk, detail, 'decisions', { item: 2, text: '11月底前完成7座桥梁修缮', lead_unit: plan.idOf('transport'), due: '2022-11-30' }, 201)
  detail = await acted(clerk, detail, 'decisions', { text: '记错了', lead_unit: plan.idOf('agri'), due: '2022-11-30' }, 201)
  detail = await acted(clerk, detail, `decisions/${detail.decisions[1].id}/removal`, { reason: '重复记录' })
  assert.equal(detail.decisions.length, 1)
  first = detail = await acted(clerk, detail, 'closing')
  assert.equal((await act(clerk, detail.meeting, 'decisions', { text: '晚了', lead_unit: plan.idOf('agri'), due: '2022-11-30' })).status, 409)
  assert.equal((await act(clerk, detail.meeting, 'closing')).status, 409)

  const { commitment, source, report } = ok(await clerk.get(`/commitments/${detail.decisions[0].commitment}`))
  assert.deepEqual([commitment.text, commitment.lead_unit_name, commitment.due, commitment.state], ['11月底前完成7座桥梁修缮', '区交通局', '2022-11-30', 'open'])
  assert.equal(commitment.leader_name, '孙晓岚') // who is in charge of the unit
  assert.deepEqual([source.kind, source.title, report], ['meeting', '2022年10月工作调度会', null])
  const plans = ok(await clerk.get('/plans')).plans
  const own = plans.find((one) => one.title === '2022年会议议定事项')
  assert.equal(plans.at(-1).id, own.id)
  assert.deepEqual(ok(await clerk.get(`/commitments?plan=${own.id}`)).commitments.map((one) => one.source_title), ['2022年10月工作调度会'])
  assert.equal((await clerk.get(`/plans/${own.id}/table.docx`)).status, 200)
  assert.equal((await clerk.get(`/meetings/${detail.meeting.id}/paper.docx`)).status, 200)
})

test('the next meeting starts from what is still open, and forgets what is done', async () => {
  await sleepUntil('2022-12-05')
  const next = (await meetings('dispatch-month')).find((one) => one.period === '2022-11')
  let detail = ok(await clerk.get(`/meetings/${next.id}`))
  assert.deepEqual([detail.agenda[0].source, detail.agenda[0].object_id], ['decision', first.decisions[0].commitment])
  assert.match(detail.agenda[0].detail, /^2022年10月工作调度会议定，区交通局，.*逾期5天/)
  // A meeting of another round starts from it as well.
  const consult = (await meetings('consult-half-month')).find((one) => one.state === 'planned' && one.day > '2022-11-07')
  const other = ok(await clerk.get(`/meetings/${consult.id}`)).agenda[0]
  assert.deepEqual([other.source, other.object_id], ['decision', first.decisions[0].commitment])
  assert.match(other.detail, /2022年10月工作调度会议定/)
  const { commitment } = ok(await clerk.get(`/commitments/${first.decisions[0].commitment}`))
  ok(await clerk.post(`/commitments/${commitment.id}/amendments`, { version: commitment.version, reason: '验收合格', set: { state: 'done' } }), 201)
  detail = ok(await clerk.get(`/meetings/${next.id}`))
  assert.equal(detail.agenda.some((one) => one.source === 'decision'), false)
})

test('a matter stands on the agenda once: a commitment that is behind is not said again as its indicator', async () => {
  const sample = await startServer({ work: true })
  try {
    const office = await sample.login('clerk1')
    const planned = ok(await office.get('/meetings?kind=meeting')).meetings.find((one) => one.state === 'planned')
    const { agenda } = ok(await office.get(`/meetings/${planned.id}`))
    assert.equal(new Set(agenda.map((one) => one.object_id)).size, agenda.length)
    const shown = new Set(agenda.filter((one) => one.source !== 'indicator').map((one) => one.object_id))
    assert.ok(shown.size > 0)
    for (const item of agenda.filter((one) => one.source === 'indicator')) {
      const { targets } = ok(await office.get(`/indicators/${item.object_id}`))
      assert.ok(!targets.some((target) => shown.has(target.commitment)), item.title)
    }
  } finally {
    await sample.stop()
  }
})

test('a meeting is called by hand, moved, its roster changed, and one that is not needed is cancelled, each with a reason', async () => {
  const people = ok(await clerk.get('/people')).people
  const id = (name) => people.find((one) => one.name === name).id
  const body = { title: '防汛紧急会商', day: '2022-12-07', people: [id('张明远'), id('何青禾')], reason: '强降雨预警' }
  assert.equal((await agri.post('/meetings', body)).status, 403)
  const wrong = await clerk.post('/meetings', { ...body, day: '2022-12-01' })
  assert.deepEqual([wrong.status, wrong.body.errors[0].field], [422, '/day'])
  assert.equal((await clerk.post('/meetings', { ...body, people: ['0'.repeat(26)] })).body.errors[0].field, '/people/0')
  let detail = ok(await clerk.post('/meetings', body), 201)
  assert.deepEqual([detail.meeting.title, detail.meeting.round_name, detail.meeting.state, detail.people.length], ['防汛紧急会商', '临时会议', 'planned', 2])
  assert.ok(ok(await mayor.get('/duties')).duties.some((one) => one.object_id === detail.meeting.id && one.kind === 'attend'))
  assert.equal((await act(clerk, detail.meeting, 'start')).status, 409) // not before its day …
  assert.equal((await act(clerk, detail.meeting, 'day', { day: '2022-12-05' })).status, 422) // … nor moved without a reason
  detail = await acted(clerk, detail, 'day', { day: '2022-12-05', reason: '雨情提前' })
  assert.deepEqual([detail.meeting.day, detail.meeting.reason], ['2022-12-05', '雨情提前'])
  assert.equal((await act(clerk, detail.meeting, 'roster', { reason: '主持', chair: id('石砌成') })).body.errors[0].field, '/chair')
  detail = await acted(clerk, detail, 'roster', { reason: '增加住建局', add: [id('石砌成')], remove: [id('何青禾')], chair: id('张明远'), recorder: id('石砌成') })
  assert.deepEqual(detail.people.map((one) => one.person_name).sort(), ['张明远', '石砌成'].sort())
  assert.deepEqual([detail.chair, detail.recorder], [id('张明远'), id('石砌成')])

  // Something to read, as a file, for whoever is expected, whatever their unit.
  const file = (await clerk.call('POST', `/evidence?filename=${encodeURIComponent('雨情.txt')}`, { bytes: Buffer.from('过程雨量120毫米。') })).body
  detail = await acted(clerk, detail, 'materials', { title: '雨情通报', text: '', file: file.id }, 201)
  assert.equal(detail.materials[0].file, true)
  assert.equal((await housing.get(`/meetings/${detail.meeting.id}/materials/1/file`)).content.toString(), '过程雨量120毫米。')
  assert.equal((await agri.get(`/meetings/${detail.meeting.id}/materials/1/file`)).status, 403)
  assert.equal((await housing.get(`/meetings/${detail.meeting.id}/materials/9/file`)).status, 404)

  // A decision may have co-units, which owe it too.
  detail = await acted(clerk, detail, 'start')
  const decide = (more) => act(clerk, detail.meeting, 'decisions', { text: '清淤排水沟渠12公里', lead_unit: plan.idOf('housing'), due: '2022-12-20', ...more })
  assert.equal((await decide({ co_units: [plan.idOf('housing')] })).body.errors[0].field, '/co_units/0')
  detail = ok(await decide({ co_units: [plan.idOf('agri')] }), 201)
  assert.deepEqual(detail.decisions[0].co_units.map((one) => one.name), ['区农业农村局'])
  detail = await acted(clerk, detail, 'attendance', { people: detail.people.map((one) => ({ person: one.person, state: 'present' })) })
  detail = await acted(clerk, detail, 'closing')
  const { commitment } = ok(await clerk.get(`/commitments/${detail.decisions[0].commitment}`))
  assert.deepEqual(commitment.co_units.map((one) => one.name ?? one), ['区农业农村局'])
  assert.equal((await act(clerk, detail.meeting, 'cancellation', { reason: '不开了' })).status, 409)

  const other = ok(await clerk.post('/meetings', { ...body, title: '备用会议' }), 201)
  const gone = await acted(clerk, other, 'cancellation', { reason: '雨情解除' })
  assert.deepEqual([gone.meeting.state, gone.meeting.reason], ['cancelled', '雨情解除'])
  assert.equal((await act(clerk, gone.meeting, 'start')).status, 409)
  assert.ok(!ok(await clerk.get('/duties')).duties.some((one) => one.object_id === other.meeting.id))
  assert.deepEqual(ok(await clerk.get(`/ledger?kind=meeting&object=${other.meeting.id}`)).entries.map((one) => [one.action, one.reason]), [['meeting.cancel', '雨情解除'], ['meeting.call', '强降雨预警']])
})

test('the paper for a meeting says what became of earlier decisions and what changed; its minutes have only what was discussed', async () => {
  const people = ok(await clerk.get('/people')).people
  const one = people.find((each) => each.name === '张明远')
  let detail = ok(await clerk.post('/meetings', { title: '复盘会商', day: '2022-12-05', people: [one.id], reason: '复盘' }), 201)
  const before = await textOf(`/meetings/${detail.meeting.id}/paper.pdf`)
  assert.match(before, /一、会议议程.*二、以往议定事项落实情况.*清淤排水沟渠12公里区住建局2022年12月20日.*三、总体情况.*任务共\d+项：.*变化情况/)
  detail = await acted(clerk, detail, 'start')
  assert.ok(detail.agenda.length > 1)
  detail = await acted(clerk, detail, 'roster', { reason: '定主持人', chair: one.id, recorder: one.id })
  detail = await acted(clerk, detail, 'minutes', { items: [{ number: 1, minutes: '会议要求抓紧办理。' }] })
  detail = await acted(clerk, detail, 'decisions', { text: '本月底前完成清淤', lead_unit: plan.idOf('housing'), co_units: [plan.idOf('agri')], leader: one.id, due: '2022-12-30' }, 201)
  const minutes = await textOf(`/meetings/${detail.meeting.id}/paper.pdf`)
  assert.match(minutes, /主持：张明远.*记录：张明远.*会议要求抓紧办理。.*本月底前完成清淤区住建局、区农业农村局张明远2022年12月30日/)
  assert.ok(!minutes.includes(detail.agenda[1].title.replace(/\s/g, '')), 'an item nobody spoke of')
})

test('a unit that is not expected sees no meeting; one that is does', async () => {
  const [one] = await meetings('dispatch-month')
  assert.equal((await agri.get(`/meetings/${one.id}`)).status, 200) // its head is on the roster
  const federation = await running.login('federation') // has no head
  assert.equal((await federation.get(`/meetings/${one.id}`)).status, 403)
  assert.equal(ok(await federation.get('/meetings?kind=meeting')).meetings.length, 0)
})

test('what was done to a meeting is told in words', async () => {
  const { entries } = ok(await clerk.get('/ledger?kind=meeting&limit=200'))
  const told = new Map(entries.map((one) => [one.action, one.action_text]))
  for (const action of ['call', 'move', 'cancel', 'roster', 'start', 'decide']) assert.match(told.get(`meeting.${action}`), /^\p{Script=Han}+/u, action)
  for (const { action, changes } of entries) for (const { label } of changes) assert.match(label, /\p{Script=Han}/u, `${action}: ${label} has no label`)
  const roster = entries.find((one) => one.action === 'meeting.roster' && one.reason === '增加住建局')
  assert.deepEqual(roster.changes.map((one) => [one.label, one.after]).sort(), [['主持', '张明远'], ['增加', '石砌成'], ['移出', '何青禾'], ['记录', '石砌成'], ['原因', '增加住建局'], ['版本', '2']].sort())
})

test('a meeting never replaces scores that units have seen, and says of a scheme that could not be scored why', async () => {
  const made = ok(await clerk.post('/score-runs', { scheme: 'departments', period: '2022Q4' }), 201).run
  ok(await clerk.post(`/score-runs/${made.id}/freeze`, { version: made.version }))
  // The same program over a pack whose review also prepares a scheme that is not there.
  const folder = mkdtempSync(join(tmpdir(), 'luoshi-pack-'))
  cpSync(program, join(folder, 'bin', 'luoshi'))
  cpSync(join(root, 'packs'), join(folder, 'packs'), { recursive: true })
  for (const part of ['data', 'web']) symlinkSync(join(root, part), join(folder, part))
  const rounds = join(folder, 'packs/base/rounds.yaml')
  writeFileSync(rounds, readFileSync(rounds, 'utf8').replaceAll('prepares: [departments, townships]', 'prepares: [departments, orchards]'))
  await running.end()
  setClock(server.database, '2023-01-09')
  running = await serve(server.database, { program: join(folder, 'bin', 'luoshi'), cwd: folder })
  await logins()
  const review = (await meetings('review-quarter')).find((one) => one.period === '2022Q4')
  const { agenda } = ok(await clerk.get(`/meetings/${review.id}`))
  assert.deepEqual([agenda[0].source, agenda[0].object_id], ['ranking', made.id])
  assert.deepEqual(ok(await clerk.get('/score-runs')).runs.filter((one) => one.period === '2022Q4' && one.scheme_key === 'departments').map((one) => [one.id, one.state, one.replaced_by ?? null]), [[made.id, 'frozen', null]])
  assert.deepEqual([agenda[1].source, agenda[1].object_id, agenda[1].title, agenda[1].detail], ['ranking', null, '考核方案orchards未能计分', '没有这个考核方案，或没有已发布的版本。'])
  assert.match(await textOf(`/meetings/${review.id}/paper.pdf`), /考核方案orchards未能计分没有这个考核方案/)
  rmSync(folder, { recursive: true })
})
