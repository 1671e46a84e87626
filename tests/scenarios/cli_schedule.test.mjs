// luoshi schedule as a shell sees it: the sample plan, what if, a finish that cannot be met, and errors that name activity and place.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const sample = 'samples/schedule/school.json'
const folder = mkdtempSync(join(tmpdir(), 'luoshi-schedule-'))
after(() => rmSync(folder, { recursive: true }))

const schedule = (...options) => spawnSync('build/luoshi', ['schedule', ...options], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'en_US.UTF-8' } })
const json = (...options) => JSON.parse(schedule('--json', ...options).stdout)

function file(name, plan) {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(plan))
  return path
}

const ajv = new Ajv2020({ allErrors: true })
addFormats(ajv)
const valid = ajv.compile(JSON.parse(readFileSync('packs/schema/schedule.schema.json', 'utf8')))

test('the sample plan is what its schema says', () => {
  assert.ok(valid(JSON.parse(readFileSync(sample, 'utf8'))), JSON.stringify(valid.errors))
})

test('the same seed gives the same chances, and the table says them', () => {
  const first = json(sample, '--simulate', '2000', '--seed', '5')
  assert.deepEqual(json(sample, '--simulate', '2000', '--seed', '5'), first)
  assert.ok(first.simulation.p50 <= first.simulation.p80 && first.simulation.p80 <= first.simulation.p90)
  assert.match(schedule(sample, '--simulate', '2000', '--seed', '5').stdout, new RegExp(`P80 ${first.simulation.p80}`))
})

test('what if moves the finish and saves nothing', () => {
  const before = readFileSync(sample, 'utf8')
  const tried = json(sample, '--what-if', 'frame=90')
  assert.ok(tried.what_if.finish > tried.finish)
  assert.ok(tried.what_if.moved.some((activity) => activity.id === 'frame'))
  assert.equal(readFileSync(sample, 'utf8'), before)
})

test('a finish that cannot be met gives 3, the days short and the chain', () => {
  const run = schedule('--json', sample, '--finish', '2024-12-01')
  assert.equal(run.status, 3)
  const { conflicts, driving_path } = JSON.parse(run.stdout)
  assert.equal(conflicts[0].broken, 'required_finish')
  assert.ok(conflicts[0].short_by > 0)
  assert.deepEqual(conflicts[0].chain, driving_path)
})

test('slip against an earlier plan is counted by its ids', () => {
  const plan = JSON.parse(readFileSync(sample, 'utf8'))
  plan.activities.find((activity) => activity.id === 'approve').duration += 3
  plan.activities.find((activity) => activity.id === 'approve').optimistic += 3
  const slips = json(file('later.json', plan), '--baseline', sample).activities
  assert.equal(slips.find((activity) => activity.id === 'approve').slip, 3)
})

test('errors name the activity and the place, and a wrong option the option', () => {
  const loop = { start: '2024-03-04', activities: [{ id: 'a', name: '打桩', duration: 1 }, { id: 'b', name: '浇筑', duration: 1 }] }
  loop.links = [{ from: 'a', to: 'b' }, { from: 'b', to: 'a' }]
  const run = schedule(file('loop.json', loop))
  assert.equal(run.status, 1)
  assert.match(run.stderr, /打桩 → 浇筑 → 打桩/)
  const wrong = schedule(file('wrong.json', { start: '2024-03-04', activities: [{ id: 'a', name: '打桩', duration: -2 }] }))
  assert.match(wrong.stderr, /打桩.*\/activities\/0\/duration/)
  const far = schedule(file('far.json', { start: '2024-03-04', activities: ['挖方', '填方', '绿化'].map((id) => ({ id, duration: 100000 })), links: [{ from: '挖方', to: '填方' }, { from: '填方', to: '绿化' }] }))
  assert.equal(far.status, 1)
  assert.match(far.stderr, /“绿化” would lie beyond/)
  assert.match(schedule(sample, '--finish', 'soon').stderr, /--finish/)
  assert.equal(schedule().status, 2)
})

test('a plan goes out as XML of Microsoft Project and comes back with the same dates', () => {
  const out = join(folder, 'school.xml')
  const before = json(sample, '--xml', out)
  assert.match(readFileSync(out, 'utf8'), /<Project xmlns="http:\/\/schemas.microsoft.com\/project">/)
  assert.deepEqual(json(out), before)
})

test('a plan of any form is saved as the command’s own JSON and gives the same dates', () => {
  for (const path of [sample, 'tests/unit/schedule/project.xml']) {
    const out = join(folder, 'plan.json')
    const before = json(path, '--plan', out)
    assert.ok(valid(JSON.parse(readFileSync(out, 'utf8'))), JSON.stringify(valid.errors))
    assert.deepEqual(json(out), before)
  }
})

test('a file of Microsoft Project is scheduled; one cut in half is refused with its line', () => {
  const path = 'tests/unit/schedule/project.xml'
  const clear = json(path).activities.find((activity) => activity.name === '清表')
  assert.deepEqual([clear.start, clear.finish], ['2024-03-14', '2024-03-20'])
  const whole = readFileSync(path, 'utf8')
  const half = join(folder, 'half.xml')
  writeFileSync(half, whole.slice(0, whole.length / 2))
  const run = schedule(half)
  assert.equal(run.status, 1)
  assert.match(run.stderr, /Line \d+/)
  const binary = join(folder, 'plan.mpp')
  writeFileSync(binary, Buffer.from('d0cf11e0a1b11ae1', 'hex'))
  assert.match(schedule(binary).stderr, /plan\.mpp is in Microsoft Project's own form.*XML/)
  const missing = schedule(sample, '--xml', join(folder, 'no', 'such.xml'))
  assert.equal(missing.status, 1)
})

test('a plan goes out as a table and comes back with the same dates; a wrong cell is named', () => {
  const dates = (plan) => plan.activities.map((activity) => [activity.id, activity.start, activity.finish, activity.late_finish])
  const whole = json(sample)
  for (const name of ['school.xlsx', 'school.csv']) {
    const out = join(folder, name)
    schedule(sample, '--table', out)
    assert.deepEqual(dates(json(out, '--start', '2024-02-19', '--finish', '2025-03-20')), dates(whole))
  }
  const wrong = join(folder, 'wrong.csv')
  writeFileSync(wrong, '序号,工序,工期,前置工序\n1,挖土,5,\n2,浇筑,三天,7FS\n')
  const run = schedule(wrong, '--start', '2024-02-19')
  assert.equal(run.status, 1)
  assert.match(run.stderr, /C3/)
})
