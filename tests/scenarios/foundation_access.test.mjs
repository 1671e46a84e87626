// Log-in, permissions, and what keeps strangers and accidents out.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sampleReport, startServer } from '../harness/server.mjs'

let server
before(async () => (server = await startServer()))
after(() => server.stop())

test('a wrong password is refused, and guessing has to wait', async () => {
  const client = server.client()
  for (let i = 0; i < 5; i++) assert.equal((await client.login('auditor', 'not the password')).status, 401)
  const waiting = await client.login('auditor', 'not the password')
  assert.equal(waiting.status, 429)
  assert.match(waiting.body.detail, /\d+秒后再试/)
})

test('the session cookie is out of reach of scripts', async () => {
  const other = await startServer({ engine: 'sqlite' })
  try {
    const client = other.client()
    const answer = await client.login('clerk1')
    assert.match(answer.headers.get('set-cookie'), /HttpOnly; SameSite=Lax/)
    const without = await client.post('/reports/00000000000000000000000000/withdrawal', { reason: '误传' }, { 'X-CSRF-Token': '' })
    assert.equal(without.status, 403)
    assert.equal(without.body.errors[0].code, 'http.csrf')
    const foreign = await client.post('/reports/00000000000000000000000000/withdrawal', { reason: '误传' }, { 'Sec-Fetch-Site': 'cross-site' })
    assert.equal(foreign.status, 403)
    await client.call('DELETE', '/session')
    assert.equal((await client.get('/session')).status, 401)
  } finally {
    await other.stop()
  }
})

test('nobody acts beyond his role, and the refusal names the permission', async () => {
  const other = await startServer({ engine: 'sqlite' })
  try {
    const unit = await other.login('agri')
    assert.equal((await unit.get('/reports')).status, 403)
    assert.equal((await unit.upload(sampleReport())).status, 403)
    assert.equal((await unit.get('/accounts')).status, 403)
    assert.equal((await other.client().get('/units')).status, 401)
  } finally {
    await other.stop()
  }
})

test('a token works until it is revoked', async () => {
  const other = await startServer({ engine: 'sqlite' })
  try {
    const admin = await other.login('admin')
    const expires = new Date(Date.now() + 40 * 86400e3).toISOString().slice(0, 10)
    const made = await admin.post('/tokens', { name: '统计系统', expires, grants: [{ role: 'auditor', scope_kind: 'district', scope: '131103' }] })
    assert.equal(made.status, 201)
    const machine = other.client()
    machine.headers.Authorization = `Bearer ${made.body.secret}`
    assert.equal((await machine.get('/ledger')).status, 200)
    assert.equal((await admin.call('DELETE', `/tokens/${made.body.token.id}`)).status, 200)
    assert.equal((await machine.get('/ledger')).status, 401)
  } finally {
    await other.stop()
  }
})

test('bad input is told with its place, in the language asked for', async () => {
  const other = await startServer({ engine: 'sqlite' })
  try {
    const admin = await other.login('admin')
    const answer = await admin.post('/units', { key: 'X', kind: 'department' }, { 'Accept-Language': 'en' })
    assert.equal(answer.status, 422)
    assert.deepEqual(answer.body.errors.map((e) => e.field).sort(), ['/key', '/name'])
    assert.match(answer.body.detail, /missing|wrong form/)
    const broken = await admin.call('POST', '/units', { bytes: Buffer.from('{"key":'), headers: { 'Content-Type': 'application/json' } })
    assert.equal(broken.status, 400)
    assert.equal((await admin.get('/ledger?limit=0')).status, 422)
    assert.equal((await admin.get('/ledger?colour=red')).status, 422)
    assert.equal((await admin.get('/nowhere')).status, 404)
  } finally {
    await other.stop()
  }
})

test('a unit changed by two people shows the second one the conflict', async () => {
  const other = await startServer({ engine: 'sqlite' })
  try {
    const admin = await other.login('admin')
    const unit = (await admin.get('/units')).body.units.find((one) => one.key === 'agri')
    assert.equal((await admin.patch(`/units/${unit.id}`, { version: 1, short_name: '农业局' })).body.version, 2)
    assert.equal((await admin.patch(`/units/${unit.id}`, { version: 1, short_name: '农局' })).status, 409)
  } finally {
    await other.stop()
  }
})

test('a successor takes over the post with its charges', async () => {
  const other = await startServer({ engine: 'sqlite' })
  try {
    const admin = await other.login('admin')
    const people = (await admin.get('/people')).body.people
    const post = people.find((one) => one.posts[0]?.title === '常务副区长').posts[0]
    assert.ok(post.charges.length > 0)
    const successor = people.find((one) => one.name === '石砌成')
    const answer = await admin.post(`/posts/${post.id}/holder`, { person: successor.id, from: '2026-12-01' })
    assert.equal(answer.status, 200)
    const taken = answer.body.posts.find((one) => one.id === post.id)
    assert.equal(taken.charges.length, post.charges.length)
  } finally {
    await other.stop()
  }
})
