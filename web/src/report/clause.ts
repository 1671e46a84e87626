import type { Clause } from './api'
import { cut, type Piece, type Span } from './marks'

const moods = { draft: 'info', confirmed: 'ok', dropped: 'plain', merged: 'plain' } as const

export function moodOf(state: Clause['state']): 'info' | 'ok' | 'plain' {
  return moods[state]
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** How a figure is written: 7.5万亩, 3500余个; BETWEEN may stand between any two characters. */
function patternOf(statement: Clause['statements'][number], between = ''): RegExp | null {
  if (statement.value === null) return null
  const spread = (text: string): string => [...text].map(escaped).join(between)
  const number = spread(String(Math.abs(statement.value)))
  return new RegExp(`${number}${between}[余多]?${between}${spread(statement.unit)}`, 'g')
}

/** Where the figures stand in the report, whose lines may break inside them. */
export function figuresIn(text: string, statements: Clause['statements']): Span[] {
  return statements.flatMap((statement) => {
    const found = patternOf(statement, '\\s*')?.exec(text.slice(statement.start, statement.end))
    const start = statement.start + (found?.index ?? 0)
    return found ? [{ id: '', start, end: start + found[0].length }] : []
  })
}

/** The wording cut at its figures, where they still stand in it after an edit. */
export function figuresOf(text: string, statements: Clause['statements']): Piece[] {
  const found: Span[] = []
  for (const statement of statements) {
    const pattern = patternOf(statement)
    if (!pattern) continue
    pattern.lastIndex = found[found.length - 1]?.end ?? 0
    const match = pattern.exec(text)
    if (match) found.push({ id: '', start: match.index, end: match.index + match[0].length })
  }
  return cut(text, [], found)
}
