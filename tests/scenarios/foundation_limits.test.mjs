// What strangers, broken programs and unlucky files may send: told what is wrong, or cut off; the server goes on unharmed.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { after, before, test } from 'node:test'
import { startServer } from '../harness/server.mjs'

let server
let clerk
before(async () => {
  server = await startServer()
  clerk = await server.login('clerk1')
})
after(async () => {
  assert.ok(!server.log().includes('level=error'), 'the server took somebody’s bad request for its own fault')
  await server.stop()
})

const place = () => new URL(server.url)
const megabytes = () => Number(readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024

/** Sends bytes as they are; what came back until the server closed. */
const raw = (...parts) => new Promise((resolve) => {
  const socket = net.connect(place().port, place().hostname)
  let answer = ''
  socket.on('data', (data) => (answer += data))
  socket.on('close', () => resolve(answer))
  socket.on('error', () => {})
  socket.setTimeout(10000, () => socket.destroy())
  for (const part of parts) socket.write(Buffer.from(part, 'latin1'))
})
const request = (line, headers = [], body = '') => raw([`${line} HTTP/1.1`, 'Host: x', 'Connection: close', `Cookie: ${clerk.headers.Cookie}`, ...headers, '', ''].join('\r\n'), body)
const statusOf = (answer) => Number(answer.match(/^HTTP\/1\.1 (\d+)/)?.[1] ?? 0)
const codeOf = (answer) => JSON.parse(answer.split('\r\n\r\n')[1]).errors[0].code

test('an address that says something twice, or in no text, is refused with its parameter', async () => {
  const cases = [
    ['/ledger?limit=100000&limit=1', 422, 'http.repeated_parameter'],
    ['/commitments?plan=00000000000000000000000000&q=%ff%fe', 400, 'http.not_utf8'],
    ['/commitments?plan=00000000000000000000000000&q=\xff', 400, 'http.not_utf8'],
    ['/commitments?plan=00000000000000000000000000&q=a%00b', 400, 'http.not_utf8'],
    ['/units%00/x', 400, 'http.not_utf8'],
    ['/%c3%28', 400, 'http.not_utf8'],
    ['/ledger?limit=99999999999999999999', 422, 'kernel.schema.too_large'],
    ['/ledger?limit=%2010', 422, 'kernel.schema.type'],
    ['/ledger?limit=0x10', 422, 'kernel.schema.type'],
    ['/ledger?limit=', 422, 'kernel.schema.type'],
    ['/live?topics=%ff', 400, 'http.not_utf8'],
    [`/${'a'.repeat(9000)}`, 413, 'http.target_too_long'],
  ]
  for (const [target, status, code] of cases) {
    const answer = await request(`GET /api/v1${target}`)
    assert.equal(statusOf(answer), status, target)
    assert.equal(codeOf(answer), code, target)
  }
})

test('too much is refused: address, headers, body, depth', async () => {
  // The server stops listening here, so that the answer itself may be lost on its way: 0.
  assert.ok([0, 414].includes(statusOf(await request(`GET /api/v1/${'a'.repeat(40000)}`))))
  assert.ok([0, 431].includes(statusOf(await request('GET /api/v1/units', Array(1000).fill('X-A: b')))))
  assert.ok([0, 431].includes(statusOf(await request('GET /api/v1/units', [`X-A: ${'b'.repeat(60000)}`]))))
  assert.equal((await clerk.get('/units')).status, 200)
  const post = (body, more = []) => request('POST /api/v1/session', ['Content-Type: application/json', `X-CSRF-Token: ${clerk.headers['X-CSRF-Token']}`, `Content-Length: ${body.length}`, ...more], body)
  const cases = [
    ['['.repeat(100000), 400, 'kernel.json_depth'],
    [' '.repeat(1100000), 413, 'http.body_too_large'],
    ['{"login":"a","login":"b","password":"c"}', 400, 'kernel.json_syntax'],
    ['{"login":"\xff\xfe","password":"c"}', 400, 'kernel.json_syntax'],
    ['{"login":"a\\u0000b","password":"c"}', 400, 'kernel.json_syntax'],
    ['{"login":"a\\ud800b","password":"c"}', 400, 'kernel.json_syntax'],
    [`{"login":"clerk1","password":"${'x'.repeat(100000)}"}`, 422, 'kernel.schema.too_long'],
  ]
  for (const [body, status, code] of cases) {
    const answer = await post(body)
    assert.equal(statusOf(answer), status, body.slice(0, 40))
    assert.equal(codeOf(answer), code, body.slice(0, 40))
  }
  assert.equal(statusOf(await request('POST /api/v1/session', ['Content-Type: application/json', 'Content-Length: -5'])), 400)
  assert.equal(statusOf(await request('POST /api/v1/session', ['Content-Type: application/json', 'Transfer-Encoding: chunked'], 'zz\r\n{}')), 400)
  assert.equal(statusOf(await request('GET /api/v1/session', ['Authorization: Bearer \xff\xfe'])), 401)
})

test('two thousand clients that say nothing do not keep the others waiting', async () => {
  const idle = Array.from({ length: 2000 }, (_, i) => {
    const socket = net.connect(place().port, place().hostname)
    socket.on('error', () => {})
    socket.write(i % 2 ? 'GET /api/v1/units HTTP/1.1\r\nHost: x\r\nX-Slow: ' : 'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{')
    return socket
  })
  try {
    await new Promise((resolve) => setTimeout(resolve, 300))
    const answers = await Promise.all(Array.from({ length: 50 }, () => clerk.get('/units', { headers: { Connection: 'close' } })))
    assert.ok(answers.every((one) => one.status === 200))
  } finally {
    for (const socket of idle) socket.destroy()
  }
})

/** Uploads of 20 MB whose last byte is held back. */
async function uploads(count, headers) {
  const size = 20 * 1024 * 1024
  const head = ['POST /api/v1/reports?title=x&year=2022&filename=x.txt HTTP/1.1', 'Host: x', 'Connection: close', 'Content-Type: application/octet-stream', `Content-Length: ${size}`, ...headers, '', ''].join('\r\n')
  const bytes = Buffer.alloc(size - 1, '9')
  const all = Array.from({ length: count }, () => {
    const socket = net.connect(place().port, place().hostname)
    const one = { answer: '', socket }
    socket.on('data', (data) => (one.answer += data)).on('error', () => {})
    socket.setTimeout(90_000, () => socket.destroy())
    one.over = new Promise((resolve) => socket.on('close', resolve))
    one.sent = new Promise((resolve) => socket.write(Buffer.concat([Buffer.from(head, 'latin1'), bytes]), resolve))
    return one
  })
  await Promise.all(all.map((one) => one.sent))
  await new Promise((resolve) => setTimeout(resolve, 300))
  return all
}
async function completed(all) {
  for (const { socket } of all) socket.write('9')
  await Promise.all(all.map((one) => one.over))
  return all.map(({ answer }) => statusOf(answer))
}

test('what a stranger uploads is not kept while it comes', async () => {
  const before = megabytes()
  const all = await uploads(10, [])
  const grown = megabytes() - before
  assert.deepEqual([...new Set(await completed(all))], [401])
  assert.ok(grown < 30, `${grown.toFixed(1)} MB more than before`)
})

test('uploads that come all at once are bounded together, and told to come again', async () => {
  const all = await uploads(14, [`Cookie: ${clerk.headers.Cookie}`, `X-CSRF-Token: ${clerk.headers['X-CSRF-Token']}`])
  const statuses = await completed(all)
  const busy = statuses.filter((status) => status === 503).length
  assert.ok(busy >= 4 && busy < 14, String(statuses))
  assert.match(all[statuses.indexOf(503)].answer, /Retry-After: \d+/)
  assert.equal((await clerk.get('/reports')).body.reports.length, 0)
})

test('whoever asks before he sends need not send what is refused', async () => {
  const answer = await request('POST /api/v1/units', ['Content-Type: application/json', 'Content-Length: 100000', 'Expect: 100-continue'])
  assert.equal(statusOf(answer), 403)
})

const bomb = `
import sys, zipfile
z = zipfile.ZipFile(sys.stdout.buffer, 'w', zipfile.ZIP_DEFLATED)
z.writestr('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
z.writestr('word/document.xml', '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>' + '<w:p><w:r><w:t>a</w:t></w:r></w:p>' * 6000000)
z.close()`
const scan = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'

test('files that are no reports are refused, nothing is kept, and the memory is given back', async () => {
  const files = [
    ['an empty file', Buffer.alloc(0), 'document.empty'],
    ['100 MB of one line', Buffer.alloc(100 << 20, '新建学校3所，'), 'http.body_too_large'],
    ['19 MB of one line', Buffer.alloc(19 << 20, '新建学校3所，'), 'reader.line_too_long'],
    ['19 MB of digits', Buffer.alloc(19 << 20, '9'), 'reader.line_too_long'],
    ['a zip bomb', spawnSync('/usr/bin/python3', ['-c', bomb], { maxBuffer: 1 << 26 }).stdout, 'document.bomb'],
    ['a scanned PDF', Buffer.from(scan), 'document.no_text_layer'],
  ]
  const before = megabytes()
  for (const [name, bytes, code] of files) {
    const answer = await clerk.upload(bytes)
    assert.equal(answer.body.errors[0].code, code, name)
    assert.ok(answer.body.detail.length > 10, name)
  }
  assert.equal((await clerk.get('/reports')).body.reports.length, 0)
  await new Promise((resolve) => setTimeout(resolve, 200))
  const kept = megabytes() - before
  assert.ok(kept < 16, `${kept.toFixed(1)} MB more than before`)
})
