// B3 七个项目库: a project moves only when the gate's conditions hold, and says what is missing; time in each library; moves back need a reason.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server, clerk, agri, housing, mayor, units
const iso = (days) => new Date(Date.now() + days * 86_400_000 + 8 * 3600_000).toISOString().slice(0, 10)

before(async () => {
  server = await startServer()
  ;[clerk, agri, housing, mayor] = await Promise.all(['clerk1', 'agri', 'housing', 'mayor'].map(server.login))
  units = (await clerk.get('/units')).body.units
})
after(() => server.stop())

const unit = (key) => units.find((one) => one.key === key).id
const add = (input, who = clerk) => who.post('/projects', { name: `智慧农机装备${Math.random()}`, kind: 'industry', lead_unit: unit('agri'), confirm: true, ...input })
const upload = async (who) => (await who.call('POST', '/evidence?filename=a.txt', { bytes: Buffer.from(`材料${Math.random()}`) })).body.id
const read = async (id, who = clerk) => (await who.get(`/projects/${id}`)).body
const move = async (who, id, to, more = {}) => who.post(`/projects/${id}/moves`, { version: (await read(id)).project.version, to, ...more })
const paper = async (who, id, condition, more) => who.post(`/projects/${id}/papers`, { condition, ...(more ?? { files: [await upload(who)] }) })
const faults = (answer) => answer.body.errors.map((one) => one.field)

test('a gate says everything that is missing, and opens when it is there', async () => {
  const made = await add({ day: iso(-40) })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const { id } = made.body.project
  assert.deepEqual([made.body.project.library, made.body.project.days, made.body.project.missing], ['prospect', 40, 2])
  const refused = await move(agri, id, 'talk')
  assert.equal(refused.status, 409)
  assert.deepEqual(faults(refused), ['/gate/talk_size', '/gate/contact_record'])
  assert.match(refused.body.errors[1].message, /缺材料：对接洽谈记录/)
  await clerk.patch(`/projects/${id}`, { version: 1, total: '12000' })
  assert.deepEqual(faults(await move(agri, id, 'talk')), ['/gate/contact_record'])
  assert.equal((await paper(agri, id, 'contact_record', {})).status, 422)
  assert.equal((await paper(agri, id, 'contact_record')).status, 201)
  const moved = await move(agri, id, 'talk', { day: iso(-10) })
  assert.equal(moved.status, 200, JSON.stringify(moved.body))
  assert.deepEqual([moved.body.project.library, moved.body.project.days], ['talk', 10])
  assert.deepEqual(moved.body.moves.map((one) => [one.direction, one.to, one.days]), [['enter', 'prospect', 30], ['forward', 'talk', 10]])
  assert.ok(moved.body.moves[0].workdays < 30 && moved.body.moves[0].workdays > 10)
})

test('no way of asking jumps a gate: a later library asks for all gates before it', async () => {
  const { id } = (await add({ total: '900' })).body.project
  const jumped = await move(clerk, id, 'counted')
  assert.equal(jumped.status, 409)
  assert.ok(jumped.body.errors.length >= 12, JSON.stringify(faults(jumped)))
  assert.equal((await clerk.post('/projects', { name: '直接开工', kind: 'industry', lead_unit: unit('agri'), library: 'started' })).status, 422)
  assert.equal((await clerk.patch(`/projects/${id}`, { version: 1, library: 'started' })).status, 422)
  assert.equal((await move(clerk, id, 'handover')).status, 422)
  assert.equal((await paper(clerk, id, 'survey_sheet')).status, 422)
  assert.equal((await read(id)).project.library, 'prospect')
})

test('photographs of the works are pictures by their content: a text that calls itself one is refused', async () => {
  const { id } = (await add({ total: '900' })).body.project
  const send = async (filename, bytes) => (await agri.call('POST', `/evidence?filename=${filename}`, { bytes })).body.id
  const text = await send('photo.png', Buffer.from('not a photograph.'))
  const picture = await send('IMG_0001', Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'))
  const asked = (await read(id)).libraries.at(-1).conditions.find((one) => one.key === 'site_photo')
  assert.deepEqual(asked.media, ['image'])
  const refused = await paper(agri, id, 'site_photo', { files: [picture, text] })
  assert.deepEqual([refused.status, faults(refused)], [422, ['/files/1']])
  assert.match(refused.body.errors[0].message, /这里要图片.*“photo.png”的内容是“text\/plain”/)
  assert.equal((await paper(agri, id, 'site_photo', { files: [picture] })).status, 201)
  assert.equal((await paper(agri, id, 'works_contract')).status, 201, 'a document that declares nothing takes any evidence')
})

test('a decision says who took it; a withdrawn paper closes the gate again; a move back says why', async () => {
  const { id } = (await add({ total: '900' })).body.project
  for (const key of ['contact_record', 'contract']) await paper(agri, id, key)
  assert.deepEqual(faults(await move(agri, id, 'signed')), ['/gate/signing_decision'])
  assert.equal((await paper(agri, id, 'signing_decision', { text: '同意' })).status, 422)
  assert.equal((await paper(agri, id, 'signing_decision', { decided_by: '区政府常务会议' })).status, 201)
  const contract = (await read(id)).papers.find((one) => one.condition === 'contract').number
  const away = await agri.post(`/projects/${id}/papers/${contract}/withdrawal`, { reason: '盖章页缺失' })
  assert.equal(away.status, 200)
  assert.equal(away.body.papers.find((one) => one.number === contract).withdrawn, '盖章页缺失')
  assert.deepEqual(faults(await move(agri, id, 'signed')), ['/gate/contract'])
  await paper(agri, id, 'contract')
  assert.equal((await move(agri, id, 'signed')).status, 200)
  assert.equal((await move(agri, id, 'prospect')).status, 422)
  const back = await move(agri, id, 'talk', { reason: '企业要求重谈条款' })
  assert.deepEqual([back.body.project.library, back.body.moves.at(-1).direction, back.body.moves.at(-1).reason], ['talk', 'back', '企业要求重谈条款'])
  const actions = (await clerk.get(`/ledger?kind=project&object=${id}`)).body.entries.map((one) => one.action)
  assert.ok(actions.includes('project.back') && actions.includes('project.decide') && actions.includes('project.withdraw'))
})

test('a stale change is refused, a wrong code too, and nobody reaches another unit\'s project', async () => {
  const { id } = (await add({})).body.project
  assert.equal((await clerk.patch(`/projects/${id}`, { version: 1, total: '10' })).status, 200)
  assert.equal((await clerk.patch(`/projects/${id}`, { version: 1, total: '11' })).status, 409)
  const change = async (input) => clerk.patch(`/projects/${id}`, { version: 2, ...input })
  for (const [input, field] of [
    [{ total: '-5' }, '/total'], [{ total: '1.00001' }, '/total'], [{ code: '2022-131103-01' }, '/code'], [{ firm_code: '911311033080123457' }, '/firm_code'],
    [{ kind: 'nothing' }, '/kind'], [{ kind: 'renewal_road' }, '/kind'], [{ finish_by: '2022-02-30' }, '/finish_by'], [{ start_by: '2023-01-01', finish_by: '2022-01-01' }, '/finish_by'],
    [{ key_level: 'world' }, '/key_level'], [{ fields: { road_km: '3' } }, '/fields/road_km'], [{ fields: { land_mu: '-3' } }, '/fields/land_mu'], [{ area: '火星' }, '/area'],
    [{ lead_unit: '0'.repeat(26) }, '/lead_unit'], [{ leader: '0'.repeat(26) }, '/leader'],
  ]) {
    const answer = await change(input)
    assert.equal(answer.status, 422, JSON.stringify([input, answer.body]))
    assert.equal(answer.body.errors[0].field, field)
  }
  assert.equal((await change({ code: '2211-131103-04-01-123456', firm_name: '衡水湖畔装备有限公司' })).status, 200)
  assert.equal((await add({ code: '2211-131103-04-01-123456' })).status, 409)
  assert.equal((await housing.get(`/projects/${id}`)).status, 403)
  assert.equal((await housing.patch(`/projects/${id}`, { version: 3, total: '1' })).status, 403)
  assert.equal((await agri.patch(`/projects/${id}`, { version: 3, lead_unit: unit('housing') })).status, 403)
  assert.equal((await mayor.patch(`/projects/${id}`, { version: 3, total: '1' })).status, 403)
  assert.equal((await add({}, agri)).status, 403)
  assert.ok((await housing.get('/projects')).body.projects.every((one) => one.lead_unit === unit('housing')))
})

test('a leader has his projects by his post; a project is given up with its reason and can go on', async () => {
  const people = (await clerk.get('/people')).body.people
  const vice = people.find((one) => one.name === '王立秋').id
  const { id } = (await add({ leader: vice })).body.project
  const mine = (await clerk.get(`/projects?leader=${vice}`)).body.projects
  assert.deepEqual(mine.map((one) => one.id), [id])
  assert.equal(mine[0].leader_name, '王立秋')
  const end = async (state, more = {}) => clerk.post(`/projects/${id}/state`, { version: (await read(id)).project.version, state, reason: '企业放弃投资', ...more })
  assert.equal((await end('finished')).status, 409)
  assert.equal((await end('given_up', { reason: undefined })).status, 422)
  const ended = await end('given_up')
  assert.deepEqual([ended.body.project.state, ended.body.ended], ['given_up', iso(0)])
  assert.equal((await move(clerk, id, 'talk')).status, 409)
  assert.equal((await end('active', { reason: '企业重新确认投资' })).body.project.state, 'active')
  assert.equal((await agri.post(`/projects/${id}/state`, { version: 4, state: 'given_up', reason: '不做了' })).status, 403)
})

test('what happened at the site is kept by day with its pictures', async () => {
  const { id } = (await add({})).body.project
  const photo = await upload(agri)
  const noted = await agri.post(`/projects/${id}/notes`, { day: iso(-1), text: '厂房基础浇筑完成', files: [photo] })
  assert.equal(noted.status, 201)
  assert.deepEqual([noted.body.notes[0].day, noted.body.notes[0].files.length], [iso(-1), 1])
  assert.equal((await agri.post(`/projects/${id}/notes`, { day: iso(1), text: '明天的事' })).status, 422)
})
