// Log-in, permissions, and what keeps strangers and accidents out.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { operations } from '../harness/contract.mjs'
import { behind, sampleReport, serve, startServer } from '../harness/server.mjs'

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

test('colleagues behind the address of one who mistypes still log in', async () => {
  assert.equal((await server.client().login('clerk1')).status, 200)
})

const now = () => Date.now() * 1000
const failed = (subject, failures, at = now()) => behind(server.database, `INSERT INTO login_failure (district, subject, failures, last_at) VALUES ('131103', '${subject}', ${failures}, ${at})`)
const ofAddress = (address) => `address:${createHash('sha256').update(address).digest('hex')}`

test('an address that guesses at many accounts has to wait, and nobody else behind the proxy', async () => {
  failed(ofAddress('203.0.113.9'), 49)
  const guess = (base, forwarded) => {
    const client = base.client()
    client.headers['X-Forwarded-For'] = forwarded
    return client.login('nobody-knows', 'not the password')
  }
  const proxied = await serve(server.database, '--trusted-proxy', '192.0.2.1,127.0.0.1')
  try {
    assert.equal((await guess(proxied, '203.0.113.9')).status, 401)
    assert.equal((await guess(proxied, '203.0.113.9')).status, 429)
    assert.equal((await guess(proxied, '198.51.100.1, 203.0.113.9, 192.0.2.1')).status, 429, 'what the client itself wrote counted')
    assert.equal((await guess(proxied, '203.0.113.10')).status, 401)
    assert.equal((await guess(server, '203.0.113.9')).status, 401, 'a header of somebody who is no proxy counted')
  } finally {
    await proxied.end()
  }
})

test('time forgives failed log-ins, and then nothing is kept of them', async () => {
  const ago = (minutes) => now() - minutes * 60e6
  failed('account:town', 8, ago(61))
  failed('account:housing', 20, ago(31))
  failed('account:long-gone', 11, ago(120))
  assert.equal((await server.client().login('town', 'not the password')).status, 401)
  assert.equal((await server.client().login('town')).status, 200)
  assert.equal((await server.client().login('housing')).status, 429)
  const next = await serve(server.database)
  await next.login('mayor')
  await next.end()
  assert.equal(behind(server.database, "SELECT subject FROM login_failure WHERE subject IN ('account:long-gone', 'account:housing')"), 'account:housing')
})

test('the session cookie is out of reach of scripts', async () => {
  const client = server.client()
  const answer = await client.login('clerk1')
  assert.match(answer.headers.get('set-cookie'), /HttpOnly; SameSite=Lax/)
  const without = await client.post('/reports/00000000000000000000000000/withdrawal', { reason: '误传' }, { 'X-CSRF-Token': '' })
  assert.equal(without.status, 403)
  assert.equal(without.body.errors[0].code, 'http.csrf')
  const foreign = await client.post('/reports/00000000000000000000000000/withdrawal', { reason: '误传' }, { 'Sec-Fetch-Site': 'cross-site' })
  assert.equal(foreign.status, 403)
  await client.call('DELETE', '/session')
  assert.equal((await client.get('/session')).status, 401)
})

test('nobody acts beyond his role, and the refusal names the permission', async () => {
  const unit = await server.login('agri')
  assert.equal((await unit.get('/reports')).status, 403)
  assert.equal((await unit.upload(sampleReport())).status, 403)
  assert.equal((await unit.get('/accounts')).status, 403)
  assert.equal((await server.client().get('/units')).status, 401)
})

test('a token works until it is revoked', async () => {
  const admin = await server.login('admin')
  const expires = new Date(Date.now() + 40 * 86400e3).toISOString().slice(0, 10)
  const made = await admin.post('/tokens', { name: '统计系统', expires, grants: [{ role: 'auditor', scope_kind: 'district', scope: '131103' }] })
  assert.equal(made.status, 201)
  const machine = server.client()
  machine.headers.Authorization = `Bearer ${made.body.secret}`
  assert.equal((await machine.get('/ledger')).status, 200)
  assert.equal((await admin.call('DELETE', `/tokens/${made.body.token.id}`)).status, 200)
  assert.equal((await machine.get('/ledger')).status, 401)
})

test('bad input is told with its place, in the language asked for', async () => {
  const admin = await server.login('admin')
  const answer = await admin.post('/units', { key: 'X', kind: 'department' }, { 'Accept-Language': 'en' })
  assert.equal(answer.status, 422)
  assert.deepEqual(answer.body.errors.map((e) => e.field).sort(), ['/key', '/name'])
  assert.match(answer.body.detail, /missing|wrong form/)
  const broken = await admin.call('POST', '/units', { bytes: Buffer.from('{"key":'), headers: { 'Content-Type': 'application/json' } })
  assert.equal(broken.status, 400)
  assert.equal((await admin.get('/ledger?limit=0')).status, 422)
  assert.equal((await admin.get('/ledger?colour=red')).status, 422)
  assert.equal((await admin.get('/nowhere')).status, 404)
})

test('a unit changed by two people shows the second one the conflict', async () => {
  const admin = await server.login('admin')
  const unit = (await admin.get('/units')).body.units.find((one) => one.key === 'agri')
  assert.equal((await admin.patch(`/units/${unit.id}`, { version: 1, short_name: '农业局' })).body.version, 2)
  assert.equal((await admin.patch(`/units/${unit.id}`, { version: 1, short_name: '农局' })).status, 409)
})

test('a successor takes over the post with its charges', async () => {
  const admin = await server.login('admin')
  const people = (await admin.get('/people')).body.people
  const post = people.find((one) => one.posts[0]?.title === '常务副区长').posts[0]
  assert.ok(post.charges.length > 0)
  const successor = people.find((one) => one.name === '石砌成')
  const answer = await admin.post(`/posts/${post.id}/holder`, { person: successor.id, from: '2026-12-01' })
  assert.equal(answer.status, 200)
  const taken = answer.body.posts.find((one) => one.id === post.id)
  assert.equal(taken.charges.length, post.charges.length)
})

const anyId = '0'.repeat(26)
/** ONE operation asked for with no content: whether it is let in is decided before its parameters and its content are looked at. */
const ask = (client, one) => client.call(one.method, one.path.replace('/api/v1', '').replace(/\{[^}]+\}/g, anyId))
const each = async (list, work) => {
  for (let i = 0; i < list.length; i += 8) await Promise.all(list.slice(i, i + 8).map(work))
}
const guarded = operations.filter((one) => one['x-scope'] !== 'public')

test('no route but the public ones answers a stranger', async () => {
  assert.ok(guarded.length > 100)
  const stranger = server.client()
  await each(guarded, async (one) => assert.equal((await ask(stranger, one)).status, 401, one.operationId))
})

test('no role reaches a route without the permission that it declares', async () => {
  const admin = await server.login('admin')
  const { roles } = (await admin.get('/roles')).body
  const unit = (await admin.get('/units')).body.units.find((one) => one.key === 'agri').id
  const expires = new Date(Date.now() + 40 * 86400e3).toISOString().slice(0, 10)
  const holder = async (role, scope_kind, scope) => {
    const made = await admin.post('/tokens', { name: `${role.key} ${scope_kind}`, expires, grants: [{ role: role.key, scope_kind, scope }] })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const client = server.client()
    client.headers.Authorization = `Bearer ${made.body.secret}`
    return client
  }
  const denied = async (client, one, who) => {
    const answer = await ask(client, one)
    assert.equal(answer.status, 403, `${who}: ${one.operationId}`)
    assert.equal(answer.body.errors[0].code, 'http.no_permission', `${who}: ${one.operationId}`)
  }
  const needing = guarded.filter((one) => one['x-permission'] !== 'none')
  for (const role of roles) {
    const district = await holder(role, 'district', '131103')
    const inUnit = await holder(role, 'unit', unit)
    await each(needing, async (one) => {
      const holds = role.permissions.includes(one['x-permission'])
      if (!holds) await denied(district, one, role.key)
      else if (one['x-scope'] === 'district') await denied(inUnit, one, `${role.key} of a unit`)
    })
  }
})
