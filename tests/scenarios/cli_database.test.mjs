// The database as whoever runs the server handles it: made, opened, copied, and never made by mistake.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { publishPlan } from '../harness/plan.mjs'
import { behind, emptyDatabase, luoshi, program, serve, startServer } from '../harness/server.mjs'

const engine = process.env.LUOSHI_TEST_ENGINE ?? 'sqlite'
const areas = `areas:
  - {code: "131100", name: 衡水市, kind: city}
  - {code: "131102", name: 桃城区, kind: district, parent: "131100"}
  - {code: "131102100", name: 郑家河沿镇, kind: township, parent: "131102"}
`
let server
before(async () => (server = await startServer()))
after(() => server.stop())

const run = (args, { input = '', database = server.database, env = {}, stdio } = {}) =>
  spawnSync(program, [...args, '--database', database], { input, encoding: 'utf8', env: { ...process.env, LC_ALL: 'en_US.UTF-8', ...env }, ...(stdio ? { stdio } : {}) })

test('a district of one’s own begins with an administrator, and comes to a published plan in the interface', async () => {
  const database = emptyDatabase(engine)
  try {
    const file = join(database.directory, 'areas.yaml')
    writeFileSync(file, areas)
    const init = (...more) => run(['init', ...more], { input: 'a-long-password\n', database: database.url })
    assert.equal(init().status, 2)
    assert.equal(init('--district', '131102', '--name', '桃城区').status, 2)
    for (const [args, said] of [
      [['--district', '1311', '--name', '桃城区', '--admin', 'root'], /6 digits/],
      [['--district', '131102', '--name', '桃城区', '--admin', 'Root'], /lower-case/],
      [['--district', '131103', '--name', '冀州区', '--admin', 'root', '--areas', file], /131103/],
    ]) {
      const refused = init(...args)
      assert.equal(refused.status, 1)
      assert.match(refused.stderr, said)
    }
    const made = init('--district', '131102', '--name', '桃城区', '--admin', 'root', '--areas', file, '--json')
    assert.equal(made.status, 0, made.stderr)
    assert.deepEqual(JSON.parse(made.stdout), { district: '131102', name: '桃城区', login: 'root' })
    const again = init('--district', '131102', '--name', '桃城区', '--admin', 'root')
    assert.equal(again.status, 1)

    const running = await serve(database.url)
    try {
      const admin = running.client()
      assert.equal((await admin.login('root', 'a-long-password')).status, 200)
      assert.equal((await admin.get('/areas')).body.areas.length, 3)
      const office = (await admin.get('/units')).body.units[0]
      assert.equal((await admin.post('/units', { key: 'housing', name: '住房和城乡建设局', short_name: '住建局', kind: 'department' })).status, 201)
      const person = await admin.post('/people', { name: '林小满', title: '科员', unit: office.id, rank: 'clerk' })
      assert.equal(person.status, 201)
      const grants = [{ role: 'office_clerk', scope_kind: 'district', scope: '131102' }]
      assert.equal((await admin.post('/accounts', { login: 'clerk', person: person.body.id, password: 'another-password', grants })).status, 201)
      const clerk = running.client()
      assert.equal((await clerk.login('clerk', 'another-password')).status, 200)
      const { commitments } = await publishPlan(clerk, [['改造老旧小区15个。', 'housing']])
      assert.equal(commitments.length, 1)
      assert.equal(run(['ledger', 'verify'], { database: database.url }).status, 0)
    } finally {
      await running.end()
    }
  } finally {
    database.drop()
  }
})

test('a database that is not there is not made by a slip of the pen, nor an older one changed by looking at it', () => {
  const database = emptyDatabase(engine)
  try {
    const target = join(database.directory, 'copy')
    for (const args of [['backup', target], ['ledger', 'verify'], ['migrate'], ['serve', '--listen', '127.0.0.1:0'], ['user', 'list'], ['export', 'units']]) {
      const refused = run(args, { database: database.url })
      assert.equal(refused.status, 1, args.join(' '))
      assert.match(refused.stderr, /luoshi init/)
    }
    assert.deepEqual(readdirSync(database.directory), [])
  } finally {
    database.drop()
  }
  const newest = Number(behind(server.database, 'SELECT MAX(version) FROM schema_migration'))
  const count = () => behind(server.database, 'SELECT COUNT(*) FROM schema_migration')
  const whole = count()
  behind(server.database, `UPDATE schema_migration SET version = -1 WHERE version = ${newest}`)
  try {
    const refused = run(['ledger', 'verify'])
    assert.equal(refused.status, 1)
    assert.match(refused.stderr, /luoshi migrate/)
    assert.equal(count(), whole)
  } finally {
    behind(server.database, `UPDATE schema_migration SET version = ${newest} WHERE version = -1`)
  }
})

test('projects that were there before registers knew of them are known after the migration', async () => {
  const admin = await server.login('clerk1')
  const unit = (await admin.get('/units')).body.units[0].id
  const add = async (name) => (await admin.post('/projects', { name, kind: 'industry', lead_unit: unit, total: '1000', confirm: true })).body.project.id
  const [before, since] = [await add('早先的项目'), await add('后来的项目')]
  const known = (id) => behind(server.database, `SELECT COUNT(*) FROM register_value WHERE object = '${id}'`)
  assert.equal(known(before), '5')
  behind(server.database, `DELETE FROM register_value WHERE object = '${before}'`)
  behind(server.database, 'DELETE FROM schema_migration WHERE version = 27')
  const migrated = run(['migrate'])
  assert.equal(migrated.status, 0, migrated.stderr)
  assert.deepEqual([known(before), known(since)], ['4', '5'], 'since when it stands in its library is not known yet')
  behind(server.database, "DELETE FROM register_type WHERE key = 'project'")
  await (await serve(server.database)).end()
  assert.deepEqual([known(before), known(since)], ['5', '5'], 'a start under a new declaration says it of all')
})

test('scripts read one object from every command that did something', () => {
  const copy = join(server.directory, 'json-copy')
  const backup = run(['backup', copy, '--json'])
  assert.equal(backup.status, 0, backup.stderr)
  const told = JSON.parse(backup.stdout)
  assert.equal(told.file, copy)
  assert.equal(told.bytes, readFileSync(copy).length)
  assert.ok(JSON.parse(run(['migrate', '--json']).stdout).version > 0)
  assert.deepEqual(JSON.parse(luoshi('pack', 'check', 'packs/base', '--json').stdout), { folder: 'packs/base' })
  if (engine === 'sqlite') {
    const restored = run(['restore', copy, '--json'], { database: `sqlite:${join(server.directory, 'json-restored')}` })
    assert.equal(JSON.parse(restored.stdout).sound, true)
  }
})

test('a backup is only read when it is restored, and one whose ledger is not sound is not put in place', { skip: engine !== 'sqlite' }, () => {
  const copy = join(server.directory, 'read-only-copy')
  const target = join(server.directory, 'put-in-place')
  assert.equal(run(['backup', copy]).status, 0)
  const before = readFileSync(copy)
  chmodSync(copy, 0o400)
  assert.equal(run(['restore', copy], { database: `sqlite:${target}` }).status, 0)
  assert.ok(before.equals(readFileSync(copy)))
  assert.deepEqual(readdirSync(server.directory).filter((name) => /^(read-only-copy|put-in-place)./.test(name)), [])
  chmodSync(copy, 0o600)
  behind(`sqlite:${copy}`, `UPDATE ledger_entry SET actor = 'nobody' WHERE id = (SELECT MIN(id) FROM ledger_entry)`)
  const refused = run(['restore', copy], { database: `sqlite:${target}-2` })
  assert.equal(refused.status, 3)
  assert.deepEqual(readdirSync(server.directory).filter((name) => name.startsWith('put-in-place-2')), [])
})

test('the sample’s log-ins can be asked for again, and each of them logs in', async () => {
  const told = JSON.parse(luoshi('init', '--sample', 'jizhou', '--logins', '--json').stdout)
  const logins = told.logins.split(' ')
  assert.ok(logins.includes('finance'))
  for (const login of logins) assert.equal((await server.client().login(login, told.password)).status, 200, login)
})

test('a result that cannot be written is no success', () => {
  const full = openSync('/dev/full', 'w')
  for (const args of [['ledger', 'verify', '--json'], ['export', 'units'], ['ledger', 'head']]) {
    const done = run(args, { stdio: ['ignore', full, 'pipe'] })
    assert.equal(done.status, 1, args.join(' '))
    assert.match(done.stderr, /did not all arrive/)
  }
})

test('the server says that it started, stopped, and found an entry of the ledger in no block', async () => {
  behind(server.database, `INSERT INTO ledger_entry (district, id, at, actor, action, object_kind, object_id) VALUES ('131103', '00000000000000000000000000', 1, 'x', 'thing.add', 'thing', 'x')`)
  try {
    const second = await serve(server.database)
    await second.end()
    for (const line of second.log().trim().split('\n')) assert.match(line, /^time=\S+ level=(info|warning|error) event=[a-z_]+( |$)/)
    assert.match(second.log(), /level=info event=started .*address=http:\/\/127/)
    assert.match(second.log(), /level=error event=ledger_unsealed_entry entry=0{26}\n/)
    assert.match(second.log(), /level=info event=stopping\n/)
    const report = run(['ledger', 'verify', '--json'])
    assert.equal(report.status, 3)
    assert.equal(JSON.parse(report.stdout).fault_entry, '0'.repeat(26))
  } finally {
    behind(server.database, `DELETE FROM ledger_entry WHERE block IS NULL`)
  }
})

test('a backup of PostgreSQL shows no password to who lists processes, and leaves nothing when it fails', { skip: engine !== 'postgresql' && 'a SQLite backup runs no other program' }, () => {
  const folder = join(server.directory, 'bin')
  mkdirSync(folder)
  const stand = (name, script) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const env = { PATH: `${folder}:${process.env.PATH}` }
  const database = server.database.replace('luoshi@', 'luoshi:a-secret-word@')
  const target = join(server.directory, 'quiet.dump')
  const real = spawnSync('which', ['pg_dump'], { encoding: 'utf8' }).stdout.trim()
  stand('pg_dump', `echo "$@" > ${folder}/arguments\necho "$PGPASSWORD" > ${folder}/password\nexec ${real} "$@"`)
  assert.equal(run(['backup', target], { database, env }).status, 0)
  assert.ok(!readFileSync(join(folder, 'arguments'), 'utf8').includes('a-secret-word'))
  assert.equal(readFileSync(join(folder, 'password'), 'utf8'), 'a-secret-word\n')

  const broken = join(server.directory, 'broken.dump')
  stand('pg_dump', `while [ "$1" != --file ]; do shift; done\necho half > "$2"\necho the disk is full >&2\nexit 1`)
  const failed = run(['backup', broken], { database, env })
  assert.equal(failed.status, 1)
  assert.match(failed.stderr, /the disk is full/)
  assert.deepEqual([existsSync(broken), existsSync(`${broken}.partial`)], [false, false])
})

test('an archive of PostgreSQL whose ledger is not sound is told as such once it is unpacked, and what to do with it', { skip: engine !== 'postgresql' && 'a SQLite backup is verified before it is put in place' }, () => {
  const archive = join(server.directory, 'tampered.dump')
  const copy = emptyDatabase(engine)
  behind(server.database, `UPDATE ledger_entry SET reason = 'another' WHERE id = (SELECT MIN(id) FROM ledger_entry)`)
  try {
    assert.equal(run(['backup', archive]).status, 0)
    const restored = run(['restore', archive, '--json'], { database: copy.url })
    assert.equal(restored.status, 3)
    assert.equal(JSON.parse(restored.stdout).fault, 'altered')
    assert.match(restored.stderr, /do not serve it; drop the database/)
  } finally {
    behind(server.database, `UPDATE ledger_entry SET reason = NULL WHERE reason = 'another'`)
    copy.drop()
  }
})

test('a server whose file was moved away is not ready, and says why', { skip: engine !== 'sqlite' && 'PostgreSQL keeps its own files' }, async () => {
  const path = server.database.slice('sqlite:'.length)
  const ready = () => fetch(`${server.url}/readyz`, { headers: { 'Accept-Language': 'en' } })
  assert.equal((await ready()).status, 200)
  renameSync(path, `${path}.away`)
  try {
    const answer = await ready()
    assert.equal(answer.status, 503)
    assert.match((await answer.json()).detail, /removed or replaced/)
  } finally {
    renameSync(`${path}.away`, path)
  }
  assert.equal((await ready()).status, 200)
})

test('a role is granted to an account and taken away again', (t) => {
  const { url, drop } = emptyDatabase(engine)
  t.after(drop)
  assert.equal(luoshi('init', '--sample', 'jizhou', '--without-work', '--database', url).status, 0)
  const user = (...args) => luoshi('user', ...args, '--database', url)
  const grants = () => JSON.parse(user('list', '--json').stdout.split('\n').find((line) => line.includes('"agri"'))).grants.map((one) => `${one.role} ${one.scope_kind} ${one.scope}`)
  const before = grants()
  assert.equal(user('grant', 'agri', '--role', 'auditor').status, 0)
  assert.equal(user('grant', 'agri', '--role', 'leader', '--scope', 'area', '--area', '131103100').status, 0)
  assert.deepEqual(grants().sort(), [...before, 'auditor district 131103', 'leader area 131103100'].sort())
  assert.equal(user('revoke', 'agri', '--role', 'auditor').status, 0)
  assert.equal(user('revoke', 'agri', '--role', 'leader', '--scope', 'area', '--area', '131103100').status, 0)
  assert.deepEqual(grants(), before)
  const again = user('revoke', 'agri', '--role', 'auditor')
  assert.equal(again.status, 1)
  assert.match(again.stderr, /does not hold the role “auditor”/)
  assert.equal(user('grant', 'agri', '--role', 'nonsense').status, 1)
  assert.equal(user('grant', 'nobody', '--role', 'auditor').status, 1)
})
