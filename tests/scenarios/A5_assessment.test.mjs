// A5 年底总考核: a scheme is drafted, tried and published; a quarter is scored, frozen, objected to, scored again and published; every point opens.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync, cpSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pdfText } from '../harness/pdf.mjs'
import { luoshi, startServer } from '../harness/server.mjs'

let server, clerk, colleague, town, mayor, units

before(async () => {
  server = await startServer({ work: true })
  ;[clerk, colleague, town, mayor] = await Promise.all(['clerk1', 'clerk2', 'town', 'mayor'].map(server.login))
  units = (await clerk.get('/units')).body.units
})
after(() => server.stop())

const idOf = (key) => units.find((one) => one.key === key).id
const name = (zh) => ({ zh, en: zh })
const leaf = (more) => ({ key: 'toilets', name: name('厕所'), points: 100, kind: 'completion', value: 'built', target: 'goal', ...more })
const scheme = (items, more = {}) => ({
  key: 'towns_test',
  name: name('试行方案'),
  units: ['township'],
  points: 100,
  measures: [
    { key: 'built', name: name('已建'), from: 'indicator', indicator: 'toilets', take: 'value' },
    { key: 'goal', name: name('目标'), from: 'indicator', indicator: 'toilets', take: 'target' },
    { key: 'praise', name: name('加分'), from: 'entries', list: 'bonus' },
  ],
  items,
  ...more,
})
const draft = (definition) => clerk.post('/schemes', { definition })
const score = async (body) => {
  const made = await clerk.post('/score-runs', { scheme: 'townships', period: '2022Q3', ...body })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return made.body
}

test('a scheme with a hole in it is refused where the hole is', async () => {
  for (const [definition, field, words] of [
    [scheme([leaf({ points: 90 })]), '/definition/items', /90分，应为100分/],
    [scheme([leaf({ target: 'plan' })]), '/definition/items/0/target', /没有数据/],
    [scheme([leaf({ kind: 'formula', formula: 'while true do end' })]), '/definition/items/0/formula', /没有循环/],
    [scheme([leaf({ kind: 'formula', formula: 'built / 0' })]), null, null],
    [scheme([leaf({ kind: 'formula', formula: 'points / 0' })]), null, null],
    [scheme([leaf({ key: 'one', points: 50, kind: 'formula', formula: 'two' }), leaf({ key: 'two', points: 50, kind: 'formula', formula: 'one' })]), 'one', /one → two → one/],
    [scheme([leaf({ points: 100, colour: 'red' })]), '/definition/items/0/colour', /./],
    [scheme([leaf({ floor: 101 })]), '/definition/items/0/floor', /下限/],
    [scheme([leaf()], { only_with: ['praise', 'orders'] }), '/definition/only_with/1', /没有数据“orders”/],
  ]) {
    const answer = await draft(definition)
    if (field === null) {
      // What depends on figures shows when it is tried.
      assert.equal(answer.status, 201, JSON.stringify(answer.body))
      const tried = await clerk.post('/schemes/trial', { definition, period: '2022Q3' })
      assert.equal(tried.status, 422)
      assert.equal(tried.body.errors[0].field, '/definition/items/0/formula')
      assert.match(tried.body.errors[0].message, /镇|乡/)
      continue
    }
    assert.equal(answer.status, 422, JSON.stringify(definition.items))
    assert.equal(answer.body.errors[0].field, field)
    assert.match(answer.body.errors[0].message, words)
  }
  assert.equal((await town.post('/schemes', { definition: scheme([leaf()]) })).status, 403)
  assert.equal((await clerk.post('/schemes/trial', { definition: scheme([leaf()]), period: '2022-09' })).status, 422)
  assert.equal((await clerk.post('/schemes/trial', { definition: scheme([leaf()]), period: '2023' })).status, 422)
})

test('the pack is checked with the place of the fault', () => {
  const folder = mkdtempSync(join(tmpdir(), 'luoshi-pack-'))
  const text = JSON.stringify({ schemes: [scheme([leaf({ points: 99 })])] })
  writeFileSync(join(folder, 'schemes.yaml'), text)
  const checked = luoshi('pack', 'check', folder)
  assert.notEqual(checked.status, 0)
  assert.match(checked.stderr, /schemes\.yaml:\/schemes\/0\/items/)
  cpSync('packs/base/schemes.yaml', join(folder, 'schemes.yaml'))
  assert.equal(luoshi('pack', 'check', folder).status, 0)
  rmSync(folder, { recursive: true })
})

test('a measure that lacks what its source needs is refused with its place', async () => {
  for (const [measure, field] of [
    [{ from: 'indicator', take: 'value' }, 'indicator'],
    [{ from: 'indicator', indicator: 'toilets' }, 'take'],
    [{ from: 'indicator', indicator: 'toilets', take: 'overdue' }, 'take'],
    [{ from: 'cases', take: 'open' }, 'type'],
    [{ from: 'duties', take: 'open' }, 'take'],
    [{ from: 'commitments', take: 'late' }, 'take'],
    [{ from: 'score', take: 'mean' }, 'scheme'],
    [{ from: 'entries' }, 'list'],
  ]) {
    const definition = { ...scheme([leaf()]), measures: [{ key: 'late', name: { zh: '数', en: 'Figure' }, ...measure }] }
    const refused = await clerk.post('/schemes/trial', { definition, period: '2022Q3' })
    assert.deepEqual([refused.status, refused.body.errors?.[0].field], [422, `/definition/measures/0/${field}`], JSON.stringify(refused.body))
  }
  const definition = { ...scheme([leaf({ kind: 'deduction', value: 'late', each: 1 })]), measures: [{ key: 'late', name: { zh: '数', en: 'Figure' }, from: 'score', scheme: 'nowhere', take: 'mean' }] }
  assert.equal((await clerk.post('/schemes/trial', { definition, period: '2022' })).status, 404)
})

test('a draft is tried without leaving a trace, published, and never changes after', async () => {
  const runs = (await clerk.get('/score-runs')).body.runs.length
  let definition = scheme([leaf()])
  const made = (await draft(definition)).body
  assert.deepEqual([made.draft, made.version], [true, 0])
  const tried = (await clerk.post('/schemes/trial', { definition, period: '2022Q3' })).body
  assert.equal(tried.units.length, 11)
  definition = scheme([leaf({ points: 60 }), leaf({ key: 'place', points: 40, kind: 'rank', target: undefined, step: 2 })])
  assert.equal((await clerk.patch(`/schemes/${made.id}`, { revision: 7, definition })).status, 409)
  const changed = (await clerk.patch(`/schemes/${made.id}`, { revision: 1, definition })).body
  const published = await clerk.post(`/schemes/${made.id}/publication`, { revision: changed.revision })
  assert.deepEqual([published.body.draft, published.body.version], [false, 1])
  assert.equal((await clerk.patch(`/schemes/${made.id}`, { revision: published.body.revision, definition })).status, 409)
  assert.equal((await clerk.get('/score-runs')).body.runs.length, runs)
})

test('every point opens down to the figures it was made of', async () => {
  const runs = (await clerk.get('/score-runs')).body.runs
  const sample = runs.find((run) => run.scheme_key === 'townships')
  assert.deepEqual([sample.state, sample.period], ['frozen', '2022Q3'])
  const detail = (await clerk.get(`/score-runs/${sample.id}`)).body
  const ranks = detail.units.map((one) => one.rank)
  assert.deepEqual(ranks, [...ranks].sort((a, b) => a - b))
  const first = (await clerk.get(`/score-runs/${sample.id}/units/${idOf('town-1')}`)).body
  const [targets] = first.items
  const toilets = targets.items.find((one) => one.key === 'toilets')
  // 36 of 68 by the end of September: 40 × 36 ÷ 68.
  assert.deepEqual([toilets.measured, toilets.raw, toilets.points], [52.9412, 21.18, 21.18])
  const [built] = toilets.figures
  assert.equal(built.value, 36)
  assert.deepEqual({ ...built.sources[0], id: undefined }, { kind: 'observation', id: undefined, object: `unit:${idOf('town-1')}`, period: '2022-09', revision: 1, value: 36 })
  const bonus = first.items.find((one) => one.key === 'bonus')
  assert.equal(bonus.points, 3)
  assert.match(bonus.figures[0].sources[0].reason, /现场会/)
  assert.equal(Math.round(first.points * 100), Math.round(first.items.reduce((sum, item) => sum + item.points, 0) * 100))

  // On paper it is the office's before publication, and says that it is not published.
  for (const [paper, title] of [['ranking', '考核排名表'], ['assessment', '考核情况报告']]) {
    const printed = await clerk.get(`/papers/${paper}/${sample.id}/file?format=pdf`)
    assert.equal(printed.status, 200, JSON.stringify(printed.body))
    assert.match(decodeURIComponent(printed.headers.get('content-disposition')), new RegExp(title.slice(-3)))
    const text = pdfText(printed.content)
    assert.match(text, new RegExp(`2022年(三|第三)季度${title}`))
    assert.match(text, /尚未公布/)
    for (const unit of detail.units) assert.match(text, new RegExp(`${unit.unit_name}`))
    assert.equal((await clerk.get(`/papers/${paper}/${sample.id}/file?format=docx`)).content.subarray(0, 2).toString(), 'PK')
    assert.equal((await town.get(`/papers/${paper}/${sample.id}/file?format=pdf`)).status, 403)
    assert.equal((await clerk.get(`/papers/${paper}/${'0'.repeat(26)}/file?format=pdf`)).status, 404)
  }

  // A town sees its own before publication, and no one else's.
  assert.deepEqual((await town.get(`/score-runs/${sample.id}`)).body.units.map((one) => one.unit), [idOf('town-1')])
  assert.equal((await town.get(`/score-runs/${sample.id}/units/${idOf('town-2')}`)).status, 403)
})

test('points for and against count when someone else has approved them', async () => {
  const today = '2022-08-01'
  const entry = { list: 'bonus', unit: idOf('town-2'), day: today, points: '2.5', reason: '试点经验被推广', proof: '市简报' }
  const file = (await clerk.call('POST', `/evidence?filename=${encodeURIComponent('市简报.txt')}`, { bytes: Buffer.from('第9期') })).body
  const made = await clerk.post('/score-entries', { ...entry, files: [file.id] })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const listed = (await colleague.get('/score-entries')).body.entries.find((one) => one.id === made.body.id)
  assert.deepEqual(listed.files.map((one) => one.name), ['市简报.txt'], 'whoever decides sees the proof')
  const own = await clerk.post(`/score-entries/${made.body.id}/decision`, { version: 1, approve: true })
  assert.equal(own.status, 403)
  assert.match(own.body.errors[0].message, /由别人审批/)
  const before = await score({ grounds: '加分核定前' })
  assert.equal((await colleague.post(`/score-entries/${made.body.id}/decision`, { version: 1, approve: true, opinion: '属实' })).body.state, 'approved')
  assert.equal((await mayor.post(`/score-entries/${made.body.id}/decision`, { version: 1, approve: false })).status, 409)
  assert.equal((await clerk.post('/score-entries', { ...entry, points: '0' })).status, 422)
  const now = await score()
  const points = (run) => run.units.find((one) => one.unit === idOf('town-2')).points
  assert.equal(Math.round((points(now) - points(before)) * 100), 250)
})

test('the same figures give the same score; one changed figure gives another that explains itself', async () => {
  const first = await score()
  const second = await score()
  assert.equal(second.run.follows, first.run.id)
  assert.deepEqual([second.run.inputs_digest, second.run.result_digest], [first.run.inputs_digest, first.run.result_digest])
  assert.deepEqual(second.changes, [])
  const corrected = await clerk.post('/observations', { cells: [{ indicator: 'toilets', object: `unit:${idOf('town-3')}`, period: '2022-09', value: '38', reason: '验收后更正', confirm: true }], take: 'all' })
  assert.equal(corrected.status, 200, JSON.stringify(corrected.body))
  const third = await score({ grounds: '更正官道李镇数据' })
  assert.notEqual(third.run.inputs_digest, second.run.inputs_digest)
  const change = third.changes.find((one) => one.unit === idOf('town-3'))
  assert.deepEqual(change.figures, [{ measure: 'toilets_built', name: '新建户厕和公厕', before: 37, now: 38 }])
  const opened = (await clerk.get(`/score-runs/${third.run.id}/units/${idOf('town-3')}`)).body
  assert.equal(opened.items[0].items[0].figures[0].sources[0].revision, 2)
  for (const run of [first, second, third]) {
    const verified = (await clerk.get(`/score-runs/${run.run.id}/verification`)).body
    assert.deepEqual([verified.inputs_unchanged, verified.result_unchanged, verified.computed_the_same], [true, true, true])
  }
})

const sql = (text) => {
  const done = server.engine === 'sqlite' ? spawnSync('sqlite3', [server.database.replace('sqlite:', ''), text], { encoding: 'utf8' }) : spawnSync('psql', [server.database, '-qc', text], { encoding: 'utf8' })
  assert.equal(done.status, 0, done.stderr)
}

test('units object in time; what is upheld is scored again; only then it is published', async () => {
  const open = await score()
  const object = (who, run, more = {}) => who.post(`/score-runs/${run.run.id}/objections`, { unit: idOf('town-1'), item: 'toilets', title: '户厕数量少计', facts: '9月底已验收39座。', ...more })
  assert.equal((await object(town, open)).status, 409) // not frozen yet
  const frozen = (await clerk.post(`/score-runs/${open.run.id}/freeze`, { version: 1 })).body
  assert.deepEqual([frozen.run.state, frozen.run.objections_until], ['frozen', '2022-11-18'])
  assert.equal((await clerk.post(`/score-runs/${open.run.id}/freeze`, { version: 2 })).status, 409)
  assert.equal((await object(town, frozen, { unit: idOf('town-2') })).status, 403)
  assert.equal((await object(town, frozen, { item: 'nonsense' })).status, 422)
  const raised = await object(town, frozen)
  assert.equal(raised.status, 201, JSON.stringify(raised.body))
  const move = async (who, key, version, form) => {
    const answer = await who.post(`/cases/${raised.body.case}/moves`, { move: key, version, form })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body.case
  }
  const early = await clerk.post(`/score-runs/${open.run.id}/publication`, { version: 2 })
  assert.equal(early.status, 409)
  assert.match(early.body.errors[0].message, /2022-11-18/)
  assert.equal((await clerk.get(`/score-runs/${open.run.id}`)).body.objections[0].case, raised.body.case)

  await move(clerk, 'accept', 1)
  await move(clerk, 'answer', 2, { answer: '经复核，9月底为39座。', decision: 'corrected' })
  assert.equal((await clerk.post(`/cases/${raised.body.case}/moves`, { move: 'confirm', version: 3, form: {} })).status, 403)
  await move(colleague, 'confirm', 3)
  await clerk.post('/observations', { cells: [{ indicator: 'toilets', object: `unit:${idOf('town-1')}`, period: '2022-09', value: '39', reason: '异议复核更正', confirm: true }], take: 'all' })
  const again = await score({ grounds: '异议成立，更正重计' })
  assert.equal(again.run.follows, open.run.id)
  assert.deepEqual(again.changes.find((one) => one.unit === idOf('town-1')).figures.map((one) => [one.before, one.now]), [[36, 39]])
  assert.equal((await clerk.post(`/score-runs/${open.run.id}/publication`, { version: 2 })).status, 409) // replaced

  const last = (await clerk.post(`/score-runs/${again.run.id}/freeze`, { version: 1 })).body
  sql(`UPDATE score_run SET objections_until = '2022-11-11' WHERE id = '${last.run.id}'`) // four days go by
  const late = await object(town, last)
  assert.equal(late.status, 409)
  assert.match(late.body.errors[0].message, /2022-11-11/)
  const published = await mayor.post(`/score-runs/${last.run.id}/publication`, { version: 2 })
  assert.equal(published.body.run.state, 'published')
  assert.equal((await town.get(`/score-runs/${last.run.id}`)).body.units.length, 11)
  for (const paper of ['ranking', 'assessment']) {
    const printed = await town.get(`/papers/${paper}/${last.run.id}/file?format=pdf`)
    assert.equal(printed.status, 200, JSON.stringify(printed.body))
    const text = pdfText(printed.content)
    for (const unit of published.body.units) assert.match(text, new RegExp(unit.unit_name))
    assert.doesNotMatch(text, /尚未公布/)
  }
  const entries = (await clerk.get(`/ledger?kind=score_run&object=${last.run.id}`)).body.entries
  assert.deepEqual(entries.map((one) => one.action), ['score_run.publish', 'score_run.freeze', 'score_run.make'])
})

test('an open objection is not stepped over by scoring again', async () => {
  const frozen = (await clerk.post(`/score-runs/${(await score({ grounds: '季度复核' })).run.id}/freeze`, { version: 1 })).body
  const raised = await town.post(`/score-runs/${frozen.run.id}/objections`, { unit: idOf('town-1'), item: 'toilets', title: '户厕数量少计', facts: '另有两座已验收。' })
  assert.equal(raised.status, 201, JSON.stringify(raised.body))
  const silent = await clerk.post('/score-runs', { scheme: 'townships', period: '2022Q3' })
  assert.deepEqual([silent.status, silent.body.errors[0].code, silent.body.errors[0].field], [422, 'score.no_grounds', '/grounds'])
  const again = await score({ grounds: '更正数据' })
  assert.equal((await clerk.get(`/score-runs/${frozen.run.id}`)).body.run.replaced_by, again.run.id)
  assert.equal((await clerk.get('/score-runs')).body.runs.find((run) => run.id === frozen.run.id).replaced_by, again.run.id)
  const late = await town.post(`/score-runs/${frozen.run.id}/objections`, { unit: idOf('town-1'), item: 'toilets', title: '再提一次', facts: '同上。' })
  assert.deepEqual([late.status, late.body.errors[0].code], [409, 'score.replaced'])
  await clerk.post(`/score-runs/${again.run.id}/freeze`, { version: 1 })
  sql(`UPDATE score_run SET objections_until = '2022-11-11' WHERE id = '${again.run.id}'`)
  const refused = await mayor.post(`/score-runs/${again.run.id}/publication`, { version: 2 })
  assert.deepEqual([refused.status, refused.body.errors[0].code], [409, 'score.objections_open'])
  assert.match(refused.body.errors[0].message, /1件/)
})

test('a result that was tampered with is found', async () => {
  const run = await score({ grounds: '核对' })
  sql(`UPDATE score_result SET points = points + 10000 WHERE run = '${run.run.id}' AND unit = '${idOf('town-5')}'`)
  const verified = (await clerk.get(`/score-runs/${run.run.id}/verification`)).body
  assert.deepEqual([verified.inputs_unchanged, verified.result_unchanged, verified.computed_the_same], [true, false, true])
})

test('what is settled after the quarter changes nothing of its score', async () => {
  const one = (await clerk.get(`/commitments?state=open&limit=200&plan=${(await clerk.get('/plans')).body.plans[0].id}`)).body.commitments.find((some) => some.lead_unit === idOf('housing'))
  const amend = async (set) => {
    const { version } = (await clerk.get(`/commitments/${one.id}`)).body.commitment
    const answer = await clerk.post(`/commitments/${one.id}/amendments`, { version, reason: '调整计划', set })
    assert.ok(answer.status < 300, JSON.stringify(answer.body))
  }
  const quarter = async () => (await score({ scheme: 'departments', grounds: '复核任务' })).run
  sql("UPDATE commitment SET made = '2022-01-19'") // the plan is of January, and only this district's was entered in November
  const without = await quarter()
  await amend({ due: '2022-09-15' })
  const open = await quarter()
  assert.notEqual(open.inputs_digest, without.inputs_digest)
  await amend({ state: 'withdrawn' })
  const later = await quarter()
  assert.deepEqual([later.inputs_digest, later.result_digest], [open.inputs_digest, open.result_digest])
})

test('a year that takes its quarters is out of date once another quarter is frozen, and no longer once it is scored again', async () => {
  const year = async () => (await clerk.post('/score-runs', { scheme: 'townships_year', period: '2022' })).body
  const first = await year()
  const taken = async (run) => (await clerk.get(`/score-runs/${run.run.id}/units/${run.units[0].unit}`)).body.items[0].figures[0].sources.map((one) => one.period)
  assert.deepEqual([first.newer, await taken(first)], [[], ['2022Q3']])
  const quarter = (await clerk.post('/score-runs', { scheme: 'townships', period: '2022Q1' })).body
  assert.equal((await clerk.post(`/score-runs/${quarter.run.id}/freeze`, { version: 1 })).status, 200)
  const late = (await clerk.get(`/score-runs/${first.run.id}`)).body
  assert.deepEqual(late.newer, [{ run: quarter.run.id, period: '2022Q1' }])
  assert.equal((await clerk.post(`/score-runs/${first.run.id}/freeze`, { version: 1 })).status, 409)
  const again = await year()
  assert.deepEqual([again.newer, await taken(again)], [[], ['2022Q1', '2022Q3']])
  assert.equal((await clerk.post(`/score-runs/${again.run.id}/freeze`, { version: 1 })).status, 200)
})

test('a scheme ranks only units that there is something to judge by, and names those it leaves out', async () => {
  const definition = scheme([leaf({ kind: 'entries', points: undefined, value: 'praise', target: undefined, cap: 10 }), leaf({ key: 'rest', kind: 'formula', formula: 'points', value: undefined, target: undefined })], { only_with: ['praise'] })
  const { units: ranked, left_out: left } = (await clerk.post('/schemes/trial', { definition, period: '2022Q3' })).body
  assert.ok(ranked.length > 0 && ranked.every((one) => one.points > 100), JSON.stringify(ranked))
  assert.equal(ranked.length + left.length, 11)
  const nobody = await clerk.post('/schemes/trial', { definition, period: '2022Q1' })
  assert.deepEqual([nobody.status, nobody.body.errors[0].code], [422, 'score.nothing_to_judge'])
})
