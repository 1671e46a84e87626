// The way to the server loses nothing and does nothing twice.
import assert from 'node:assert/strict'
import { webcrypto } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { createServer } from 'vite'

let vite, client, problem, sent, answers

before(async () => {
  vite = await createServer({ logLevel: 'error', server: { middlewareMode: true, ws: false }, appType: 'custom', optimizeDeps: { noDiscovery: true } })
  client = await vite.ssrLoadModule('/src/api/client.ts')
  problem = await vite.ssrLoadModule('/src/api/problem.ts')
})

after(() => vite.close())

const json = (status, body, type = 'application/json') => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } })

beforeEach(() => {
  sent = []
  answers = []
  client.useCsrfToken('token')
  globalThis.crypto ??= webcrypto // Node.js 18 has it under this name only
  Object.defineProperty(globalThis, 'navigator', { value: { onLine: true }, configurable: true })
  globalThis.fetch = async (url, init) => {
    sent.push({ url, ...init })
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer
  }
})

test('a_command_lost_on_the_network_is_sent_again_with_the_same_key', async () => {
  answers = [new TypeError('network'), json(503, {}), json(200, { done: true })]
  assert.deepEqual(await client.send('POST', '/api/v1/x', { body: { a: 1 } }), { done: true })
  assert.equal(sent.length, 3)
  assert.equal(new Set(sent.map((one) => one.headers['Idempotency-Key'])).size, 1)
  assert.match(sent[0].headers['Idempotency-Key'], /^[0-9a-f]{32}$/)
})

test('two_commands_have_two_keys', async () => {
  answers = [json(200, {}), json(200, {})]
  await client.send('POST', '/api/v1/x', {})
  await client.send('POST', '/api/v1/x', {})
  assert.notEqual(sent[0].headers['Idempotency-Key'], sent[1].headers['Idempotency-Key'])
})

test('a_command_carries_the_csrf_token_and_a_read_does_not', async () => {
  answers = [json(200, {}), json(200, {})]
  await client.send('PATCH', '/api/v1/x', { body: {} })
  await client.send('GET', '/api/v1/x')
  assert.equal(sent[0].headers['X-CSRF-Token'], 'token')
  assert.equal(sent[1].headers['X-CSRF-Token'], undefined)
  assert.equal(sent[1].headers['Accept-Language'], 'zh-CN')
})

test('an_expired_session_waits_for_the_log_in_and_repeats_the_command_with_the_new_token', async () => {
  client.onExpired(async () => {
    client.useCsrfToken('new token')
  })
  answers = [json(401, { title: 'no session' }), json(200, { ok: 1 })]
  assert.deepEqual(await client.send('POST', '/api/v1/x', { body: { typed: 'text' } }), { ok: 1 })
  assert.equal(sent[1].headers['X-CSRF-Token'], 'new token')
  assert.equal(sent[1].headers['Idempotency-Key'], sent[0].headers['Idempotency-Key'])
  assert.equal(sent[1].body, '{"typed":"text"}')
})

test('a_wrong_password_is_an_answer_and_asks_for_no_log_in', async () => {
  client.onExpired(() => assert.fail('asked to log in again'))
  answers = [json(401, { title: 'wrong' }, 'application/problem+json')]
  await assert.rejects(client.send('POST', '/api/v1/session', { anonymous: true }), { kind: 'expired', message: 'wrong' })
})

test('a_refusal_is_not_sent_again_and_names_its_fields', async () => {
  answers = [json(422, { title: 'Not accepted', errors: [{ field: '/title', code: 'x', message: 'Too short' }, { field: '/changes/0/set/due', code: 'z', message: 'No such day' }, { field: null, code: 'y', message: 'General' }] }, 'application/problem+json')]
  const error = await client.send('POST', '/api/v1/x', { body: {} }).catch((one) => one)
  assert.equal(sent.length, 1)
  assert.ok(error instanceof problem.Problem)
  assert.equal(error.field('title'), 'Too short')
  assert.equal(error.field('due'), 'No such day')
  assert.equal(error.field('ue'), '')
  assert.deepEqual(error.others(['title', 'due']), ['General'])
})

test('off_line_says_so_at_once', async () => {
  Object.defineProperty(globalThis, 'navigator', { value: { onLine: false }, configurable: true })
  answers = [new TypeError('network')]
  const error = await client.send('GET', '/api/v1/x').catch((one) => one)
  assert.equal(error.kind, 'offline')
  assert.equal(sent.length, 1)
})

test('query_values_are_escaped_and_empty_ones_left_out', () => {
  assert.equal(client.address('/x', { q: '高 标&准', unit: undefined, state: '', n: 0 }), '/x?q=%E9%AB%98+%E6%A0%87%26%E5%87%86&n=0')
})
