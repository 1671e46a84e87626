import { t } from '@/i18n'
import type { IndicatorDetail } from './api'
import { figureText, nameOf, periodName } from './figure'

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

type Point = number | null

/** From the last figure on, the way to the forecast and its band. */
function outlook(detail: IndicatorDetail): { middle: Point[]; low: Point[]; height: Point[] } {
  const count = detail.series.length
  const last = detail.series.reduce((at, one, i) => (one.to_date === null ? at : i), -1)
  const { forecast } = detail.state
  const from = detail.state.value
  const empty = (): Point[] => new Array<Point>(count).fill(null)
  const [middle, low, height] = [empty(), empty(), empty()]
  if (!forecast || from === null || last < 0 || last >= count - 1) return { middle, low, height }
  const along = (end: number, i: number): number => from + ((end - from) * (i - last)) / (count - 1 - last)
  for (let i = last; i < count; i += 1) {
    middle[i] = along(forecast.value, i)
    if (forecast.low !== null && forecast.high !== null) {
      low[i] = along(forecast.low, i)
      height[i] = along(forecast.high, i) - along(forecast.low, i)
    }
  }
  return { middle, low, height }
}

/** What ECharts is to draw: figures to date, last year's, the plan, the forecast with its band. */
export function chartOf(detail: IndicatorDetail) {
  const { indicator, series, state } = detail
  const { middle, low, height } = outlook(detail)
  const line = (name: string, data: Point[], style: object) => ({ name, type: 'line', data, symbol: 'none', connectNulls: true, ...style })
  const muted = { silent: true, tooltip: { show: false }, lineStyle: { opacity: 0 }, stack: 'band' }
  const level = state.level
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit', color: colour('--n-700') },
    grid: { left: 8, right: 24, top: 56, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 18, icon: 'roundRect', itemHeight: 3, data: [t('indicator.actual'), t('indicator.plan'), t('indicator.lastYear'), t('indicator.forecast')] },
    tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => figureText(typeof value === 'number' ? value : null, indicator.places) },
    xAxis: { type: 'category', boundaryGap: false, data: series.map((one) => one.period), axisLabel: { formatter: periodName }, axisLine: { lineStyle: { color: colour('--n-300') } } },
    yAxis: { type: 'value', name: indicator.unit_name, scale: indicator.over_time === 'last' || indicator.over_time === 'average', splitLine: { lineStyle: { color: colour('--n-100') } } },
    series: [
      line(t('indicator.band'), low, muted),
      line(t('indicator.band'), height, { ...muted, areaStyle: { color: colour('--info'), opacity: 0.12 } }),
      line(t('indicator.lastYear'), series.map((one) => one.last_year), { lineStyle: { color: colour('--n-400'), width: 1.5 }, itemStyle: { color: colour('--n-400') } }),
      line(t('indicator.plan'), series.map((one) => one.plan), { lineStyle: { color: colour('--n-700'), type: [6, 4], width: 1.5 }, itemStyle: { color: colour('--n-700') } }),
      line(t('indicator.forecast'), middle, { lineStyle: { color: colour('--info'), type: [2, 3], width: 2 }, itemStyle: { color: colour('--info') } }),
      line(t('indicator.actual'), series.map((one) => one.to_date), {
        symbol: 'circle',
        symbolSize: 7,
        lineStyle: { color: colour('--accent'), width: 2.5 },
        itemStyle: { color: colour('--accent') },
        ...(level !== null && {
          markLine: { silent: true, symbol: 'none', lineStyle: { color: colour('--ok'), type: 'solid' }, label: { position: 'insideEndTop', color: colour('--ok'), formatter: `${t('indicator.target')} ${figureText(level, indicator.places)}` }, data: [{ yAxis: level }] },
        }),
      }),
    ],
    aria: { enabled: true, label: { description: nameOf(indicator) } },
  }
}
