// A4, the end of a commitment: its unit reports on the way with proof, asks for completion, and it is done when someone else has verified it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { startServer } from '../harness/server.mjs'

let server, clerk, colleague, agri, housing, mayor, plan
const year = new Date(Date.now() + 8 * 3600_000).getUTCFullYear()

before(async () => {
  server = await startServer()
  ;[clerk, colleague, agri, housing, mayor] = await Promise.all(['clerk1', 'clerk2', 'agri', 'housing', 'mayor'].map(server.login))
  plan = await publishPlan(clerk, [['新建高标准农田7.5万亩。', 'agri'], ['改造老旧小区49个。', 'housing']], { year: year + 1 })
})
after(() => server.stop())

const about = (text) => plan.commitments.find((one) => one.text.includes(text)).id
const report = (who, text, body) => who.post(`/commitments/${about(text)}/progress`, body)
const lightOf = async (text) => (await clerk.get(`/lights?ids=${about(text)}`)).body.lights[0]
const ask = (who, text, form) => who.post('/cases', { type: 'completion', object_kind: 'commitment', object_id: about(text), form })
const move = (who, one, key, form) => who.post(`/cases/${one.id}/moves`, { move: key, version: one.version, form })
const state = async (text) => (await clerk.get(`/commitments/${about(text)}`)).body.commitment.state

test('a unit says how far it is, with proof, and nothing it said is overwritten', async () => {
  const file = await agri.call('POST', '/evidence?filename=验收单.txt', { bytes: Buffer.from('1号地块验收合格') })
  assert.equal(file.status, 201, JSON.stringify(file.body))
  const first = await report(agri, '农田', { text: '已建成3万亩。', percent: 40 })
  assert.equal(first.status, 201, JSON.stringify(first.body))
  const second = await report(agri, '农田', { text: '已建成5.6万亩。', percent: 75, files: [file.body.id] })
  assert.deepEqual(second.body.progress.map((one) => [one.number, one.percent, one.unit_name]), [[2, 75, '区农业农村局'], [1, 40, '区农业农村局']])
  assert.equal(second.body.progress[0].files[0].name, '验收单.txt')
  assert.equal((await mayor.get(`/evidence/${file.body.id}`)).content.toString(), '1号地块验收合格')
  const light = await lightOf('农田')
  assert.deepEqual([light.light, light.reason], ['green', '单位报已完成75%'])
  assert.equal((await mayor.get(`/commitments/${about('农田')}/progress`)).body.progress.length, 2)
})

test('what cannot be said is refused with its place', async () => {
  const whole = await report(agri, '农田', { text: '全部完成。', percent: 100 })
  assert.deepEqual([whole.status, whole.body.errors[0].field], [422, '/percent'])
  assert.equal((await report(agri, '农田', { text: '多了', percent: 101 })).status, 422)
  assert.equal((await report(agri, '农田', { text: ' ' })).status, 422)
  assert.equal((await report(agri, '农田', { text: '附件不对', files: ['0'.repeat(26)] })).status, 404)
  assert.equal((await report(housing, '农田', { text: '不是我的' })).status, 403)
  assert.equal((await housing.get(`/commitments/${about('农田')}/progress`)).status, 403)
  assert.equal((await report(mayor, '农田', { text: '领导不填' })).status, 403)
  assert.equal((await agri.get(`/commitments/${about('农田')}/progress`)).body.progress.length, 2)
})

test('it is done when somebody else has verified it, not before', async () => {
  assert.equal((await ask(clerk, '农田', { result: '办公室不替单位申请' })).status, 403)
  assert.equal((await ask(housing, '农田', { result: '别的单位' })).status, 403)
  assert.equal((await ask(agri, '农田', {})).body.errors[0].field, '/form/result')
  const asked = await ask(agri, '农田', { result: '7.5万亩全部建成并验收。' })
  assert.equal(asked.status, 201, JSON.stringify(asked.body))
  let one = asked.body.case
  assert.equal(one.title, '新建高标准农田7.5万亩')
  assert.deepEqual(asked.body.moves, [])
  assert.equal((await ask(agri, '农田', { result: '再来一件' })).status, 409)
  assert.ok((await clerk.get('/duties')).body.duties.some((duty) => duty.object_id === one.id))
  assert.equal((await move(agri, one, 'verify', { finding: '自己核' })).status, 403)
  assert.equal(await state('农田'), 'open')

  one = (await move(clerk, one, 'return', { grounds: '缺3号地块' })).body.case
  assert.equal(one.state_name, '退回补充')
  one = (await move(agri, one, 'again', { result: '已补3号地块验收单。' })).body.case
  const verified = await move(colleague, one, 'verify', { finding: '现场核查属实' })
  assert.equal(verified.status, 200, JSON.stringify(verified.body))
  assert.equal(verified.body.case.closed, true)
  assert.equal(await state('农田'), 'done')
  assert.deepEqual([(await lightOf('农田')).light, (await lightOf('农田')).reason], ['green', '已完成'])
  assert.equal((await report(agri, '农田', { text: '还说' })).status, 409)
  const entry = (await clerk.get(`/ledger?kind=commitment&object=${about('农田')}`)).body.entries.find((each) => each.action === 'commitment.complete')
  assert.equal(entry.reason, one.number)
  assert.equal(entry.after.state, 'done')
})

test('who may raise what is said by the type', async () => {
  const raisable = async (who) => (await who.get('/case-types')).body.types.filter((type) => type.raisable).map((type) => type.key)
  assert.deepEqual(await raisable(clerk), ['notice', 'reminder', 'score-objection', 'site-problem'])
  assert.deepEqual(await raisable(agri), ['completion', 'site-problem'])
  assert.deepEqual(await raisable(mayor), ['site-problem'], 'who inspects a site raises what he sees')
})

test('a withdrawn commitment is not completed behind anyone\'s back', async () => {
  const asked = (await ask(housing, '小区', { result: '49个小区全部完工。' })).body.case
  const { version } = (await clerk.get(`/commitments/${about('小区')}`)).body.commitment
  assert.ok((await clerk.post(`/commitments/${about('小区')}/amendments`, { version, reason: '并入明年', set: { state: 'withdrawn' } })).status < 300)
  assert.equal((await move(clerk, asked, 'verify', { finding: '属实' })).status, 409)
  assert.equal((await clerk.get(`/cases/${asked.id}`)).body.case.state, 'asked')
  assert.equal(await state('小区'), 'withdrawn')
})
