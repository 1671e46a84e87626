// The head of the ledger, written down outside, finds what the chain itself cannot tell; and answers to repeats are not kept for ever.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { behind, luoshi, serve, startServer } from '../harness/server.mjs'

let server
before(async () => (server = await startServer()))
after(() => server.stop())

const head = () => luoshi('ledger', 'head', '--database', server.database)
const verify = (...more) => luoshi('ledger', 'verify', '--json', ...more, '--database', server.database)

test('a chain whose newest blocks were cut off looks sound, and fails against the head written down before', async () => {
  const early = head().stdout.trim()
  const client = await server.login('admin')
  assert.equal((await client.post('/units', { key: 'later', name: '后来单位', short_name: '后来', kind: 'department' })).status, 201)
  const late = head().stdout.trim()
  assert.match(late, /^\d+:[0-9a-f]{64}$/)
  assert.notEqual(late, early)
  for (const known of [early, late]) assert.equal(verify('--head', known).status, 0, known)
  const [number, hash] = late.split(':')
  assert.deepEqual(JSON.parse(luoshi('ledger', 'head', '--json', '--database', server.database).stdout), { number: Number(number), hash })

  behind(server.database, `DELETE FROM ledger_entry WHERE block = ${number}`)
  behind(server.database, `DELETE FROM ledger_block WHERE number = ${number}`)
  assert.equal(verify().status, 0)
  assert.equal(verify('--head', early).status, 0)
  const found = verify('--head', late)
  assert.equal(found.status, 3)
  const report = JSON.parse(found.stdout)
  assert.deepEqual([report.sound, report.fault, report.fault_block], [false, 'head_missing', Number(number)])
})

test('a head of another hash is not the one written down', () => {
  const [number, hash] = head().stdout.trim().split(':')
  const other = (hash[0] === '0' ? '1' : '0') + hash.slice(1)
  assert.equal(verify('--head', `${number}:${other}`).status, 3)
  assert.equal(verify('--head', `${number}:${hash.toUpperCase()}`).status, 0)
})

test('a head that is none is wrong usage, and the message says what one looks like', () => {
  for (const wrong of ['7', '0:abc', `x:${'0'.repeat(64)}`, `1:${'g'.repeat(64)}`]) {
    const answer = verify('--head', wrong)
    assert.equal(answer.status, 2, wrong)
    assert.match(answer.stderr, /NUMBER:HASH/)
  }
})

test('answers to idempotency keys are forgotten after a day, younger ones kept', async () => {
  const client = await server.login('admin')
  const add = async (key) =>
    assert.equal((await client.post('/units', { key: `unit-${key}`, name: key, short_name: key, kind: 'department' }, { 'Idempotency-Key': key })).status, 201)
  await add('old')
  behind(server.database, 'UPDATE idempotency SET created = created - 86400000000 - 1000000')
  await add('young')
  const second = await serve(server.database)
  try {
    let kept
    for (let i = 0; i < 100 && kept !== '1'; i++) {
      kept = behind(server.database, 'SELECT COUNT(*) FROM idempotency')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    assert.equal(kept, '1')
    assert.ok(Number(behind(server.database, 'SELECT MIN(created) FROM idempotency')) > (Date.now() - 3600000) * 1000)
  } finally {
    await second.end()
  }
})

test('a backup of PostgreSQL goes back into an empty database alone, and holds the head that was written down', (t) => {
  if (server.engine !== 'postgresql') return t.skip('foundation_server tells it for SQLite')
  const known = head().stdout.trim()
  const archive = join(server.directory, 'copy.dump')
  assert.equal(luoshi('backup', archive, '--database', server.database).status, 0)
  const copy = `${server.database}_copy`
  const name = copy.split('/').at(-1)
  behind(server.database, `CREATE DATABASE ${name}`)
  try {
    const restored = luoshi('restore', archive, '--database', copy)
    assert.equal(restored.status, 0, restored.stderr)
    assert.match(restored.stdout, /^sound: \d+ entries/)
    const again = luoshi('restore', archive, '--database', copy)
    assert.equal(again.status, 1)
    assert.match(again.stderr, /has tables already/)
    const check = luoshi('ledger', 'verify', '--json', '--head', known, '--database', copy)
    assert.equal(check.status, 0, check.stdout + check.stderr)
    assert.ok(JSON.parse(check.stdout).entries > 0)
  } finally {
    behind(server.database, `DROP DATABASE ${name} WITH (FORCE)`)
  }
})
