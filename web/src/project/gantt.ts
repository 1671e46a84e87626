import type { Schemas } from '@/api'

export type Plan = Schemas['ProjectPlan']
export type Dates = NonNullable<Plan['computed']>['activities'][number]
export type Simulation = Schemas['ProjectPlanSimulation']
export type Tried = Schemas['ProjectPlanTried']

const DAY = 86_400_000
const number = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY

/** The day N days after DAY. */
export const dayAfter = (day: string, n: number): string => new Date((number(day) + n) * DAY).toISOString().slice(0, 10)

/** Whole days from FROM to TO. */
export const daysBetween = (from: string, to: string): number => number(to) - number(from)

/** The days that a chart of PLAN shows: all of its dates and today, with a margin, and the first of each month in them. */
export function spanOf(plan: Plan): { from: string; days: number; months: { day: string; at: number }[] } {
  const dates = plan.computed?.activities.flatMap((one) => [one.start, one.finish, one.baseline_start ?? one.start, one.baseline_finish ?? one.finish]) ?? []
  const all = [...dates, plan.today, ...(plan.computed?.required_finish ? [plan.computed.required_finish] : [])].sort()
  const from = dayAfter(all[0] ?? plan.today, -7)
  const days = daysBetween(from, dayAfter(all.at(-1) ?? plan.today, 14))
  const months = Array.from({ length: days }, (_, at) => ({ day: dayAfter(from, at), at })).filter((one) => one.day.endsWith('-01'))
  return { from, days, months }
}
