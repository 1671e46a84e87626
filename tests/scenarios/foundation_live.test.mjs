// What open pages hear: only what their reader may read, from whichever server the change was made on.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { listen, serve, startServer } from '../harness/server.mjs'

let server
let clerk
let made
before(async () => {
  server = await startServer()
  clerk = await server.login('clerk1')
  made = await publishPlan(clerk, [['建设高标准农田7.5万亩。', 'agri'], ['改造老旧小区15个。', 'housing']])
})
after(() => server.stop())

const led = (key) => made.commitments.find((one) => one.lead_unit === made.idOf(key))
const amend = async (client, key, set) => {
  const { version } = (await client.get(`/commitments/${led(key).id}`)).body.commitment
  const answer = await client.post(`/commitments/${led(key).id}/amendments`, { version, reason: '调整', set })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
}

test('a unit hears of its own commitments and of no other', async () => {
  const page = await listen(await server.login('agri'), `commitments,duties,commitment:${led('housing').id}`)
  await amend(clerk, 'housing', { due: '2022-11-01' })
  await amend(clerk, 'agri', { due: '2022-11-02' })
  assert.ok(await page.heard(led('agri').id))
  assert.ok(!page.text().includes(led('housing').id))
  page.close()
})

test('a unit that is taken off a commitment is told, once', async () => {
  const page = await listen(await server.login('housing'), 'commitments')
  await amend(clerk, 'housing', { co_units: [made.idOf('finance')], lead_unit: made.idOf('transport') })
  assert.ok(await page.heard(led('housing').id))
  const heard = page.text().split('event: change').length
  await amend(clerk, 'housing', { due: '2022-11-03' })
  await amend(clerk, 'agri', { co_units: [made.idOf('housing')] })
  assert.ok(await page.heard(led('agri').id))
  assert.equal(page.text().split('event: change').length, heard + 1)
  page.close()
})

test('reports, accounts and tokens are heard of by those who may read them', async () => {
  const admin = await server.login('admin')
  const unit = await listen(await server.login('agri'), 'reports,org')
  const office = await listen(await server.login('clerk2'), 'reports,org')
  const keeper = await listen(admin, 'org')
  const report = (await clerk.upload(Buffer.from('2022年工作安排\n新建学校3所。\n'))).body
  const grants = [{ role: 'auditor', scope_kind: 'district', scope: '131103' }]
  const expires = new Date(Date.now() + 40 * 86400e3).toISOString().slice(0, 10)
  const token = (await admin.post('/tokens', { name: '统计系统', expires, grants })).body.token
  const people = (await admin.get('/people')).body.people
  const post = people.find((one) => one.posts[0]?.title === '常务副区长').posts[0]
  const successor = people.find((one) => one.name === '石砌成')
  assert.equal((await admin.post(`/posts/${post.id}/holder`, { person: successor.id, from: '2026-12-01' })).status, 200)
  for (const page of [unit, office, keeper]) assert.ok(await page.heard(post.id))
  assert.ok(office.text().includes(report.id))
  assert.ok(!unit.text().includes(report.id))
  assert.ok(keeper.text().includes(token.id))
  assert.ok(!office.text().includes(token.id) && !unit.text().includes(token.id))
  for (const page of [unit, office, keeper]) page.close()
})

test('a stream ends when the rights under it change, and begins again with the new ones', async () => {
  const admin = await server.login('admin')
  const town = await server.login('town')
  const page = await listen(town, 'commitments')
  const account = (await admin.get('/accounts')).body.accounts.find((one) => one.login === 'town')
  const changed = await admin.patch(`/accounts/${account.id}`, { version: account.version, grants: [{ role: 'unit_clerk', scope_kind: 'district', scope: '131103' }] })
  assert.equal(changed.status, 200)
  assert.ok(await page.heard(undefined), 'the stream goes on with old rights')
  const again = await listen(town, 'commitments')
  await amend(clerk, 'agri', { due: '2022-11-04' })
  assert.ok(await again.heard(led('agri').id))
  again.close()
})

test('a page that was away hears what it missed, and reloads if that cannot be known', async () => {
  const page = await listen(clerk, 'commitments')
  await amend(clerk, 'agri', { due: '2022-11-05' })
  assert.ok(await page.heard(led('agri').id))
  const last = page.text().match(/id: (\S+)/)[1]
  page.close()
  await amend(clerk, 'housing', { due: '2022-11-05' })
  const back = await listen({ ...clerk, headers: { ...clerk.headers, 'Last-Event-ID': last } }, 'commitments')
  assert.ok(await back.heard(led('housing').id))
  back.close()
  for (const unknown of ['7', 'another-7', `${last}999`, last.replace(/\d+$/, '18446744073709551615')]) {
    const stranger = await listen({ ...clerk, headers: { ...clerk.headers, 'Last-Event-ID': unknown } }, 'commitments')
    assert.ok(await stranger.heard('event: reload'), unknown)
    stranger.close()
  }
})

test('a change made on one server reaches the pages of the others', async (t) => {
  if (server.engine !== 'postgresql') return t.skip('on SQLite there is one server')
  const second = await serve(server.database)
  try {
    const here = await listen(await server.login('agri'), 'commitments')
    const there = await listen(await second.login('agri'), 'commitments')
    const office = await listen(await second.login('clerk1'), 'commitments')
    await amend(clerk, 'housing', { due: '2022-11-06' })
    await amend(clerk, 'agri', { due: '2022-11-06' })
    for (const page of [here, there, office]) assert.ok(await page.heard(led('agri').id))
    assert.ok(office.text().includes(led('housing').id))
    assert.ok(!there.text().includes(led('housing').id))
    assert.equal(there.text().split(led('agri').id).length, here.text().split(led('agri').id).length)
    for (const page of [here, there, office]) page.close()
  } finally {
    await second.end()
  }
})
