// What the sample district shows when it has lived through its year: figures came in month by month, units said how far they were or did not, and lights were lit.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server
let clerk
before(async () => {
  server = await startServer({ work: true, year: true })
  clerk = await server.login('clerk1')
})
after(() => server.stop())

const beijingDay = (at) => new Date(Date.parse(at) + 8 * 3600e3).toISOString().slice(0, 10)

async function commitment(words) {
  const { plans } = (await clerk.get('/plans')).body
  const { commitments } = (await clerk.get(`/commitments?plan=${plans[0].id}&q=${encodeURIComponent(words)}`)).body
  assert.ok(commitments.length > 0, words)
  return commitments[0].id
}

/** All monthly reports, of PERIOD or of the year: those made at one moment have no order of their own. */
async function dutiesOf(who, period) {
  const duties = []
  for (let cursor = ''; cursor !== null;) {
    const page = (await who.get(`/round-duties?round=progress-month&limit=200${period ? `&period=${period}` : ''}${cursor && `&cursor=${cursor}`}`)).body
    duties.push(...page.duties)
    cursor = page.next
  }
  return duties
}

test('a leader sees what was forecast each month, from the figures that were there then', async () => {
  const mayor = await server.login('mayor')
  assert.equal((await mayor.get('/session')).body.today, '2022-11-15')
  const record = (await mayor.get('/indicators/retail/forecasts?year=2022')).body
  assert.deepEqual(record.forecasts.map((one) => one.period), [null, '2022-01', '2022-02', '2022-03', '2022-04', '2022-05', '2022-06', '2022-07', '2022-08', '2022-09'])
  assert.equal(record.forecasts[0].forecast, null, 'nothing of the year was known in January')
  assert.equal(record.forecasts[3].forecast.value, 66.2685)
  assert.ok(record.forecasts[9].forecast.low < 66.2054 && record.forecasts[9].forecast.high > 66.2054)
  assert.equal(record.result, null, 'the year has not ended')
  const jobs = (await mayor.get('/indicators/new_jobs/forecasts?year=2022')).body
  assert.equal(jobs.forecasts.find((one) => one.as_of === '2022-05-31').period, '2022-03', 'the figure of April came in June')
})

test('a clerk sees what each unit said each month and at the end of each quarter, who was late, and who missed some', async () => {
  const said = async (words) => (await clerk.get(`/commitments/${await commitment(words)}/progress`)).body.progress.map((one) => beijingDay(one.at)).sort()
  const months = ['2022-01-28', '2022-02-25', '2022-03-30', '2022-04-28', '2022-05-30', '2022-06-29', '2022-07-28', '2022-08-30', '2022-09-28', '2022-10-28']
  const later = (day, days) => new Date(Date.parse(day) + days * 86400e3).toISOString().slice(0, 10)
  assert.deepEqual(await said('现代农业园区'), [...months, '2022-04-02', '2022-07-02', '2022-10-08', '2022-11-15'].sort())
  assert.deepEqual(await said('省级美丽乡村'), [...months.map((day) => later(day, 3)), '2022-04-14', '2022-07-14', '2022-10-20', '2022-11-15'].sort(), 'late by its habit')
  assert.deepEqual(await said('修编高新区'), months.filter((day) => !['03', '06', '09', '10'].includes(day.slice(5, 7))), 'silent in some months, and at the end of quarters')
})

test('every task is reported every month: most in time, some late, few not at all, in different words, and further each time', async () => {
  const duties = await dutiesOf(clerk)
  const count = (state) => duties.filter((one) => one.state === state).length
  assert.ok(duties.length > 2000)
  assert.equal(count('open'), 0)
  assert.ok(count('missed') > 10 && count('missed') < 30, String(count('missed')))
  assert.ok(count('late') > 200 && count('late') < duties.length / 5, String(count('late')))
  const september = duties.filter((one) => one.period === '2022-09' && one.text)
  assert.ok(new Set(september.map((one) => one.text)).size >= 7)
  const [one] = september
  const percents = duties.filter((other) => other.object_id === one.object_id && other.percent !== null).map((other) => other.percent)
  assert.deepEqual(percents, [...percents].sort((a, b) => a - b))
  for (const words of ['27个省市重点项目', '绿荫停车场', '高标准农田7.5万亩', '116个村庄', '碳达峰行动方案', '社区租赁平台']) {
    const { progress } = (await clerk.get(`/commitments/${await commitment(words)}/progress`)).body
    const said = progress.map((entry) => entry.percent).filter((value) => value !== null).reverse()
    assert.deepEqual(said, [...said].sort((a, b) => a - b), `${words} never falls back`)
  }
  const { body } = await clerk.get('/dashboard')
  assert.equal(body.commitments.grey, 0, 'everything can be judged')
})

test('its ledger runs in order from January to its day, and is sound', async () => {
  const auditor = await server.login('auditor')
  const found = await auditor.get('/ledger/verification')
  assert.equal(found.body.sound, true)
  const newest = (await auditor.get('/ledger?limit=1')).body.entries[0]
  assert.equal(beijingDay(newest.at), '2022-11-15')
})

test('nothing that it comes to differs from what is entered on one day', async () => {
  const { indicators } = (await clerk.get('/indicators')).body
  const lean = await startServer({ work: true })
  try {
    const other = (await (await lean.login('clerk1')).get('/indicators')).body.indicators
    const state = (list) => Object.fromEntries(list.map((one) => [one.indicator.key, one.state.value]))
    assert.deepEqual(state(indicators), state(other))
  } finally {
    await lean.stop()
  }
})

test('what the lights raised was signed for, answered, returned and verified by someone else, or still waits', async () => {
  const closed = (await clerk.get('/cases?show=closed&type=notice&limit=200')).body.cases
  assert.ok(closed.length >= 5)
  const returned = closed.find((one) => one.returns === 1)
  assert.ok(returned, 'one was returned first')
  const { history } = (await clerk.get(`/cases/${returned.id}`)).body
  const moves = history.map((one) => one.move)
  for (const move of ['open', 'sign', 'reply', 'return', 'verify']) assert.ok(moves.includes(move), move)
  const by = (move) => history.findLast((one) => one.move === move).by_name
  assert.notEqual(by('reply'), by('verify'), 'whoever handled it does not confirm it')
})

test('a reminder that a unit left lying came before the leader, who has a log-in, and ended in a notice that turned the light red', async () => {
  const reminders = (await clerk.get('/cases?type=reminder&show=closed&limit=200')).body.cases.filter((one) => one.state === 'turned')
  assert.deepEqual([...new Set(reminders.map((one) => one.unit_name))].sort(), ['区工商联', '区水务局'])
  assert.ok(reminders.every((one) => one.escalated))
  assert.equal((await clerk.get('/cases?type=reminder&limit=200')).body.cases.some((one) => one.clock === 'overdue'), false, 'none lies forgotten')
  const water = reminders.find((one) => one.title.includes('河湖长制'))
  const due = [...reminders, ...(await clerk.get('/cases?type=reminder&limit=200')).body.cases, ...(await clerk.get('/cases?type=reminder&show=closed&limit=200')).body.cases].map((one) => one.due)
  assert.deepEqual(due.filter((day) => day >= '2022-10-01' && day <= '2022-10-07'), [], 'none ends in the holiday')
  const [link] = (await clerk.get(`/cases/${water.id}`)).body.links
  assert.equal(link.role, 'became')
  const { case: notice, links } = (await clerk.get(`/cases/${link.id}`)).body
  assert.deepEqual([notice.number, links], [link.number, [{ role: 'from', id: water.id, number: water.number }]])
  assert.ok(notice.escalated && notice.clock === 'overdue')
  const vice = await server.login('vice3')
  assert.ok((await vice.get('/duties')).body.duties.some((one) => one.object_id === notice.id))
  const [light] = (await clerk.get(`/lights?ids=${water.object_id}`)).body.lights
  assert.deepEqual([light.light, light.reason], ['red', '督办单逾期未办结'])
})

test('whoever says nothing for a quarter of a year turns red', async () => {
  const [light] = (await clerk.get(`/lights?ids=${await commitment('请在外乡亲和校友')}`)).body.lights
  assert.equal(light.light, 'red')
  assert.match(light.reason, /^已1\d\d天没有报进展$/)
})

test('every leader before whom something can come has a log-in', async () => {
  const { people } = (await clerk.get('/people')).body
  const admin = await server.login('admin')
  const { accounts } = (await admin.get('/accounts')).body
  const { cases } = (await clerk.get('/cases?limit=200')).body
  for (const one of cases.filter((each) => each.leader)) assert.ok(accounts.some((account) => account.person === one.leader), people.find((person) => person.id === one.leader).name)
})

test('a notice that is due later than it was asked says why', async () => {
  const notices = await Promise.all(['open', 'closed'].map(async (show) => (await clerk.get(`/cases?show=${show}&type=notice&limit=200`)).body.cases))
  const returned = notices.flat().filter((one) => one.returns === 1)
  const details = await Promise.all(returned.map(async (one) => (await clerk.get(`/cases/${one.id}`)).body))
  const moved = details.filter(({ case: one, form }) => form.find((field) => field.key === 'due').value !== one.due)
  assert.ok(moved.length > 0)
  for (const { case: one, history, form } of moved) assert.equal(history.find((step) => step.note)?.note, `等待核查的时间不计入：办结时限由${form.find((field) => field.key === 'due').value}顺延到${one.due}`)
})

test('a notice that the office raised itself went back once, was proved by files, and was closed by somebody else', async () => {
  const { cases } = (await clerk.get('/cases?show=closed&type=notice&limit=200')).body
  const mine = cases.find((one) => one.title === '绿荫停车场选址和用地进展')
  const detail = (await clerk.get(`/cases/${mine.id}`)).body
  const steps = detail.history.filter((one) => one.move !== 'warn')
  assert.deepEqual(steps.map((one) => [one.move, beijingDay(one.at)]), [['open', '2022-08-11'], ['sign', '2022-08-12'], ['reply', '2022-08-18'], ['return', '2022-08-19'], ['reply', '2022-08-25'], ['verify', '2022-08-26']])
  const by = (move) => steps.findLast((one) => one.move === move).by_name
  assert.notEqual(by('reply'), by('verify'), 'whoever handled it does not confirm it')
  const files = steps[4].form.flatMap((one) => one.files)
  assert.deepEqual(files.map((one) => [one.name, one.media]), [['停车场进度表.pdf', 'application/pdf'], ['停车场平面示意图.png', 'image/png']])
  const urban = await server.login('urban')
  assert.equal((await urban.get(`/evidence/${files[0].id}`)).status, 200)
})

test('figures are proved by the sheet that holds them, sites by photographs, tasks by their unit’s list; of others nothing proves what is said', async () => {
  const { body } = await clerk.get('/indicators/farmland?year=2022')
  assert.match(JSON.stringify(body), /"period":"2022-09","value":4\.5,[^}]*"evidence":\["/)
  const growth = (await clerk.get('/indicators/industry_growth?year=2022')).body
  const [sheet] = growth.revisions.find((one) => one.period === '2022-10').evidence
  const statistics = await (await clerk.get(`/evidence/${sheet.id ?? sheet}`)).content.toString()
  assert.match(statistics, /规模以上工业增加值增速,全区,2022-10,6\.8,%/)
  const files = async (words) => (await clerk.get(`/commitments/${await commitment(words)}/progress`)).body.progress.flatMap((one) => one.files.map((file) => [beijingDay(one.at), file.name, file.media]))
  assert.deepEqual(await files('绿荫停车场'), [['2022-10-30', '城管局任务台账2022年10月.csv', 'text/csv'], ['2022-09-30', '停车场平面示意图.png', 'image/png']])
  assert.deepEqual(await files('老旧小区49个'), [['2022-06-29', '老旧小区改造20220629.jpg', 'image/jpeg']])
  assert.deepEqual(await files('集团化办学'), [['2022-10-28', '教育局任务台账2022年10月.csv', 'text/csv']])
  assert.deepEqual(await files('平台招商'), [])
})

test('what was reported wrong is corrected by its unit, for a reason', async () => {
  const reasons = []
  for (const key of ['industry_growth', 'investment_growth', 'pm25', 'new_jobs', 'urban_income', 'villages_renewed', 'rural_roads', 'devices', 'toilets']) {
    const { revisions } = (await clerk.get(`/indicators/${key}?year=2022`)).body
    reasons.push(...revisions.filter((one) => one.revision > 1).map((one) => one.reason))
  }
  assert.ok(reasons.length >= 8, String(reasons.length))
  assert.ok(reasons.every((one) => one.length > 5))
})

test('most of next year’s report has something to stand on', async () => {
  const draft = (await clerk.get('/papers/results/2022')).body
  const sentences = draft.sections.flatMap((one) => one.sentences).length
  assert.ok(sentences > 120 && sentences > draft.unsupported.length, `${sentences} against ${draft.unsupported.length}`)
  assert.ok(draft.unsupported.every((one) => one.unit_name && one.needs))
})

test('what units said was done was verified by somebody else and is done; one waits for the office', async () => {
  const { plans } = (await clerk.get('/plans')).body
  const done = (await clerk.get(`/commitments?plan=${plans[0].id}&state=done&limit=200`)).body.commitments
  assert.equal(done.length, 21)
  const { cases } = (await clerk.get('/cases?show=closed&type=completion&limit=200')).body
  assert.equal(cases.length, 21)
  const { history } = (await clerk.get(`/cases/${cases[0].id}`)).body
  const by = (move) => history.find((one) => one.move === move).by_name
  assert.notEqual(by('open'), by('verify'))
  const waiting = (await clerk.get('/cases?type=completion')).body.cases
  assert.equal(waiting.length, 1)
  assert.ok((await clerk.get('/duties')).body.duties.some((one) => one.object_id === waiting[0].id))
})

test('two quarters were scored and published, the third is frozen', async () => {
  const mayor = await server.login('mayor')
  const { runs } = (await mayor.get('/score-runs')).body
  const state = (scheme, period, kind) => runs.find((one) => one.scheme_key === scheme && one.period === period && one.state === kind)
  for (const scheme of ['townships', 'departments']) {
    for (const period of ['2022Q1', '2022Q2']) assert.equal(beijingDay(state(scheme, period, 'published').published_at), period === '2022Q1' ? '2022-04-28' : '2022-07-28')
    assert.ok(state(scheme, '2022Q3', 'frozen'))
  }
  const auditor = await server.login('auditor')
  const found = await auditor.get(`/score-runs/${state('departments', '2022Q1', 'published').id}/verification`)
  assert.equal(found.status, 200)
})

test('two units objected in time: one score was kept, one figure put right and the quarter scored again', async () => {
  const { cases } = (await clerk.get('/cases?show=closed&type=score-objection')).body
  assert.equal(cases.length, 2)
  const details = await Promise.all(cases.map(async (one) => (await clerk.get(`/cases/${one.id}`)).body))
  for (const { history } of details) {
    const by = (move) => history.find((one) => one.move === move).by_name
    assert.notEqual(by('answer'), by('confirm'), 'whoever handled it does not confirm it')
  }
  const { runs } = (await clerk.get('/score-runs')).body
  const quarter = runs.filter((one) => one.scheme_key === 'townships' && one.period === '2022Q2')
  const published = quarter.find((one) => one.state === 'published')
  const before = quarter.find((one) => one.replaced_by === published.id)
  assert.match(published.grounds, /更正后重新计分/)
  const { changes } = (await clerk.get(`/score-runs/${published.id}`)).body
  assert.deepEqual(changes.flatMap((one) => one.figures.map((figure) => [figure.before, figure.now])), [[17, 19]])
  assert.equal(before.state, 'frozen')
  const town = await server.login('town')
  const unit = (await clerk.get('/units')).body.units.find((one) => one.key === 'town-1').id
  const mine = (await town.get(`/score-runs/${published.id}/units/${unit}`)).body
  assert.ok(mine.points > (await clerk.get(`/score-runs/${before.id}/units/${unit}`)).body.points)
})

test('the year takes what the quarters came to, and opens down to each', async () => {
  const { runs } = (await clerk.get('/score-runs')).body
  const quarters = runs.filter((one) => one.scheme_key === 'townships' && one.state !== 'open' && one.replaced_by === null).sort((a, b) => a.period.localeCompare(b.period))
  assert.deepEqual(quarters.map((one) => one.period), ['2022Q1', '2022Q2', '2022Q3'])
  const made = await clerk.post('/score-runs', { scheme: 'townships_year', period: '2022' })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  assert.deepEqual([made.body.units.length, made.body.newer], [11, []])
  for (const { unit } of made.body.units) {
    const points = []
    for (const one of quarters) points.push((await clerk.get(`/score-runs/${one.id}/units/${unit}`)).body.points)
    const [item] = (await clerk.get(`/score-runs/${made.body.run.id}/units/${unit}`)).body.items
    const [figure] = item.figures
    assert.deepEqual(figure.sources.map((one) => [one.kind, one.id, one.period, one.value]), quarters.map((one, i) => ['run', one.id, one.period, points[i]]))
    const mean = points.reduce((sum, one) => sum + one, 0) / 3
    assert.ok(Math.abs(figure.value - mean) <= 0.0001, `${figure.value} of ${points}`)
    assert.ok(Math.abs(item.points - 0.6 * mean) <= 0.01)
  }
  const found = (await (await server.login('auditor')).get(`/score-runs/${made.body.run.id}/verification`)).body
  assert.deepEqual([found.inputs_unchanged, found.result_unchanged, found.computed_the_same], [true, true, true])
})

test('meetings and sessions were held on their day, minuted, and what they decided has an owner and a date', async () => {
  const { meetings } = (await clerk.get('/meetings?limit=200')).body
  const past = meetings.filter((one) => one.day <= '2022-11-15')
  assert.deepEqual(past.filter((one) => one.state !== 'closed'), [])
  for (const [round, count] of [['consult-half-month', 20], ['dispatch-month', 10], ['review-quarter', 3], ['study-wednesday', 43]]) assert.equal(past.filter((one) => one.round === round).length, count, round)
  const { day } = past.find((one) => one.round === 'study-wednesday' && one.period === '2022-W40')
  assert.equal(day, '2022-10-08', 'nobody sits on a holiday')
  const march = past.find((one) => one.round === 'dispatch-month' && one.period === '2022-03')
  const detail = (await clerk.get(`/meetings/${march.id}`)).body
  assert.equal(detail.agenda.some((one) => one.title === '上月任务完成情况'), true)
  assert.equal(detail.people.filter((one) => one.state === 'leave').length, 1)
  assert.equal(detail.decisions.length, 1)
  assert.deepEqual([detail.decisions[0].lead_unit_name, detail.decisions[0].due], ['区农业农村局', '2022-12-10'])
})

test('it is lived through in the same way each time, whatever its ids are', async () => {
  const plain = (value) => JSON.stringify(value, (key, one) => (/digest|^at$|_at$|_until$|version$|uploaded|^answered$/.test(key) ? undefined : typeof one === 'string' ? one.replaceAll(/\b[0-9a-hjkmnp-tv-z]{26}\b/g, 'ID') : one))
  const sorted = (list) => list.map(plain).sort()
  const seen = async (who) => {
    const get = async (path) => (await who.get(path)).body
    const { runs } = await get('/score-runs')
    const scores = []
    for (const run of runs.filter((one) => one.scheme_key !== 'townships_year')) scores.push({ ...run, units: (await get(`/score-runs/${run.id}`)).units.map((one) => [one.unit_name, one.points, one.rank]) })
    const { plans } = await get('/plans')
    return {
      dashboard: plain(await get('/dashboard')),
      cases: sorted((await get('/cases?type=notice&show=closed&limit=200')).cases),
      scores: sorted(scores),
      commitments: sorted((await get(`/commitments?plan=${plans[0].id}&limit=200`)).commitments),
      duties: sorted(await dutiesOf(who, '2022-06')),
      forecasts: plain(await get('/indicators/retail/forecasts?year=2022')),
    }
  }
  const other = await startServer({ work: true, year: true })
  try {
    const [one, again] = [await seen(clerk), await seen(await other.login('clerk1'))]
    for (const key of Object.keys(one)) assert.deepEqual(again[key], one[key], key)
  } finally {
    await other.stop()
  }
})
