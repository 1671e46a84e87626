// The server as its operators see it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { behind, luoshi, sampleReport, serve, startServer } from '../harness/server.mjs'

let server
before(async () => (server = await startServer()))
after(() => server.stop())

test('health, readiness and metrics are there without log-in', async () => {
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  assert.match(await (await fetch(`${server.url}/metrics`)).text(), /luoshi_request_seconds_count \d+/)
  assert.equal((await (await fetch(`${server.url}/api/openapi.json`)).json()).openapi, '3.1.0')
})

test('the metrics are for this machine, or for whoever holds the token', async () => {
  const read = async (base, headers) => (await fetch(`${base}/metrics`, { headers })).status
  assert.equal(await read(server.url, {}), 200)
  assert.equal(await read(server.url, { 'X-Forwarded-For': '203.0.113.9' }), 403)
  const guarded = await serve(server.database, '--metrics-token', 'a-token-for-tests')
  try {
    assert.equal(await read(guarded.address, {}), 403)
    assert.equal(await read(guarded.address, { Authorization: 'Bearer a-token-for-testz' }), 403)
    assert.equal(await read(guarded.address, { Authorization: 'Bearer a-token-for-tests', 'X-Forwarded-For': '203.0.113.9' }), 200)
  } finally {
    await guarded.end()
  }
})

test('a wrong method is told with the right ones', async () => {
  const allowed = async (method, path) => {
    const answer = await fetch(`${server.url}${path}`, { method })
    assert.equal(answer.status, 405, `${method} ${path}`)
    assert.equal((await answer.json()).errors[0].code, 'http.method')
    return answer.headers.get('allow')
  }
  assert.equal(await allowed('DELETE', '/api/v1/units'), 'GET, HEAD, POST')
  assert.equal(await allowed('PUT', '/api/v1/units/00000000000000000000000000'), 'PATCH')
  assert.equal(await allowed('POST', '/healthz'), 'GET, HEAD')
  assert.equal((await fetch(`${server.url}/api/v1/nowhere`, { method: 'DELETE' })).status, 404)
})

test('only application/json passes for JSON', async () => {
  const admin = await server.login('admin')
  const send = async (type) => (await admin.call('POST', '/units', { bytes: Buffer.from('{}'), headers: { 'Content-Type': type } })).status
  for (const type of ['application/jsonp', 'application/json-seq', 'text/plain']) assert.equal(await send(type), 415, type)
  for (const type of ['application/json', 'Application/JSON ; charset=utf-8']) assert.equal(await send(type), 422, type)
})

test('a port in use is refused and said, never shared with another server', () => {
  const second = luoshi('serve', '--database', server.database, '--listen', new URL(server.url).host)
  assert.equal(second.status, 1)
  assert.match(second.stderr, /Cannot listen on .*Check whether the address or port is in use/)
})

test('the pages are served with what keeps them safe', async () => {
  const page = await fetch(`${server.url}/duties`)
  assert.equal(page.status, 200)
  assert.match(page.headers.get('content-security-policy'), /default-src 'self'/)
  assert.match(await page.text(), /<div id="app"/)
  const slashed = await fetch(`${server.url}/org/`)
  assert.match(await slashed.text(), /<div id="app"/, 'a slash at the end is no other page')
  assert.equal((await fetch(`${server.url}/..%2f..%2fetc/passwd`)).status, 404)
})

test('a link answers in the language chosen in the pages, whatever the browser speaks', async () => {
  const ask = (headers) => fetch(`${server.url}/api/v1/reports`, { headers: { 'Accept-Language': 'en-US', ...headers } })
  assert.equal((await ask({})).headers.get('content-language'), 'en')
  assert.equal((await ask({ Cookie: 'luoshi_language=zh-CN' })).headers.get('content-language'), 'zh-CN')
})

test('an idempotent repeat changes nothing twice', async () => {
  const clerk = await server.login('clerk1')
  const first = await clerk.upload(sampleReport(), { headers: { 'Idempotency-Key': 'upload-1' } })
  const again = await clerk.upload(sampleReport(), { headers: { 'Idempotency-Key': 'upload-1' } })
  assert.equal(first.status, 201)
  assert.equal(again.status, 201)
  assert.equal(again.body.id, first.body.id)
  assert.equal((await clerk.get('/reports')).body.reports.length, 1)
  const other = await clerk.upload(Buffer.from('另一份报告。建设学校3所。'), { headers: { 'Idempotency-Key': 'upload-1' } })
  assert.equal(other.status, 422)
})

test('a key is for one request: other parameters are another request, their order is not', async () => {
  const clerk = await server.login('clerk1')
  const bytes = Buffer.from('又一份报告。建设学校5所。')
  const upload = (query) => clerk.call('POST', `/reports?${query}`, { bytes, headers: { 'Idempotency-Key': 'upload-2' } })
  const first = await upload('title=A&year=2021&filename=report.txt')
  assert.equal(first.status, 201)
  const other = await upload('title=B&year=2021&filename=report.txt')
  assert.equal(other.status, 422)
  assert.match(other.body.errors[0].message, /幂等键/)
  const again = await upload('filename=report.txt&year=2021&title=A')
  assert.deepEqual([again.status, again.body.id], [201, first.body.id])
})

test('the secret of a token is kept nowhere, and asking again with the same key makes no second token', async () => {
  const admin = await server.login('admin')
  const input = { name: 'a machine', expires: new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 10), grants: [{ role: 'auditor', scope_kind: 'district', scope: '131103' }] }
  const ask = () => admin.post('/tokens', input, { 'Idempotency-Key': 'token-1' })
  const made = await ask()
  assert.equal(made.status, 201)
  const kept = server.engine === 'sqlite' ? 'hex(answer)' : `encode(answer, 'hex')`
  const answers = behind(server.database, `SELECT COALESCE(${kept}, '') FROM idempotency`).toLowerCase()
  assert.ok(!answers.includes(Buffer.from(made.body.secret).toString('hex')))
  const again = await ask()
  assert.equal(again.status, 409)
  assert.match(again.body.errors[0].message, /停用/)
  assert.equal((await admin.get('/tokens')).body.tokens.filter((token) => token.name === input.name).length, 1)
})

test('a change reaches an open page', async () => {
  const admin = await server.login('admin')
  const controller = new AbortController()
  const stream = await fetch(`${server.url}/api/v1/live?topics=org`, { headers: admin.headers, signal: controller.signal })
  assert.equal(stream.headers.get('content-type'), 'text/event-stream')
  const reader = stream.body.getReader()
  const unit = (await admin.get('/units')).body.units[3]
  await admin.patch(`/units/${unit.id}`, { version: unit.version, short_name: `${unit.short_name}改` })
  let text = ''
  while (!text.includes(unit.id)) text += Buffer.from((await reader.read()).value).toString()
  assert.match(text, /event: change/)
  controller.abort()
})

test('what was acknowledged before a stop is there after it', async () => {
  const other = await startServer()
  try {
    const admin = await other.login('admin')
    const unit = (await admin.get('/units')).body.units[0]
    let version = unit.version
    let stopped = false
    const work = (async () => {
      for (let i = 0; i < 500 && !stopped; i++) {
        try {
          const answer = await admin.patch(`/units/${unit.id}`, { version, short_name: `办${i}` })
          if (answer.status === 200) version = answer.body.version
        } catch {
          stopped = true
        }
      }
    })()
    await new Promise((resolve) => setTimeout(resolve, 150))
    other.kill('SIGTERM')
    await Promise.all([work, other.exited()])
    assert.ok(version > 1)
    const check = JSON.parse(luoshi('ledger', 'verify', '--json', '--database', other.database).stdout)
    assert.equal(check.sound, true)
    assert.ok(check.entries >= version - 1)
  } finally {
    await other.stop()
  }
})
