// A1 报告解读与任务分解: from the report's text to a published plan and its table, through the interface.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { luoshi, sampleReport, startServer } from '../harness/server.mjs'

let server
let clerk
let report
let clauses
let plan
before(async () => {
  server = await startServer()
  clerk = await server.login('clerk1')
})
after(() => server.stop())

const clausesNow = async () => (await clerk.get(`/reports/${report.id}/clauses`)).body.clauses
const change = (changes) => clerk.patch(`/reports/${report.id}/clauses`, { changes })
const find = (text) => clauses.find((one) => one.text.includes(text))

test('bad files are refused with a reason, and nothing is kept', async () => {
  const cases = [
    [Buffer.alloc(0), 422, 'document.empty'],
    [Buffer.from([0xff, 0xfe, 0x00, 0x01, 0x80, 0x81]), 415, 'document.'],
    [Buffer.from('没有任何数字的一段话。'), 422, 'commitment.no_figures'],
    [Buffer.from('%PDF-1.4\n%broken'), 400, 'document.truncated'],
    [Buffer.from('PK\u0003\u0004 not a zip'), 400, 'document.truncated'],
    [Buffer.alloc(21 * 1024 * 1024, 65), 413, 'http.body_too_large'],
  ]
  for (const [bytes, status, code] of cases) {
    const answer = await clerk.upload(bytes)
    assert.equal(answer.status, status, JSON.stringify(answer.body))
    assert.ok(answer.body.errors[0].code.startsWith(code), answer.body.errors[0].code)
    assert.ok(answer.body.detail.length > 5)
  }
  assert.equal((await clerk.get('/reports')).body.reports.length, 0)
})

test('a report that says what year it is for need not be told', async () => {
  const text = Buffer.from('某县2024年政府工作报告\n二、2024年主要任务\n今年新建学校3所，改造危桥7座。')
  const answer = await clerk.call('POST', `/reports?${new URLSearchParams({ title: '某县报告', filename: 'r.txt' })}`, { bytes: text })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  assert.equal(answer.body.year, 2024)
  assert.equal((await clerk.post(`/reports/${answer.body.id}/withdrawal`, { reason: '只是一试' })).status, 200)
})

test('a report is read into sections, clauses and figures, each tied to its place', async () => {
  const answer = await clerk.upload(sampleReport(), { title: '冀州区2022年政府工作报告', filename: 'report-2022.txt' })
  assert.equal(answer.status, 201)
  report = answer.body
  clauses = await clausesNow()
  const { text, statements } = (await clerk.get(`/reports/${report.id}/text`)).body
  const farmland = find('7.5万亩')
  assert.equal(text.slice(farmland.start, farmland.end), farmland.original)
  const figure = statements.find((one) => one.clause === farmland.id)
  assert.deepEqual(
    { subject: figure.subject, value: figure.value, unit: figure.unit, kind: figure.kind, year: figure.year },
    { subject: '高标准农田', value: 7.5, unit: '万亩', kind: 'target', year: 2022 },
  )
  assert.match(text.slice(figure.start, figure.end), /7\.5万亩/)
  assert.equal(find('地区生产总值增长7%').target, '地区生产总值 增长≥7%')
})

test('the same text in GB18030, docx and PDF gives the same figures', async () => {
  const plain = luoshi('read', '--format', 'jsonl', 'samples/jizhou/report-2022.txt').stdout
  const keys = (lines) => lines.trim().split('\n').map((line) => {
    const { subject, value, unit, cmp, measure } = JSON.parse(line)
    return [subject, value, unit, cmp, measure].join(' ')
  })
  const recoded = join(server.directory, 'gb.txt')
  writeFileSync(recoded, spawnSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: sampleReport() }).stdout)
  assert.deepEqual(keys(luoshi('read', '--format', 'jsonl', recoded).stdout), keys(plain))
  writeFileSync(join(server.directory, 'report.txt'), sampleReport())
  for (const format of ['docx', 'pdf']) {
    const office = [`-env:UserInstallation=file://${server.directory}/office`, '--headless', '--infilter=Text (encoded):UTF8', '--convert-to', format, '--outdir', server.directory, join(server.directory, 'report.txt')]
    assert.equal(spawnSync('soffice', office, { timeout: 120000 }).status, 0)
    const read = luoshi('read', '--format', 'jsonl', join(server.directory, `report.${format}`))
    assert.deepEqual(keys(read.stdout), keys(plain), format)
  }
})

test('the same file is not taken twice', async () => {
  const answer = await clerk.upload(sampleReport())
  assert.equal(answer.status, 409)
  assert.match(answer.body.detail, /冀州区2022年政府工作报告/)
})

test('suggestions come with their reason', async () => {
  const { suggestions } = (await clerk.get(`/reports/${report.id}/suggestions`)).body
  const one = suggestions.find((each) => each.clause === find('7.5万亩').id)
  assert.equal(one.lead[0].unit_name, '区农业农村局')
  assert.match(one.lead[0].reason, /职责相符：高标准农田/)
  assert.equal(one.leader_name, '赵广源')
})

test('two clerks at once lose nothing: the second sees what the first did', async () => {
  const second = await server.login('clerk2')
  const clause = find('粮食产量达到8.2')
  const mine = await change([{ clause: clause.id, version: clause.version, set: { due: '2022-10-31' } }])
  assert.equal(mine.body.changed[0].due, '2022-10-31')
  const theirs = await second.patch(`/reports/${report.id}/clauses`, { changes: [{ clause: clause.id, version: clause.version, set: { due: '2022-12-31' } }] })
  assert.equal(theirs.status, 200)
  assert.equal(theirs.body.changed.length, 0)
  assert.equal(theirs.body.conflicts[0].due, '2022-10-31')
  assert.equal(theirs.body.conflicts[0].changed_by, '林小满')
})

test('clauses are merged, split, dropped with a reason and restored', async () => {
  clauses = await clausesNow()
  const one = find('深化平台招商')
  const two = find('推动更多项目签约')
  const merged = await clerk.post(`/reports/${report.id}/clauses/merge`, { clauses: [one, two].map((c) => ({ clause: c.id, version: c.version })) })
  assert.equal(merged.body.changed[0].text, '深化平台招商，推动更多项目签约')
  const split = await clerk.post(`/clauses/${one.id}/split`, { version: merged.body.changed[0].version, at: 6 })
  assert.deepEqual(split.body.changed.map((c) => c.text), ['深化平台招商', '推动更多项目签约'])
  const first = split.body.changed[0]
  const silent = await change([{ clause: first.id, version: first.version, set: { state: 'dropped' } }])
  assert.equal(silent.status, 422)
  assert.equal(silent.body.errors[0].field, '/changes/0/set/drop_reason')
  const dropped = await change([{ clause: first.id, version: first.version, set: { state: 'dropped', drop_reason: '并入招商专班' } }])
  assert.equal(dropped.body.changed[0].state, 'dropped')
  const restored = await change([{ clause: first.id, version: first.version + 1, set: { state: 'draft' } }])
  assert.equal(restored.body.changed[0].drop_reason, null)
  const apart = await clerk.post(`/reports/${report.id}/clauses/merge`, { clauses: [find('7.5万亩'), find('改建桥梁')].map((c) => ({ clause: c.id, version: c.version })) })
  assert.equal(apart.status, 422)
})

test('wrong owners and days are refused with their place', async () => {
  clauses = await clausesNow()
  const clause = find('改建桥梁')
  const bad = async (set) => (await change([{ clause: clause.id, version: clause.version, set }])).body.errors[0].field
  assert.equal(await bad({ lead_unit: '00000000000000000000000000' }), '/changes/0/set/lead_unit')
  assert.equal(await bad({ leader: '00000000000000000000000000' }), '/changes/0/set/leader')
  assert.equal(await bad({ due: '2022-02-30' }), '/changes/0/set/due')
  assert.equal(await bad({ due: '2012-06-30' }), '/changes/0/set/due')
})

test('publishing says what is missing, then freezes version 1', async () => {
  const early = await clerk.post(`/reports/${report.id}/publication`)
  assert.equal(early.status, 409)
  const { suggestions } = (await clerk.get(`/reports/${report.id}/suggestions`)).body
  const units = (await clerk.get('/units')).body.units
  const lead = new Map(suggestions.map((one) => [one.clause, one.lead[0]?.unit]))
  clauses = await clausesNow()
  const targets = clauses.filter((one) => one.kind === 'target')
  await change(targets.map((one) => ({ clause: one.id, version: one.version, set: { state: 'confirmed' } })))
  const check = (await clerk.get(`/reports/${report.id}/publication`)).body
  assert.equal(check.ready, false)
  assert.ok(check.missing.some((one) => one.what === 'lead_unit'))
  const refused = await clerk.post(`/reports/${report.id}/publication`)
  assert.equal(refused.status, 422)
  assert.match(refused.body.errors[0].message, /牵头单位/)
  clauses = await clausesNow()
  const helper = units.find((one) => one.key === 'finance').id
  const done = await change(clauses.filter((one) => one.kind === 'target').map((one) => {
    const unit = lead.get(one.id) ?? units[0].id
    return { clause: one.id, version: one.version, set: { lead_unit: unit, co_units: unit === helper ? [] : [helper], due: one.due ?? '2022-12-31' } }
  }))
  assert.equal(done.body.conflicts.length, 0)
  const published = await clerk.post(`/reports/${report.id}/publication`)
  assert.equal(published.status, 201)
  plan = published.body
  assert.equal(plan.version, 1)
  assert.equal(plan.commitments, targets.length)
  const late = await change([{ clause: clauses[0].id, version: 99, set: { due: '2022-12-31' } }])
  assert.equal(late.status, 409)
})

test('commitments are found by words, unit and section, a page at a time', async () => {
  const { body } = await clerk.get(`/commitments?plan=${plan.id}&q=${encodeURIComponent('高标准农田')}`)
  assert.equal(body.commitments.length, 1)
  assert.equal(body.commitments[0].leader_name, '赵广源')
  const none = await clerk.get(`/commitments?plan=${plan.id}&q=${encodeURIComponent('100%')}`)
  assert.equal(none.body.commitments.length, 0)
  const seen = []
  for (let cursor = ''; cursor !== null;) {
    const page = (await clerk.get(`/commitments?plan=${plan.id}&limit=20${cursor && `&cursor=${cursor}`}`)).body
    seen.push(...page.commitments)
    cursor = page.next
  }
  assert.equal(seen.length, plan.commitments)
  const { sections } = (await clerk.get(`/plans/${plan.id}`)).body
  const rural = sections.find((one) => one.title.includes('乡村振兴'))
  const part = (await clerk.get(`/commitments?plan=${plan.id}&section=${rural.number}`)).body.commitments
  assert.equal(part.length, rural.commitments)
})

test('each commitment opens its sentence, and an amendment keeps what was before', async () => {
  const row = (await clerk.get(`/commitments?plan=${plan.id}&q=${encodeURIComponent('高标准农田')}`)).body.commitments[0]
  const detail = (await clerk.get(`/commitments/${row.id}`)).body
  assert.equal(detail.context.slice(detail.start - detail.context_start, detail.end - detail.context_start), detail.original)
  const amended = await clerk.post(`/commitments/${row.id}/amendments`, { version: 1, reason: '上级调整任务', set: { due: '2022-11-30' } })
  assert.equal(amended.status, 201)
  assert.deepEqual(amended.body.amendments[0].before, { due: '2022-12-31' })
  const stale = await clerk.post(`/commitments/${row.id}/amendments`, { version: 1, reason: '再次调整', set: { due: '2022-10-31' } })
  assert.equal(stale.status, 409)
  assert.equal((await clerk.get(`/plans/${plan.id}`)).body.plan.version, 2)
  const history = (await clerk.get(`/ledger?kind=commitment&object=${row.id}`)).body.entries
  assert.equal(history[0].reason, '上级调整任务')
  assert.deepEqual(history[0].after, { due: '2022-11-30' })
})

test('the table opens in LibreOffice with its rows, and an older version can still be made', async () => {
  for (const [format, version, day] of [['docx', 2, '2022-11-30'], ['xlsx', 2, '7.5万亩'], ['docx', 1, '7.5万亩']]) {
    const answer = await clerk.get(`/plans/${plan.id}/table.${format}?version=${version}`)
    assert.equal(answer.status, 200)
    const file = join(server.directory, `table.${format}`)
    writeFileSync(file, answer.content)
    const office = [`-env:UserInstallation=file://${server.directory}/office`, '--headless', '--convert-to', 'pdf', '--outdir', server.directory, file]
    assert.equal(spawnSync('soffice', office, { timeout: 120000 }).status, 0)
    const text = spawnSync('pdftotext', ['-layout', join(server.directory, 'table.pdf'), '-'], { encoding: 'utf8' }).stdout.replaceAll(/\s/g, '')
    assert.ok(text.includes('高标准农田'), format)
    assert.ok(text.includes(day), `${format} ${version} ${day}`)
    if (version === 1) assert.ok(!text.includes('2022-11-30'))
  }
})

test('a unit sees what it leads or helps, and nothing else', async () => {
  const unit = await server.login('agri')
  const rows = (await unit.get(`/commitments?plan=${plan.id}`)).body.commitments
  assert.ok(rows.length > 3)
  assert.ok(rows.every((one) => one.lead_unit_name === '区农业农村局' || one.co_units.some((co) => co.name === '区农业农村局')))
  const other = (await clerk.get(`/commitments?plan=${plan.id}&q=${encodeURIComponent('街长制')}`)).body.commitments[0]
  assert.equal((await unit.get(`/commitments/${other.id}`)).status, 403)
  const duties = (await unit.get('/duties')).body.duties.filter((one) => one.kind === 'deliver')
  assert.equal(duties.length, rows.length)
  assert.ok(duties[0].days_left < 0)
})

test('the ledger of all this is sound', async () => {
  const auditor = await server.login('auditor')
  const verification = (await auditor.get('/ledger/verification')).body
  assert.equal(verification.sound, true)
  assert.ok(verification.entries > 150)
  const cli = luoshi('ledger', 'verify', '--json', '--database', server.database)
  assert.equal(cli.status, 0, cli.stdout)
})
