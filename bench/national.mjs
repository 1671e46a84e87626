// A national table as the program keeps it: 2 843 counties, 40 indicators, 12 months and their targets in the database, scored by a scheme
// of 40 items over HTTP, sources, digests and all. One line a measurement: what | this program | the limit | ratio.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'

const program = 'build/luoshi'
const directory = mkdtempSync(join(tmpdir(), 'luoshi-bench-'))
const limit = 1000 // ms for all of it
const INDICATORS = 40

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: 'utf8', ...options })
  if (done.status !== 0) throw new Error(`${command}: ${done.stderr || done.error}`)
  return done.stdout
}

/** COUNTIES units of a kind of their own, each with a target and twelve figures of every indicator, every eighth a monthly sum. */
const table = (counties) => `
CREATE TEMP TABLE county AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${counties})
  SELECT i, printf('0county%019d', i) AS id FROM n;
CREATE TEMP TABLE measure AS WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${INDICATORS - 1})
  SELECT i, printf('0measure%018d', i) AS id FROM n;
CREATE TEMP TABLE month AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
  SELECT i, printf('2022-%02d', i) AS period, CAST(julianday(date('2022-01-01', '+' || i || ' months', '-1 day')) - julianday('1970-01-01') AS INTEGER) AS last_day FROM n;
INSERT INTO unit SELECT d.district, c.id, 'county' || c.i, '县' || c.i, '县' || c.i, 'county', NULL, NULL, '', 1000 + c.i, 1, 1
  FROM county c, (SELECT district FROM unit LIMIT 1) d;
INSERT INTO indicator SELECT d.district, m.id, 'measure' || m.i, '指标' || m.i, 'Measure ' || m.i, '亿元', 2, 'amount', 'higher', CASE WHEN m.i % 8 = 0 THEN 'sum' ELSE 'cumulative' END,
    'none', NULL, 'month', 'even', NULL, '[]', NULL, NULL, NULL, d.owner_unit, '2020-01-01', NULL, 1000 + m.i, 1
  FROM measure m, (SELECT district, owner_unit FROM indicator LIMIT 1) d;
INSERT INTO indicator_target (district, id, indicator, object, year, measure, cmp, value, withdrawn, version)
  SELECT d.district, printf('0target%012d%07d', m.i, c.i), m.id, 'unit:' || c.id, 2022, 'level', 'ge', 1500000 + abs(random() % 1350000), 0, 1
  FROM measure m, county c, (SELECT district FROM unit LIMIT 1) d;
CREATE TEMP TABLE figure AS
  SELECT d.district AS district, m.id AS indicator, 'unit:' || c.id AS object, t.period AS period, t.last_day AS last_day,
    CASE WHEN m.i % 8 = 0 THEN 100000 + abs(random() % 50000) ELSE t.i * (100000 + abs(random() % 50000)) END AS value, d.account AS account, d.at AS at
  FROM measure m, county c, month t, (SELECT district, by_account AS account, at FROM observation LIMIT 1) d;
INSERT INTO observation SELECT district, indicator, object, period, last_day, value, NULL, '[]', 1, at, account FROM figure;
INSERT INTO observation_revision SELECT district, indicator, object, last_day, 1, period, value, NULL, '[]', NULL, '[]', at, account FROM figure;
ANALYZE;`

/** Of forty items sixteen completions, eight lines, eight ranks, four thresholds, two deductions, two formulas; 2.5 points each. */
function item(i) {
  const usual = { key: `i${i}`, name: { zh: `第${i}项`, en: `Item ${i}` }, points: '2.5', value: `v${i}` }
  if (i < 16) return { ...usual, kind: 'completion', target: `t${i}` }
  if (i < 24) return { ...usual, kind: 'linear', from: 20, to: 180 }
  if (i < 32) return { ...usual, kind: 'rank', step: '0.0008' }
  if (i < 36) return { ...usual, kind: 'threshold', at: 100 }
  if (i < 38) return { ...usual, kind: 'deduction', each: '0.01' }
  delete usual.value
  return { ...usual, kind: 'formula', formula: `clamp(points * (v${i} - 20) / (t${i} - 10), 0, points)` }
}

const indices = [...Array(INDICATORS).keys()]
const definition = {
  key: 'national', name: { zh: '全国', en: 'National' }, units: ['county'], points: 100, objections: { days: 3, answer_days: 5 },
  measures: indices.flatMap((i) => [['v', 'value'], ['t', 'target']].map(([letter, take]) => ({ key: `${letter}${i}`, name: { zh: `${letter}${i}`, en: `${letter}${i}` }, from: 'indicator', indicator: `measure${i}`, take }))),
  items: indices.map(item),
}

/** Processor time of a process, in ms. */
function spent(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function measure(counties) {
  const file = join(directory, `${counties}.db`)
  run(program, ['init', '--sample', 'jizhou', '--database', `sqlite:${file}`])
  run('sqlite3', [file], { input: table(counties) })
  const server = spawn(program, ['serve', '--database', `sqlite:${file}`, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const url = String((await once(server.stdout, 'data'))[0]).trim()
  const headers = { 'Content-Type': 'application/json' }
  const post = async (path, body) => {
    const answer = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    headers.Cookie ??= answer.headers.get('set-cookie').split(';')[0]
    return answer.json()
  }
  headers['X-CSRF-Token'] = (await post('/session', { login: 'clerk1', password: 'luoshi-sample' })).csrf_token
  const draft = await post('/schemes', { definition })
  await post(`/schemes/${draft.id}/publication`, { revision: draft.revision })
  for (const time of ['first', 'second']) {
    const before = spent(server.pid)
    const start = performance.now()
    const made = await post('/score-runs', { scheme: 'national', period: '2022', grounds: '再算一次' })
    const took = performance.now() - start
    if (made.units.length !== counties) throw new Error(`${made.units.length} units`)
    if (time === 'second') console.log([`a run over HTTP of ${counties} units by ${INDICATORS} indicators × 12 months from the database, sources and digests with it`, `${took.toFixed(0)} ms (${spent(server.pid) - before} ms of one core)`, `${limit} ms`, (took / limit).toFixed(2)].join(' | '))
  }
  server.kill('SIGTERM')
  await once(server, 'exit')
}

for (const counties of [28, 280, 2843]) await measure(counties)
rmSync(directory, { recursive: true, force: true })
