// F3 民生工程: each project has its promise, its owner, its figures, and a page that anyone may see.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { startServer } from '../harness/server.mjs'

let server, clerk, colleague, housing, anyone, plan
const year = new Date(Date.now() + 8 * 3600_000).getUTCFullYear()

before(async () => {
  server = await startServer()
  ;[clerk, colleague, housing] = await Promise.all(['clerk1', 'clerk2', 'housing'].map(server.login))
  anyone = server.client()
  plan = await publishPlan(clerk, [['改造老旧小区49个。', 'housing'], ['新建公办幼儿园3所。', 'education'], ['新增城镇就业3800人。', 'labour']], { year })
})
after(() => server.stop())

const about = (text) => plan.commitments.find((one) => one.text.includes(text)).id
const put = (text, who = clerk) => who.post(`/livelihood/${about(text)}`)
const seen = async () => (await anyone.get('/public/livelihood')).body

test('what is put on the list is before the public at once, in its order, without an account', async () => {
  assert.deepEqual((await seen()).projects, [])
  for (const text of ['小区', '幼儿园', '就业']) assert.equal((await put(text)).status, 201)
  const page = await seen()
  assert.equal(page.district_name, '冀州区')
  assert.deepEqual(page.projects.map((one) => [one.number, one.text, one.unit_name, one.state, one.percent]), [
    [1, '改造老旧小区49个', '区住建局', 'open', null],
    [2, '新建公办幼儿园3所', '区教育局', 'open', null],
    [3, '新增城镇就业3800人', '区人社局', 'open', null],
  ])
  assert.deepEqual([page.total, page.done], [3, 0])
})

test('the public sees how far it is, and no word, file or name of the office', async () => {
  await housing.post(`/commitments/${about('小区')}/progress`, { text: '内部情况：3号小区拆违受阻', percent: 80 })
  const raw = await anyone.get('/public/livelihood')
  assert.equal(raw.body.projects[0].percent, 80)
  const text = raw.content.toString()
  for (const hidden of ['内部情况', 'leader', 'light', 'reason', 'commitment', '李建章']) assert.ok(!text.includes(hidden), hidden)
  const own = (await clerk.get('/livelihood')).body.projects[0]
  assert.equal(own.light, 'green')
  assert.equal(own.commitment, about('小区'))
})

test('a figure that is reported is a figure that the public sees', async () => {
  const units = (await clerk.get('/units')).body.units
  const added = await clerk.post('/indicators', { key: 'jobs', name: { zh: '城镇新增就业', en: 'New jobs in towns' }, unit: '人', places: 0, over_time: 'sum', frequency: 'month', curve: 'even', owner_unit: units.find((one) => one.key === 'labour').id, low: '0' })
  const { figures } = (await clerk.get(`/commitments/${about('就业')}/figures`)).body
  assert.equal((await clerk.post(`/commitments/${about('就业')}/figures`, { statement: figures[0].number, indicator: added.body.id })).status, 201)
  await clerk.post('/observations', { take: 'all', cells: [{ indicator: 'jobs', period: `${year}-01`, value: '330', confirm: true, reason: '首次填报' }] })
  const [figure] = (await seen()).projects[2].figures
  assert.equal(figure.name, '城镇新增就业')
  if (new Date(Date.now() + 8 * 3600_000).getUTCMonth() > 0) assert.match(figure.words, /330人/)
})

test('where a promise has a figure, how far it is is counted from the figure; only elsewhere is it the unit’s own word, and marked', async () => {
  await housing.post(`/commitments/${about('小区')}/progress`, { text: '还有9个', percent: 80 })
  await (await server.login('labour')).post(`/commitments/${about('就业')}/progress`, { text: '形势很好', percent: 97 })
  const { projects } = await seen()
  assert.deepEqual([projects[0].percent, projects[0].percent_by], [80, 'unit'])
  assert.deepEqual([projects[1].percent, projects[1].percent_by], [null, null])
  if (new Date(Date.now() + 8 * 3600_000).getUTCMonth() > 0) assert.deepEqual([projects[2].percent, projects[2].percent_by, projects[2].reported], [9, 'figures', `${year}-01-31`])
})

test('done is said only when someone else has verified it', async () => {
  const asked = (await housing.post('/cases', { type: 'completion', object_kind: 'commitment', object_id: about('小区'), form: { result: '49个小区全部完工。' } })).body.case
  assert.equal((await seen()).projects[0].percent, 80)
  await colleague.post(`/cases/${asked.id}/moves`, { move: 'verify', version: asked.version, form: { finding: '抽查12个小区属实' } })
  const page = await seen()
  assert.deepEqual([page.projects[0].state, page.projects[0].percent, page.projects[0].percent_by, page.done], ['done', 100, 'verified', 1])
})

test('the list is kept by the office, each change in the ledger, and wrong ones are refused', async () => {
  assert.equal((await put('小区')).status, 409)
  assert.equal((await put('小区', housing)).status, 403)
  assert.equal((await clerk.post(`/livelihood/${'0'.repeat(26)}`)).status, 404)
  assert.equal((await anyone.get('/livelihood')).status, 401)
  assert.equal((await anyone.get('/lights')).status, 401)
  assert.equal((await clerk.call('DELETE', `/livelihood/${about('幼儿园')}`)).status, 200)
  assert.equal((await clerk.call('DELETE', `/livelihood/${about('幼儿园')}`)).status, 404)
  assert.deepEqual((await seen()).projects.map((one) => one.number), [1, 2])
  const actions = (await clerk.get(`/ledger?kind=commitment&object=${about('幼儿园')}`)).body.entries.map((entry) => entry.action)
  assert.deepEqual(actions.slice(0, 2), ['livelihood.remove', 'livelihood.add'])
})
