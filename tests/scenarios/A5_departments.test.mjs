// A5 年底总考核, the departments: a target counts for whoever promised it, answering late costs, and the year's meeting finds the year scored.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pdfText } from '../harness/pdf.mjs'
import { behind, serve, setClock, startServer } from '../harness/server.mjs'

let server, running, clerk, units, quarter
const ok = (answer, status = 200) => {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  return answer.body
}
const idOf = (key) => units.find((one) => one.key === key).id
const keyOf = (id) => units.find((one) => one.id === id).key
const scoreOf = async (key, run = quarter.run) => ok(await clerk.get(`/score-runs/${run.id}/units/${idOf(key)}`))
const itemOf = (score, key) => score.items.find((one) => one.key === key)
const figureOf = (item, measure) => item.figures.find((one) => one.measure === measure)
const rankOf = (key) => quarter.units.find((one) => one.unit === idOf(key)).rank
const rounded = (points) => Math.round(points * 100) / 100

before(async () => {
  server = await startServer({ work: true, year: true })
  running = { end: server.end, login: server.login }
  clerk = await server.login('clerk1')
  units = ok(await clerk.get('/units')).units
  const { runs } = ok(await clerk.get('/score-runs'))
  quarter = ok(await clerk.get(`/score-runs/${runs.find((one) => one.scheme_key === 'departments' && one.period === '2022Q3' && one.state === 'frozen').id}`))
})
after(async () => {
  await running?.end()
  await server.stop()
})

test('a target counts for the unit that promised it, not for the one that counts the figure', async () => {
  // The bureau of statistics reports growth, industry, investment and incomes, and promised none of them.
  assert.ok(quarter.left_out.includes('区统计局'), quarter.left_out.join())
  assert.ok(quarter.units.every((one) => one.unit !== idOf('statistics')))
  const { sources, value } = figureOf(itemOf(await scoreOf('reform'), 'pace'), 'targets_total')
  assert.deepEqual(sources.map((one) => one.title).sort(), ['固定资产投资增速', '地区生产总值增速'])
  assert.equal(value, 2)
  for (const source of sources) {
    const { commitment } = ok(await clerk.get(`/commitments/${source.commitment}`))
    assert.equal(commitment.lead_unit, idOf('reform'))
    assert.equal(source.commitment_title, commitment.text)
  }
  // What no commitment promised stays with whoever reports it.
  const air = figureOf(itemOf(await scoreOf('ecology'), 'pace'), 'targets_total').sources
  assert.ok(air.some((one) => one.title.includes('PM2.5') && one.commitment === undefined), JSON.stringify(air))
})

test('who reports late or not at all gets less than who reports in time, and every report opens', async () => {
  const water = itemOf(await scoreOf('water'), 'reports')
  const [due, late, missed] = ['reports_due', 'reports_late', 'reports_missed'].map((one) => figureOf(water, one))
  assert.deepEqual([due.value, due.sources.length], [6, 6])
  assert.ok(late.value > 0 && missed.value > 0)
  assert.equal(water.points, rounded((15 * (due.value - missed.value - late.value / 2)) / due.value))
  for (const source of due.sources) {
    const { duty } = ok(await clerk.get(`/round-duties/${source.id}`))
    assert.deepEqual([source.kind, duty.unit, duty.title, duty.period], ['duty', idOf('water'), source.title, source.period])
    // What came after the quarter does not mend it: it was missed then.
    assert.equal(source.state, source.state === 'missed' ? 'missed' : duty.state)
    assert.ok(duty.due <= '2022-09-30')
  }
  assert.equal(itemOf(await scoreOf('education'), 'reports').points, 15)
  for (const one of ['water', 'transport', 'rural', 'planning']) assert.ok(rankOf(one) > rankOf('education'), one)
})

test('a reminder or a notice that was answered after its day costs its unit, in the quarter in which it was late', async () => {
  const item = itemOf(await scoreOf('labour'), 'answered')
  const late = figureOf(item, 'reminders_late')
  assert.ok(late.value > 0)
  assert.equal(item.points, Math.max(0, 10 - 3 * figureOf(item, 'notices_late').value - late.value))
  for (const source of late.sources) {
    const { case: one, history } = ok(await clerk.get(`/cases/${source.id}`))
    const answered = history.find((each) => each.move === 'answer').at.slice(0, 10)
    assert.ok(one.type === 'reminder' && source.due < answered && answered >= '2022-07-01' && source.due < '2022-09-30', `${source.due} ${answered}`)
  }
  const { cases } = ok(await clerk.get(`/cases?type=reminder&show=closed&unit=${idOf('finance')}`))
  assert.ok(cases.length > 0, 'the bureau of finance has answered some')
  assert.equal(itemOf(await scoreOf('finance'), 'answered').points, 10, 'and each in time')
})

test('who leads no target is judged by the rest, and is told so', async () => {
  for (const key of ['water', 'planning', 'education']) {
    const score = await scoreOf(key)
    const pace = itemOf(score, 'pace')
    const rest = ['progress', 'in_time', 'reports', 'answered', 'quality'].reduce((sum, one) => sum + itemOf(score, one).points, 0)
    assert.equal(figureOf(pace, 'targets_total').value, 0)
    assert.ok(Math.abs(pace.points - (40 * rest) / 60) < 0.01, `${key}: ${pace.points} of ${rest}`)
    assert.match(pace.how, /^因牵头的指标目标（0） ＝ 0，按 满分（40） × .*月报按时报送（[\d.]+）.* ÷ 60 ＝ [\d.]+分计。$/)
    assert.match(pace.note, /按其余60分的得分率折算/)
  }
  const led = itemOf(await scoreOf('agri'), 'pace')
  assert.match(led.how, /^满分（40） × 达到进度的目标（\d+） ÷ 牵头的指标目标（\d+） ＝ [\d.]+分。$/)
})

test('how far a unit is with its commitments is counted against the time that has gone', async () => {
  const item = itemOf(await scoreOf('planning'), 'progress')
  const pace = figureOf(item, 'tasks_pace')
  // 67 % reported by the end of September, of a commitment made on 19 January and due at the year's end.
  const gone = (Date.parse('2022-09-30') - Date.parse('2022-01-19')) / (Date.parse('2022-12-31') - Date.parse('2022-01-19'))
  assert.deepEqual(pace.sources.map((one) => [one.kind, one.percent]), [['commitment', 67]])
  assert.ok(Math.abs(pace.value - 67 / gone) < 0.001, `${pace.value}`)
  assert.equal(item.points, rounded((15 * pace.value) / 100))
})

test('the ranking ranks: no more than a handful share a place', () => {
  const shared = new Map()
  for (const one of quarter.units) shared.set(one.rank, (shared.get(one.rank) ?? 0) + 1)
  assert.ok(Math.max(...shared.values()) <= 5, JSON.stringify([...shared]))
  assert.ok(quarter.units.length >= 25 && shared.size >= 15)
})

test('the quarter computes again to the same, and no difference is told where there is none', async () => {
  const auditor = await server.login('auditor')
  const found = ok(await auditor.get(`/score-runs/${quarter.run.id}/verification`))
  assert.deepEqual([found.inputs_unchanged, found.result_unchanged, found.computed_the_same], [true, true, true])
  const make = async () => ok(await clerk.post('/score-runs', { scheme: 'townships', period: '2022Q3', grounds: '核对' }), 201)
  const before = await make()
  // The same value, proven again: the evidence is newer, and nothing of the score is other.
  const cell = { indicator: 'toilets', object: `unit:${idOf('town-3')}`, period: '2022-09' }
  const built = itemOf(itemOf(await scoreOf('town-3', before.run), 'targets'), 'toilets').figures[0].value
  ok(await clerk.post('/observations', { cells: [{ ...cell, value: String(built + 1), reason: '误报', confirm: true }], take: 'all' }))
  ok(await clerk.post('/observations', { cells: [{ ...cell, value: String(built), reason: '改回', confirm: true }], take: 'all' }))
  const again = await make()
  assert.notEqual(again.run.inputs_digest, before.run.inputs_digest, 'another revision of the figure')
  assert.deepEqual(again.changes, [])
})

test('the paper says how the points came about in the words of the page', async () => {
  const printed = await clerk.get(`/papers/assessment/${quarter.run.id}/file?format=pdf`)
  assert.equal(printed.status, 200, JSON.stringify(printed.body))
  const text = pdfText(printed.content).replaceAll(/\s/g, '')
  assert.doesNotMatch(text, /实绩/)
  const water = await scoreOf('water')
  for (const key of ['reports', 'progress']) assert.ok(text.includes(itemOf(water, key).how.replaceAll(/\s/g, '')), itemOf(water, key).how)
  assert.match(text, /没有经审批的登记/)
})

test('the year-end meeting finds departments and townships scored for the year', async () => {
  await running.end()
  setClock(server.database, '2022-12-20')
  running = await serve(server.database)
  clerk = await running.login('clerk1')
  const meeting = ok(await clerk.get('/meetings?round=assessment-year')).meetings.find((one) => one.period === '2022')
  assert.equal(meeting.state, 'planned')
  const { agenda } = ok(await clerk.get(`/meetings/${meeting.id}`))
  const rankings = agenda.filter((one) => one.source === 'ranking')
  assert.match(rankings.map((one) => one.title).join(), /部门年终考核方案.*乡镇年终考核方案/)
  for (const { object_id: id } of rankings) {
    const { run, units: ranked } = ok(await clerk.get(`/score-runs/${id}`))
    assert.deepEqual([run.period, run.state, run.scheme_key.endsWith('_year')], ['2022', 'open', true])
    assert.ok(ranked.length > 10)
  }
  const { run } = ok(await clerk.get(`/score-runs/${rankings[0].object_id}`))
  const score = await scoreOf('reform', run)
  const quarters = figureOf(itemOf(score, 'through_the_year'), 'quarters')
  assert.deepEqual(quarters.sources.map((one) => one.period), ['2022Q1', '2022Q2', '2022Q3'])
  assert.ok(Math.abs(quarters.value - quarters.sources.reduce((sum, one) => sum + one.value, 0) / 3) < 0.001)
  // All that is due by the year's end counts, though its day has not come yet.
  const done = itemOf(score, 'finished')
  const [led, finished] = ['tasks_led', 'tasks_finished'].map((one) => figureOf(done, one))
  assert.equal(led.value, 17)
  assert.ok(finished.value > 0 && finished.sources.every((one) => one.state === 'done'))
  assert.equal(done.points, rounded((15 * finished.value) / led.value))
  for (const item of ['reached', 'settled', 'bonus', 'deduction', 'safety']) assert.ok(itemOf(score, item), item)
})

test('the year of the departments is frozen, objected to by a unit and published when its time is over', async () => {
  const run = ok(await clerk.get('/score-runs')).runs.find((one) => one.scheme_key === 'departments_year')
  const frozen = ok(await clerk.post(`/score-runs/${run.id}/freeze`, { version: run.version }))
  assert.equal(frozen.run.objections_until, '2022-12-27') // five working days
  const agri = await running.login('agri')
  const { case: id } = ok(await agri.post(`/score-runs/${run.id}/objections`, { unit: idOf('agri'), item: 'finished', title: '一项任务已办结', facts: '核查意见已出。' }), 201)
  const move = async (who, key, form = {}) => {
    const { case: one } = ok(await clerk.get(`/cases/${id}`))
    return ok(await who.post(`/cases/${id}/moves`, { move: key, version: one.version, form }))
  }
  await move(clerk, 'accept')
  await move(clerk, 'answer', { answer: '经复核维持原分。', decision: 'kept' })
  await move(await running.login('clerk2'), 'confirm')
  behind(server.database, `UPDATE score_run SET objections_until = '2022-12-19' WHERE id = '${run.id}'`)
  const mayor = await running.login('mayor')
  const published = ok(await mayor.post(`/score-runs/${run.id}/publication`, { version: frozen.run.version }))
  assert.equal(published.run.state, 'published')
  assert.deepEqual(published.units.map((one) => keyOf(one.unit)).length, frozen.units.length)
  const found = ok(await (await running.login('auditor')).get(`/score-runs/${run.id}/verification`))
  assert.deepEqual([found.inputs_unchanged, found.result_unchanged, found.computed_the_same], [true, true, true])
})

test('an accident entered for a department holds its year down', async () => {
  const made = ok(await clerk.post('/score-entries', { list: 'accident', unit: idOf('housing'), day: '2022-12-01', points: '1', reason: '在建工地较大事故', proof: '事故调查报告' }), 201)
  const colleague = await running.login('clerk2')
  ok(await colleague.post(`/score-entries/${made.id}/decision`, { version: 1, approve: true }))
  const { units: ranked } = ok(await clerk.post('/score-runs', { scheme: 'departments_year', period: '2022', grounds: '补登事故' }), 201)
  const housing = ranked.find((one) => one.unit === idOf('housing'))
  assert.ok(housing.points <= 60 && housing.flags.includes('vetoed'))
})

test('a notice that the office withdraws does not cost its unit', async () => {
  const make = async () => ok(await clerk.post('/score-runs', { scheme: 'departments', period: '2022Q4', grounds: '核对督办' }), 201).run
  const lateOf = async (run) => figureOf(itemOf(await scoreOf('housing', run), 'answered'), 'notices_late')
  const before = await lateOf(await make())
  assert.ok(before.value > 0 && before.sources.length === before.value)
  const { case: one } = ok(await clerk.get(`/cases/${before.sources[0].id}`))
  ok(await clerk.post(`/cases/${one.id}/moves`, { move: 'withdraw', version: one.version, form: { grounds: '重复派发' } }))
  const after = await lateOf(await make())
  assert.equal(after.value, before.value - 1)
  assert.ok(after.sources.every((source) => source.id !== one.id))
})
