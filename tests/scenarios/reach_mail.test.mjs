// Reaching people by e-mail: what appears for someone is told at once or in a digest, never in quiet hours unless it is urgent, and never when it is over.
import assert from 'node:assert/strict'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { makeCertificate, pause, startMail, until } from '../harness/receivers.mjs'
import { serve, setClock, startServer } from '../harness/server.mjs'

let mail, server, running, clerk, agri, housing, commitment, options
const site = 'https://luoshi.example.gov.cn'

before(async () => {
  mail = await startMail({ refuse: (address) => (address.startsWith('gone') ? { code: 550, text: 'no such mailbox' } : null) })
  server = await startServer({ day: '2022-03-02' })
  options = ['--smtp', `smtp://127.0.0.1:${mail.port}`, '--smtp-tls', 'none', '--mail-from', 'luoshi@example.gov.cn', '--public-url', site, '--retry-seconds', '1', '--key-file', join(server.directory, 'seal.key')]
  await restart()
  const plan = await publishPlan(clerk, [['新建高标准农田7.5万亩。', 'agri']])
  commitment = plan.commitments[0]
  const mayor = (await clerk.get('/people')).body.people.find((one) => one.name === '张明远').id
  const amended = await clerk.post(`/commitments/${commitment.id}/amendments`, { version: commitment.version, reason: '由区长负责', set: { leader: mayor } })
  assert.equal(amended.status, 201, JSON.stringify(amended.body))
})
after(async () => {
  await running.end()
  await server.stop()
  await mail.stop()
})

/** Serves the same database again, on the day and time given. */
async function restart(day, time) {
  await (running ?? server).end()
  if (day) setClock(server.database, day, time)
  running = await serve(server.database, ...options)
  ;[clerk, agri, housing] = await Promise.all(['clerk1', 'agri', 'housing'].map(running.login))
}

const raise = async (title, due = '2022-03-20') => {
  const answer = await clerk.post('/cases', { type: 'notice', object_kind: 'commitment', object_id: commitment.id, form: { title, demand: '请说明进度并附佐证。', due } })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body.case
}
const set = async (who, change) => {
  const { version } = (await who.get('/account/messages')).body
  const answer = await who.patch('/account/messages', { version, ...change })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body
}
const noMore = async () => {
  const count = mail.mails.length
  await pause(2.5)
  assert.equal(mail.mails.length, count)
}

test('without an address nothing is sent, and the page says what would be', async () => {
  const mine = (await agri.get('/account/messages')).body
  assert.deepEqual([mine.address, mine.mail, mine.mode, mine.digest_at, mine.workdays, mine.version, mine.calendar], [null, true, 'digest', '08:30', true, 0, null])
  assert.equal((await agri.post('/account/messages/test')).body.errors[0].message, '还没有填邮箱地址；请先填写。')
})

test('an address is sealed in the database, masked on the page, and a test message reaches it', async () => {
  const mine = await set(agri, { address: 'zhangsan@example.gov.cn' })
  assert.equal(mine.address, 'z***@example.gov.cn')
  assert.equal(statSync(join(server.directory, 'seal.key')).mode & 0o777, 0o600)
  const test = await agri.post('/account/messages/test')
  assert.equal(test.status, 200)
  const [first] = await mail.mail(1)
  assert.deepEqual(first.to, ['zhangsan@example.gov.cn'])
  assert.equal(first.from, 'luoshi@example.gov.cn')
  assert.equal(first.headers.get('from').text, '"落实" <luoshi@example.gov.cn>')
  await until(async () => (await agri.get('/account/messages')).body.last?.state === 'sent', 'the page to say that it was sent')
})

test('what appears is told at once to whoever wants that: with title, due day and link, in Chinese that every mail reader can read', async () => {
  await set(agri, { mode: 'each' })
  const before = mail.mails.length
  const one = await raise('加快农田建设')
  const found = (await mail.mail(before + 1)).at(-1)
  assert.equal(found.subject, '【落实】1项新的应办')
  assert.match(found.text, /1\. 加快农田建设\n {3}2022-03-20到期，还有18天/)
  assert.ok(found.text.includes(`${site}/cases/${one.id}`))
  assert.match(found.messageId, /^<[0-9a-hjkmnp-tv-z]{26}@example\.gov\.cn>$/)
  assert.equal(found.headers.get('auto-submitted'), 'auto-generated')
  assert.doesNotMatch(found.raw, /[^\x00-\x7f]/)
  for (const line of found.raw.split('\r\n')) assert.ok(line.length <= 78, line)
  assert.ok(Math.abs(found.date - Date.now()) < 60_000)
  await noMore() // once, and not again
})

test('what waits no more is not told, and news that wait for quiet hours to end come in one message', async () => {
  await set(agri, { quiet_from: '08:00', quiet_to: '12:00' })
  const before = mail.mails.length
  const [gone, first, second] = [await raise('先撤销的'), await raise('夜里的一件'), await raise('夜里的又一件')]
  await until(async () => (await admin('waiting')).length === 1, 'the message to be put off')
  await clerk.post(`/cases/${gone.id}/moves`, { move: 'withdraw', version: gone.version, form: { grounds: '重复' } })
  await noMore()
  await restart('2022-03-02', '12:00')
  const found = (await mail.mail(before + 1)).at(-1)
  assert.equal(found.subject, '【落实】2项新的应办')
  for (const one of [first, second]) assert.ok(found.text.includes(one.title))
  assert.doesNotMatch(found.text, /先撤销的/)
  await set(agri, { quiet_from: null, quiet_to: null })
})

const admin = async (state) => {
  const who = await running.login('admin')
  return (await who.get(`/messages?state=${state}`)).body.messages
}

test('a digest comes once on working days at its time, made from what waits then', async () => {
  await restart('2022-03-04', '17:00') // a Friday
  await set(agri, { mode: 'digest', digest_at: '17:30' })
  const late = await raise('周五下午的一件', '2022-03-07')
  await noMore()
  const before = mail.mails.length
  await restart('2022-03-04', '17:31')
  const friday = (await mail.mail(before + 1)).at(-1)
  assert.match(friday.subject, /^【落实】应办\d项，其中逾期\d项，今天到期\d项$/)
  assert.match(friday.text, /周五下午的一件/)
  await noMore()
  await restart('2022-03-06', '18:00') // Sunday: none, nor on Saturday
  await noMore()
  const { version } = (await clerk.get(`/cases/${late.id}`)).body.case // warned of meanwhile
  assert.equal((await clerk.post(`/cases/${late.id}/moves`, { move: 'withdraw', version, form: { grounds: '不办了' } })).status, 200)
  await restart('2022-03-07', '17:31')
  const monday = (await mail.mail(before + 2)).at(-1)
  assert.doesNotMatch(monday.text, /周五下午的一件/)
  assert.notEqual(monday.messageId, friday.messageId)
})

test('an escalation is urgent: it reaches the leader in charge at once, in his quiet hours and beside his digest', async () => {
  await raise('要升级的一件', '2022-03-08')
  const mayor = await running.login('mayor')
  await set(mayor, { address: 'mayor@example.gov.cn', mode: 'digest', digest_at: '20:00', quiet_from: '00:00', quiet_to: '23:59' })
  await restart('2022-03-14', '09:00')
  const [found, ...more] = await mail.mail(1, 'mayor@example.gov.cn')
  assert.match(found.subject, /^【落实】紧急：\d项需要马上处理$/)
  assert.match(found.text, /要升级的一件\n {3}逾期6天/)
  assert.deepEqual(more, [])
})

test('a refused mailbox is the end of it: shown with the reason but not with the address, and tried again on request', async () => {
  await set(housing, { address: 'gone@example.gov.cn' })
  await housing.post('/account/messages/test')
  const failed = await until(async () => (await admin('failed'))[0], 'the failure')
  assert.equal(failed.to, (await housing.get('/session')).body.name)
  assert.equal(failed.address, 'g***@example.gov.cn')
  assert.equal(failed.tries, 1)
  assert.match(failed.error, /550/)
  assert.doesNotMatch(failed.error, /gone@/)
  assert.doesNotMatch(running.log(), /gone@|zhangsan/)
  const who = await running.login('admin')
  assert.equal((await housing.post(`/messages/${failed.id}/retry`)).status, 403)
  assert.equal((await who.post(`/messages/${failed.id}/retry`)).status, 200)
  await until(async () => (await admin('failed'))[0]?.tries === 1, 'the second failure')
  assert.equal((await housing.get('/account/messages')).body.last.state, 'failed')
})

test('bad settings are refused with their place', async () => {
  const { version } = (await agri.get('/account/messages')).body
  for (const [change, field] of [
    [{ address: '张三' }, '/address'],
    [{ address: 'a@b' }, '/address'],
    [{ address: 'a b@example.cn' }, '/address'],
    [{ address: 'a@example.cn>\r\nBcc: <b@example.cn' }, '/address'],
    [{ digest_at: '24:00' }, '/digest_at'],
    [{ quiet_from: '22:00' }, '/quiet_to'],
    [{ quiet_from: '22:00', quiet_to: '22:00' }, '/quiet_to'],
    [{ mode: 'sometimes' }, '/mode'],
  ]) {
    const answer = await agri.patch('/account/messages', { version, ...change })
    assert.equal(answer.status, 422, JSON.stringify(change))
    assert.equal(answer.body.errors[0].field, field, JSON.stringify(change))
  }
  assert.equal((await agri.patch('/account/messages', { version: version - 1, mode: 'each' })).status, 409)
  assert.equal((await agri.get('/account/messages')).body.version, version)
})

test('whoever takes his address away is told nothing any more', async () => {
  const mine = await set(agri, { address: null })
  assert.deepEqual([mine.address, mine.version], [null, 0])
  await raise('没有人收的一件')
  await noMore()
})

test('mail goes over TLS and after a log-in where the server asks for them, and not to one that others could be', async () => {
  const certificate = makeCertificate()
  const login = { user: 'luoshi', password: 'geheim 密码' }
  const secure = await startMail({ certificate, login })
  const password = join(certificate.folder, 'password')
  writeFileSync(password, `${login.password}\n`)
  const wanted = ['--smtp', `smtp://127.0.0.1:${secure.port}`, '--mail-from', 'luoshi@example.gov.cn', '--smtp-user', login.user, '--smtp-password-file', password, '--retry-seconds', '1', '--key-file', join(server.directory, 'seal.key')]
  try {
    options = wanted
    await restart()
    await set(agri, { address: 'zhangsan@example.gov.cn' })
    await agri.post('/account/messages/test')
    await until(async () => (await agri.get('/account/messages')).body.last?.error, 'a certificate that nobody vouches for to be refused')
    assert.equal(secure.mails.length, 0)
    options = [...wanted, '--smtp-ca', certificate.file]
    await restart()
    await secure.mail(1)
    assert.deepEqual(secure.sessions[0], { secure: true, user: 'luoshi' })
    assert.doesNotMatch(running.log(), /geheim/)
  } finally {
    await secure.stop()
    rmSync(certificate.folder, { recursive: true })
  }
})
