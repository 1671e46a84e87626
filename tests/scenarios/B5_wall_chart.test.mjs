// B5 挂图作战: all key projects on one wall: A0 or A1, pdf or svg, by leader or by library; whoever sees fewer projects gets fewer rows.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { pdfText } from '../harness/pdf.mjs'
import { startServer } from '../harness/server.mjs'

let server, clerk, agri, units
before(async () => {
  server = await startServer({ work: true })
  ;[clerk, agri] = await Promise.all(['clerk1', 'agri'].map(server.login))
  units = (await clerk.get('/units')).body.units
})
after(() => server.stop())

const file = (query = '', who = clerk) => who.get(`/projects/wall-chart/file${query}`)
const bare = (text) => text.replace(/\s/g, '')
const keyProjects = async (who = clerk) => (await who.get('/projects?key_level=key&limit=1000')).body.projects.filter((one) => one.state !== 'given_up')
/** Width and height of the sheets of a pdf in points. */
function sizeOf(content) {
  const info = spawnSync('pdfinfo', ['-'], { input: content, encoding: 'utf8' }).stdout
  return /Page size:\s+([\d.]+) x ([\d.]+)/.exec(info).slice(1).map(Number)
}

test('every key project is on the chart with its leader, unit, money and next step', async () => {
  const answer = await file()
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  assert.equal(answer.headers.get('content-type'), 'application/pdf')
  const text = pdfText(answer.content)
  const projects = await keyProjects()
  assert.equal(projects.length, 27)
  for (const one of projects) for (const words of [one.name, one.leader_name, one.unit_name]) assert.ok(text.includes(bare(words)), words)
  assert.match(text, /冀州区重点项目挂图作战/)
  assert.match(text, /2022年重点项目27个/)
  assert.match(text, /数据来源：落实平台项目库制图日期：2022-11-15第1张共2张/)
  assert.match(text, /今日11\/15/)
  assert.match(text, /亿元/)
  assert.ok(projects.some((one) => one.next_action && text.includes(bare(`缺：${one.next_action}`))), 'what the gate ahead lacks, where the schedule asks nothing before')
  assert.deepEqual(sizeOf(answer.content), [3370.39, 2383.94])
  // What should have been done is said to be overdue, as on the screen.
  const { rows, today } = (await clerk.get('/project-chart')).body
  const overdue = rows.filter((one) => one.next_day && one.next_day < today)
  assert.ok(overdue.length > 0)
  for (const one of overdue) assert.ok(text.includes(`${one.next_day}已过期`), one.name)
  for (const words of ['要求工期保不住', '基准计划', '竣工期限']) assert.ok(text.includes(words), words)
})

test('A1 takes more sheets; rows stand under their library where that is asked', async () => {
  const answer = await file('?size=a1&rows=library&format=pdf')
  assert.deepEqual(sizeOf(answer.content), [2383.94, 1683.78])
  const text = pdfText(answer.content)
  const projects = await keyProjects()
  for (const one of projects) assert.ok(text.includes(bare(one.name)), one.name)
  for (const library of new Set(projects.map((one) => one.library_name))) assert.ok(text.includes(library), library)
  const sheets = Number(/第1张共(\d+)张/.exec(text)[1])
  assert.ok(sheets > 2, `${sheets} sheets`)
  // A reason that is longer than a line of its narrow column goes on in a second one.
  const { rows } = (await clerk.get('/project-chart')).body
  const late = rows.filter((one) => /比基准计划晚/.test(one.reason ?? ''))
  assert.ok(late.length > 0)
  for (const one of late) assert.ok(text.includes(bare(one.reason)), one.reason)
})

test('the same comes as svg, and in English', async () => {
  const svg = await file('?format=svg')
  assert.equal(svg.headers.get('content-type'), 'image/svg+xml')
  assert.match(svg.content.toString(), /^<\?xml[^>]*>\s*<svg [^>]*width="3370\.39/)
  const english = await clerk.get('/projects/wall-chart/file', { headers: { 'accept-language': 'en' } })
  assert.match(pdfText(english.content), /27keyprojects.*Sheet1of/s)
})

test('planned days make a bar and a finish; one past its finish is late; a project given up is off the chart', async () => {
  const lead_unit = units.find((one) => one.key === 'agri').id
  const made = await clerk.post('/projects', { name: '挂图样例粮库扩建', kind: 'industry', lead_unit, key_level: 'district', total: '8600', start_by: '2022-03-01', finish_by: '2022-09-30', day: '2022-02-10', confirm: true })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const text = pdfText((await file()).content)
  assert.match(text, /2022年重点项目28个/)
  assert.match(text, /挂图样例粮库扩建/)
  assert.match(text, /8600万元/)
  assert.match(text, /未明确包联领导/)
  const { id, version } = made.body.project
  assert.equal((await clerk.post(`/projects/${id}/state`, { version, state: 'given_up', reason: '企业撤回' })).status, 200)
  assert.doesNotMatch(pdfText((await file()).content), /挂图样例粮库扩建/)
})

test('a schedule that cannot keep its required finish is drawn with its computed days', async () => {
  const lead_unit = units.find((one) => one.key === 'agri').id
  const { id } = (await clerk.post('/projects', { name: '挂图样例冷链中心', kind: 'industry', lead_unit, key_level: 'district', total: '900', confirm: true })).body.project
  const before = pdfText((await file()).content)
  const set = await agri.put(`/projects/${id}/plan`, { version: 0, name: '冷链中心', start: '2022-11-01', finish: '2022-11-30', activities: [{ id: 'a', name: '主体', duration: 40 }], links: [] })
  assert.equal(set.status, 200, JSON.stringify(set.body))
  assert.equal((await agri.post(`/projects/${id}/plan/baselines`, { version: set.body.version, name: '年初计划' })).status, 201)
  const now = pdfText((await file()).content)
  const count = (text, word) => text.split(word).length
  assert.equal(count(now, '预警'), count(before, '预警') + 1)
  assert.equal(count(now, '未定'), count(before, '未定') - 1)
  const row = (await clerk.get('/project-chart')).body.rows.find((one) => one.id === id)
  assert.deepEqual([row.light, row.reason], ['yellow', `预计${row.bar.finish}完工，比要求晚26天`])
  assert.ok(now.includes(row.reason), 'the reason stands under the name')
})

test('a unit gets the chart of its own projects, or is told that it has none; what is asked wrongly is refused', async () => {
  const own = await keyProjects(agri)
  const answer = await file('', agri)
  assert.ok(own.length > 0 && own.length < 27)
  assert.ok(pdfText(answer.content).includes(`重点项目${own.length}个`))
  const none = await file('', await server.login('town'))
  assert.equal(none.status, 422)
  assert.equal(none.body.errors[0].message, '没有可以上图的项目。请先把项目定为重点项目，再来出图。')
  for (const query of ['?size=a2', '?format=png', '?rows=unit']) assert.equal((await file(query)).status, 422, query)
})

test('the same rows come to the screen: bar against baseline, milestones of the schedule, light, and what is to happen first', async () => {
  const lead_unit = units.find((one) => one.key === 'agri').id
  const { id } = (await clerk.post('/projects', { name: '挂图样例种子库', kind: 'industry', lead_unit, key_level: 'district', total: '900', start_by: '2022-10-01', finish_by: '2023-03-31', confirm: true })).body.project
  const activities = [
    { id: 'a', name: '基础', duration: 10, actual_start: '2022-10-10', actual_finish: '2022-10-24' },
    { id: 'm', name: '基础验收', duration: 0, actual_start: '2022-10-24', actual_finish: '2022-10-24' },
    { id: 'b', name: '主体', duration: 40 },
    { id: 'n', name: '主体封顶', duration: 0 },
  ]
  const links = [{ from: 'a', to: 'm' }, { from: 'm', to: 'b' }, { from: 'b', to: 'n' }]
  const set = await agri.put(`/projects/${id}/plan`, { version: 0, name: '种子库', start: '2022-10-10', data_date: '2022-11-01', activities, links })
  assert.equal(set.status, 200, JSON.stringify(set.body))
  assert.equal((await agri.post(`/projects/${id}/plan/baselines`, { version: 1, name: '开工计划' })).status, 201)
  const { body, status } = await clerk.get('/project-chart')
  assert.equal(status, 200)
  assert.deepEqual([body.today, body.from], ['2022-11-15', '2022-01-01'])
  const projects = await keyProjects()
  assert.deepEqual(body.rows.map((row) => row.id).sort(), projects.map((one) => one.id).sort())
  const row = body.rows.find((one) => one.id === id)
  const { computed } = set.body
  assert.deepEqual(row.bar, { start: computed.start, finish: computed.finish, done: 0, too_late: false, baseline_start: computed.start, baseline_finish: computed.finish })
  const named = Object.fromEntries(row.milestones.map((one) => [one.name, one]))
  assert.deepEqual(named['基础验收'], { name: '基础验收', day: '2022-10-24', state: 'done' })
  assert.deepEqual(named['主体封顶'], { name: '主体封顶', day: computed.finish, state: 'ahead' })
  assert.deepEqual(named['竣工期限'], { name: '竣工期限', day: '2023-03-31', state: 'ahead' })
  assert.deepEqual([row.next_action, row.next_day], ['开始主体', computed.activities[2].late_start])
  const leaders = body.rows.map((one) => one.leader)
  assert.ok(leaders.every((one, i) => i === 0 || one === leaders[i - 1] || !leaders.slice(0, i).includes(one)), 'a leader has one group')
  const byLibrary = (await clerk.get('/project-chart?rows=library')).body.rows.map((one) => one.library)
  assert.ok(byLibrary.every((one, i) => i === 0 || one === byLibrary[i - 1] || !byLibrary.slice(0, i).includes(one)), 'a library has one group')
  const text = pdfText((await file()).content)
  assert.ok(text.includes('主体封顶') && text.includes('开始主体'))
  const own = (await agri.get('/project-chart')).body.rows
  assert.equal(own.length, (await keyProjects(agri)).length)
  assert.equal((await clerk.get('/project-chart?rows=unit')).status, 422)
})
