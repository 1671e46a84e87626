// The server under load: a page of 50 commitments out of a million, against the same SQL in a bare loop; start, memory and size.
// One line a measurement: what | this program | the limit in the same run | ratio.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = 'build/luoshi'
const directory = mkdtempSync(join(tmpdir(), 'luoshi-bench-'))
const file = join(directory, 'bench.db')
const line = (...cells) => console.log(cells.join(' | '))

const run = (command, args, options = {}) => spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options })
run(program, ['init', '--sample', 'jizhou', '--database', `sqlite:${file}`])
run('sqlite3', [file], { input: readFileSync('bench/commitments.sql') })

// Node's own first request costs more than ours: made before the clock runs.
await fetch('http://127.0.0.1:9/').catch(() => {})
const begun = performance.now()
const server = spawn(program, ['serve', '--database', `sqlite:${file}`, '--listen', '127.0.0.1:0', '--threads', '1'], { stdio: ['ignore', 'pipe', 'ignore'] })
const url = await new Promise((resolve) => server.stdout.once('data', (data) => resolve(String(data).trim())))
await (await fetch(`${url}/readyz`)).text()
const started = performance.now() - begun
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024
line(`start to first answer, ${Math.round(statSync(file).size / 1e6)} MB file`, `${started.toFixed(0)} ms`, '100 ms', (started / 100).toFixed(2))
line('idle memory', `${memory().toFixed(0)} MB`, '50 MB', (memory() / 50).toFixed(2))

const login = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login: 'clerk1', password: 'luoshi-sample' }) })
const cookie = login.headers.get('set-cookie').split(';')[0]
const target = `${url}/api/v1/commitments?plan=00000000000000000000000001&cursor=500000&limit=50`
const cpu = () => { const f = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' '); return (Number(f[11]) + Number(f[12])) / 100 }
const before = cpu()
const wrk = run('wrk', ['-t1', '-c64', '-d8s', '--latency', '-H', `Cookie: ${cookie}`, target]).stdout
const used = cpu() - before
const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(wrk)[1])
const perCore = (rate * 8) / used
server.kill('SIGTERM')

// The limit: the same statement in a bare loop, bench/page_loop.c.
const bare = Number(run('build/bench/page_loop', [file]).stdout)
line('page of 50 of 1 000 000 commitments, requests/s per core used', perCore.toFixed(0), `${bare.toFixed(0)} (bare SQL)`, (perCore / bare).toFixed(2))
line('the same, p99 with 64 connections', /99%\s+(\S+)/.exec(wrk)[1], '-', '-')

const stripped = join(directory, 'stripped')
run('strip', ['-o', stripped, program])
line('server binary, stripped', `${(statSync(stripped).size / 1e6).toFixed(2)} MB`, '5 MB', (statSync(stripped).size / 5e6).toFixed(2))
rmSync(directory, { recursive: true, force: true })
