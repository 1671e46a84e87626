// A6 工作亮点回顾: at year end the "results" half of the next report is drafted from what was recorded, each figure with its source, and
// the numbers no one can support are listed apart.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pdfText } from '../harness/pdf.mjs'
import { publishPlan } from '../harness/plan.mjs'
import { startServer } from '../harness/server.mjs'

let server
let clerk
let plan
const folder = mkdtempSync(join(tmpdir(), 'luoshi-a6-'))
before(async () => {
  server = await startServer()
  clerk = await server.login('clerk1')
  plan = await publishPlan(clerk, [
    ['一般公共预算收入增长7%以上。', 'finance'],
    ['新建高标准农田7.5万亩。', 'agri'],
    ['改造老旧小区15个。', 'housing'],
    ['新建公厕12座。', 'housing'],
    ['培训农民3000人次。', 'agri'],
    ['新建停车场3处。', 'housing'],
    ['新增充电桩50个。', 'housing'],
  ])
})
after(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const promise = (words) => plan.commitments.find((one) => one.text.includes(words))
const draft = async () => (await clerk.get('/papers/results/2022')).body
const sentences = (body) => body.sections.flatMap((section) => section.sentences)
const report = (indicator, year, values, more = {}) =>
  clerk.post('/observations', { take: 'all', cells: values.map((value, i) => ({ indicator, period: `${year}-${String(i + 1).padStart(2, '0')}`, value: String(value), ...more })) })
const adopt = async (words, key, unit, name, more) => {
  const { figures } = (await clerk.get(`/commitments/${promise(words).id}/figures`)).body
  const made = await clerk.post(`/commitments/${promise(words).id}/figures`, {
    statement: figures[0].number,
    new: { key, name: { zh: name, en: key }, unit, over_time: 'cumulative', frequency: 'month', owner_unit: promise(words).lead_unit, low: '0', ...more },
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
}
const amend = async (words, set, reason) => {
  const { commitment } = (await clerk.get(`/commitments/${promise(words).id}`)).body
  const done = await clerk.post(`/commitments/${commitment.id}/amendments`, { version: commitment.version, reason, set })
  assert.equal(done.status, 201, JSON.stringify(done.body))
}
const last = [1, 2.1, 3.2, 4.4, 5.6, 7, 8, 9, 10.1, 11.2]
const now = last.map((value) => Number((value * 1.08).toFixed(2)))

test('with nothing recorded every promise is listed, and no paper pretends otherwise', async () => {
  const body = await draft()
  assert.deepEqual(body.sections, [])
  assert.deepEqual(body.unrecorded.map((one) => one.commitment).sort(), plan.commitments.map((one) => one.id).sort())
  const refused = await clerk.get('/papers/results/2022/file')
  assert.equal(refused.status, 409)
  assert.equal(refused.body.errors[0].code, 'drafting.nothing_recorded')
})

test('a figure becomes a sentence that says what was recorded, and each source can be opened', async () => {
  await adopt('预算', 'revenue', '亿元', '一般公共预算收入', { jump: '60' })
  await adopt('农田', 'farmland', '万亩', '高标准农田', { places: 1 })
  assert.equal((await report('revenue', 2021, last)).body.taken, 10)
  assert.equal((await report('revenue', 2022, now)).body.taken, 10)
  assert.equal((await report('farmland', 2022, [0, 0, 0, 1, 2, 3.5, 5, 6, 7, 7.6])).body.taken, 10)
  const body = await draft()
  const [revenue, farmland] = sentences(body)
  assert.match(revenue.text, /^截至2022年10月，一般公共预算收入为12\.10亿元，同比增长8\.0%，.*增长7%以上/)
  assert.match(farmland.text, /高标准农田为7\.6万亩，完成年度目标（7\.5万亩）。$/)
  assert.equal(revenue.commitment, promise('预算').id)
  assert.equal(revenue.sources.length, 2)
  for (const sentence of sentences(body)) {
    assert.ok(sentence.sources.length > 0)
    for (const number of sentence.sources) {
      const source = body.sources.find((one) => one.number === number)
      const opened = (await clerk.get(source.path)).body
      for (const figure of source.figures) {
        const stands = opened.series.find((one) => one.period === figure.period)
        assert.equal(stands.value, figure.value)
        assert.equal(stands.revision, figure.revision)
        assert.ok(opened.revisions.some((one) => one.period === figure.period && one.revision === figure.revision && one.value === figure.value))
      }
    }
  }
  assert.equal(body.sources.find((one) => one.number === revenue.sources[0]).unit_name, '区财政局')
  assert.deepEqual(body.unrecorded.map((one) => one.text).sort(), ['小区', '公厕', '农民', '停车场', '充电桩'].map((words) => promise(words).text).sort())
})

test('a correction shows in the sentence and in the revision of its source', async () => {
  const corrected = await report('revenue', 2022, now.map((value, i) => (i === 9 ? 12.2 : value)), { reason: '决算调整' })
  assert.equal(corrected.body.taken, 1)
  const body = await draft()
  const [revenue] = sentences(body)
  assert.match(revenue.text, /为12\.20亿元，同比增长8\.9%/)
  assert.equal(body.sources.find((one) => one.number === revenue.sources[0]).revision, 2)
})

test('a figure let through on a reason alone is listed apart and not said', async () => {
  await adopt('农民', 'trained', '人次', '农民培训', { places: 0, jump: '50' })
  const asked = await report('trained', 2022, [3100, 2900], { confirm: true, reason: '集中办班' })
  assert.equal(asked.body.taken, 2, JSON.stringify(asked.body))
  const body = await draft()
  assert.ok(!sentences(body).some((one) => one.indicator === 'trained'))
  const [doubt] = body.unsupported
  assert.equal(doubt.indicator, 'trained')
  assert.equal(doubt.value, '2900人次')
  assert.match(doubt.reason, /2022-02的数作为累计数小于上期，填报时仅说明“集中办班”，没有附佐证/)
  assert.ok(!body.unrecorded.some((one) => one.text.includes('农民')))
})

test('progress without proof is listed apart, and a completion is said once someone else has verified it', async () => {
  const housing = await server.login('housing')
  const said = await housing.post(`/commitments/${promise('停车场').id}/progress`, { text: '已建成2处。', percent: 60 })
  assert.equal(said.status, 201, JSON.stringify(said.body))
  let body = await draft()
  const doubt = body.unsupported.find((one) => one.commitment === promise('停车场').id)
  assert.match(doubt.reason, /仅有单位自报进展“已建成2处”，没有附佐证/)
  assert.match(doubt.needs, /照片、台账或验收材料/)
  const asked = await housing.post('/cases', { type: 'completion', object_kind: 'commitment', object_id: promise('充电桩').id, form: { result: '50个充电桩全部通电' } })
  assert.equal(asked.status, 201, JSON.stringify(asked.body))
  assert.ok(!sentences(await draft()).some((one) => one.text.includes('充电桩')))
  const { id, version, number } = asked.body.case
  const verified = await clerk.post(`/cases/${id}/moves`, { move: 'verify', version, form: { finding: '现场核查属实' } })
  assert.ok(verified.status < 300, JSON.stringify(verified.body))
  body = await draft()
  const sentence = sentences(body).find((one) => one.case === id)
  assert.equal(sentence.text, `“${promise('充电桩').text}”已完成并经核查（${number}）：50个充电桩全部通电。`)
  const source = body.sources.find((one) => one.number === sentence.sources[0])
  assert.equal((await clerk.get(source.path)).body.case.closed, true)
})

test('a commitment closed by an amendment is said with it; one that is contested by an open notice is not', async () => {
  await amend('小区', { state: 'done' }, '15个小区已通过验收')
  let body = await draft()
  const done = sentences(body).find((one) => one.verdict === 'done')
  assert.equal(done.text, `“${promise('小区').text}”已办结：15个小区已通过验收。`)
  const source = body.sources.find((one) => one.number === done.sources[0])
  assert.equal(source.kind, 'amendment')
  assert.ok((await clerk.get(source.path)).body.amendments.some((one) => one.reason === '15个小区已通过验收'))

  const { today } = (await clerk.get('/session')).body
  const raised = await clerk.post('/cases', { type: 'notice', object_kind: 'commitment', object_id: promise('公厕').id, form: { title: '公厕督办', demand: '请说明进度', due: `${Number(today.slice(0, 4)) + 1}-12-31` } })
  assert.equal(raised.status, 201, JSON.stringify(raised.body))
  await amend('公厕', { state: 'done' }, '12座全部建成')
  body = await draft()
  assert.ok(!sentences(body).some((one) => one.text.includes('公厕')))
  const doubt = body.unsupported.find((one) => one.case === raised.body.case.id)
  assert.match(doubt.reason, /尚未办结（待签收）/)
  assert.deepEqual(body.unrecorded, [])
})

test('the paper holds the sentences, in docx and in pdf, under a name that says what it is', async () => {
  const body = await draft()
  for (const format of ['docx', 'pdf']) {
    const file = await clerk.get(`/papers/results/2022/file?format=${format}`)
    assert.equal(file.status, 200)
    const name = decodeURIComponent(file.headers.get('content-disposition').match(/filename\*=UTF-8''(.*)$/)[1])
    assert.equal(name, `冀州区2022年工作回顾（初稿）.${format}`)
    let path = join(folder, `results.${format}`)
    writeFileSync(path, file.content)
    if (format === 'docx') {
      const made = spawnSync('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'pdf', '--outdir', join(folder, 'out'), path], { timeout: 120000 })
      assert.equal(made.status, 0, String(made.stderr))
      path = join(folder, 'out', 'results.pdf')
    }
    const text = pdfText(readFileSync(path))
    for (const sentence of sentences(body)) assert.ok(text.includes(sentence.text.replace(/\s/g, '')), `${format}: ${sentence.text}`)
    assert.ok(text.includes('不能支持的数字') && text.includes('2900人次') && text.includes('集中办班'))
    assert.ok(text.includes('数字来源') && text.includes('区财政局'))
  }
  const again = await clerk.get('/papers/results/2022/file?format=pdf')
  assert.equal(again.status, 200)
})

test('a wrong year, a wrong format and whoever does not write reports are refused', async () => {
  const unknown = await clerk.get('/papers/results/2019')
  assert.equal(unknown.status, 404)
  assert.match(unknown.body.detail, /没有发布2019年.*可以起草的年度：2022/)
  assert.equal((await clerk.get('/papers/results/2019/file?format=pdf')).status, 404)
  assert.equal((await clerk.get('/papers/results/next')).status, 422)
  assert.equal((await clerk.get('/papers/results/2022/file?format=doc')).status, 422)
  const town = await server.login('town')
  assert.equal((await town.get('/papers/results/2022')).status, 403)
  assert.equal((await town.get('/papers')).status, 403)
  const auditor = await server.login('auditor')
  assert.equal((await auditor.get('/papers/results/2022')).status, 200)
  assert.deepEqual((await clerk.get('/papers')).body.years.map((one) => one.year), [2022])
})

test('at the year’s end a percentage that fell short is short by points, never by per cent', async () => {
  const other = await startServer({ work: true, day: '2023-01-20' })
  const office = await other.login('clerk1')
  const cells = ['2022Q4'].map((period) => ({ indicator: 'gdp_growth', period, value: '6.4', reason: '年报', confirm: true }))
  const taken = await office.post('/observations', { take: 'all', cells })
  assert.equal(taken.body.taken, 1, JSON.stringify(taken.body))
  const text = JSON.stringify((await office.get('/papers/results/2022')).body)
  assert.match(text, /全年地区生产总值增速为6\.4%，未完成年度目标（增长7%以上），相差0\.6个百分点/)
  assert.doesNotMatch(text, /相差[\d.]+%/)
  await other.stop()
})
