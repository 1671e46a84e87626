// What `luoshi init --sample jizhou` leaves: a district in the middle of its year, with something true on every screen.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { serve, startServer } from '../harness/server.mjs'

let server
before(async () => (server = await startServer({ work: true })))
after(() => server.stop())

test('the district lives in the year of its report, and goes on doing so after a restart', async () => {
  const day = async (client) => (await client.get('/session')).body.today
  assert.equal(await day(await server.login('clerk1')), '2022-11-15')
  const again = await serve(server.database)
  try {
    assert.equal(await day(await again.login('clerk1')), '2022-11-15')
  } finally {
    await again.end()
  }
})

test('the plan of the year is published, each task with its lead unit and leader; another report waits for review', async () => {
  const clerk = await server.login('clerk1')
  const { reports } = (await clerk.get('/reports')).body
  assert.deepEqual(reports.map((one) => one.state).sort(), ['published', 'review'])
  const { plans } = (await clerk.get('/plans')).body
  const first = (await clerk.get(`/commitments?plan=${plans[0].id}&limit=200`)).body
  assert.equal(first.commitments.length, 200)
  for (const one of first.commitments) {
    assert.ok(one.lead_unit_name, one.text)
    assert.ok(one.leader_name, one.text)
    assert.equal(one.due, '2022-12-31')
    assert.equal(one.days_left, 46)
  }
  const farmland = first.commitments.find((one) => one.text.includes('高标准农田'))
  assert.match(farmland.lead_unit_name, /农业农村局/)
  assert.match(farmland.target, /7\.5万亩/)
})

test('each log-in has something to do, or to read', async () => {
  for (const login of ['clerk1', 'mayor', 'vice1', 'agri', 'housing']) {
    const { duties } = (await (await server.login(login)).get('/duties')).body
    assert.ok(duties.length > 0, login)
  }
  const auditor = await server.login('auditor')
  const found = await auditor.get('/ledger/verification')
  assert.equal(found.status, 200)
  assert.equal(found.body.sound, true)
})

test('its indicators have ten months of figures, targets from the report\'s own sentences, and ranks among other districts', async () => {
  const clerk = await server.login('clerk1')
  const { year, as_of, indicators } = (await clerk.get('/indicators')).body
  assert.deepEqual([year, as_of], [2022, '2022-11-15'])
  const of = (key) => indicators.find((one) => one.indicator.key === key)
  assert.ok(indicators.length >= 20)
  for (const [key, words] of [['gdp_growth', '增长≥7%'], ['budget_revenue', '增长≥7%'], ['retail', '增长≈8.5%'], ['rural_income', '增长≥8%'], ['medical_insured', '≥95%']]) {
    assert.equal(of(key).target_words, words)
    assert.ok(of(key).targets[0].source.sentence.length > 5)
    assert.notEqual(of(key).state.value, null)
    assert.ok(['ahead', 'behind', 'on_pace', 'met'].includes(of(key).state.verdict))
  }
  assert.equal(of('budget_revenue').state.city_rank.of, 11)
  assert.equal(of('budget_revenue').state.province_rank.of, 15)
  assert.equal(of('toilets').state.level, 591)
  assert.ok(of('good_days').state.forecast.value > 250)
})

test('every change that the ledger keeps is told in words, in both languages', async () => {
  const auditor = await server.login('auditor')
  const told = new Map()
  for (const language of ['zh-CN', 'en']) {
    let cursor = null
    do {
      const page = (await auditor.get(`/ledger?limit=200${cursor ? `&cursor=${cursor}` : ''}`, { headers: { 'Accept-Language': language } })).body
      for (const entry of page.entries) {
        assert.doesNotMatch(entry.action_text, /^ledger\./, entry.action)
        for (const change of entry.changes) {
          if (language === 'zh-CN') assert.match(change.label, /\p{Script=Han}/u, `${entry.action}: ${change.field} has no label`)
          else assert.notEqual(change.label, change.field, `${entry.action}: ${change.field} has no label`)
          told.set(`${entry.action} ${change.field}`, change)
        }
      }
      cursor = page.next
    } while (cursor)
  }
  assert.deepEqual({ ...told.get('light.turn light'), before: '' }.label, 'Light')
  assert.match(told.get('commitment.publish lead_unit').after, /\p{Script=Han}/u, 'an id is shown by its name')
})

test('its projects are those of the report: 27 key ones with leaders, a reserve over 100, four rounds of starts in 2021 with 82 projects and 8.3 billion yuan', async () => {
  const clerk = await server.login('clerk1')
  const key = (await clerk.get('/projects?key_level=key&limit=1000')).body.projects
  assert.equal(key.length, 27)
  assert.ok(key.every((one) => one.leader))
  const { reserve } = (await clerk.get('/project-reserve')).body
  assert.deepEqual([reserve.count, reserve.missing], [108, 0])
  const rounds = (await clerk.get('/project-batches?year=2021')).body
  assert.deepEqual([rounds.batches.length, rounds.count, rounds.invested], [4, 82, 830000])
  const { groups } = (await clerk.get('/project-funds?year=2022')).body
  assert.deepEqual(groups.map((one) => one.last_year.received), [130000, 88300])
  const { kinds } = (await clerk.get('/project-renewal')).body
  assert.deepEqual(kinds.map((one) => one.count), [8, 3, 2, 49, 2, 2, 6])
})

test('the public follows 38 livelihood projects, those that can be counted by their figures', async () => {
  const { projects, total } = (await server.client().get('/public/livelihood')).body
  assert.deepEqual([total, projects.length], [38, 38])
  assert.ok(projects.every((one) => one.unit_name))
  const of = (words) => projects.find((one) => one.text.includes(words))
  const counted = projects.filter((one) => one.figures.length > 0)
  assert.ok(counted.length >= 16, String(counted.length))
  assert.ok(counted.every((one) => one.percent_by !== 'unit'))
  assert.deepEqual([of('户厕').percent, of('户厕').percent_by, of('户厕').reported], [75, 'figures', '2022-10-31'], '442 of 591')
  assert.deepEqual([of('老旧小区').percent, of('便民市场').percent, of('改建桥梁').percent], [90, 100, 86])
  assert.deepEqual([of('医疗保险').percent, of('医疗保险').percent_by], [null, null], 'a rate is not so much on the way')
  assert.match(of('医疗保险').figures[0].words, /95\.2%/)
})

test('its key projects stand in every light but grey, each with its reason in both languages', async () => {
  const clerk = await server.login('clerk1')
  const lights = (await clerk.get('/lights?kind=project&limit=200')).body.lights
  const english = (await clerk.get('/lights?kind=project&limit=200', { headers: { 'accept-language': 'en' } })).body.lights
  assert.equal(lights.length, 27)
  for (const colour of ['red', 'yellow', 'green']) assert.ok(lights.filter((one) => one.light === colour).length >= 3, colour)
  for (const why of [/^今年投资落后计划/, /^在“.+”超过时限/, /^预计.+比基准计划晚/, /^今年投资按计划推进/]) assert.ok(lights.some((one) => why.test(one.reason)), String(why))
  assert.ok(english.every((one) => /^[\x20-\x7e“”]+$/.test(one.reason)), JSON.stringify(english.map((one) => one.reason)))
})

test('each key project has a schedule that agrees with its library, the papers of the gates it passed, a firm of the register and photographs', async () => {
  const clerk = await server.login('clerk1')
  const { projects } = (await clerk.get('/projects?key_level=key&limit=100')).body
  let photographs = 0
  for (const one of projects) {
    const { plan, computed } = (await clerk.get(`/projects/${one.id}/plan`)).body
    const begun = plan.activities.filter((activity) => activity.actual_start)
    assert.ok(begun.length > 0 && plan.activities.every((activity) => (activity.actual_finish ?? '') <= '2022-11-15'), one.name)
    assert.ok(computed.finish > '2022-11-15' && computed.finish < '2024-03-01', `${one.name}: ${computed.finish}`)
    const tender = plan.activities.find((activity) => activity.name === '施工招标')
    assert.equal(Boolean(tender.actual_finish), one.library !== 'preparation', `${one.name}: works begin when the tender is over`)
    if (['industry', 'agriculture'].includes(one.kind)) assert.ok(one.firm && !one.firm_name.includes('样例'), one.name)
    const { papers } = (await clerk.get(`/projects/${one.id}`)).body
    photographs += papers.flatMap((paper) => paper.files).filter((file) => file.media === 'image/jpeg').length
    assert.ok(one.missing <= 4 && one.next_action !== '对接洽谈记录', `${one.name}: ${one.next_action}`)
  }
  assert.ok(photographs >= 26, String(photographs))
  const { funds } = (await clerk.get('/project-funds?year=2022')).body
  assert.ok(funds.filter((one) => one.project).length >= 4)
})

test('a duty of a round, a scheme, the libraries and the peers open one by one', async () => {
  const clerk = await server.login('clerk1')
  const duty = (await clerk.get('/round-duties')).body.duties.find((one) => one.state === 'missed')
  const opened = (await clerk.get(`/round-duties/${duty.id}`)).body
  assert.deepEqual([opened.duty.id, opened.duty.unit_name, opened.may_answer, opened.may_excuse], [duty.id, duty.unit_name, false, true])
  const { schemes } = (await clerk.get('/schemes')).body
  assert.deepEqual(schemes.map((one) => one.key).sort(), ['departments', 'departments_year', 'townships', 'townships_year'])
  for (const one of schemes) assert.equal((await clerk.get(`/schemes/${one.id}`)).body.definition.key, one.key)
  const { tracks } = (await clerk.get('/project-definitions')).body
  assert.deepEqual(tracks[0].libraries.map((one) => one.name), ['招商对象', '洽谈', '签约', '注册', '前期', '开工', '入统'])
  assert.equal((await clerk.get('/peers')).body.peers.filter((one) => one.name === '桃城区').length, 1)
  assert.deepEqual((await clerk.get('/period-closings')).body.closings, [])
})

test('the definition of a figure is changed for a reason, and the ledger keeps both', async () => {
  const clerk = await server.login('clerk1')
  const { indicator } = (await clerk.get('/indicators')).body.indicators.find((one) => one.indicator.key === 'gdp_growth')
  const change = { version: indicator.version, reason: '统计口径调整', set: { places: 2 } }
  const changed = await clerk.patch(`/indicators/${indicator.id}`, change)
  assert.equal(changed.status, 200, JSON.stringify(changed.body))
  assert.deepEqual([changed.body.places, changed.body.version], [2, indicator.version + 1])
  assert.equal((await clerk.patch(`/indicators/${indicator.id}`, change)).status, 409) // as it was read before
})
