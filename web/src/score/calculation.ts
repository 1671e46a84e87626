import { language, t } from '@/i18n'
import { pointsText, type ScoreItem } from './api'

const text = (points: number): string => pointsText(points, language.value)

/** A formula as people write it: names for keys with what they were, × and ÷, “if … then … else”. */
function formulaText(item: ScoreItem, all: Map<string, ScoreItem>): string {
  const names = new Map(item.figures.map((one) => [one.measure, t('score.how.named', { name: one.name, value: one.value === null ? t('score.flag.missing') : text(one.value) })]))
  const named = (part: string): string =>
    part
      .replace(/[a-z][a-z0-9_]*/g, (word) => {
        const other = all.get(word)
        if (word === 'points') return t('score.how.named', { name: t('score.how.full'), value: text(item.full) })
        if (other) return t('score.how.named', { name: other.name, value: text(other.points) })
        return names.get(word) ?? word
      })
      .replace(/ \* /g, ' × ')
      .replace(/ \/ /g, ' ÷ ')
      .replace(/ - /g, ' − ')
      .replace(/ == /g, ' ＝ ')
  const choice = /^(.+?) and (.+?) or (.+)$/.exec(item.formula ?? '')
  if (choice) return t('score.how.choice', { when: named(choice[1] ?? ''), then: named(choice[2] ?? ''), otherwise: named(choice[3] ?? '') })
  return named(item.formula ?? '')
}

/** How the points of a leaf came about, in words. */
export function calculationOf(item: ScoreItem, all: Map<string, ScoreItem>): string {
  if (item.flags.includes('missing')) return t('score.how.missing', { points: text(item.raw) })
  if (item.flags.includes('fault')) return t('score.flag.fault')
  const given = { measured: text(item.measured), full: text(item.full), first: text(item.first), second: text(item.second), raw: text(item.raw) }
  switch (item.kind) {
    case 'group':
      return ''
    case 'completion':
      return t('score.how.completion', given)
    case 'linear':
      return t('score.how.linear', given)
    case 'rank':
      return t('score.how.rank', { ...given, places: text(item.measured - 1) })
    case 'threshold':
      return t('score.how.threshold', given)
    case 'deduction':
      return t('score.how.deduction', given)
    case 'formula':
      return t('score.how.formula', { formula: formulaText(item, all), raw: given.raw })
    case 'entries':
      return t('score.how.entries', given)
    case 'veto':
      return t(item.flags.includes('vetoed') ? 'score.how.vetoed' : 'score.how.notVetoed', given)
  }
}

/** All items of a tree by key. */
export function byKey(items: ScoreItem[], into = new Map<string, ScoreItem>()): Map<string, ScoreItem> {
  for (const item of items) {
    into.set(item.key, item)
    byKey(item.items, into)
  }
  return into
}
