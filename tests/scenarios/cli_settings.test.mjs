// The command tells what it takes, in both languages and as a manual page, and takes it from flag, environment and file in that order.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { luoshi, program, serve } from '../harness/server.mjs'

const directory = mkdtempSync(join(tmpdir(), 'luoshi-cli-'))
after(() => rmSync(directory, { recursive: true, force: true }))
const file = (name, text) => {
  writeFileSync(join(directory, name), text)
  return join(directory, name)
}
const run = (args, env = {}) => spawnSync(program, args, { encoding: 'utf8', cwd: directory, env: { PATH: process.env.PATH, LC_ALL: 'en_US.UTF-8', ...env } })
/** A database with a district of one's own, wherever the settings say. */
const init = (args, env = {}) =>
  spawnSync(program, ['init', '--district', '131102', '--name', '桃城区', '--admin', 'root', ...args], { input: 'a-long-password\n', encoding: 'utf8', cwd: directory, env: { PATH: process.env.PATH, LC_ALL: 'en_US.UTF-8', ...env } })
const commands = ['serve', 'init', 'read', 'import', 'export', 'user', 'token', 'backup', 'restore', 'ledger', 'migrate', 'pack']

test('each command tells how it is used, in both languages', () => {
  for (const command of commands) {
    const english = run([command, '--help'])
    assert.equal(english.status, 0, command)
    assert.match(english.stdout, /\nusage: luoshi /, command)
    assert.doesNotMatch(english.stdout, /\p{Script=Han}|cli\.\w/u, command)
    const chinese = run(['help', command], { LC_ALL: 'zh_CN.UTF-8' })
    assert.match(chinese.stdout, /\n用法：luoshi /, command)
  }
  assert.equal(run(['help', 'nonsense']).status, 2)
  assert.equal(run([]).status, 2)
})

test('the manual page is sound troff and tells every command and setting', () => {
  const page = run(['help', '--man']).stdout
  for (const command of commands) assert.match(page, new RegExp(`^\\.SS luoshi ${command}$`, 'm'))
  for (const setting of ['LUOSHI_DATABASE', 'LUOSHI_LISTEN', 'LUOSHI_TLS_KEY', 'LUOSHI_SECURE_COOKIE']) assert.ok(page.includes(setting), setting)
  const checked = spawnSync('groff', ['-man', '-Kutf8', '-Tutf8', '-ww', '-z'], { input: page, encoding: 'utf8' })
  assert.equal(checked.status, 0, String(checked.error))
  assert.equal(checked.stderr, '')
})

test('a flag goes before the environment, the environment before the file', () => {
  const databases = ['flag', 'env', 'conf'].map((name) => `sqlite:${join(directory, name)}.db`)
  const config = file('own.conf', `# where it is kept\n[luoshi]\ndatabase = ${databases[2]}\n`)
  const made = (args, env) => {
    const done = init(args, env)
    assert.equal(done.status, 0, done.stderr)
  }
  const there = () => databases.map((url) => spawnSync('test', ['-e', url.slice(7)]).status === 0)
  made(['--config', config])
  assert.deepEqual(there(), [false, false, true])
  made(['--config', config], { LUOSHI_DATABASE: databases[1] })
  assert.deepEqual(there(), [false, true, true])
  made(['--config', config, `--database=${databases[0]}`], { LUOSHI_DATABASE: databases[1] })
  assert.deepEqual(there(), [true, true, true])
})

test('the file of the environment is read, and luoshi.conf of the working directory', () => {
  file('luoshi.conf', `database=sqlite:${join(directory, 'here.db')}\n`)
  assert.equal(init([]).status, 0)
  assert.equal(spawnSync('test', ['-e', join(directory, 'here.db')]).status, 0)
  const other = file('other.conf', `database=sqlite:${join(directory, 'other.db')}\n`)
  assert.equal(init([], { LUOSHI_CONFIG: other }).status, 0)
  assert.equal(spawnSync('test', ['-e', join(directory, 'other.db')]).status, 0)
  rmSync(join(directory, 'luoshi.conf'))
})

test('what is wrong is named: an unknown setting with its line, an option, a value', () => {
  const cases = [
    [['migrate', '--config', file('typo.conf', '[luoshi]\n\ndatabse=x\n')], /line 3 .*typo\.conf.*databse/],
    [['migrate', '--config', file('bare.conf', 'database\n')], /line 1 .*bare\.conf.*name=value/],
    [['migrate', '--config', join(directory, 'none.conf')], /none\.conf/],
    [['migrate', '--databse', 'x'], /--databse/],
    [['migrate', '--database'], /--database.*needs URL/],
    [['serve', '--threads', 'many'], /--threads.*many/],
    [['serve', '--secure-cookie=1'], /takes no value/],
    [['serve', '--listen', 'nowhere'], /ADDRESS:PORT.*nowhere/],
    [['serve', 'extra'], /usage: luoshi serve/],
    [['init', 'extra'], /usage: luoshi init/],
    [['restore'], /usage: luoshi restore/],
  ]
  for (const [args, message] of cases) {
    const answer = run(args)
    assert.equal(answer.status, 2, `${args.join(' ')}: ${answer.stderr}`)
    assert.match(answer.stderr, message)
  }
})

test('installed in a place of its own it makes the sample district and serves it', async () => {
  const build = fileURLToPath(new URL('../../build', import.meta.url))
  const root = join(directory, 'root')
  const installed = spawnSync('meson', ['install', '-C', build, '--no-rebuild', '--quiet', '--destdir', root], { encoding: 'utf8' })
  assert.equal(installed.status, 0, installed.stdout + installed.stderr)
  const own = join(root, 'usr/local/bin/luoshi')
  const url = `sqlite:${join(directory, 'installed.db')}`
  const made = spawnSync(own, ['init', '--sample', 'jizhou', '--database', url], { encoding: 'utf8', cwd: directory })
  assert.equal(made.status, 0, made.stderr)
  const page = spawnSync('groff', ['-man', '-Kutf8', '-Tutf8', '-P-c', join(root, 'usr/local/share/man/man1/luoshi.1')], { encoding: 'utf8' })
  assert.match(page.stdout, /SYNOPSIS|S.*Y.*N/)
  const running = await serve(url, { program: own, cwd: directory })
  try {
    assert.match(await (await fetch(running.address)).text(), /<div id="app"/)
  } finally {
    await running.end()
  }
})
