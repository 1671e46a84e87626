// Reaching the calendar: one secret link a person, which any calendar program can follow and which he can take back.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { checkAnswer } from '../harness/contract.mjs'
import { publishPlan } from '../harness/plan.mjs'
import { luoshi, startServer } from '../harness/server.mjs'

let server, clerk, agri, commitments, path

before(async () => {
  server = await startServer({ day: '2022-03-02', options: ['--public-url', 'https://luoshi.example.gov.cn'] })
  ;[clerk, agri] = await Promise.all(['clerk1', 'agri'].map(server.login))
  ;({ commitments } = await publishPlan(clerk, [['新建高标准农田7.5万亩，建成区、镇、村三级服务网络，按期验收，一亩不少。', 'agri']]))
})
after(() => server.stop())

/** The feed as a calendar program asks for it, without a session; what it is answered is held against the interface. */
async function fetchCalendar(headers = {}) {
  const answer = await fetch(`${server.url}${path}`, { headers })
  checkAnswer('GET', path.slice('/api/v1'.length), { status: answer.status, headers: answer.headers, content: await answer.clone().text() })
  return answer
}

/** The file as the icalendar package reads it: a parser that is not the one it was written with. */
function parse(text) {
  const script = `
import json, sys, icalendar
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
rows = []
for event in calendar.walk('VEVENT'):
    alarm = event.walk('VALARM')[0]
    rows.append({'uid': str(event['UID']), 'summary': str(event['SUMMARY']), 'start': str(event['DTSTART'].dt), 'end': str(event['DTEND'].dt),
        'url': str(event.get('URL', '')), 'trigger': alarm['TRIGGER'].dt.total_seconds(), 'action': str(alarm['ACTION']), 'stamp': str(event['DTSTAMP'].dt)})
print(json.dumps({'version': str(calendar['VERSION']), 'name': str(calendar['X-WR-CALNAME']), 'events': rows}))`
  const result = spawnSync('/usr/bin/python3', ['-c', script], { input: text, encoding: 'utf8' })
  assert.equal(result.status, 0, result.stderr)
  return JSON.parse(result.stdout)
}

test('a person makes a link and any calendar program reads his due days from it, without a log-in', async () => {
  const made = await agri.post('/account/calendar')
  assert.equal(made.status, 201)
  path = made.body.path
  assert.match(path, /^\/api\/v1\/calendar\/[A-Za-z0-9_-]{32}\.ics$/)
  assert.ok((await agri.get('/account/messages')).body.calendar)
  const answer = await fetchCalendar()
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8')
  const text = await answer.text()
  assert.match(text, /^BEGIN:VCALENDAR\r\n/)
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
  const calendar = parse(text)
  const duties = (await agri.get('/duties')).body.duties.filter((one) => one.due)
  assert.equal(calendar.version, '2.0')
  assert.equal(calendar.events.length, duties.length)
  const one = calendar.events.find((event) => event.summary === commitments[0].text)
  assert.deepEqual([one.start, one.end, one.trigger, one.action], ['2022-12-31', '2023-01-01', -15 * 3600, 'DISPLAY'])
  assert.equal(one.url, `https://luoshi.example.gov.cn/commitments/${commitments[0].id}`)
  assert.equal(new Set(calendar.events.map((event) => event.uid)).size, calendar.events.length)
})

test('a calendar that has not changed is not sent again, and keeps its names when it does', async () => {
  const first = await fetchCalendar()
  const before = parse(await first.text())
  const tag = first.headers.get('etag')
  const again = await fetchCalendar({ 'If-None-Match': tag })
  assert.equal(again.status, 304)
  assert.equal(await again.text(), '')
  const amended = await clerk.post(`/commitments/${commitments[0].id}/amendments`, { version: commitments[0].version, reason: '上级调整', set: { due: '2022-11-30' } })
  assert.equal(amended.status, 201)
  const changed = await fetchCalendar({ 'If-None-Match': tag })
  assert.equal(changed.status, 200)
  const after = parse(await changed.text())
  assert.deepEqual(after.events.map((one) => one.uid).sort(), before.events.map((one) => one.uid).sort())
  assert.equal(after.events.find((one) => one.url.endsWith(commitments[0].id)).start, '2022-11-30')
})

test('a link that was replaced or taken back is no longer good, nor is one that is guessed or of a disabled account', async () => {
  const old = path
  path = (await agri.post('/account/calendar')).body.path
  assert.notEqual(path, old)
  assert.equal((await fetch(`${server.url}${old}`)).status, 404)
  assert.equal((await fetchCalendar()).status, 200)
  assert.equal((await fetch(`${server.url}/api/v1/calendar/${'a'.repeat(32)}.ics`)).status, 404)
  assert.equal((await fetch(`${server.url}/api/v1/calendar/short.ics`)).status, 422)
  const disabled = luoshi('user', 'disable', 'agri', '--database', server.database)
  assert.equal(disabled.status, 0, disabled.stderr)
  assert.equal((await fetchCalendar()).status, 404)
  luoshi('user', 'enable', 'agri', '--database', server.database)
  agri = await server.login('agri')
  assert.equal((await fetchCalendar()).status, 200)
  assert.equal((await agri.call('DELETE', '/account/calendar')).status, 200)
  assert.equal((await fetchCalendar()).status, 404)
  assert.equal((await agri.get('/account/messages')).body.calendar, null)
  assert.doesNotMatch(server.log(), new RegExp(path.split('/').pop()))
})
