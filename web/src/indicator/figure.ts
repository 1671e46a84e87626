import { language, t } from '@/i18n'
import type { Indicator, IndicatorState, Verdict } from './api'

/** How each verdict looks; the words are in the message files. */
export const moods = {
  no_target: 'quiet',
  rank: 'plain',
  no_base: 'plain',
  not_computed: 'notice',
  no_figure: 'plain',
  no_plan: 'plain',
  ahead: 'ok',
  on_pace: 'ok',
  behind: 'notice',
  kept: 'ok',
  broken: 'notice',
  met: 'ok',
  missed: 'bad',
} as const satisfies Record<Verdict, string>

/** The groups that a list is looked through by. */
export const groups = {
  all: () => true,
  behind: (verdict: Verdict) => verdict === 'behind' || verdict === 'broken' || verdict === 'missed',
  good: (verdict: Verdict) => verdict === 'ahead' || verdict === 'on_pace' || verdict === 'kept' || verdict === 'met',
  other: (verdict: Verdict) => verdict.startsWith('no') || verdict === 'rank',
} as const
export type Group = keyof typeof groups

export const nameOf = (indicator: Indicator): string =>
  language.value === 'en' ? indicator.name.en : indicator.name.zh

/** The period within its year: 11, Q3; the year itself. */
export const periodName = (period: string): string => period.slice(5) || period

/** A figure with the places that its indicator has: 9.74, 1,284. */
export function figureText(value: number | null | undefined, places: number): string {
  if (value === null || value === undefined) return '—'
  return value.toLocaleString(language.value, { minimumFractionDigits: places, maximumFractionDigits: places })
}

/** The band of a forecast, with one place more where it is narrow: 38.6–39.6 of a figure without places. Empty where there is none. */
export function bandText(state: IndicatorState, indicator: Indicator): string {
  const { low, high } = state.forecast ?? { low: null, high: null }
  if (low === null || high === null || low === high) return ''
  const places = indicator.places + (high - low < 4 / 10 ** indicator.places ? 1 : 0)
  return `${figureText(low, places)}–${figureText(high, places)}`
}

export const withUnit = (value: number | null | undefined, indicator: Indicator): string =>
  value === null || value === undefined ? '—' : `${figureText(value, indicator.places)} ${indicator.unit_name}`

export function percentText(value: number | null | undefined): string {
  if (value === null || value === undefined) return '—'
  return `${value > 0 ? '+' : ''}${value.toLocaleString(language.value, { maximumFractionDigits: 1 })}%`
}

/** The gap in words: 好于计划0.3亿元, 差1.2亿元. */
export function gapText(state: IndicatorState, indicator: Indicator): string {
  if (state.gap === null) return ''
  if (state.leeway !== null && state.gap === 0) return t('indicator.withinLeeway')
  // Two shares of a hundred differ by percentage points, never by per cent.
  const size = figureText(Math.abs(state.gap), indicator.places)
  const gap = indicator.unit === '%' ? t('indicator.points', { n: size }) : `${size} ${indicator.unit_name}`
  if (Math.abs(state.gap) < 0.5 / 10 ** indicator.places) return t('indicator.onPlan')
  return t(state.gap > 0 ? 'indicator.better' : 'indicator.worse', { gap })
}

export interface Pace {
  /** Shares of the bar, 0 to 1: how far, where the plan was in the period reported, where it is today. */
  filled: number
  due: number | null
  today: number | null
  target: number
}

/**
 * Where the bar stands: it fills from where the plan begins to the target, or from 0 where the target
 * is wanted all year. Null where there is nothing to draw.
 */
export function paceOf(state: IndicatorState): Pace | null {
  if (state.level === null || state.value === null) return null
  const from = state.start ?? 0
  const share = (value: number): number => (value - from) / (state.level! - from) // eslint-disable-line @typescript-eslint/no-non-null-assertion
  const filled = share(state.value)
  const due = state.plan === null ? null : share(state.plan)
  const today = state.plan_today === null ? null : share(state.plan_today)
  const top = Math.max(1, filled, due ?? 0, today ?? 0)
  const clip = (value: number): number => Math.min(1, Math.max(0, value / top))
  const mark = (value: number | null): number | null => (value === null ? null : clip(value))
  return { filled: clip(filled), due: mark(due), today: mark(today), target: clip(1) }
}
