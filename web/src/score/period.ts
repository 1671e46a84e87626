import { t } from '@/i18n'
import { today } from '@/ui/time'

/** Periods that can be scored, the last quarter that ended first. */
export function periodsToScore(): string[] {
  const year = Number(today().slice(0, 4))
  const quarter = Math.ceil(Number(today().slice(5, 7)) / 3)
  const quarters = Array.from({ length: 8 }, (_, back) => year * 4 + quarter - 1 - back).map((n) => `${String(Math.floor(n / 4))}Q${String((n % 4) + 1)}`)
  const [running = '', ...ended] = quarters
  return [...ended, running, String(year), String(year - 1)]
}

export const periodText = (period: string): string =>
  period.includes('Q') ? t('score.quarter', { year: period.slice(0, 4), n: period.slice(5) }) : t('indicator.ofYear', { year: period })

/** The year and the last day that figures of PERIOD are looked at as of. */
export function whenOf(period: string): { year: string; as_of: string } {
  const year = period.slice(0, 4)
  const ends = ['12-31', '03-31', '06-30', '09-30', '12-31']
  return { year, as_of: `${year}-${ends[Number(period.slice(5)) || 0] ?? '12-31'}` }
}
