import type { Schemas } from '@/api'

export type Plan = Schemas['ProjectPlan']
export type Computed = NonNullable<Plan['computed']>
export type Dates = Computed['activities'][number]
export type Simulation = Schemas['ProjectPlanSimulation']
export type Tried = Schemas['ProjectPlanTried']

const DAY = 86_400_000
const MONTHS_NAMED = 18
const number = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY

/** The day N days after DAY. */
export const dayAfter = (day: string, n: number): string => new Date((number(day) + n) * DAY).toISOString().slice(0, 10)

/** Whole days from FROM to TO. */
export const daysBetween = (from: string, to: string): number => number(to) - number(from)

/** A period that a chart shows, both days included. */
export interface Period {
  from: string
  to: string
}
const percent = (part: number, all: number): string => `${(Math.min(1, Math.max(0, part / all)) * 100).toFixed(3)}%`
const daysOf = (period: Period): number => daysBetween(period.from, period.to) + 1

/** Where START to FINISH lie in PERIOD, cut at its ends. */
export const placeOf = (period: Period, start: string, finish: string): { left: string; width: string } => {
  const from = Math.max(0, daysBetween(period.from, start))
  const end = Math.min(daysOf(period), daysBetween(period.from, finish) + 1)
  return { left: percent(from, daysOf(period)), width: percent(end - from, daysOf(period)) }
}

/** Where DAY begins in PERIOD. */
export const pointOf = (period: Period, day: string): { left: string } => ({ left: percent(daysBetween(period.from, day), daysOf(period)) })

/** The first day of each month in FROM to TO. */
export const monthsIn = (from: string, to: string): string[] => Array.from({ length: daysBetween(from, to) + 1 }, (_, at) => dayAfter(from, at)).filter((day) => day.endsWith('-01'))

/** The days of a chart, and the first of each month in them. */
export interface Span {
  from: string
  days: number
  months: { day: string; at: number; named: boolean }[]
}

/** How far DAYS go in SPAN. */
export const percentOf = (span: Span, days: number): string => `${(days / span.days) * 100}%`

/** The days that a chart of COMPUTED shows: all of its dates and TODAY, with a margin, to the end of a month, so that it does not give way to
 * each day that a bar moves; and the first of each month in them, named where there is room. */
export function spanOf(computed: Computed, today: string): Span {
  const dates = computed.activities.flatMap((one) => [one.start, one.finish, one.baseline_start ?? one.start, one.baseline_finish ?? one.finish])
  const all = [...dates, today, ...(computed.required_finish ? [computed.required_finish] : [])].sort()
  const from = dayAfter(all[0] ?? today, -7)
  let to = dayAfter(all.at(-1) ?? today, 14)
  while (!to.endsWith('-01')) to = dayAfter(to, 1)
  const firsts = monthsIn(from, dayAfter(to, -1))
  const step = [1, 3, 6, 12].find((count) => firsts.length / count <= MONTHS_NAMED) ?? 12
  const months = firsts.map((day) => ({ day, at: daysBetween(from, day), named: (Number(day.slice(5, 7)) - 1) % step === 0 }))
  return { from, days: daysBetween(from, to), months }
}
