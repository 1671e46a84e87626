import type { Clause } from './api'
import { cut, type Piece, type Span } from './marks'

const moods = { draft: 'info', confirmed: 'ok', dropped: 'plain', merged: 'plain' } as const

export function moodOf(state: Clause['state']): 'info' | 'ok' | 'plain' {
  return moods[state]
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The wording cut at its figures, where they still stand in it after an edit. */
export function figuresOf(text: string, statements: Clause['statements']): Piece[] {
  const found: Span[] = []
  for (const statement of statements) {
    if (statement.value === null) continue
    const number = escaped(String(Math.abs(statement.value)))
    const pattern = new RegExp(`${number}(?:\\.0+)?[余多]?${escaped(statement.unit)}`, 'g')
    pattern.lastIndex = found[found.length - 1]?.end ?? 0
    const match = pattern.exec(text)
    if (match) found.push({ id: '', start: match.index, end: match.index + match[0].length })
  }
  return cut(text, [], found)
}
