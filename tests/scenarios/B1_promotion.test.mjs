// B1 招商专班与分团: a prospect is a project in the first library, so a signing is typed once; teams and referrers are counted from it, the league
// follows its declared formula.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { luoshi, startServer } from '../harness/server.mjs'

let server, clerk, agri, team, other, referrer, event, invest
const made = async (type, values) => {
  const answer = await clerk.post(`/registers/${type}`, { values })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body.object.id
}
const read = async (type, id) => (await clerk.get(`/registers/${type}/objects/${id}`)).body
const derived = async (type, id, key) => (await read(type, id)).object.derived.find((one) => one.key === key)
const figure = async (type, id, key) => (await derived(type, id, key))?.value
const add = (input) => clerk.post('/projects', { kind: 'industry', lead_unit: invest, confirm: true, ...input })
const upload = async () => (await clerk.call('POST', '/evidence?filename=a.txt', { bytes: Buffer.from(`材料${Math.random()}`) })).body.id
const paper = async (id, condition, more) => clerk.post(`/projects/${id}/papers`, { condition, ...(more ?? { files: [await upload()] }) })

before(async () => {
  server = await startServer({ day: '2022-05-20' })
  ;[clerk, agri] = await Promise.all(['clerk1', 'agri'].map(server.login))
  invest = (await clerk.get('/units')).body.units.find((one) => one.key === 'invest').id
  const targets = { year: '2022', target_agreed: '100000', target_signings: '2', target_visits: '4' }
  team = await made('promotion_team', { name: '2022年测试一团', ...targets })
  other = await made('promotion_team', { name: '2022年测试二团', ...targets })
  referrer = await made('referrer', { name: '测试商会', way: 'chamber' })
  event = await made('promotion_event', { name: '测试推介会', held_on: '2030-03-18', theme: '测试主题', form: 'session', state: 'held' })
})
after(() => server.stop())

test('a prospect names its team, event and referrer by id or by name; what is in no register is refused at its field', async () => {
  const added = await add({ name: '康复器械制造项目', total: '50000', fields: { promotion_team: team, promotion_event: '测试推介会' } })
  assert.equal(added.status, 201, JSON.stringify(added.body))
  const field = (key) => added.body.fields.find((one) => one.key === key)
  assert.deepEqual([field('promotion_team').shown, field('promotion_event').value, field('referrer').shown], ['2022年测试一团', event, null])
  for (const [input, place] of [[{ fields: { promotion_team: '没有的团' } }, '/fields/promotion_team'], [{ fields: { referrer: team } }, '/fields/referrer'], [{ firm: '没有的企业' }, '/firm'], [{ plot: '0'.repeat(26) }, '/plot']]) {
    const refused = await add({ name: '另一项目', ...input })
    assert.deepEqual([refused.status, refused.body.errors[0].field], [422, place], JSON.stringify(refused.body))
  }
  const { projects } = (await clerk.get('/projects?library=prospect')).body
  assert.ok(!projects.some((one) => one.name === '另一项目'))
})

test('a signing counts for its team, event and referrer once it is in its library, and the score follows its formula', async () => {
  const { id } = (await add({ name: '新材料生产项目', total: '60000', fields: { promotion_team: team, referrer, promotion_event: event } })).body.project
  const visit = await made('promotion_visit', { subject: '赴企业考察', project: id, team, day: '2022-03-21' })
  assert.equal((await read('promotion_visit', visit)).object.values.find((one) => one.key === 'project').shown, '新材料生产项目')
  assert.deepEqual([await figure('promotion_team', team, 'agreed_sum'), await figure('promotion_team', team, 'found')], [0, 2], 'a prospect is no signing')
  assert.equal(await figure('promotion_team', team, 'score'), 2.5)

  await paper(id, 'contact_record')
  await paper(id, 'contract')
  assert.equal((await paper(id, 'signing_decision', { decided_by: '区政府常务会议' })).status, 201)
  const { version } = (await clerk.get(`/projects/${id}`)).body.project
  const move = await clerk.post(`/projects/${id}/moves`, { to: 'signed', version })
  assert.equal(move.status, 200, JSON.stringify(move.body))
  assert.equal(await figure('promotion_team', team, 'agreed_sum'), 60000)
  assert.equal(await figure('promotion_team', team, 'score'), 60000 / 100000 * 60 + 1 / 2 * 30 + 1 / 4 * 10)
  assert.equal(await figure('promotion_team', other, 'score'), 0)
  assert.deepEqual([await figure('promotion_event', event, 'signed'), await figure('promotion_event', event, 'agreed_sum')], [1, 60000])
  assert.equal(await figure('referrer', referrer, 'signed'), 1)
  const naming = (await read('promotion_team', team)).named_by.find((one) => one.id === id && one.type === 'project' && one.name === '新材料生产项目')
  assert.deepEqual(['library', 'total', 'promotion_event'].map((key) => naming.values.find((one) => one.key === key).shown), ['签约', '60000', '测试推介会'], 'what names it says where it stands and how large it is')

  const league = async (more = '') => (await clerk.get(`/registers/promotion_team?sort=score&descending=1&q=测试${more}`)).body
  assert.deepEqual((await league()).objects.map((one) => [one.rank, one.id]), [[1, team], [2, other]], 'ranked by its formula')
  assert.deepEqual((await league('&limit=1&offset=1')).objects.map((one) => [one.rank, one.id]), [[2, other]], 'a page keeps its places')
  const third = await made('promotion_team', { name: '2022年测试三团', year: '2022', target_agreed: '1', target_signings: '1', target_visits: '1' })
  const untold = await made('promotion_team', { name: '2022年测试四团', year: '2022', target_agreed: '0', target_signings: '1', target_visits: '1' })
  const places = Object.fromEntries((await league()).objects.map((one) => [one.id, one.rank]))
  assert.deepEqual([places[other], places[third], places[untold]], [2, 2, undefined], 'those alike share a place; without a score there is none')
  const up = (await clerk.get('/registers/promotion_team?sort=score&q=测试')).body.objects
  assert.deepEqual([up.at(-2).id, up.at(-1).id], [team, untold], 'from below, those without a score still last')
  const none = await clerk.get('/registers/promotion_team?sort=nothing')
  assert.deepEqual([none.status, none.body.errors[0].field], [422, '/sort'])
  const file = await clerk.call('GET', '/registers/promotion_team/file?format=csv&sort=score&descending=1&q=测试')
  const lines = file.content.toString().split('\n')
  assert.ok(lines.findIndex((line) => line.includes('测试一团')) < lines.findIndex((line) => line.includes('测试二团')), 'the file has the same order')
  assert.equal((await clerk.get('/registers')).body.types.find((one) => one.key === 'promotion_team').ranked, 'score')

  const given = await clerk.post(`/projects/${id}/state`, { version: move.body.project.version, state: 'given_up', reason: '企业放弃投资' })
  assert.equal(given.status, 200, JSON.stringify(given.body))
  assert.deepEqual([await figure('promotion_team', team, 'agreed_sum'), await figure('referrer', referrer, 'signed')], [0, 0], 'what was given up counts no more')
  assert.deepEqual([await figure('promotion_team', team, 'found'), await figure('referrer', referrer, 'found')], [1, 0], 'as a prospect neither')
})

test('every figure of the league opens into what it counts, by a rule that is said; a signing counts in the year of its day', async () => {
  const targets = { target_agreed: '100000', target_signings: '4', target_visits: '2' }
  const [now, before] = [await made('promotion_team', { name: '2022年测试五团', year: '2022', ...targets }), await made('promotion_team', { name: '2021年测试五团', year: '2021', ...targets })]
  const sign = async (name, total, of, day) => {
    const { id, version } = (await add({ name, total, day, fields: { promotion_team: of, referrer } })).body.project
    await paper(id, 'contact_record')
    await paper(id, 'contract')
    await paper(id, 'signing_decision', { decided_by: '区政府常务会议' })
    const moved = await clerk.post(`/projects/${id}/moves`, { to: 'signed', version: version + 3, day })
    assert.equal(moved.status, 200, JSON.stringify(moved.body))
    return moved.body.project
  }
  const early = await sign('上年签约的项目', '7000', now, '2021-12-20')
  const signed = await sign('当年签约的项目', '9000', now, '2022-03-15')
  await sign('上年的项目', '5000', before, '2021-11-02')
  await made('promotion_visit', { subject: '当年走访', project: signed.id, day: '2022-03-01' })
  await made('promotion_visit', { subject: '上年走访', project: early.id, day: '2021-12-01' })
  const open = async (object, figure, who = clerk) => who.get(`/registers/promotion_team/objects/${object}/counted/${figure}`)
  const part = async (object, key) => (await open(object, key)).body.parts[0]
  assert.deepEqual([await figure('promotion_team', now, 'found'), await figure('promotion_team', now, 'signed'), await figure('promotion_team', now, 'agreed_sum'), await figure('promotion_team', now, 'visited')], [2, 1, 9000, 1], 'a signing of the year before counts in no later league')
  assert.deepEqual([await figure('promotion_team', before, 'signed'), await figure('promotion_team', before, 'agreed_sum')], [1, 5000])

  const sum = await part(now, 'agreed_sum')
  assert.deepEqual([sum.number, sum.measure, sum.type, sum.hidden, sum.rows.map((one) => one.id)], [9000, '万元', 'project', 0, [signed.id]])
  assert.equal(sum.rule, '所在库为签约、注册、前期、开工、入统；签约日期在2022年')
  const value = (row, key) => row.values.find((one) => one.key === key)?.shown
  assert.deepEqual(['library', 'total', 'signed_on', 'referrer'].map((key) => value(sum.rows[0], key)), ['签约', '9000', '2022-03-15', '测试商会'])
  assert.deepEqual((await part(now, 'found')).rows.map((one) => one.id).sort(), [early.id, signed.id].sort())
  assert.deepEqual((await part(now, 'visited')).rows.map((one) => [one.name, value(one, 'day')]), [['当年走访', '2022-03-01']])

  const score = (await open(now, 'score')).body
  assert.equal(score.words, '签约额 ÷ 签约额目标 × 60 + 签约 ÷ 签约数目标 × 30 + 走访 ÷ 走访目标 × 10')
  assert.deepEqual(score.values.map((one) => one.key), ['target_agreed', 'target_signings', 'target_visits'])
  assert.deepEqual(score.parts.map((one) => [one.key, one.number, one.rows.length]), [['signings', 1, 1], ['agreed', 9000, 1], ['visits', 1, 1]])
  assert.equal(score.value, await figure('promotion_team', now, 'score'))
  const kind = (await clerk.get('/registers')).body.types.find((one) => one.key === 'promotion_team')
  assert.equal(kind.derived.find((one) => one.key === 'score').words, score.words, 'the list says the formula in the same words')
  assert.equal((await open(now, 'nothing')).status, 404)
  assert.equal((await open(now, 'score', agri)).status, 403)

  const back = await clerk.post(`/projects/${signed.id}/moves`, { to: 'talk', version: signed.version, reason: '协议作废重谈' })
  assert.equal(back.status, 200, JSON.stringify(back.body))
  assert.deepEqual([await figure('promotion_team', now, 'found'), await figure('promotion_team', now, 'signed')], [2, 0], 'moved back it is no signing')
  const again = await clerk.post(`/projects/${signed.id}/moves`, { to: 'signed', version: back.body.project.version })
  assert.equal(again.status, 200, JSON.stringify(again.body))
  assert.equal(value((await part(now, 'signed')).rows[0], 'signed_on'), '2022-05-20', 'and signs anew on its new day')
})

test('a firm of the register is taken by its code\'s owner, and knows its projects', async () => {
  const code = '91131103MA07PTKCQ9'
  const firm = await made('firm', { name: '测试鲲鹏装备有限公司', code })
  const { project } = (await add({ name: '装备扩建项目', total: '1000', firm })).body
  assert.deepEqual([project.firm, project.firm_name], [firm, '测试鲲鹏装备有限公司'])
  assert.equal(await figure('firm', firm, 'projects_held'), 1)
  const { version } = (await read('firm', firm)).object
  assert.equal((await clerk.post(`/registers/firm/objects/${firm}/retire`, { version, reason: '注销' })).status, 409, 'a project stands on it')
  const alike = await clerk.post('/registers/firm', { values: { name: '测试鲲鹏装备有限责任公司', code: '91131103MA0ABCDE6L' } })
  assert.ok([409, 422].includes(alike.status), JSON.stringify(alike.body))
})

test('what may be a firm or a project that is there already is asked about with who keeps it; one is chosen, or it is said to be another', async () => {
  const names = ['测试乐耕新材料有限公司', '测试青禾种业有限公司']
  const codes = ['91131103MA0B6Y5J7Y', '91131103MA0C8T9K19']
  const firms = []
  for (const [i, name] of names.entries()) firms.push(await made('firm', { name, code: codes[i] }))
  const write = (input) => add({ confirm: false, ...input })
  const about = (answer) => answer.body.errors.map((one) => [one.field, one.about.kind, one.about.id, one.about.name])

  const similar = await write({ name: '复合板材基地', firm_name: '冀州测试乐耕新材料有限责任公司' })
  assert.deepEqual([similar.status, about(similar)], [409, [['/firm', 'firm', firms[0], names[0]]]], JSON.stringify(similar.body))
  assert.match(similar.body.errors[0].message, /相近.*登记/)
  const first = await write({ name: '复合板材基地', firm: firms[0] })
  assert.deepEqual([first.status, first.body.project.firm], [201, firms[0]], JSON.stringify(first.body))

  const twice = await write({ name: '复合板材基地' })
  assert.deepEqual([twice.status, about(twice)], [409, [['/name', 'project', first.body.project.id, '复合板材基地']]])
  assert.match(twice.body.errors[0].message, /名称相同.*牵头/)
  const alike = await write({ name: '复合板材基地二' })
  assert.deepEqual([alike.status, about(alike)[0][2]], [409, first.body.project.id])
  const same = await write({ name: '热压成型车间', firm_name: names[0] })
  assert.deepEqual([same.status, about(same)], [409, [['/name', 'project', first.body.project.id, '复合板材基地']]], 'its whole name is the firm, which has a project')
  assert.match(same.body.errors[0].message, /同一家企业/)
  const other = await write({ name: '热压成型车间', firm_name: names[0], confirm: true })
  assert.deepEqual([other.status, other.body.project.firm, other.body.firm_code], [201, firms[0], codes[0]])

  const coded = await write({ name: '种子加工线', firm_code: codes[1].toLowerCase() })
  assert.deepEqual([coded.status, coded.body.project?.firm, coded.body.project?.firm_name], [201, firms[1], names[1]], JSON.stringify(coded.body))
  for (const confirm of [false, true]) {
    const contradicts = await write({ name: '饲料仓储', firm_name: '测试金穗饲料厂', firm_code: codes[1], confirm })
    assert.deepEqual([contradicts.status, about(contradicts)], [409, [['/firm_code', 'firm', firms[1], names[1]]]], 'a code is of one firm')
  }
  const free = await write({ name: '饲料仓储', firm_name: '测试金穗饲料厂' })
  assert.equal(free.status, 201, JSON.stringify(free.body))

  let { version } = free.body.project
  const change = (input) => clerk.patch(`/projects/${free.body.project.id}`, { version, ...input })
  const renamed = await change({ name: '种子加工线' })
  assert.deepEqual([renamed.status, about(renamed)[0].slice(0, 3)], [409, ['/name', 'project', coded.body.project.id]])
  const kept = await change({ key_level: 'district' })
  assert.equal(kept.status, 200, 'what stays is not asked about again')
  version = kept.body.project.version
  const linked = await change({ firm_name: names[1], firm_code: codes[1], confirm: true })
  assert.deepEqual([linked.status, linked.body.project.firm], [200, firms[1]])
  version = linked.body.project.version
  const variant = await change({ firm_name: '冀州测试青禾种业有限责任公司', confirm: true })
  assert.deepEqual([variant.status, variant.body.project.firm, variant.body.project.firm_name], [200, firms[1], names[1]], 'linked it is called what the register calls it')
  version = variant.body.project.version
  assert.equal((await change({ firm_name: '测试金穗饲料厂', confirm: true })).status, 409, 'a name beside the code of another')
  const list = (name, code) => clerk.call('POST', '/project-import?filename=a.csv', { bytes: Buffer.from(`项目名称,企业名称,统一社会信用代码\n饲料仓储,${name},${code}\n`) })
  const wrong = await list(names[0], codes[1])
  assert.deepEqual([wrong.body.taken, wrong.body.rows[0].state, wrong.body.rows[0].fault.cell], [false, 'refused', 'C2'], JSON.stringify(wrong.body))
  assert.equal((await list(names[0], codes[0])).body.taken, true)
  const moved = (await clerk.get(`/projects/${free.body.project.id}`)).body
  assert.deepEqual([moved.project.firm, moved.project.firm_name, moved.firm_code], [firms[0], names[0], codes[0]], 'a list that names another firm links that one')
})

test('a firm chosen anew brings its name and code, one taken away leaves none, and the ledger says what was', async () => {
  const firms = await Promise.all([['测试甲机械有限公司', '91131103MA07QWERA5'], ['测试乙暖通股份公司', '91131103MA08TYUPAD']].map(async ([name, code]) => ({ name, code, id: await made('firm', { name, code }) })))
  const { project, firm_code } = (await add({ name: '换企业项目', firm_name: '手写的企业', firm_code: '91131103MA0D2P6N43' })).body
  assert.deepEqual([project.firm, project.firm_name, firm_code], [null, '手写的企业', '91131103MA0D2P6N43'])
  let { version } = project
  const change = async (input) => {
    const answer = await clerk.patch(`/projects/${project.id}`, { version, ...input })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    version = answer.body.project.version
    return [answer.body.project.firm, answer.body.project.firm_name, answer.body.firm_code]
  }
  const [first, second] = firms
  assert.deepEqual(await change({ firm: first.id }), [first.id, first.name, first.code])
  assert.deepEqual(await change({ key_level: 'district' }), [first.id, first.name, first.code], 'what is not named stays')
  assert.deepEqual(await change({ firm: second.name, firm_code: first.code }), [second.id, second.name, second.code], 'the register\'s code is the firm\'s')
  assert.deepEqual(await change({ firm: null }), [null, null, null])
  assert.deepEqual(await change({ firm: first.id }), [first.id, first.name, first.code])
  assert.deepEqual(await change({ firm: null, firm_name: '另一家企业' }), [null, '另一家企业', null], 'what is typed with it stays')
  const { entries } = (await clerk.get(`/ledger?kind=project&object=${project.id}`)).body
  const exchange = entries.filter((one) => one.action === 'project.change').find((one) => one.after?.firm_name === second.name)
  assert.deepEqual([exchange.before.firm_name, exchange.before.firm_code, exchange.after.firm_code], [first.name, first.code, second.code])
})

test('a visit is of its prospect\'s team: left open it is filled in, another is refused at its field, in a sheet too', async () => {
  const { id } = (await add({ name: '走访项目甲', total: '1000', fields: { promotion_team: team } })).body.project
  const free = (await add({ name: '走访项目乙', total: '1000' })).body.project
  const visit = (values) => clerk.post('/registers/promotion_visit', { values: { subject: '登门拜访', day: '2022-04-01', project: id, ...values } })
  const value = (answer, key) => answer.body.object.values.find((one) => one.key === key)?.value
  const filled = await visit({})
  assert.deepEqual([filled.status, value(filled, 'team')], [201, team], JSON.stringify(filled.body))
  assert.equal(value(await visit({ team: '' }), 'team'), team)
  for (const [values, place] of [[{ team: other }, '/values/team'], [{ team: '0'.repeat(26) }, '/values/team'], [{ project: free.id }, '/values/team'], [{ project: team }, '/values/project']]) {
    const refused = await visit(values)
    assert.deepEqual([refused.status, refused.body.errors[0].field], [422, place], JSON.stringify(refused.body))
  }
  assert.match((await visit({ team: other })).body.errors[0].message, /“分团”应为“2022年测试一团”/)
  assert.equal(value(await visit({ project: free.id, team: other }), 'team'), other, 'a prospect without a team is visited by any')

  const unit = agri.session.unit
  const theirs = (await add({ name: '走访项目丙', kind: 'agriculture', lead_unit: unit, fields: { promotion_team: team } })).body.project.id
  assert.equal((await agri.post('/registers/promotion_visit', { unit, values: { subject: '登门拜访', day: '2022-04-01', project: theirs } })).status, 201, 'who leads a prospect keeps its visits')
  assert.equal((await agri.get(`/registers/promotion_visit?filter=project:${theirs}`)).body.total, 1)

  const { version } = (await clerk.get(`/projects/${id}`)).body.project
  assert.equal((await clerk.patch(`/projects/${id}`, { version, fields: { promotion_team: other } })).status, 200)
  const change = async (values) => clerk.patch(`/registers/promotion_visit/objects/${filled.body.object.id}`, { version: (await read('promotion_visit', filled.body.object.id)).object.version, values })
  assert.equal((await change({ result: '企业有意向' })).status, 200, 'a visit of the team before stays what it was')
  assert.equal((await change({ team })).status, 422)
  assert.equal(value(await change({ team: other }), 'team'), other)

  const sheet = (rows) => clerk.call('POST', '/registers/promotion_visit/import?filename=a.csv&take=all', { bytes: Buffer.from(`事由,招商对象,分团,日期\n${rows}`) })
  const taken = await sheet('再次拜访,走访项目甲,,2022-05-01\n来访,走访项目甲,2022年测试二团,2022-05-02\n')
  assert.equal(taken.status, 200, JSON.stringify(taken.body))
  assert.deepEqual([taken.body.taken, taken.body.add], [true, 2], JSON.stringify(taken.body))
  const { objects } = (await clerk.get(`/registers/promotion_visit?filter=project:${id}&sort=day&descending=1`)).body
  const shown = (key) => objects.map((one) => one.values.find((each) => each.key === key).shown)
  assert.deepEqual(shown('day').slice(0, 2), ['2022-05-02', '2022-05-01'])
  assert.deepEqual(shown('team').slice(0, 2), ['2022年测试二团', '2022年测试二团'])
  const refused = await sheet('再次拜访,走访项目甲,2022年测试一团,2022-05-03\n来访,没有的项目,,2022-05-03\n')
  assert.deepEqual([refused.body.taken, refused.body.rows.map((one) => [one.state, one.faults[0].field])], [false, [['fault', '/values/team'], ['fault', '/values/project']]], JSON.stringify(refused.body))
})

test('another unit neither reads nor changes a team, and what is in use is not retired', async () => {
  assert.equal((await agri.get(`/registers/promotion_team/objects/${team}`)).status, 403)
  assert.equal((await agri.get('/registers/promotion_team')).body.total, 0)
  const names = async (who, type, q) => (await who.get(`/registers/${type}/names?q=${encodeURIComponent(q)}`)).body.names
  assert.deepEqual(await names(agri, 'promotion_team', '测试一团'), [{ id: team, name: '2022年测试一团' }], 'its name is found by whoever fills in a project')
  assert.deepEqual([await names(clerk, 'promotion_visit', '赴企业考察').then((all) => all.length), await names(agri, 'promotion_visit', '赴企业考察')], [1, []], 'names of other registers only within reach')
  const { version } = (await read('promotion_team', team)).object
  assert.equal((await clerk.post(`/registers/promotion_team/objects/${team}/retire`, { version, reason: '撤并' })).status, 409)
})

test('what kind of investor a prospect has is chosen, several may be, listed, filtered, imported, exported and counted for its team', async () => {
  const home = await made('promotion_team', { name: '2022年测试六团', year: '2022', target_agreed: '1', target_signings: '1', target_visits: '1' })
  const strong = (await add({ name: '央企来的项目', fields: { promotion_team: home, investor: '央企，世界500强' } })).body
  const { value, shown } = strong.fields.find((one) => one.key === 'investor')
  assert.deepEqual([value, shown], ['world500,central', '世界500强、央企'], 'kept by key in the order of the pack')
  const refused = await add({ name: '别的项目', fields: { investor: '大厂' } })
  assert.deepEqual([refused.status, refused.body.errors[0].field], [422, '/fields/investor'])
  assert.match(refused.body.errors[0].message, /大厂/)
  await add({ name: '普通的项目', fields: { promotion_team: home, investor: 'other' } })
  assert.deepEqual((await clerk.get('/projects?choice=investor:central')).body.projects.map((one) => one.name), ['央企来的项目'])
  assert.equal(await figure('promotion_team', home, 'strong_found'), 1)
  const { parts } = (await clerk.get(`/registers/promotion_team/objects/${home}/counted/strong_found`)).body
  assert.equal(parts[0].rows[0].values.find((one) => one.key === 'investor').shown, '世界500强、央企')
  const definitions = (await clerk.get('/project-definitions')).body.fields.find((one) => one.key === 'investor')
  assert.deepEqual([definitions.type, definitions.several, definitions.choices.map((one) => one.name)], ['choice', true, ['世界500强', '中国500强', '民营500强', '央企', '国企', '单项冠军', '专精特新', '其他']])

  const list = await clerk.call('POST', `/project-import?${new URLSearchParams({ filename: 'a.csv', unit: invest, kind: 'industry' })}`, { bytes: Buffer.from('项目名称,投资方类别,招商分团\n冠军来的项目,单打冠军、小巨人,2022年测试六团\n') })
  assert.equal(list.body.counts?.new, 1, JSON.stringify(list.body))
  assert.equal(await figure('promotion_team', home, 'strong_found'), 2)
  const file = await clerk.get('/project-export')
  const back = await clerk.call('POST', '/project-import?filename=a.xlsx&dry_run=1', { bytes: file.content })
  const row = back.body.rows.find((one) => one.name === '冠军来的项目')
  assert.deepEqual([row.state, back.body.ignored.includes('投资方类别')], ['same', false], JSON.stringify(row))
  const gone = await clerk.post(`/projects/${strong.project.id}/state`, { version: strong.project.version, state: 'given_up', reason: '企业放弃投资' })
  assert.equal(gone.status, 200, JSON.stringify(gone.body))
  assert.equal(await figure('promotion_team', home, 'strong_found'), 1)
})

test('the board shows whom there are talks with, and a pack that names a library or a choice that is not there is refused with its place', async () => {
  const { board } = (await clerk.get('/registers')).body.types.find((one) => one.key === 'promotion_team')
  assert.deepEqual(board.libraries, ['prospect', 'talk'])
  const folder = mkdtempSync(join(tmpdir(), 'luoshi-pack-'))
  const text = readFileSync('packs/base/registers.yaml', 'utf8')
  for (const [from, to, place] of [['[prospect, talk]', '[prospect, negotiation]', /registers\.yaml:promotion_team\/board\/libraries.*negotiation.*talk/], ['among: [signed, registered', 'among: [agreed, registered', /registers\.yaml:promotion_team\/counts\/signings.*agreed/], ['by: referrer, where', 'by: recommender, where', /referrer/]]) {
    assert.ok(text.includes(from), from)
    writeFileSync(join(folder, 'registers.yaml'), text.replace(from, to))
    const checked = luoshi('pack', 'check', folder)
    assert.notEqual(checked.status, 0, from)
    assert.match(checked.stderr, place)
  }
  writeFileSync(join(folder, 'registers.yaml'), text)
  assert.equal(luoshi('pack', 'check', folder).status, 0)
  rmSync(folder, { recursive: true })
})
