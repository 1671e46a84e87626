// The leaders' dashboard with 64 connections, on one district's lights and on ten and a hundred times as many. One line a measurement:
// what | this program | the limit | ratio.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = 'build/luoshi'
const directory = mkdtempSync(join(tmpdir(), 'luoshi-bench-'))
const limit = 20 // ms

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: 'utf8', ...options })
  if (done.status !== 0) throw new Error(`${command}: ${done.stderr || done.error}`)
  return done.stdout
}

/** The sample's commitments and their lights TIMES over, each copy with ids of its own. */
const more = (times) => `
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${times - 1})
INSERT INTO commitment (district, id, plan, number, clause, section, text, target, leader, lead_unit, co_units, due, stages, state, version)
SELECT district, printf('%s%04d', id, i), plan, number + 10000 * i, clause, section, text, target, leader, lead_unit, co_units, due, stages, state, version
FROM commitment, n;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${times - 1})
INSERT INTO light (district, object_kind, object_id, rank, since, reason_zh, reason_en, title, title_en, unit, leader, due, rule_version)
SELECT district, object_kind, printf('%s%04d', object_id, i), rank, since, reason_zh, reason_en, title, title_en, unit, leader, due, rule_version
FROM light, n;
UPDATE light_tally SET lights = lights * ${times};`

for (const times of [1, 10, 100]) {
  const file = join(directory, `${times}.db`)
  run(program, ['init', '--sample', 'jizhou', '--database', `sqlite:${file}`])
  if (times > 1) run('sqlite3', [file], { input: more(times) })
  const lights = Number(run('sqlite3', [file, 'SELECT COUNT(*) FROM light']))
  const server = spawn(program, ['serve', '--database', `sqlite:${file}`, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const url = String((await once(server.stdout, 'data'))[0]).trim()
  const login = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login: 'clerk1', password: 'luoshi-sample' }) })
  const cookie = login.headers.get('set-cookie').split(';')[0]
  const said = run('wrk', ['-t1', '-c64', '-d6s', '--latency', '-H', `Cookie: ${cookie}`, `${url}/api/v1/dashboard`])
  if (/Non-2xx/.test(said)) throw new Error(said)
  const [, value, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(said)
  const p99 = Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit]
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(said)[1])
  console.log([`dashboard of ${times} × one district (${lights} lights), p99 with 64 connections`, `${p99.toFixed(1)} ms, ${rate.toFixed(0)} requests/s`, `${limit} ms`, (p99 / limit).toFixed(2)].join(' | '))
  server.kill('SIGTERM')
  await once(server, 'exit')
}
rmSync(directory, { recursive: true, force: true })
