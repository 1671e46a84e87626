// Starts the real program on a database of its own, and gives a client whose every answer is held against api/openapi.yaml.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomUUID } from 'node:crypto'
import { checkAnswer } from './contract.mjs'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const program = join(root, 'build/luoshi')
export const samplePassword = 'luoshi-sample'

function psql(sql) {
  const result = spawnSync('psql', [process.env.LUOSHI_TEST_POSTGRESQL, '-qc', sql], { encoding: 'utf8' })
  if (result.status !== 0) throw new Error(result.stderr)
}

/** A fresh database on ENGINE: its address, and how to remove it. */
function makeDatabase(engine, directory) {
  if (engine === 'sqlite') return { url: `sqlite:${join(directory, 'test.db')}`, drop() {} }
  const name = `scenario_${randomUUID().replaceAll('-', '')}`
  psql(`CREATE DATABASE ${name}`)
  return {
    url: process.env.LUOSHI_TEST_POSTGRESQL.replace(/\/[^/]*$/, `/${name}`),
    drop: () => psql(`DROP DATABASE ${name} WITH (FORCE)`),
  }
}

/** An empty database on ENGINE that no program has touched, in a DIRECTORY of its own on SQLite and beside one on PostgreSQL. */
export function emptyDatabase(engine) {
  const directory = mkdtempSync(join(tmpdir(), 'luoshi-empty-'))
  const { url, drop } = makeDatabase(engine, directory)
  return {
    url,
    directory,
    drop() {
      drop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Runs the command line; {status, stdout, stderr}. */
export function luoshi(...args) {
  return spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' } })
}

/** Starts serving; resolves when the address is printed. End it with end(). A last argument may be an installed {program, cwd}. */
export async function serve(url, ...more) {
  const place = typeof more.at(-1) === 'object' ? more.pop() : { program, cwd: root }
  const child = spawn(place.program, ['serve', '--database', url, '--listen', '127.0.0.1:0', ...more], { cwd: place.cwd })
  let log = ''
  child.stderr.on('data', (data) => (log += data))
  const address = await new Promise((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(String(data).trim()))
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${log}`)))
  })
  const end = async (signal = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await new Promise((resolve) => child.once('exit', resolve))
  }
  const login = async (name) => {
    const client = new Client(address)
    await client.login(name)
    return client
  }
  return { child, address, login, end, client: () => new Client(address), log: () => log }
}

/** Follows the server's events on TOPICS as LOGGED-IN client. */
export async function listen(client, topics) {
  const controller = new AbortController()
  const response = await fetch(`${client.base}/api/v1/live?topics=${topics}`, { headers: client.headers, signal: controller.signal })
  let text = ''
  let over = false
  ;(async () => {
    for await (const part of response.body) text += Buffer.from(part).toString()
  })()
    .catch(() => {})
    .finally(() => (over = true))
  return {
    text: () => text,
    over: () => over,
    /** Waits until WHAT has been heard (or the stream is over); false after SECONDS. */
    async heard(what, seconds = 10) {
      for (let i = 0; i < seconds * 50; i++) {
        if (what === undefined ? over : text.includes(what)) return true
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      return false
    },
    close: () => controller.abort(),
  }
}

/** Runs SQL behind the program's back, as somebody with the database in his hands would; what it selects, as text. */
export function behind(url, sql) {
  const done = url.startsWith('sqlite:')
    ? spawnSync('/usr/bin/python3', ['-c', 'import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as db:\n    print(*(row[0] for row in db.execute(sys.argv[2])))', url.slice('sqlite:'.length), sql], { encoding: 'utf8' })
    : spawnSync('psql', [url, '-qAtc', sql], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(done.stderr)
  return done.stdout.trim()
}

/** Sets the clock of the database at URL to DAY and TIME in Beijing; whoever serves it next lives then. */
export function setClock(url, day, time = '09:00') {
  const offset = (Date.parse(`${day}T${time}:00+08:00`) - Date.now()) * 1000
  behind(url, `UPDATE district SET clock_offset = ${offset}`)
}

/** A server with the sample district, with WORK also its report and plan, on its own clock, with YEAR as it lived through its year; DAY (and TIME) sets the clock; OPTIONS are further ones of serve. Stop it with stop(). */
export async function startServer({ engine = process.env.LUOSHI_TEST_ENGINE ?? 'sqlite', sample = 'jizhou', work = false, year = false, day, time, options = [], folder = tmpdir() } = {}) {
  const directory = mkdtempSync(join(folder, 'luoshi-scenario-'))
  const database = makeDatabase(engine, directory)
  const made = luoshi('init', '--sample', sample, ...(year ? [] : [work ? '--without-year' : '--without-work']), '--database', database.url)
  if (made.status !== 0) throw new Error(made.stderr)
  if (day) setClock(database.url, day, time)
  const running = await serve(database.url, ...options)
  return {
    url: running.address,
    database: database.url,
    directory,
    engine,
    logins: Object.fromEntries([['clerk', 'clerk1'], ['colleague', 'clerk2'], ['admin', 'admin']].map(([name, login]) => [name, { login, password: samplePassword }])),
    log: running.log,
    kill: (signal) => running.child.kill(signal),
    exited: () => new Promise((resolve) => running.child.once('exit', resolve)),
    pid: running.child.pid,
    client: running.client,
    login: running.login,
    end: running.end,
    async stop() {
      await running.end()
      database.drop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Speaks to the interface as a browser would, one account at a time. */
export class Client {
  constructor(base) {
    this.base = base
    this.headers = {}
  }

  async login(login, password = samplePassword) {
    const answer = await this.post('/session', { login, password })
    if (answer.status === 200) this.headers['X-CSRF-Token'] = answer.body.csrf_token
    this.session = answer.body
    return answer
  }

  async call(method, path, { json, bytes, headers = {} } = {}) {
    const body = json !== undefined ? JSON.stringify(json) : bytes
    const type = json !== undefined ? 'application/json' : bytes ? 'application/octet-stream' : undefined
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method,
      body,
      headers: { ...(type ? { 'Content-Type': type } : {}), ...this.headers, ...headers },
    })
    const cookie = response.headers.get('set-cookie')
    if (cookie) this.headers.Cookie = cookie.split(';')[0]
    const content = Buffer.from(await response.arrayBuffer())
    const isJson = response.headers.get('content-type')?.includes('json')
    const answer = { status: response.status, headers: response.headers, content, body: isJson ? JSON.parse(content) : undefined }
    checkAnswer(method, path, answer)
    return answer
  }

  get(path, options) {
    return this.call('GET', path, options)
  }

  post(path, json, headers) {
    return this.call('POST', path, { json, headers })
  }

  patch(path, json, headers) {
    return this.call('PATCH', path, { json, headers })
  }

  put(path, json, headers) {
    return this.call('PUT', path, { json, headers })
  }

  upload(bytes, { title = '样例报告', year = 2022, filename = 'report.txt', headers } = {}) {
    const query = new URLSearchParams({ title, year: String(year), filename })
    return this.call('POST', `/reports?${query}`, { bytes, headers })
  }
}

/** The sample district's own report. */
export const sampleReport = () => readFileSync(join(root, 'samples/jizhou/report-2022.txt'))
