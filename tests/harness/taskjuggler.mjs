// Plans as TaskJuggler projects: many networks in one project, so that one run of tj3 schedules them all.
// How our terms map onto TaskJuggler's is told in docs/schedule.md.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const DAY = 86400000
export const addDays = (day, count) => new Date(Date.parse(day) + count * DAY).toISOString().slice(0, 10)
const weekday = (day) => ((new Date(day).getUTCDay() + 6) % 7) + 1

const exceptions = new Map(
  readFileSync('data/calendar/cn.csv', 'utf8')
    .split('\n')
    .filter((line) => /^\d{4}-/.test(line))
    .map((line) => line.split(',').slice(0, 2)),
)

/** Is DAY worked by CALENDAR of a plan (undefined: the office's)? Written apart from the program. */
export function isWorked(calendar, day) {
  const within = (range) => range.from <= day && day <= (range.to ?? range.from)
  if (calendar?.work?.some(within)) return true
  if (calendar?.off?.some(within)) return false
  if (calendar?.holidays !== false && exceptions.has(day)) return exceptions.get(day) === 'work'
  return (calendar?.week ?? [1, 2, 3, 4, 5]).includes(weekday(day))
}

/** The days from FIRST on as runs of days that follow the calendar's week, or are off or on against it: a shift for each. */
function shifts(name, calendar, first, count) {
  const runs = []
  for (let i = 0; i < count; i++) {
    const day = addDays(first, i)
    const worked = isWorked(calendar, day)
    const usual = (calendar?.week ?? [1, 2, 3, 4, 5]).includes(weekday(day))
    const shift = worked === usual ? `week_${name}` : worked ? 'on' : 'off'
    if (runs.at(-1)?.shift === shift) runs.at(-1).to = addDays(day, 1)
    else runs.push({ shift, from: day, to: addDays(day, 1) })
  }
  return runs.map((run) => `${run.shift} ${run.from} - ${run.to}`).join(', ')
}

/** One hour a day, from 9 to 10, is a day's work. The project's own hours count gaps: Monday to Friday without holidays. */
function head(calendars, first, count) {
  const holidays = [...exceptions].filter(([day, kind]) => kind === 'off' && day >= first).map(([day]) => `  leaves holiday "off" ${day}`)
  const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
  const shift = (name, days) =>
    `shift ${name} "${name}" {\n${names.map((day, i) => `  workinghours ${day} ${days.includes(i + 1) ? '9:00 - 10:00' : 'off'}`).join('\n')}\n  replace\n}\n`
  const weeks = Object.entries(calendars).map(([name, calendar]) => shift(`week_${name}`, calendar?.week ?? [1, 2, 3, 4, 5]))
  return `project p "p" ${first} +${count}d {
  timezone "UTC"
  timeformat "%Y-%m-%d-%H"
  timingresolution 60min
  dailyworkinghours 1
  workinghours mon - fri 9:00 - 10:00
  workinghours sat, sun off
}
${holidays.map((line) => line.trim()).join('\n')}
${shift('on', [1, 2, 3, 4, 5, 6, 7])}${shift('off', [])}${weeks.join('')}`
}

/**
 * Runs tj3 on TASKS ({calendar, text}); gives Map(task id → {start, end}). The tasks of a calendar stand in a group that has its name and its
 * shifts: tj3 takes seconds to read them a second time.
 */
export function runTaskJuggler(folder, calendars, tasks, backward, first, count) {
  mkdirSync(folder, { recursive: true })
  const groups = Object.entries(calendars).map(([name, calendar]) => {
    const inside = tasks.filter((task) => task.calendar === name).map((task) => task.text)
    return `task ${name} "${name}" {\n${backward ? '  scheduling alap\n' : ''}  shifts ${shifts(name, calendar, first, count)}\n${inside.join('\n')}\n}\n`
  })
  const report = 'taskreport dates "dates" {\n  formats csv\n  columns id, start, end\n  timeformat "%Y-%m-%d-%H"\n  loadunit days\n}\n'
  writeFileSync(join(folder, 'all.tjp'), head(calendars, first, count) + groups.join('') + report)
  execFileSync('tj3', ['--silent', '--no-color', 'all.tjp'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const lines = readFileSync(join(folder, 'dates.csv'), 'utf8').trim().split('\n').slice(1)
  return new Map(
    lines.map((line) => {
      const [id, start, end] = line.split(';').map((cell) => cell.replaceAll('"', ''))
      return [id, { start, end }]
    }),
  )
}
