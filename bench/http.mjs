// The server on a file of a gigabyte: start, memory, a page of 50 commitments out of a million against the same SQL in a bare loop, commands
// against the same inserts in a bare loop; sizes. One line a measurement: what | this program | the limit in the same run | ratio.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = 'build/luoshi'
const seconds = 8
const directory = mkdtempSync(join(tmpdir(), 'luoshi-bench-'))
const file = join(directory, 'bench.db')
const line = (...cells) => console.log(cells.join(' | '))
const against = (value, limit) => (value / limit).toFixed(2)

function run(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options })
  if (done.status !== 0) throw new Error(`${command}: ${done.stderr || done.error}`)
  return done.stdout
}

async function serve() {
  const server = spawn(program, ['serve', '--database', `sqlite:${file}`, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [data] = await once(server.stdout, 'data')
  const url = String(data).trim()
  await (await fetch(`${url}/readyz`)).text()
  return { server, url }
}

async function stop(server) {
  server.kill('SIGTERM')
  await once(server, 'exit')
}

// Requests a second, the server's seconds of processor, and what wrk says.
function load(server, args) {
  const used = () => readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((sum, ticks) => sum + Number(ticks) / 100, 0)
  const before = used()
  const said = run('wrk', ['-t1', '-c64', `-d${seconds}s`, '--latency', ...args])
  if (/Non-2xx/.test(said)) throw new Error(said)
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(said)[1]), cores: (used() - before) / seconds, p99: /99%\s+(\S+)/.exec(said)[1] }
}

// The file as a district finds it in the morning: the day's look at all its lights is done, by the first start.
run(program, ['init', '--sample', 'jizhou', '--without-year', '--database', `sqlite:${file}`])
run('sqlite3', [file], { input: readFileSync('bench/commitments.sql') })
const first = await serve()
const looked = performance.now()
while (run('sqlite3', ['-cmd', '.timeout 10000', file, 'SELECT after IS NULL FROM light_day']).trim() !== '1') await new Promise((resolve) => setTimeout(resolve, 500))
const count = Number(run('sqlite3', [file, 'SELECT COUNT(*) FROM light']))
line(`the day's look at ${count} lights, new ones, while the server answers`, `${((performance.now() - looked) / 1000).toFixed(0)} s`, '-', '-')
await stop(first.server)

// Node's own first request, made above, costs more than ours.
const begun = performance.now()
const { server, url } = await serve()
const started = performance.now() - begun
const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024
line(`start to first answer, ${Math.round(statSync(file).size / 1e6)} MB file`, `${started.toFixed(0)} ms`, '100 ms', against(started, 100))
line('idle memory', `${memory.toFixed(0)} MB`, '50 MB', against(memory, 50))

const login = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login: 'clerk1', password: 'luoshi-sample' }) })
const cookie = login.headers.get('set-cookie').split(';')[0]
const csrf = (await login.json()).csrf_token
const pages = load(server, ['-H', `Cookie: ${cookie}`, `${url}/api/v1/commitments?plan=00000000000000000000000001&cursor=500000&limit=50`])
const bare = Number(run('build/bench/page_loop', [file]))
line('page of 50 of 1 000 000 commitments, requests/s per core used', (pages.rate / pages.cores).toFixed(0), `${bare.toFixed(0)} (bare SQL)`, against(pages.rate / pages.cores, bare))
line('the same, p99 with 64 connections', pages.p99, '-', '-')

const commands = load(server, ['-s', 'bench/progress.lua', url, '--', cookie, csrf])
await stop(server)
const inserts = Number(run('build/bench/command_loop', [file, join(directory, 'limit.db')]))
line('durable notes of progress/s from 64 HTTP clients', commands.rate.toFixed(0), `${inserts.toFixed(0)} (SQLite, the same rows in batches of 64)`, against(commands.rate, inserts))
line('the same per core used; p99', `${(commands.rate / commands.cores).toFixed(0)}; ${commands.p99}`, `${inserts.toFixed(0)}`, against(commands.rate / commands.cores, inserts))

const stripped = join(directory, 'stripped')
run('strip', ['-o', stripped, program])
line('server binary, stripped', `${(statSync(stripped).size / 1e6).toFixed(2)} MB`, '5 MB', against(statSync(stripped).size, 5e6))
const route = JSON.parse(spawnSync('node', ['web/tools/size.mjs', '--json'], { encoding: 'utf8' }).stdout)
line("the pages' first route, gzipped", `${(route.total / 1000).toFixed(0)} kB`, `${route.limit / 1000} kB`, against(route.total, route.limit))
rmSync(directory, { recursive: true, force: true })
