// The program speaks TLS itself, and says what is wrong with a certificate before anyone connects.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { luoshi, samplePassword, serve, startServer } from '../harness/server.mjs'

let server
const file = (name) => join(server.directory, name)
before(async () => {
  server = await startServer()
  for (const name of ['own', 'other']) {
    const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1',
      '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', file(`${name}.key`), '-out', file(`${name}.crt`)], { encoding: 'utf8' })
    assert.equal(made.status, 0, made.stderr)
  }
})
after(() => server.stop())

/** One request over TLS that trusts the certificate AUTHORITY alone. */
function ask(address, path, { authority, body } = {}) {
  return new Promise((resolve, reject) => {
    const asking = request(`${address}${path}`, { ca: authority && readFileSync(authority), method: body ? 'POST' : 'GET', headers: { 'Content-Type': 'application/json' }, agent: false, timeout: 10_000 }, (answer) => {
      let text = ''
      answer.on('data', (part) => (text += part)).on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }))
    })
    asking.on('error', reject).end(body && JSON.stringify(body))
  })
}

test('pages and commands go over TLS, the cookie is marked Secure, and plain HTTP gets nothing', async () => {
  const running = await serve(server.database, '--tls-certificate', file('own.crt'), '--tls-key', file('own.key'))
  try {
    assert.match(running.address, /^https:/)
    assert.equal((await ask(running.address, '/healthz', { authority: file('own.crt') })).text, 'ok\n')
    const session = await ask(running.address, '/api/v1/session', { authority: file('own.crt'), body: { login: 'clerk1', password: samplePassword } })
    assert.equal(session.status, 200)
    assert.match(session.headers['set-cookie'][0], /; Secure/)
    await assert.rejects(ask(running.address, '/healthz', { authority: file('other.crt') }), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    await assert.rejects(fetch(running.address.replace('https:', 'http:') + '/healthz'))
  } finally {
    await running.end()
  }
})

test('a certificate that cannot be used is told at the start', () => {
  const start = (...more) => luoshi('serve', '--database', server.database, '--listen', '127.0.0.1:0', ...more)
  const cases = [
    [['--tls-certificate', file('own.crt')], 2, /go together/],
    [['--tls-certificate', file('own.crt'), '--tls-key', file('other.key')], 1, /is not that of the certificate/],
    [['--tls-certificate', file('none.crt'), '--tls-key', file('own.key')], 1, /none\.crt/],
    [['--tls-certificate', file('own.key'), '--tls-key', file('own.key')], 1, /own\.key.*BEGIN CERTIFICATE/],
  ]
  for (const [flags, status, message] of cases) {
    const answer = start(...flags)
    assert.equal(answer.status, status, answer.stderr)
    assert.match(answer.stderr, message)
  }
})
