// The outbox: what was acknowledged is told, whatever dies in between, and however many servers send.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { pause, startHook, startMail, until } from '../harness/receivers.mjs'
import { serve, startServer } from '../harness/server.mjs'

let mail, server, running, plan, options
const secret = 'eight-or-more'

before(async () => {
  mail = await startMail()
  server = await startServer({ day: '2022-03-02' })
  options = ['--smtp', `smtp://127.0.0.1:${mail.port}`, '--smtp-tls', 'none', '--mail-from', 'luoshi@example.gov.cn', '--retry-seconds', '1', '--private-webhooks', '--key-file', join(server.directory, 'seal.key')]
  await server.end()
  running = await serve(server.database, ...options)
  const [clerk, agri] = await Promise.all(['clerk1', 'agri'].map(running.login))
  plan = await publishPlan(clerk, [['新建高标准农田7.5万亩。', 'agri']])
  const set = await agri.patch('/account/messages', { version: 0, address: 'agri@example.gov.cn', mode: 'each' })
  assert.equal(set.status, 200, JSON.stringify(set.body))
})
after(async () => {
  await running.end()
  await server.stop()
  await mail.stop()
})

const raise = async (at, title) => {
  const clerk = await at.login('clerk1')
  const answer = await clerk.post('/cases', { type: 'notice', object_kind: 'commitment', object_id: plan.commitments[0].id, form: { title, demand: '请说明进度。', due: '2022-03-20' } })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body.case
}
const about = (title) => mail.mails.filter((one) => one.text.includes(title))
const listed = async (at, state) => (await (await at.login('admin')).get(`/messages?state=${state}`)).body.messages

test('a server killed between the commit and the sending loses no message', async () => {
  const port = mail.port
  await mail.stop()
  await raise(running, '断电前的一件')
  await running.end('SIGKILL')
  const kept = mail.mails
  mail = await startMail({ port })
  mail.mails.push(...kept)
  running = await serve(server.database, ...options)
  await until(() => about('断电前的一件').length, 'the message', 40)
  await pause(2)
  assert.equal(about('断电前的一件').length, 1)
})

test('a server killed while it sends leaves a message that is sent again under the same name, so that a repeat can be told', async () => {
  let hang = true
  const hook = await startHook(() => (hang ? null : { status: 200, body: {} }))
  const admin = await running.login('admin')
  const made = await admin.post('/webhooks', { kind: 'plain', name: '值班系统', url: `${hook.url}/in`, secret, mode: 'each', unit: plan.idOf('agri') })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  await raise(running, '对方忙时的一件')
  await hook.request(1) // never answered
  await running.end('SIGKILL')
  hang = false
  running = await serve(server.database, ...options)
  await hook.request(2, '/in', 90) // when the time of whoever took it is over
  const ids = new Set(hook.requests.map((one) => one.body.id))
  assert.equal(ids.size, 1)
  assert.equal(hook.requests.at(-1).headers['x-luoshi-message'], [...ids][0])
  const sent = await until(async () => (await listed(running, 'sent')).find((one) => one.id === [...ids][0]), 'the page to say so')
  assert.equal(sent.tries, 2)
  const again = await running.login('admin')
  await again.call('DELETE', `/webhooks/${made.body.id}`)
  await hook.stop()
})

test('a mail server that is down is tried again, further and further apart, until it is up', async () => {
  const port = mail.port
  const kept = mail.mails
  await mail.stop()
  await raise(running, '停机时的一件')
  const waiting = await until(async () => (await listed(running, 'waiting')).find((one) => one.tries >= 2), 'two tries')
  assert.match(waiting.error, /邮件没有发出/)
  mail = await startMail({ port })
  mail.mails.push(...kept)
  await until(() => about('停机时的一件').length, 'the message', 30)
  assert.deepEqual(await listed(running, 'waiting'), [])
})

test('several servers on one database send each message once', { skip: process.env.LUOSHI_TEST_ENGINE !== 'postgresql' }, async () => {
  const others = await Promise.all([1, 2].map(() => serve(server.database, ...options)))
  try {
    for (let i = 0; i < 6; i++) await raise([running, ...others][i % 3], `三台服务器的第${i}件`)
    await until(() => [0, 1, 2, 3, 4, 5].every((i) => about(`三台服务器的第${i}件`).length), 'all messages', 40)
    await pause(4)
    for (let i = 0; i < 6; i++) assert.equal(about(`三台服务器的第${i}件`).length, 1, String(i))
  } finally {
    await Promise.all(others.map((one) => one.end()))
  }
})
