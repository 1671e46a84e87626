// A4 督查督办: a notice is raised, signed for, answered, verified by someone else, returned, extended, escalated and closed; nothing is skipped.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { serve, setClock, startServer } from '../harness/server.mjs'

let server, clerk, colleague, agri, housing, mayor, plan
const day = (days) => new Date(Date.now() + days * 86_400_000 + 8 * 3600_000).toISOString().slice(0, 10)
const year = new Date().getFullYear()

before(async () => {
  server = await startServer()
  ;[clerk, colleague, agri, housing, mayor] = await Promise.all(['clerk1', 'clerk2', 'agri', 'housing', 'mayor'].map(server.login))
  plan = await publishPlan(clerk, [['新建高标准农田7.5万亩。', 'agri'], ['改造老旧小区49个。', 'housing']], { year })
})
after(() => server.stop())

const about = (text) => plan.commitments.find((one) => one.text.includes(text))
const raise = (form = {}, more = {}) =>
  clerk.post('/cases', { type: 'notice', object_kind: 'commitment', object_id: about('农田').id, form: { title: '加快农田建设', demand: '请说明进度并附佐证。', due: day(10), ...form }, ...more })
const move = (who, one, key, form) => who.post(`/cases/${one.id}/moves`, { move: key, version: one.version, form })
const moved = async (who, one, key, form) => {
  const answer = await move(who, one, key, form)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body.case
}
const keys = (detail) => detail.moves.map((one) => one.key)

test('a notice goes from the office to the unit and back until someone else has verified it', async () => {
  const raised = await raise()
  assert.equal(raised.status, 201, JSON.stringify(raised.body))
  let one = raised.body.case
  assert.match(one.number, new RegExp(`^督办〔${year}〕\\d+号$`))
  assert.equal(one.state_name, '待签收')
  assert.equal(one.unit_name, '区农业农村局')
  assert.equal(one.clock, 'running')

  const duties = (await agri.get('/duties')).body.duties
  assert.ok(duties.some((duty) => duty.kind === 'case' && duty.object_id === one.id))
  assert.deepEqual(keys((await agri.get(`/cases/${one.id}`)).body), ['sign', 'reply', 'extend'])

  one = await moved(agri, one, 'sign')
  one = await moved(agri, one, 'reply', { reply: '已建成6万亩。', proof: '验收单12份', unproven: '验收单为纸质，存区农业农村局' })
  assert.equal(one.clock, 'stopped')
  one = await moved(clerk, one, 'return', { grounds: '佐证不全' })
  assert.deepEqual([one.state_name, one.returns, one.clock], ['办理中', 1, 'running'])
  one = await moved(agri, one, 'reply', { reply: '已建成7.5万亩。', unproven: '现场可查' })
  const detail = (await move(colleague, one, 'verify', { finding: '现场核查属实' })).body
  assert.equal(detail.case.closed, true)
  assert.equal(detail.case.clock, 'ended')
  assert.deepEqual(detail.moves, [])
  assert.deepEqual(detail.history.map((row) => row.move), ['open', 'sign', 'reply', 'return', 'reply', 'verify'])
  assert.equal(detail.history[3].form[0].value, '佐证不全')
  assert.equal(detail.form.find((field) => field.key === 'reply').value, '已建成7.5万亩。')

  const ledger = (await clerk.get(`/ledger?kind=case&object=${one.id}`)).body.entries
  assert.equal(ledger.length, 6)
  assert.equal(ledger[0].action, 'case.verify')
})

test('nobody verifies their own work, and no step can be skipped', async () => {
  let one = (await raise()).body.case
  for (const [who, key, form, status] of [
    [clerk, 'verify', { finding: '好' }, 409], // nothing was answered yet
    [clerk, 'sign', {}, 403], // the office signs for nobody
    [agri, 'withdraw', { grounds: '不想办' }, 403],
    [agri, 'grant', {}, 403],
    [clerk, 'grant', {}, 409], // nothing was asked for
    [agri, 'nonsense', {}, 422],
  ]) {
    const answer = await move(who, one, key, form)
    assert.equal(answer.status, status, `${key}: ${JSON.stringify(answer.body)}`)
  }
  assert.equal((await housing.get(`/cases/${one.id}`)).status, 403)
  assert.equal((await move(housing, one, 'sign')).status, 403)

  // Someone of the handling unit who is given the office's role as well still cannot verify.
  const admin = await server.login('admin')
  const accounts = (await admin.get('/accounts')).body.accounts
  const account = accounts.find((each) => each.login === 'agri')
  const grants = [...account.grants, { role: 'office_clerk', scope_kind: 'district', scope: account.grants[0].scope_kind === 'district' ? account.grants[0].scope : '131103' }]
  assert.equal((await admin.patch(`/accounts/${account.id}`, { version: account.version, grants })).status, 200)
  one = await moved(agri, one, 'reply', { reply: '已完成', unproven: '现场可查' })
  const own = await move(agri, one, 'verify', { finding: '自己核查' })
  assert.equal(own.status, 403)
  assert.match(own.body.errors[0].message, /办的人不能自己核查/)
  const back = (await admin.get('/accounts')).body.accounts.find((each) => each.login === 'agri')
  assert.equal((await admin.patch(`/accounts/${back.id}`, { version: back.version, grants: account.grants })).status, 200)
  await moved(clerk, one, 'verify', { finding: '属实' })
})

test('what is asked must be filled in, and every fault has its place', async () => {
  const empty = await raise({ title: '', due: '昨天', reply: '不该填' })
  assert.equal(empty.status, 422)
  assert.deepEqual(empty.body.errors.map((fault) => fault.field).sort(), ['/form/due', '/form/reply', '/form/title'])
  assert.equal((await raise({ due: day(-1) })).status, 422)
  const far = await raise({ due: '9999-12-31' })
  assert.deepEqual([far.status, far.body.errors[0].code, far.body.errors[0].field], [422, 'casework.due_far', '/form/due'])
  const soon = (await raise({ title: '近期' })).body.case
  const known = Number(readFileSync(new URL('../../data/calendar/cn.csv', import.meta.url), 'utf8').trim().split('\n').at(-1).slice(0, 4))
  const later = (await raise({ title: '后年', due: `${Math.max(year, known) + 2}-06-30` })).body.case
  assert.equal(later.calendar_unknown_from, [`${known + 1}-01-01`, day(0)].sort().at(-1), 'no holidays are in the file from then on')
  assert.equal(soon.calendar_unknown_from, soon.due >= later.calendar_unknown_from ? later.calendar_unknown_from : null)
  assert.equal((await raise({ other: 'x' })).status, 422)
  assert.equal((await raise({}, { type: 'nonsense' })).status, 404)
  assert.equal((await raise({}, { type: 'score-objection' })).status, 422)
  const nonsense = await raise({}, { object_kind: 'nonsense' })
  assert.deepEqual([nonsense.status, nonsense.body.errors[0].code, nonsense.body.errors[0].field], [422, 'casework.wrong_object', '/object_kind'])
  assert.equal((await raise({}, { object_id: '00000000000000000000000000' })).status, 404)
  assert.equal((await agri.post('/cases', { type: 'notice', object_kind: 'commitment', object_id: about('农田').id, form: {} })).status, 403)
  const one = (await raise()).body.case
  const silent = await move(agri, one, 'reply', { reply: '   ' })
  assert.equal(silent.status, 422)
  assert.equal(silent.body.errors[0].field, '/form/reply')
})

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
test('a reply without evidence says why there is none', async () => {
  let one = (await raise({ title: '报送验收单', due: day(10) })).body.case
  one = await moved(agri, one, 'sign')
  const bare = await move(agri, one, 'reply', { reply: '已验收' })
  assert.equal(bare.status, 422)
  assert.deepEqual((await agri.get(`/cases/${one.id}`)).body.moves.find((move) => move.key === 'reply').either, ['files', 'unproven'], 'a form can say so beforehand')
  assert.deepEqual(bare.body.errors.map((fault) => [fault.field, fault.message]), [['/form/unproven', '没有“佐证材料”时，请填写“无佐证材料的原因”。']])
  one = await moved(agri, one, 'reply', { reply: '已验收', unproven: '验收单尚在签章' })
  const { form } = (await clerk.get(`/cases/${one.id}`)).body
  assert.equal(form.find((field) => field.key === 'unproven').value, '验收单尚在签章')
})

const prove = (who, bytes = png, name = '验收现场.png') => who.call('POST', `/evidence?filename=${encodeURIComponent(name)}`, { bytes })

test('a reply is proven by files, kept as they came and open to whoever may read the case', async () => {
  let one = (await raise()).body.case
  const kept = await prove(agri)
  assert.equal(kept.status, 201, JSON.stringify(kept.body))
  assert.deepEqual([kept.body.media, kept.body.size, kept.body.name], ['image/png', png.length, '验收现场.png'])
  assert.equal((await clerk.get(`/evidence/${kept.body.id}`)).status, 404) // nobody's but the uploader's yet
  assert.deepEqual((await agri.get(`/evidence/${kept.body.id}`)).content, png)

  // What it is, is told from the bytes; what runs is not taken, nor what is empty, nor someone else's.
  const script = await prove(agri, Buffer.from('<!doctype html><html><body><script>alert(1)</script></body></html>'), '照片.png')
  assert.equal(script.status, 422)
  assert.match(script.body.errors[0].message, /text\/html/)
  assert.equal((await prove(agri, Buffer.from('MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00', 'latin1'), '表.xlsx')).status, 422)
  const theirs = (await prove(clerk)).body
  const stolen = await move(agri, one, 'reply', { reply: '见附件', files: theirs.id })
  assert.equal(stolen.status, 403)
  assert.equal(stolen.body.errors[0].field, '/form/files/0')
  assert.equal((await move(agri, one, 'reply', { reply: '见附件', files: 'nonsense' })).status, 422)
  assert.equal((await move(agri, one, 'reply', { reply: '见附件', files: '0'.repeat(26) })).status, 404)

  one = await moved(agri, one, 'reply', { reply: '已验收', files: kept.body.id })
  const detail = (await clerk.get(`/cases/${one.id}`)).body
  assert.equal(detail.form.find((field) => field.key === 'files').files[0].name, '验收现场.png')
  const shown = await clerk.get(`/evidence/${kept.body.id}`)
  assert.deepEqual(shown.content, png)
  assert.equal(shown.headers.get('content-type'), 'image/png')
  assert.match(shown.headers.get('content-disposition'), /UTF-8''%E9%AA%8C/)
  assert.equal((await mayor.get(`/evidence/${kept.body.id}`)).status, 200)
  assert.equal((await housing.get(`/evidence/${kept.body.id}`)).status, 403)
  const again = (await raise()).body.case
  const twice = await move(agri, again, 'reply', { reply: '同上', files: kept.body.id })
  assert.equal(twice.status, 409)
  assert.equal((await clerk.get(`/cases/${again.id}`)).body.case.version, 1)
  const [entry] = (await clerk.get(`/ledger?kind=evidence&object=${kept.body.id}`)).body.entries
  assert.equal(entry.action, 'evidence.upload')
})

test('two who move the same case at once: one of them is told', async () => {
  const one = (await raise()).body.case
  const answers = await Promise.all([move(clerk, one, 'urge'), move(colleague, one, 'urge', { grounds: '请抓紧' })])
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409])
  assert.equal((await clerk.get(`/cases/${one.id}`)).body.case.version, 2)
})

test('more time is asked for by the unit and granted by the office', async () => {
  let one = (await raise()).body.case
  assert.equal((await move(agri, one, 'extend', { grounds: '连续降雨', until: day(5) })).status, 422)
  one = await moved(agri, one, 'extend', { grounds: '连续降雨', until: day(20) })
  assert.equal(one.asked_until, day(20))
  assert.equal((await move(agri, one, 'extend', { grounds: '再来', until: day(30) })).status, 409)
  assert.equal((await move(agri, one, 'grant')).status, 403)
  one = await moved(clerk, one, 'grant')
  assert.deepEqual([one.due, one.asked_until], [day(20), null])
  one = await moved(agri, one, 'extend', { grounds: '仍在降雨', until: day(40) })
  one = await moved(clerk, one, 'refuse', { grounds: '不能再延' })
  assert.deepEqual([one.due, one.asked_until], [day(20), null])
})

test('lists are by urgency and scope', async () => {
  await raise({ due: day(3), title: '急件' })
  const all = (await clerk.get('/cases')).body.cases
  assert.deepEqual(all.map((one) => one.due), all.map((one) => one.due).sort())
  const paged = (await clerk.get('/cases?limit=2')).body
  const rest = (await clerk.get(`/cases?limit=200&cursor=${encodeURIComponent(paged.next)}`)).body
  assert.deepEqual([...paged.cases, ...rest.cases].map((one) => one.id), all.map((one) => one.id))
  assert.equal((await housing.get('/cases')).body.cases.length, 0)
  assert.equal((await agri.get('/cases')).body.cases.length, all.length)
  assert.ok((await mayor.get('/cases?show=closed')).body.cases.length >= 2)
  assert.equal((await clerk.get(`/cases?object_kind=commitment&object=${about('小区').id}`)).body.cases.length, 0)
  const types = (await clerk.get('/case-types')).body.types
  assert.deepEqual(types.map((type) => type.key), ['completion', 'notice', 'reminder', 'score-objection', 'site-problem'])
})

test('an overdue commitment becomes a notice by itself, once', async () => {
  const late = await publishPlan(clerk, [['修缮桥梁7座。', 'transport']], { year: year - 1 })
  for (let i = 0; i < 2; i++) {
    const again = await serve(server.database) // what time does is done at the start too
    await again.end()
  }
  const { cases } = (await clerk.get(`/cases?object_kind=commitment&object=${late.commitments[0].id}`)).body
  assert.equal(cases.length, 1)
  assert.equal(cases[0].title, '逾期任务督办')
  assert.equal(cases[0].unit_name, '区交通局')
  const detail = (await clerk.get(`/cases/${cases[0].id}`)).body
  assert.equal(detail.history[0].by_name, '系统')
})

const tick = async () => (await serve(server.database)).end() // what time does is done at the start too
/** The same, DAYS later; whoever was logged in is not any more. */
const tickLater = async (days) => {
  setClock(server.database, day(days))
  await tick()
  setClock(server.database, day(0))
  ;[clerk, colleague, agri, housing, mayor] = await Promise.all(['clerk1', 'clerk2', 'agri', 'housing', 'mayor'].map(server.login))
}
const noticesOf = async (id) => (await clerk.get(`/cases?object_kind=commitment&object=${id}&show=closed`)).body.cases.concat((await clerk.get(`/cases?object_kind=commitment&object=${id}`)).body.cases)

test('a notice raised by rule and withdrawn stays withdrawn until its due day moves or the declared interval has passed', async () => {
  const late = await publishPlan(clerk, [['新建公厕12座。', 'urban']], { year: year - 1 })
  const [commitment] = late.commitments
  await tick()
  const [first] = await noticesOf(commitment.id)
  await moved(clerk, first, 'withdraw', { grounds: '已另行约谈' })
  await tick()
  await tick()
  assert.equal((await noticesOf(commitment.id)).length, 1, 'raised again for the same cause')

  // Its due day is moved, and passes as well: that is a new cause.
  const amended = await clerk.post(`/commitments/${commitment.id}/amendments`, { version: commitment.version, reason: '调整时限', set: { due: `${year}-01-20` } })
  assert.equal(amended.status, 201, JSON.stringify(amended.body))
  await tick()
  const again = (await noticesOf(commitment.id)).find((one) => !one.closed)
  assert.ok(again, 'a moved due day is a new cause')
  await moved(clerk, again, 'withdraw', { grounds: '已另行约谈' })

  // Nothing happened for the rule's twenty working days.
  await tickLater(35)
  assert.equal((await noticesOf(commitment.id)).length, 3)
})

const dutyOf = async (who, one) => (await who.get('/duties')).body.duties.find((duty) => duty.object_id === one.id)

test('what is asked of whoever may approve is in their duties', async () => {
  let one = (await raise()).body.case
  assert.equal(await dutyOf(clerk, one), undefined)
  one = await moved(agri, one, 'extend', { grounds: '连续降雨', until: day(20) })
  const asked = await dutyOf(clerk, one)
  assert.deepEqual([asked.role, asked.roles], ['approve', ['approve']])
  assert.match(asked.detail, new RegExp(day(20)))
  assert.equal((await dutyOf(agri, one)).role, 'lead')
  one = await moved(clerk, one, 'grant')
  assert.equal(await dutyOf(clerk, one), undefined)
})

test('the leader in charge has an escalated notice among the duties, and the extension that waits for a word', async () => {
  const finance = await publishPlan(clerk, [['压减一般性支出5%。', 'finance']], { year })
  const vice = await server.login('vice1')
  const unit = await server.login('finance')
  const raised = await clerk.post('/cases', { type: 'notice', object_kind: 'commitment', object_id: finance.commitments[0].id, form: { title: '压减支出', demand: '请说明进度。', due: day(1) } })
  let one = raised.body.case
  assert.equal(one.leader_name, '李建章')
  assert.equal(await dutyOf(vice, one), undefined)
  one = await moved(unit, one, 'extend', { grounds: '结算未完', until: day(90) })
  assert.equal((await dutyOf(vice, one)).role, 'approve')
  one = await moved(clerk, one, 'refuse', { grounds: '不能再延' })
  assert.equal(await dutyOf(vice, one), undefined)

  const near = (await raise({ due: day(12), title: '临近到期' })).body.case
  await tickLater(10)
  const duty = await dutyOf(await server.login('vice1'), one)
  assert.ok(duty, 'an escalated notice waits for the leader in charge')
  assert.equal(duty.role, 'leader')
  assert.match(duty.detail, /提请分管领导/)

  // Two working days before the end the handling unit is told, once, in its duties and in the history.
  const { case: soon, history } = (await agri.get(`/cases/${near.id}`)).body
  assert.deepEqual(history.map((row) => row.move), ['open', 'warn'])
  assert.equal(soon.left_unit, 'working_day')
  assert.equal((await clerk.get(`/ledger?kind=case&object=${near.id}`)).body.entries[0].action, 'case.warn')
})

test('a commitment that one owes in two roles is one duty', async () => {
  // The mayor works in the government office and is in charge of it.
  const own = await publishPlan(clerk, [['新建政务服务站3个。', 'gov-office']], { year })
  const { duties, total } = (await mayor.get('/duties')).body
  const rows = duties.filter((duty) => duty.object_id === own.commitments[0].id)
  assert.equal(rows.length, 1)
  assert.deepEqual(rows[0].roles, ['leader', 'lead'])
  assert.equal(new Set(duties.map((duty) => duty.kind + duty.object_id)).size, duties.length)
  assert.ok(total >= duties.length)
})

test('whatever anyone tries, in any order, the rules hold', async () => {
  const people = { clerk, colleague, agri, housing, mayor }
  const tried = ['sign', 'reply', 'verify', 'return', 'extend', 'grant', 'refuse', 'urge', 'withdraw']
  const form = { sign: {}, reply: { reply: '办了', unproven: '现场可查' }, verify: { finding: '属实' }, return: { grounds: '不全' }, extend: { grounds: '雨', until: day(60) }, grant: {}, refuse: { grounds: '不行' }, urge: {}, withdraw: { grounds: '撤' } }
  const leads = { issued: ['issued', 'handling', 'replied', 'withdrawn'], handling: ['handling', 'replied', 'withdrawn'], replied: ['closed', 'handling'] }
  let seed = 7
  const pick = (list) => list[(seed = (seed * 1103515245 + 12345) % 2147483648) % list.length]
  let one = (await raise()).body.case
  let moves = 1
  for (let i = 0; i < 250; i++) {
    if (one.closed) {
      const { history } = (await clerk.get(`/cases/${one.id}`)).body
      assert.equal(history.length, moves)
      const ended = history.at(-1)
      assert.ok(ended.move === 'withdraw' || !history.some((row) => row.move === 'reply' && row.by_name === ended.by_name), 'verified by whoever handled it')
      assert.equal((await clerk.get(`/ledger?kind=case&object=${one.id}&limit=200`)).body.entries.length, moves)
      one = (await raise()).body.case
      moves = 1
    }
    const name = pick(Object.keys(people))
    const key = pick(tried)
    const answer = await move(people[name], one, key, form[key])
    assert.ok([200, 403, 409, 422].includes(answer.status), `${name} ${key}: ${answer.status}`)
    if (answer.status !== 200) {
      assert.equal((await clerk.get(`/cases/${one.id}`)).body.case.version, one.version)
      continue
    }
    moves++
    assert.equal(answer.body.case.version, one.version + 1)
    assert.ok(leads[one.state].includes(answer.body.case.state), `${one.state} → ${answer.body.case.state}`)
    if (['sign', 'reply', 'extend'].includes(key)) assert.equal(name, 'agri', key)
    else assert.ok(name !== 'agri' && name !== 'housing', `${name} ${key}`)
    one = answer.body.case
  }
})
