import { t } from '@/i18n'
import type { Clause } from './api'
import type { Late } from './useReview'

export interface ConflictRow {
  field: string
  label: string
  mine: string
  theirs: string
}

const fields = ['text', 'state', 'drop_reason', 'lead_unit', 'leader', 'co_units', 'due', 'stages'] as const
type Field = (typeof fields)[number]

/** Names of units and people by their ids. */
export type Names = (id: string) => string

/** What I wanted and what is there now, field by field, where either differs from what I had seen. */
export function compare(late: Late, names: Names): ConflictRow[] {
  const mine = late.mine as Partial<Record<Field, unknown>>
  const before = plain(late.before)
  const theirs = plain(late.theirs)
  return fields.flatMap((field) => {
    const row = {
      field,
      label: t(`conflict.fields.${field}`),
      mine: field in late.mine ? textOf(field, mine[field], names) : t('conflict.untouched'),
      theirs: textOf(field, theirs[field], names),
    }
    const seen = textOf(field, before[field], names)
    const touched = field in late.mine && row.mine !== seen
    return touched || row.theirs !== seen ? [row] : []
  })
}

/** A clause as a change would send it: ids instead of objects. */
function plain(clause: Clause): Record<Field, unknown> {
  return { ...clause, co_units: clause.co_units.map((unit) => unit.id) }
}

function textOf(field: Field, value: unknown, names: Names): string {
  if (value === null || value === undefined) return ''
  switch (field) {
    case 'state':
      return t(`clause.state.${String(value)}`)
    case 'lead_unit':
    case 'leader':
      return names(String(value))
    case 'co_units':
      return (value as string[]).map(names).join(t('list.comma'))
    case 'stages':
      return (value as string[])
        .flatMap((line, i) => (line ? [`${t(`assign.quarter.${String(i + 1)}`)} ${line}`] : []))
        .join('\n')
    case 'text':
    case 'drop_reason':
    case 'due':
      return String(value)
  }
}
