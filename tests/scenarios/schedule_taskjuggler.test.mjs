// The dates of schedules against an independent scheduler: TaskJuggler, on random networks with the real holidays and swapped days.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { addDays, isWorked, runTaskJuggler } from '../harness/taskjuggler.mjs'

const FORWARD = 160
const BACKWARD = 80
const BATCH = 40 // networks a run of tj3: it slows down with more
const SIZE = 12
const FIRST = '2023-11-01' // of all that is computed
const DAYS = 820

const folder = mkdtempSync(join(tmpdir(), 'luoshi-taskjuggler-'))
after(() => rmSync(folder, { recursive: true }))

// A small generator with a seed (mulberry32), so that a failure can be seen again.
function random(seed) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { below: (count) => Math.floor(next() * count), chance: (share) => next() < share }
}

// “gaps” is what TaskJuggler itself counts gaps of working time by: Monday to Friday, no holidays, no swapped days.
const offDays = []
for (let day = FIRST; day < addDays(FIRST, DAYS); day = addDays(day, 1)) {
  const weekend = [0, 6].includes(new Date(day).getUTCDay())
  if (!weekend && !isWorked(undefined, day)) offDays.push({ from: day })
}
const calendars = {
  office: undefined,
  gaps: { id: 'gaps', holidays: false, off: offDays },
  site: { id: 'site', week: [1, 2, 3, 4, 5, 6], off: [{ from: '2024-12-10', to: '2024-12-29' }], work: [{ from: '2024-05-04', to: '2024-05-05' }] },
  daily: { id: 'daily', week: [1, 2, 3, 4, 5, 6, 7], holidays: false },
}

const groupOf = (activity) => activity.calendar ?? 'office'

/** Neighbours of one calendar in summaries, which wait for others before them, or others for them. Where the days of a gap count on a
 * calendar, it has to be that of the gaps; elapsed ones are the same for all. */
function addSummaries(plan, rand) {
  for (let first = 0; first < SIZE; ) {
    const calendar = groupOf(plan.activities[first])
    let last = first
    while (last + 1 < SIZE && groupOf(plan.activities[last + 1]) === calendar && rand.chance(0.8)) last++
    if (last > first || rand.chance(0.3)) {
      const id = `s${first}`
      plan.activities.push({ id, ...(calendar !== 'office' && { calendar }) })
      const below = plan.activities.slice(first, last + 1).map((activity) => activity.id)
      for (let i = first; i <= last; i++) plan.activities[i].parent = id
      // What is below a summary has its links too, and TaskJuggler refuses a second one between the same two.
      const linked = (other) => plan.links.some((link) => [link.from, link.to].includes(other) && [link.from, link.to].some((end) => below.includes(end)))
      const lag = () => (rand.chance(0.5) ? { lag: 1 + rand.below(6), elapsed: true } : {})
      const before = first > 0 && rand.chance(0.7) ? `a${rand.below(first)}` : undefined
      const after = last + 1 < SIZE && rand.chance(0.7) ? `a${last + 1 + rand.below(SIZE - last - 1)}` : undefined
      if (before && !linked(before)) plan.links.push({ from: before, to: id, type: 'FS', ...lag() })
      if (after && !linked(after)) plan.links.push({ from: id, to: after, type: 'FS', ...lag() })
    }
    first = last + 1
  }
}

/** A network of the links that TaskJuggler can say in that direction; counted back from its finish, every other one has a start as well. */
function network(seed, backward) {
  const rand = random(seed)
  const names = Object.keys(calendars)
  const plan = { calendars: Object.values(calendars).filter(Boolean), activities: [], links: [], late: backward }
  if (backward) plan.finish = addDays('2025-03-01', rand.below(200))
  if (backward && seed % 2 === 0) plan.start = FIRST
  else plan.start = addDays('2024-01-02', rand.below(200))
  for (let i = 0; i < SIZE; i++) {
    const calendar = names[rand.below(names.length)]
    const activity = { id: `a${i}`, duration: rand.chance(0.12) ? 0 : 1 + rand.below(14) }
    if (calendar !== 'office') activity.calendar = calendar
    if (!backward && rand.chance(0.2)) activity.start_no_earlier = addDays(plan.start, rand.below(60))
    if (backward && rand.chance(0.2)) activity.finish_no_later = addDays(plan.finish, -rand.below(60))
    plan.activities.push(activity)
    for (let k = i === 0 ? 0 : rand.below(4); k > 0; k--) {
      const other = plan.activities[rand.below(i)]
      if (plan.links.some((made) => made.from === other.id && made.to === activity.id)) continue
      const lag = rand.chance(0.5) ? 1 + rand.below(6) : 0
      const elapsed = lag > 0 && calendar !== 'gaps'
      // Of a milestone start and finish are one, and TaskJuggler takes links to both for a loop. What starts with another or ends with
      // it can only be said on one calendar, or with days between (its first day, below).
      const same = groupOf(other) === groupOf(activity) || elapsed
      const finishToStart = rand.chance(0.6) || other.duration === 0 || activity.duration === 0 || !same
      const link = { from: other.id, to: activity.id, type: finishToStart ? 'FS' : backward ? 'FF' : 'SS' }
      if (lag > 0) link.lag = lag
      if (elapsed) link.elapsed = true
      plan.links.push(link)
    }
  }
  addSummaries(plan, rand)
  return plan
}

/** The plan's tasks for TaskJuggler: bounds are milestones with a date, which the activity waits for, or which wait for it. */
function tasksOf(plan, name) {
  const milestone = (id, date) => ({ calendar: 'office', text: `  task ${id} "${id}" { milestone ${plan.late ? `end ${date} scheduling alap` : `start ${date}`} }` })
  const tasks = [milestone(`${name}_edge`, plan.late ? addDays(plan.finish, 1) : plan.start)]
  const byId = new Map(plan.activities.map((activity) => [activity.id, activity]))
  const pathOf = (id) => [groupOf(byId.get(id)), byId.get(id).parent, id].filter(Boolean).map((part, i) => (i > 0 ? `${name}_${part}` : part)).join('.')
  const below = new Map(plan.activities.filter((activity) => activity.id.startsWith('s')).map((activity) => [activity.id, []]))
  for (const activity of plan.activities) {
    const isSummary = below.has(activity.id)
    const links = plan.links.filter((link) => (plan.late ? link.from : link.to) === activity.id)
    const edges = isSummary ? [] : [`office.${name}_edge`]
    const bound = plan.late ? activity.finish_no_later && addDays(activity.finish_no_later, 1) : activity.start_no_earlier
    if (bound) {
      tasks.push(milestone(`${name}_${activity.id}_bound`, bound))
      edges.push(`office.${name}_${activity.id}_bound`)
    }
    for (const link of links) {
      const id = plan.late ? link.to : link.from
      const other = pathOf(id)
      const days = (count) => (count > 0 ? `${link.elapsed ? 'gapduration' : 'gaplength'} ${count}d` : '')
      const lag = link.lag ?? 0
      if (link.type === 'FS') edges.push(`${other} { ${days(lag)} }`)
      else if (lag > 0) edges.push(`${other}_first { ${days(lag - 1)} }`)
      else edges.push(`${other} { ${plan.late ? 'onend' : 'onstart'} }`)
    }
    const waits = edges.length > 0 ? `${plan.late ? 'scheduling alap precedes' : 'depends'} ${edges.join(', ').replaceAll('{  }', '')}` : ''
    const text = (id, work) => `  task ${id} "${id}" { ${waits} ${work} }`
    const id = `${name}_${activity.id}`
    if (isSummary) {
      tasks.push({ calendar: groupOf(activity), text: text(id, below.get(activity.id).join('\n')) })
      continue
    }
    const add = (text) => (activity.parent ? below.get(activity.parent).push(text) : tasks.push({ calendar: groupOf(activity), text }))
    add(text(id, activity.duration > 0 ? `length ${activity.duration}d` : 'milestone'))
    // Its first day of work (backward: its last): TaskJuggler's own start is the instant from which it may begin, worked or not.
    if (plan.links.some((link) => link.type !== 'FS' && (plan.late ? link.to : link.from) === activity.id)) {
      add(text(`${id}_first`, 'length 1d'))
    }
  }
  return tasks
}

function luoshi(plan, name) {
  const file = join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(plan))
  const { activities, conflicts } = JSON.parse(execFileSync('build/luoshi', ['schedule', '--json', file]))
  assert.deepEqual(conflicts, [])
  return activities
}

/** A day with an hour: before work (0 or 9 o'clock) or after it (10): the boundary as the number of the day that begins there. */
const boundary = (stamp) => (stamp.endsWith('-10') ? addDays(stamp.slice(0, 10), 1) : stamp.slice(0, 10))

/** DAY, or the next one (step 1) or the one before (step -1) that is worked. */
function worked(calendar, day, step) {
  while (!isWorked(calendar, day)) day = addDays(day, step)
  return day
}

/** Is a milestone shown on DAY at that boundary, or apart from it by days that nobody works? */
function sameInstant(calendar, day, at) {
  if (day === at || addDays(day, 1) === at) return true
  for (let between = addDays(day, 1); between < at; between = addDays(between, 1)) if (isWorked(calendar, between)) return false
  return day < at
}

function compare(plan, name, dates) {
  const ours = luoshi(plan, name)
  for (const [i, activity] of plan.activities.entries()) {
    if (activity.id.startsWith('s')) continue // what is below it is compared
    const theirs = dates.get([groupOf(activity), ...[activity.parent, activity.id].filter(Boolean).map((id) => `${name}_${id}`)].join('.'))
    const place = `${name} ${activity.id}: ${JSON.stringify(theirs)} but ${ours[i].start} to ${ours[i].finish}\n${JSON.stringify(plan)}`
    if (activity.duration === 0) {
      assert.ok(sameInstant(calendars[groupOf(activity)], ours[i].start, boundary(theirs.start)), place)
    } else {
      const calendar = calendars[groupOf(activity)]
      assert.equal(ours[i].start, worked(calendar, boundary(theirs.start), 1), place)
      assert.equal(ours[i].finish, worked(calendar, addDays(boundary(theirs.end), -1), -1), place)
    }
  }
}

test('every activity of 240 random networks starts and finishes when TaskJuggler says', () => {
  for (let first = 0; first < FORWARD + BACKWARD; first += BATCH) {
    const plans = new Map()
    for (let i = first; i < first + BATCH; i++) plans.set(`n${i}`, network(20240101 + i, i >= FORWARD))
    const tasks = [...plans].flatMap(([name, plan]) => tasksOf(plan, name))
    const dates = runTaskJuggler(join(folder, `batch${first}`), calendars, tasks, first >= FORWARD, FIRST, DAYS)
    for (const [name, plan] of plans) compare(plan, name, dates)
  }
})
