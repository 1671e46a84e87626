// A3: the briefing of a month is made from live data, and a notice goes out as an official paper.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pdfText } from '../harness/pdf.mjs'
import { publishPlan } from '../harness/plan.mjs'
import { startServer } from '../harness/server.mjs'

let server
let clerk
let plan
let count
before(async () => {
  server = await startServer({ work: true }) // in November 2022 by the sample's own clock
  clerk = await server.login('clerk1')
  plan = await publishPlan(clerk, [['乡镇财政收入增长7%以上。', 'finance'], ['改造背街小巷15条。', 'housing'], ['新建环卫驿站12座。', 'housing']])
  count = (await clerk.get('/plans')).body.plans.filter((one) => one.year === 2022).reduce((sum, one) => sum + one.commitments, 0)
})
after(() => server.stop())

const promise = (words) => plan.commitments.find((one) => one.text.includes(words))
const textOf = (file) => pdfText(file.content)
const briefing = async (month, client = clerk) => client.get(`/papers/briefing/${month}/file?format=pdf`)
const amend = async (words, set, reason) => {
  const { commitment } = (await clerk.get(`/commitments/${promise(words).id}`)).body
  assert.equal((await clerk.post(`/commitments/${commitment.id}/amendments`, { version: commitment.version, reason, set })).status, 201)
}

test('the briefing says how figures, commitments and notices stand, and what changed', async () => {
  const { figures } = (await clerk.get(`/commitments/${promise('乡镇财政').id}/figures`)).body
  await clerk.post(`/commitments/${promise('乡镇财政').id}/figures`, { statement: figures[0].number, new: { key: 'revenue', name: { zh: '乡镇财政收入', en: 'Revenue of towns' }, unit: '亿元', over_time: 'cumulative', frequency: 'month', owner_unit: promise('乡镇财政').lead_unit, low: '0' } })
  const cells = (year, values) => values.map((value, i) => ({ indicator: 'revenue', period: `${year}-${String(i + 1).padStart(2, '0')}`, value: String(value) }))
  await clerk.post('/observations', { take: 'all', cells: [...cells(2021, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), ...cells(2022, [1.2, 2.2, 3.1, 4.0])] })
  await amend('小巷', { due: '2022-02-20' }, '市里要求提前')
  await amend('驿站', { state: 'done' }, '12座已建成')
  const text = textOf(await briefing('2022-11'))
  assert.match(text, new RegExp(`截至2022年11月15日，.*任务共${count}项：已完成1项（比上月末\\+1项），.*超过完成时限的1项（比上月末\\+1项）`))
  assert.match(text, /乡镇财政收入增长7%以上4\.00亿元2022-04.*慢于时序/)
  assert.match(text, /三、逾期任务.*改造背街小巷15.*2022-02-20.*四、督办办理/)
  assert.match(text, /“新建环卫驿站12座”已办结：12座已建成。/)
  assert.match(text, /“改造背街小巷15条”已调整：市里要求提前。/)
})

test('an earlier month is told as it was: no later figure and no later amendment', async () => {
  const text = textOf(await briefing('2022-03'))
  assert.match(text, /截至2022年3月31日，.*任务共\d+项：已完成0项（比上月末\+0项），.*超过完成时限的0项/)
  assert.match(text, /3\.10亿元2022-03/)
  assert.ok(!text.includes('4.00亿元2022-04'))
  assert.match(text, /乡镇财政收入由“快于时序”转为“慢于时序”。/)
  assert.ok(!text.includes('已办结'))
})

/** The numbers of the words that EXPRESSION finds. */
const numbers = (text, expression) => {
  const found = text.match(expression)
  assert.ok(found, `${expression} in ${text.slice(0, 600)}`)
  return found.slice(1).map(Number)
}
const commitmentsIn = (text) => numbers(text, /任务共(\d+)项：已完成(\d+)项（比上月末[+-]\d+项），绿灯(\d+)项，黄灯(\d+)项，红灯(\d+)项，无数据(\d+)项/)
const figuresIn = (text) => numbers(text, /年度目标的指标(\d+)个，.*?上下限的(\d+)个，慢于.*?上下限的(\d+)个，尚无填报数据的(\d+)个，.*?不作比较的(\d+)个/)

test('the parts of the summary make the whole, and a commitment without data is not called in time', async () => {
  const text = textOf(await briefing('2022-11'))
  for (const [whole, ...parts] of [commitmentsIn(text), figuresIn(text)]) assert.equal(parts.reduce((sum, one) => sum + one, 0), whole)
  // What the summary says is what the lights say.
  const { commitments: lights } = (await clerk.get('/dashboard')).body
  const [, , green, yellow, red, grey] = commitmentsIn(text)
  assert.deepEqual([yellow, red, grey], [lights.yellow, lights.red, lights.grey])
  assert.ok(green <= lights.green) // what is done is green, and counted as done
})

test('a month is told with what existed then: what a meeting decided later is not counted', async () => {
  const plans = (await clerk.get('/plans')).body.plans.filter((one) => one.year === 2022)
  const decided = plans.filter((one) => one.report === null).reduce((sum, one) => sum + one.commitments, 0)
  assert.ok(decided > 0, 'the sample has decisions of November')
  assert.equal(commitmentsIn(textOf(await briefing('2022-11')))[0], count)
  assert.equal(commitmentsIn(textOf(await briefing('2022-10')))[0], count - decided)
})

test('a figure that is to stay low is drawn against its limit, and the judgement is in words', async () => {
  const text = textOf(await briefing('2022-10'))
  const limits = text.match(/不得超过的指标占上限的比例(.*?)越低越好/)
  assert.ok(limits, 'limits have a chart of their own')
  assert.match(limits[1], /PM2\.5.*\d+%(未超|偏高)/)
  assert.match(text, /主要指标完成全年目标的比例.*\d+%\/\d+%(快|慢)/)
})

test('a notice is a paper for the unit that must act, and for nobody else', async () => {
  const raised = await clerk.post('/cases', { type: 'notice', object_kind: 'commitment', object_id: promise('小巷').id, form: { title: '老旧小区改造进度', demand: '请说明滞后原因。\n请提出措施。', due: '2022-11-30' } })
  const { id, number } = raised.body.case
  const file = await clerk.get(`/papers/notice/${id}/file?format=pdf`)
  assert.equal(decodeURIComponent(file.headers.get('content-disposition').match(/filename\*=UTF-8''(.*)$/)[1]), `${number}.pdf`)
  const text = textOf(file)
  for (const words of [number, '关于老旧小区改造进度的通知', '你单位牵头的“改造背街小巷15条”', '请说明滞后原因。', '请提出措施。', '请于2022年11月30日前办结并反馈办理情况。']) assert.ok(text.includes(words), words)
  const docx = await clerk.get(`/papers/notice/${id}/file`)
  assert.equal(docx.status, 200)
  assert.equal((await (await server.login('housing')).get(`/papers/notice/${id}/file`)).status, 200)
  assert.equal((await (await server.login('agri')).get(`/papers/notice/${id}/file`)).status, 403)
  assert.equal((await clerk.get('/papers/notice/00000000000000000000000000/file')).status, 404)
})

test('a month that has not begun, one without a plan and one that does not exist are refused', async () => {
  assert.equal((await briefing('2099-01')).body.errors[0].code, 'drafting.future')
  assert.equal((await briefing('2021-05')).body.errors[0].code, 'drafting.no_plan')
  assert.equal((await briefing('2022-13')).status, 422)
  assert.equal((await briefing('2022-03', await server.login('town'))).status, 403)
})
