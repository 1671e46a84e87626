// The command line as an administrator uses it: accounts, tokens, import and export, on the database that the server serves.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { program, startServer } from '../harness/server.mjs'

let server

const run = (args, input = '', language = 'en_US.UTF-8') =>
  spawnSync(program, [...args, '--database', server.database], { input, encoding: 'utf8', env: { ...process.env, LC_ALL: language } })

before(async () => {
  server = await startServer()
})

after(async () => {
  await server.stop()
})

test('an account made on the command line logs in until it is disabled', async () => {
  const made = run(['user', 'add', 'newcomer', '--name', '王新禾', '--unit', '区发改局', '--title', '科员', '--role', 'unit_clerk', '--scope', 'unit'], 'a-long-password\n')
  assert.equal(made.status, 0, made.stderr)
  const open = (password) => server.client().post('/session', { login: 'newcomer', password })
  assert.equal((await open('a-long-password')).status, 200)
  assert.equal(run(['user', 'password', 'newcomer'], 'another-password\n').status, 0)
  assert.equal((await open('a-long-password')).status, 401)
  assert.equal((await open('another-password')).status, 200)
  assert.equal(run(['user', 'disable', 'newcomer']).status, 0)
  assert.equal((await open('another-password')).status, 401)
  assert.match(run(['user', 'list']).stdout, /newcomer\t王新禾\tdisabled\tunit_clerk/)
})

test('a wrong account is refused with what is wrong', () => {
  const unknown = run(['user', 'add', 'nobody', '--name', '无', '--unit', '没有的局', '--role', 'unit_clerk'], 'a-long-password\n')
  assert.equal(unknown.status, 1)
  assert.match(unknown.stderr, /no unit “没有的局”/)
  assert.equal(run(['user', 'password', 'nobody'], 'a-long-password\n').status, 1)
  assert.equal(run(['user', 'password', 'clerk2'], 'short\n').status, 1)
  assert.equal(run(['user', 'shout']).status, 2)
})

test('a token is shown once, works, and ends when it is revoked', async () => {
  const expires = new Date(Date.now() + 30 * 86400_000).toISOString().slice(0, 10)
  const made = run(['token', 'add', 'probe', '--role', 'auditor', '--expires', expires])
  assert.equal(made.status, 0, made.stderr)
  const ask = () => fetch(`${server.url}/api/v1/units`, { headers: { Authorization: `Bearer ${made.stdout.trim()}` } })
  assert.equal((await ask()).status, 200)
  const [token] = run(['token', 'list', '--json']).stdout.trim().split('\n').map(JSON.parse)
  assert.equal(token.name, 'probe')
  assert.equal(run(['token', 'revoke', token.id]).status, 0)
  assert.equal((await ask()).status, 401)
})

test('units come in as a whole or not at all, and twice is once', () => {
  const file = join(server.directory, 'units.csv')
  const head = 'key,name,short_name,kind,area,parent,duties\n'
  const good = 'seed,冀州区种子站,种子站,institution,131103,区农业农村局,种子质量；良种推广\n'
  writeFileSync(file, `${head}${good}broken,,x,institution,,,\n`)
  const refused = run(['import', 'units', file])
  assert.equal(refused.status, 1)
  assert.match(refused.stderr, /row 3: .*name/)
  const units = () => run(['export', 'units']).stdout.trim().split('\n').map(JSON.parse)
  assert.equal(units().some((unit) => unit.key === 'seed'), false)
  writeFileSync(file, head + good)
  assert.deepEqual(JSON.parse(run(['import', 'units', file, '--dry-run']).stdout), { added: 1, changed: 0, same: 0, dry_run: true })
  assert.equal(units().some((unit) => unit.key === 'seed'), false)
  assert.equal(JSON.parse(run(['import', 'units', file]).stdout).added, 1)
  assert.deepEqual(units().find((unit) => unit.key === 'seed').duties, ['种子质量', '良种推广'])
  assert.deepEqual(JSON.parse(run(['import', 'units', file]).stdout), { added: 0, changed: 0, same: 1, dry_run: false })
  writeFileSync(file, 'name\n"unclosed')
  assert.match(run(['import', 'units', file]).stderr, /CSV/)
})

test('people are exported as a table that a spreadsheet opens', () => {
  const table = run(['export', 'people', '--format', 'csv']).stdout
  assert.ok(table.startsWith('\ufeff"id","name"'))
  assert.equal(run(['export', 'people', '--format', 'docx']).status, 2)
})

test('a report is imported and waits for its review', async () => {
  const report = run(['import', 'report', 'samples/jizhou/report-2022.txt', '--year', '2022', '--title', '2022年政府工作报告'])
  assert.equal(report.status, 0, report.stderr)
  const clerk = await server.login('clerk1')
  const seen = await clerk.get(`/reports/${JSON.parse(report.stdout).id}`)
  assert.equal(seen.body.title, '2022年政府工作报告')
  assert.equal(run(['export', 'commitments']).status, 1)
})

test('the help speaks the language of the caller, whatever locales are installed', () => {
  assert.match(run(['--help'], '', 'zh_CN.UTF-8').stdout, /管理账号/)
  assert.match(spawnSync(program, ['--help'], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'en_US.UTF-8' } }).stdout, /accounts/)
})

test('what the command line changed is in the ledger, and the ledger is sound', () => {
  const verified = run(['ledger', 'verify', '--json'])
  assert.equal(verified.status, 0)
  assert.ok(JSON.parse(verified.stdout).entries > 3)
})
