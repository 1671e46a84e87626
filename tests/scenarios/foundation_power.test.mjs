// What the server owes to whoever it has answered, when its process, its disk or its database goes away.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { publishPlan } from '../harness/plan.mjs'
import { emptyDatabase, listen, luoshi, program, serve, startServer } from '../harness/server.mjs'

const engine = process.env.LUOSHI_TEST_ENGINE ?? 'sqlite'
const root = fileURLToPath(new URL('../../', import.meta.url))
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** COUNT clients that add units until STOP() is true. What was acknowledged, and what was refused with which status. */
async function storm(client, { count = 64, stop, acknowledged = new Set(), refused = [] }) {
  let number = 0
  await Promise.all(Array.from({ length: count }, async (_, worker) => {
    while (!stop()) {
      const key = `storm-${worker}-${number++}-${Math.random().toString(36).slice(2, 8)}`
      try {
        const answer = await client.post('/units', { key, name: `单位${key}`, short_name: key, kind: 'department', duties: ['应急值守'.repeat(10)] })
        if (answer.status === 201) acknowledged.add(answer.body.id)
        else refused.push(answer)
      } catch (error) {
        if (!(error instanceof TypeError)) throw error // fetch's own: the connection broke
        await pause(20)
      }
    }
  }))
  return { acknowledged, refused }
}

/** Runs the command line while this process goes on; {status, stderr}. */
function luoshiBeside(...args) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (data) => (stderr += data))
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, stderr })))
}

/** Everything acknowledged is there, each unit has one ledger entry and each entry its unit, and the ledger is sound. */
async function proveWhole(client, database, acknowledged) {
  const ids = new Set((await client.get('/units')).body.units.map((one) => one.id))
  for (const id of acknowledged) assert.ok(ids.has(id), `${id} was acknowledged and is not there`)
  const entered = []
  for (let cursor = ''; cursor !== null;) {
    const page = (await client.get(`/ledger?kind=unit&limit=200${cursor && `&cursor=${cursor}`}`)).body
    entered.push(...page.entries.map((one) => one.object_id))
    cursor = page.next
  }
  assert.equal(new Set(entered).size, entered.length)
  for (const id of entered) assert.ok(ids.has(id), `${id} has a ledger entry and no unit`)
  for (const id of acknowledged) assert.ok(entered.includes(id), `${id} has no ledger entry`)
  const check = luoshi('ledger', 'verify', '--json', '--database', database)
  assert.equal(JSON.parse(check.stdout).sound, true, check.stdout)
}

test('whatever was acknowledged survives kill -9 in a storm of commands', async () => {
  const server = await startServer()
  try {
    const client = await server.login('admin')
    let over = false
    const acknowledged = new Set()
    const running = storm(client, { stop: () => over, acknowledged })
    for (let i = 0; i < 1500 && acknowledged.size < 300; i++) await pause(20)
    server.kill('SIGKILL')
    await server.exited()
    over = true
    await running
    assert.ok(acknowledged.size >= 300)
    const again = await serve(server.database)
    try {
      await proveWhole(await again.login('admin'), server.database, acknowledged)
    } finally {
      await again.end()
    }
  } finally {
    await server.stop()
  }
})

test('a backup made in a storm of commands holds all that was acknowledged before it began, and proves sound', async () => {
  const server = await startServer()
  const empty = emptyDatabase(server.engine)
  try {
    const client = await server.login('admin')
    let over = false
    const acknowledged = new Set()
    const running = storm(client, { count: 16, stop: () => over, acknowledged })
    for (let i = 0; i < 1500 && acknowledged.size < 100; i++) await pause(20)
    const before = new Set(acknowledged)
    const copy = join(empty.directory, 'copy')
    const made = await luoshiBeside('backup', copy, '--database', server.database)
    assert.equal(made.status, 0, made.stderr)
    assert.ok(acknowledged.size > before.size, 'commands were taken while it was made')
    over = true
    const { refused } = await running
    assert.deepEqual(refused.map((one) => one.status), [])
    const restored = luoshi('restore', copy, '--database', empty.url)
    assert.equal(restored.status, 0, restored.stderr)
    const again = await serve(empty.url)
    try {
      await proveWhole(await again.login('admin'), empty.url, before)
    } finally {
      await again.end()
    }
  } finally {
    empty.drop()
    await server.stop()
  }
})

/** Two ways to run out of space; each gives {squeeze, release, done}. */
const scarcities = {
  'a file that may grow no further': (folder, server) => {
    const limit = (size) => assert.equal(spawnSync('prlimit', ['--pid', server().pid, `--fsize=${size}:`]).status, 0)
    return { squeeze: () => limit(statSync(join(server().directory, 'test.db-wal')).size + 300_000), release: () => limit('unlimited'), done() {} }
  },
  'a full file system': (folder) => {
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder], { stdio: 'ignore' }).status !== 0) return null
    const filler = join(folder, 'filler')
    return {
      squeeze() {
        const free = Number(spawnSync('df', ['--output=avail', '-B1', folder], { encoding: 'utf8' }).stdout.split('\n')[1])
        writeFileSync(filler, Buffer.alloc(free - 400_000))
      },
      release: () => unlinkSync(filler),
      done: () => spawnSync('umount', ['-l', folder]),
    }
  },
}

for (const [name, make] of Object.entries(scarcities)) {
  test(`${name} is said clearly, loses nothing, and is over when there is space again`, async (t) => {
    if (engine !== 'sqlite') return t.skip('PostgreSQL looks after its own disk')
    const folder = mkdtempSync(join(tmpdir(), 'luoshi-scarce-'))
    let server
    const scarcity = make(folder, () => server)
    if (!scarcity) return t.skip('mounting is not allowed here')
    try {
      server = await startServer({ folder })
      const client = await server.login('admin')
      scarcity.squeeze()
      const acknowledged = new Set()
      const refused = []
      const until = Date.now() + 20000
      await storm(client, { count: 16, acknowledged, refused, stop: () => refused.length > 30 || Date.now() > until })
      assert.ok(refused.length > 30, `only ${refused.length} refused after ${acknowledged.size}`)
      for (const answer of refused) {
        assert.equal(answer.status, 503, JSON.stringify(answer.body))
        assert.equal(answer.headers.get('content-type'), 'application/problem+json')
        assert.equal(answer.body.errors[0].code, 'store.disk')
        assert.match(answer.body.detail, /没有保存/)
      }
      assert.equal((await client.get('/units')).status, 200, 'reading goes on')
      scarcity.release()
      const after = await storm(client, { count: 8, acknowledged, stop: () => acknowledged.size > 600 || Date.now() > until + 20000 })
      assert.equal(after.refused.length, 0, JSON.stringify(after.refused[0]?.body))
      server.kill('SIGKILL')
      await server.exited()
      const again = await serve(server.database)
      try {
        await proveWhole(await again.login('admin'), server.database, acknowledged)
      } finally {
        await again.end()
      }
    } finally {
      await server?.stop()
      scarcity.done()
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

/** A PostgreSQL of this test's own, which it may stop. */
function startPostgresql(folder) {
  const script = `. tools/lib.sh; start_postgresql ${folder} >/dev/null; echo "$POSTGRESQL_URL"`
  const made = spawnSync('bash', ['-ec', script], { cwd: root, encoding: 'utf8' })
  assert.equal(made.status, 0, made.stderr)
  const control = (how) => {
    const as = process.getuid() === 0 ? ['runuser', '-u', 'postgres', '--'] : []
    const bin = spawnSync('bash', ['-c', 'ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1'], { encoding: 'utf8' }).stdout.trim()
    const command = [...as, join(bin, 'pg_ctl'), '-D', join(folder, 'data'), '-w', '-l', join(folder, 'data/log'), ...how]
    assert.equal(spawnSync(command[0], command.slice(1), { stdio: 'ignore' }).status, 0)
  }
  return { url: made.stdout.trim(), restart: () => control(['restart', '-m', 'immediate']), stop: () => control(['stop', '-m', 'immediate']) }
}

test('a database that restarts costs a clear answer at worst', async (t) => {
  if (engine !== 'postgresql') return t.skip('SQLite has no server to restart')
  const folder = mkdtempSync(join(tmpdir(), 'luoshi-restart-'))
  const postgresql = startPostgresql(folder)
  const usual = process.env.LUOSHI_TEST_POSTGRESQL
  let server
  try {
    process.env.LUOSHI_TEST_POSTGRESQL = postgresql.url
    server = await startServer()
    const client = await server.login('admin')
    const page = await listen(client, 'org')
    await page.heard('retry')
    let over = false
    const acknowledged = new Set()
    const refused = []
    const running = storm(client, { count: 32, stop: () => over, acknowledged, refused })
    for (let i = 0; i < 1500 && acknowledged.size < 100; i++) await pause(20)
    postgresql.restart()
    const before = acknowledged.size
    for (let i = 0; i < 2000 && acknowledged.size < before + 100; i++) await pause(20)
    over = true
    await running
    assert.ok(acknowledged.size >= before + 100, 'the server does not come back to its database')
    const clear = ['store.lost', 'store.commit_unknown', 'store.busy']
    for (const answer of refused) {
      assert.equal(answer.status, 503, JSON.stringify(answer.body))
      assert.ok(clear.includes(answer.body.errors[0].code), JSON.stringify(answer.body))
    }
    assert.ok(await page.heard('event: reload'), 'a page that may have missed changes is not told')
    const unit = (await client.get('/units')).body.units[0]
    assert.equal((await client.patch(`/units/${unit.id}`, { version: unit.version, short_name: '重启后' })).status, 200)
    assert.ok(await page.heard(unit.id), 'changes are not heard of after the restart')
    page.close()
    await proveWhole(client, server.database, acknowledged)
  } finally {
    await server?.stop()
    process.env.LUOSHI_TEST_POSTGRESQL = usual
    postgresql.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('many clients on two servers amend one plan: none is lost, versions rise by one, nothing breaks', async (t) => {
  const server = await startServer()
  const second = server.engine === 'postgresql' ? await serve(server.database) : null
  try {
    const clerks = [await server.login('clerk1'), second ? await second.login('clerk1') : await server.login('clerk2')]
    const { plan, commitments } = await publishPlan(clerks[0], [['建设高标准农田7.5万亩。', 'agri'], ['改造老旧小区15个。', 'housing']])
    const each = 6
    const done = []
    const conflicts = []
    await Promise.all(Array.from({ length: 32 }, async (_, worker) => {
      const clerk = clerks[worker % 2]
      const { id } = commitments[worker % commitments.length]
      for (let i = 0; i < each;) {
        const { version } = (await clerk.get(`/commitments/${id}`)).body.commitment
        const text = `改写 ${worker} ${i}`
        const answer = await clerk.post(`/commitments/${id}/amendments`, { version, reason: `${worker}-${i}`, set: { text } })
        if (answer.status === 201) {
          assert.equal(answer.body.commitment.version, version + 1)
          done.push({ id, version: version + 1, plan: answer.body.amendments[0].plan_version })
          i++
        } else {
          assert.ok(answer.status === 409 || answer.status === 503, JSON.stringify(answer.body))
          conflicts.push(answer.status)
          await pause(Math.random() * 30)
        }
      }
    }))
    assert.equal(done.length, 32 * each)
    assert.deepEqual(done.map((one) => one.plan).sort((a, b) => a - b), done.map((_, i) => i + 2), 'plan versions')
    assert.equal((await clerks[0].get(`/plans/${plan.id}`)).body.plan.version, 1 + done.length)
    for (const { id } of commitments) {
      const detail = (await clerks[0].get(`/commitments/${id}`)).body
      assert.equal(detail.commitment.version, 1 + detail.amendments.length)
      const inOrder = [...detail.amendments].reverse()
      for (let i = 1; i < inOrder.length; i++) assert.equal(inOrder[i].before.text, inOrder[i - 1].after.text, 'an amendment was lost')
    }
    t.diagnostic(`refused as stale or busy and tried again: ${conflicts.length}, of these busy: ${conflicts.filter((one) => one === 503).length}`)
  } finally {
    await second?.end()
    await server.stop()
  }
})
