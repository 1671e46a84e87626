// Reaching groups: each kind of robot gets the form it takes, signed so that it can tell who calls; nothing else can be reached through a webhook.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { startHook, until } from '../harness/receivers.mjs'
import { serve, startServer } from '../harness/server.mjs'

let server, hook, admin, clerk, agri, commitments, idOf
const answers = new Map()
const secret = 'SECabcdef0123456789'
const options = (server) => ['--key-file', `${server.directory}/seal.key`, '--retry-seconds', '1', '--public-url', 'https://luoshi.example.gov.cn/']

before(async () => {
  hook = await startHook((request) => answers.get(request.url.pathname) ?? { status: 200, body: { errcode: 0, code: 0 } })
  server = await startServer({ day: '2022-03-02' })
  await server.end()
  const running = await serve(server.database, ...options(server), '--private-webhooks')
  Object.assign(server, { end: running.end, login: running.login, log: running.log })
  ;[admin, clerk, agri] = await Promise.all(['admin', 'clerk1', 'agri'].map(running.login))
  ;({ commitments, idOf } = await publishPlan(clerk, [['新建高标准农田7.5万亩。', 'agri'], ['改造老旧小区49个。', 'housing']]))
})
after(async () => {
  await server.end()
  await server.stop()
  await hook.stop()
})

const add = async (kind, more = {}) => {
  const answer = await admin.post('/webhooks', { kind, name: `${kind}群`, url: `${hook.url}/${kind}?key=abc`, mode: 'each', ...more })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}
const raise = async (title, commitment = commitments[0]) => {
  const answer = await clerk.post('/cases', { type: 'notice', object_kind: 'commitment', object_id: commitment.id, form: { title, demand: '请说明进度。', due: '2022-03-20' } })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
}
const hmac = (key, text) => createHmac('sha256', key).update(text).digest()

test('a unit hears of its own duties and of nobody else’s, each robot in its own form', async () => {
  const unit = idOf('agri')
  const made = await Promise.all([add('wecom', { unit }), add('dingtalk', { unit, secret }), add('feishu', { unit, secret }), add('plain', { unit, secret })])
  for (const one of made) {
    assert.equal(one.host, '127.0.0.1')
    assert.doesNotMatch(JSON.stringify(one), /abc|SEC/) // the key in the address and the secret are not shown again
  }
  await raise('住建的事', commitments[1])
  await raise('加快<@all>建设')
  const [wecom] = await hook.request(1, '/wecom')
  assert.equal(wecom.url.searchParams.get('key'), 'abc')
  assert.equal(wecom.body.msgtype, 'text')
  assert.match(wecom.body.text.content, /^【落实】1项新的应办\n1\. 加快＜@all>建设\n/)
  assert.match(wecom.body.text.content, /https:\/\/luoshi\.example\.gov\.cn\/cases\//)
  assert.ok(Buffer.byteLength(wecom.body.text.content) <= 2048)

  const [dingtalk] = await hook.request(1, '/dingtalk')
  const milliseconds = dingtalk.url.searchParams.get('timestamp')
  assert.ok(Math.abs(Number(milliseconds) - Date.now()) < 60_000)
  assert.equal(dingtalk.url.searchParams.get('sign'), hmac(secret, `${milliseconds}\n${secret}`).toString('base64'))
  assert.equal(dingtalk.url.searchParams.get('key'), 'abc')
  assert.match(dingtalk.body.text.content, /加快/)

  const [feishu] = await hook.request(1, '/feishu')
  assert.ok(Math.abs(Number(feishu.body.timestamp) - Date.now() / 1000) < 60)
  assert.equal(feishu.body.sign, hmac(`${feishu.body.timestamp}\n${secret}`, '').toString('base64'))
  assert.equal(feishu.body.msg_type, 'text')
  assert.match(feishu.body.content.text, /加快/)

  const [plain] = await hook.request(1, '/plain')
  const seconds = plain.headers['x-luoshi-timestamp']
  assert.equal(plain.headers['x-luoshi-signature'], `sha256=${hmac(secret, `${seconds}.${plain.text}`).toString('hex')}`)
  assert.deepEqual([plain.body.kind, plain.body.district, plain.body.unit, plain.body.total], ['event', '131103', unit, 1])
  assert.deepEqual(Object.keys(plain.body.duties[0]).sort(), ['days_left', 'due', 'kind', 'link', 'title'])
  const everything = hook.requests.map((one) => one.text).join()
  assert.doesNotMatch(everything, /住建的事/)
  for (const person of (await admin.get('/people')).body.people) assert.doesNotMatch(everything, new RegExp(person.name))
})

test('a robot that answers 200 and an error code has not been told', async () => {
  answers.set('/refuses', { status: 200, body: { errcode: 310000, errmsg: 'sign not match' } })
  const made = await add('dingtalk', { name: '签名不对的群', url: `${hook.url}/refuses`, secret })
  await admin.post(`/webhooks/${made.id}/test`)
  const tried = await until(async () => (await admin.get('/webhooks')).body.webhooks.find((one) => one.id === made.id && one.last?.error), 'the refusal')
  assert.match(tried.last.error, /310000 sign not match/)
  answers.delete('/refuses')
  await until(async () => (await admin.get('/webhooks')).body.webhooks.find((one) => one.id === made.id).last.state === 'sent', 'the repeat')
})

test('what is gone is gone: 404 fails at once, a redirection is not followed', async () => {
  answers.set('/gone', { status: 404, body: {} })
  answers.set('/moved', { status: 302, body: {}, headers: { Location: `${hook.url}/plain` } })
  const before = hook.requests.filter((one) => one.url.pathname === '/plain').length
  for (const path of ['gone', 'moved']) {
    const made = await add('plain', { name: path, url: `${hook.url}/${path}`, secret })
    await admin.post(`/webhooks/${made.id}/test`)
    const tried = await until(async () => (await admin.get('/webhooks')).body.webhooks.find((one) => one.id === made.id && one.last?.error), path)
    if (path === 'gone') assert.equal(tried.last.state, 'failed')
    assert.equal((await admin.call('DELETE', `/webhooks/${made.id}`)).status, 200)
  }
  assert.equal(hook.requests.filter((one) => one.url.pathname === '/plain').length, before)
})

test('addresses that are nobody’s webhook are refused with their place', async () => {
  for (const [change, field] of [
    [{ url: 'ftp://example.cn/hook' }, '/url'],
    [{ url: 'file:///etc/passwd' }, '/url'],
    [{ url: 'not an address' }, '/url'],
    [{ url: 'https://user:word@example.cn/' }, '/url'],
    [{ url: 'http://169.254.169.254/latest/meta-data' }, '/url'],
    [{ url: 'http://[fe80::1]/' }, '/url'],
    [{ url: 'http://[::ffff:169.254.169.254]/' }, '/url'],
    [{ url: 'http://100.100.100.200/latest' }, '/url'],
    [{ url: 'http://2852039166/latest' }, '/url'], // 169.254.169.254 as one number
    [{ url: 'http://0.0.0.0/' }, '/url'],
    [{ kind: 'email' }, '/kind'],
    [{ unit: '01aaaaaaaaaaaaaaaaaaaaaaaa' }, '/unit'],
    [{ kind: 'plain' }, '/secret'],
    [{ secret: 'short' }, '/secret'],
    [{ name: ' ' }, '/name'],
  ]) {
    const answer = await admin.post('/webhooks', { kind: 'wecom', name: '群', url: 'https://example.cn/hook', ...change })
    assert.equal(answer.status, 422, JSON.stringify(change))
    assert.equal(answer.body.errors[0].field, field, JSON.stringify(change))
  }
})

test('webhooks are the administrator’s: nobody else lists, adds, changes or hears of them', async () => {
  const [one] = (await admin.get('/webhooks')).body.webhooks
  for (const who of [clerk, agri]) {
    assert.equal((await who.get('/webhooks')).status, 403)
    assert.equal((await who.post('/webhooks', { kind: 'wecom', name: '群', url: 'https://example.cn/hook' })).status, 403)
    assert.equal((await who.patch(`/webhooks/${one.id}`, { version: one.version, name: '改' })).status, 403)
    assert.equal((await who.get('/messages')).status, 403)
  }
  assert.equal((await admin.patch(`/webhooks/${one.id}`, { version: one.version, name: '改名的群' })).body.name, '改名的群')
  assert.equal((await admin.patch(`/webhooks/${one.id}`, { version: one.version, name: '再改' })).status, 409)
  assert.equal((await admin.post('/webhooks/01aaaaaaaaaaaaaaaaaaaaaaaa/test')).status, 404)
})

test('without the setting a webhook cannot reach the machine itself or its private network', async () => {
  await server.end()
  const running = await serve(server.database, ...options(server))
  try {
    admin = await running.login('admin')
    const count = hook.requests.length
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]']) {
      const made = await add('plain', { name: host, url: hook.url.replace('127.0.0.1', host), secret })
      await admin.post(`/webhooks/${made.id}/test`)
      const tried = await until(async () => (await admin.get('/webhooks')).body.webhooks.find((one) => one.id === made.id && one.last), host)
      await until(async () => (await admin.get('/webhooks')).body.webhooks.find((one) => one.id === made.id).last.state === 'failed', host)
      assert.ok(tried)
    }
    assert.equal(hook.requests.length, count)
  } finally {
    await running.end()
  }
})
