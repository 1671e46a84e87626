// B7 集中开工、投资完成: plan and actual by month and source, revisions kept; rounds of starts; what projects lack before they are counted.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server, clerk, agri, housing, mayor, units
before(async () => {
  server = await startServer({ day: '2022-11-15' })
  ;[clerk, agri, housing, mayor] = await Promise.all(['clerk1', 'agri', 'housing', 'mayor'].map(server.login))
  units = (await clerk.get('/units')).body.units
})
after(() => server.stop())

const unit = (key) => units.find((one) => one.key === key).id
const add = async (input = {}) => (await clerk.post('/projects', { name: `冷链物流园${Math.random()}`, kind: 'industry', lead_unit: unit('agri'), total: '8000', confirm: true, ...input })).body.project.id
const report = (who, id, entries, reason) => who.post(`/projects/${id}/amounts`, { entries: entries.map(([month, kind, source, amount, was]) => ({ month, kind, source, amount, ...(was ? { was } : {}) })), ...(reason ? { reason } : {}) })

test('a figure never gets less without a reason, and every revision is kept with who and why', async () => {
  const id = await add()
  assert.equal((await report(agri, id, [['2022-10', 'plan', 'own', '500'], ['2022-10', 'actual', 'own', '480.5']])).status, 200)
  assert.equal((await report(agri, id, [['2022-10', 'actual', 'own', '490']])).status, 200)
  const less = await report(agri, id, [['2022-10', 'actual', 'own', '300']])
  assert.deepEqual([less.status, less.body.errors[0].field], [422, '/entries/0/amount'])
  const mended = await report(agri, id, [['2022-10', 'actual', 'own', '300']], '重复计入设备款')
  assert.deepEqual(mended.body.revisions.filter((one) => one.kind === 'actual').map((one) => [one.before, one.amount, one.reason]), [[490, 300, '重复计入设备款'], [480.5, 490, null], [null, 480.5, null]])
  assert.equal((await report(agri, id, [['2022-10', 'actual', 'own', '310', '490']])).status, 409)
  assert.equal((await report(agri, id, [['2022-10', 'actual', 'own', '310', '300']])).status, 200)
  const row = (await mayor.get(`/projects/${id}`)).body.project
  assert.deepEqual([row.invested, row.planned, row.invested_year], [310, 500, 310])
})

test('negative money, months to come and unknown sources are refused with their place, and nothing of the command is kept', async () => {
  const id = await add()
  for (const [entry, field] of [
    [['2022-10', 'actual', 'own', '-1'], 'amount'], [['2022-12', 'actual', 'own', '1'], 'month'], [['2022-10', 'actual', 'gold', '1'], 'source'],
    [['2022-10', 'plan', 'own', '1.23456'], 'amount'], [['2022-10', 'plan', 'own', '99999999999999'], 'amount'],
  ]) {
    const answer = await report(agri, id, [['2022-09', 'plan', 'own', '5'], entry])
    assert.equal(answer.status, 422, JSON.stringify(answer.body))
    assert.equal(answer.body.errors[0].field, `/entries/1/${field}`)
  }
  assert.equal((await report(agri, id, [['2022-13', 'plan', 'own', '1']])).status, 422)
  assert.deepEqual((await agri.get(`/projects/${id}/amounts`)).body.amounts, [])
  assert.equal((await report(housing, id, [['2022-10', 'plan', 'own', '1']])).status, 403)
})

test('a year by month stands against last year\'s same months', async () => {
  const id = await add({ lead_unit: unit('housing') })
  await report(clerk, id, [['2021-03', 'actual', 'bank', '100'], ['2021-12', 'actual', 'bank', '50'], ['2022-03', 'plan', 'bank', '200'], ['2022-12', 'plan', 'bank', '70'], ['2022-03', 'actual', 'bank', '150']])
  const sheet = (await housing.get('/project-investment?year=2022')).body
  assert.deepEqual([sheet.planned, sheet.planned_so_far, sheet.actual, sheet.last_so_far, sheet.last_year, sheet.until], [270, 200, 150, 100, 150, 11])
  assert.deepEqual(sheet.months[2], { planned: 200, actual: 150 })
  assert.equal((await housing.get('/project-investment?year=2022&source=own')).body.actual, 0)
})

test('plan and actual stand by source, of the year and since the start, against what the projects cost', async () => {
  const before = (await housing.get('/project-investment?year=2022')).body
  const id = await add({ lead_unit: unit('housing'), total: '9000' })
  await report(clerk, id, [['2021-12', 'plan', 'bank', '300'], ['2021-12', 'actual', 'bank', '250'], ['2022-10', 'plan', 'bank', '200'], ['2022-12', 'plan', 'bank', '70'], ['2022-10', 'actual', 'bank', '150'], ['2022-10', 'actual', 'own', '80'], ['2023-05', 'plan', 'own', '1000']])
  const after = (await housing.get('/project-investment?year=2022')).body
  const told = (sheet, key) => { const s = sheet.sources.find((one) => one.key === key); return [s.planned, s.planned_so_far, s.actual, s.planned_in_all, s.actual_in_all] }
  const grown = (key) => told(after, key).map((amount, i) => amount - told(before, key)[i])
  assert.deepEqual([grown('bank'), grown('own'), grown('fiscal')], [[270, 200, 150, 570, 400], [0, 0, 80, 1000, 80], [0, 0, 0, 0, 0]])
  assert.deepEqual([after.in_all.projects - before.in_all.projects, after.in_all.total - before.in_all.total, after.in_all.actual_in_all - before.in_all.actual_in_all], [1, 9000, 480])
  assert.deepEqual([after.in_all.planned, after.in_all.actual], [after.planned, after.actual])
  assert.equal((await housing.get('/project-investment?year=2021')).body.in_all.actual_in_all, after.in_all.actual_in_all - after.actual, 'what comes after a year is not done in it')
})

test('rounds of starts count their projects and what was invested in their year', async () => {
  const [one, two, three] = [await add({ total: '5000' }), await add({ total: '7000' }), await add()]
  await report(clerk, one, [['2022-05', 'actual', 'own', '1200'], ['2021-05', 'actual', 'own', '99']])
  const made = await clerk.post('/project-batches', { year: 2022, number: 1, name: '一季度集中开工', day: '2022-03-18', projects: [one, two] })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const [batch] = made.body.batches
  assert.deepEqual([batch.count, batch.total, batch.invested], [2, 12000, 1200])
  assert.equal((await clerk.post('/project-batches', { year: 2022, number: 1, name: '又一次', day: '2022-03-18', projects: [] })).status, 409)
  const twice = await clerk.post('/project-batches', { year: 2022, number: 2, name: '二季度集中开工', day: '2022-06-18', projects: [three, one] })
  assert.deepEqual([twice.status, twice.body.errors[0].field], [409, '/projects/1'])
  const change = (version, projects) => clerk.patch(`/project-batches/${batch.id}`, { version, name: '一季度集中开工', day: '2022-03-20', projects })
  assert.equal((await change(1, [one])).body.batches[0].count, 1)
  assert.equal((await change(1, [one])).status, 409)
  assert.equal((await agri.post('/project-batches', { year: 2022, number: 3, name: '不该我加', day: '2022-03-18', projects: [] })).status, 403)
  assert.deepEqual((await mayor.get('/project-batches?year=2022')).body.years, [2022])
})

test('the funnel counts what came in, went on and stayed how long, by the filters above it, and each figure opens the projects it counts', async () => {
  const id = await add({ day: '2022-09-01', key_level: 'city' })
  const file = (await agri.call('POST', '/evidence?filename=a.txt', { bytes: Buffer.from('记录') })).body.id
  await agri.post(`/projects/${id}/papers`, { condition: 'contact_record', files: [file] })
  const move = async (to, day, reason) => {
    const { version } = (await agri.get(`/projects/${id}`)).body.project
    assert.equal((await agri.post(`/projects/${id}/moves`, { version, to, day, ...(reason ? { reason } : {}) })).status, 200)
  }
  const span = 'from=2022-09-01&to=2022-09-30'
  const opened = async (flow, library, more = '') => (await agri.get(`/projects?flow=${flow}&flow_library=${library}&${span}${more}`)).body.projects.map((one) => one.id)
  await move('talk', '2022-09-29')
  const { libraries } = (await agri.get(`/project-funnel?${span}`)).body
  assert.deepEqual([libraries[0].entered, libraries[0].onward, libraries[0].conversion, libraries[0].days, libraries[0].workdays], [1, 1, 100, 28, 19])
  assert.equal(libraries[1].entered, 1)
  for (const [flow, library] of [['entered', 'prospect'], ['onward', 'prospect'], ['left', 'prospect'], ['entered', 'talk']]) assert.deepEqual(await opened(flow, library), [id], `${flow} ${library}`)
  assert.deepEqual([await opened('back', 'talk'), await opened('entered', 'prospect', '&kind=agriculture')], [[], []])
  for (const [filter, count] of [['kind=industry', 1], ['kind=agriculture', 0], ['key_level=city', 1], ['key_level=key', 1], ['key_level=none', 0], [`q=${encodeURIComponent('冷链')}`, 1], [`q=${encodeURIComponent('没有')}`, 0]]) {
    const first = (await agri.get(`/project-funnel?${span}&${filter}`)).body.libraries[0]
    assert.equal(first.entered, count, filter)
  }
  await move('prospect', '2022-09-30', '资料不全')
  const again = (await agri.get(`/project-funnel?${span}`)).body.libraries
  assert.deepEqual([again[0].entered, again[0].onward, again[1].back], [1, 0, 1], 'a project that came back is counted once, and is in no later library now')
  assert.deepEqual(await opened('back', 'talk'), [id])
  assert.equal((await agri.get('/project-funnel?from=2022-09-01&to=2022-08-01')).status, 422)
  assert.equal((await agri.get('/projects?flow=entered')).status, 422)
})

test('the stuck list holds exactly the active projects that are longer in their library than its limit', async () => {
  assert.equal((await clerk.get('/projects?stuck=1')).body.projects.length, 0)
  await add({ day: '2022-01-05', name: '久谈不决的项目' })
  await add({ day: '2022-08-17', name: '刚好九十天的项目' })
  assert.deepEqual((await clerk.get('/projects?stuck=1')).body.projects.map((one) => [one.name, one.days > one.limit]), [['久谈不决的项目', true]])
})

test('the reserve is watched in all, by kind and by library: its light turns when projects are closed, and back when they go on', async () => {
  const read = async () => (await clerk.get('/project-reserve')).body.reserve
  const light = async () => (await clerk.get('/dashboard')).body.reserve[0]
  const before = await read()
  assert.equal(before.minimum, 100)
  assert.equal(before.count, before.kinds.reduce((sum, one) => sum + one.count, 0))
  assert.equal(before.count, before.libraries.reduce((sum, one) => sum + one.count, 0))
  assert.equal(before.missing, 100 - before.count)
  assert.deepEqual([(await light()).light, (await light()).reason.startsWith(`储备${before.count}个，不足100个，差${before.missing}个`)], ['red', true])
  const rows = Array.from({ length: 100 }, (_, i) => `储备项目${String(i).padStart(3, '0')}号,${['产业', '基础设施', '民生', '农业'][i % 4]},区农业农村局,前期,1,2022-11-01`)
  const taken = await clerk.call('POST', `/project-import?filename=a.csv&take_over=1&reason=${encodeURIComponent('存量清单')}`, { bytes: Buffer.from(`项目名称,项目类型,牵头单位,所在库,总投资（亿元）,前期日期\n${rows.join('\n')}\n`) })
  assert.deepEqual([taken.status, taken.body.taken], [200, true], JSON.stringify(taken.body))
  const short = await read()
  assert.deepEqual([short.missing, short.kinds[0].missing, (await light()).light], [0, Math.max(0, 40 - short.kinds[0].count), short.kinds[0].count < 40 ? 'yellow' : 'green'])
  while ((await read()).kinds[0].missing) await add()
  assert.deepEqual([(await light()).light, (await read()).libraries.at(-1).minimum], ['green', 10])
  const listed = (await clerk.get('/projects?reserve=1&limit=1000')).body.projects
  assert.equal(listed.length, (await read()).count)
  const farms = listed.filter((one) => one.kind === 'agriculture').slice(0, 21)
  const end = async (id, state, reason) => {
    const { version } = (await clerk.get(`/projects/${id}`)).body.project
    assert.equal((await clerk.post(`/projects/${id}/state`, { version, state, reason })).status, 200)
  }
  for (const one of farms) await end(one.id, 'given_up', '业主放弃')
  const closed = await read()
  assert.deepEqual([closed.kinds.find((one) => one.key === 'agriculture').missing, (await light()).light], [1, closed.missing ? 'red' : 'yellow'])
  assert.match((await light()).reason, /农业农村4个，差1个/)
  await end(farms[0].id, 'active', '业主恢复投资')
  assert.equal((await read()).kinds.find((one) => one.key === 'agriculture').missing, 0)
  assert.doesNotMatch((await light()).reason, /农业农村/)
  const turns = (await clerk.get('/ledger?kind=reserve&limit=50')).body.entries.filter((one) => one.action === 'light.turn')
  assert.ok(turns.length >= 2, 'each turn is in the ledger')
})

test('what a project lacks before it is counted in statistics is a list', async () => {
  const csv = '项目名称,项目类型,牵头单位,所在库,总投资（亿元）,开工日期\n湖畔装备制造基地,产业,区农业农村局,开工,1.2,2022-04-01\n'
  const taken = await clerk.call('POST', `/project-import?filename=a.csv&take_over=1&reason=${encodeURIComponent('存量清单')}`, { bytes: Buffer.from(csv) })
  assert.deepEqual([taken.status, taken.body.taken], [200, true], JSON.stringify(taken.body))
  const { projects } = (await agri.get('/project-readiness?library=counted')).body
  const one = projects.find((row) => row.project.name === '湖畔装备制造基地')
  assert.deepEqual([one.project.total, one.project.since], [12000, '2022-04-01'])
  assert.ok(one.lacks.includes('施工合同') && one.lacks.includes('已有投资完成额') && one.lacks.includes('投资协议'))
})
