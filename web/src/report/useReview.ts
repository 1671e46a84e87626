import { computed, shallowRef, triggerRef } from 'vue'
import { listPeople, listUnits, type Person, type Unit } from '@/org/api'
import { gently, useLive } from '@/live/events'
import { may } from '@/session/session'
import {
  changeClauses,
  listClauses,
  listSuggestions,
  mergeClauses,
  readReport,
  readText,
  splitClause,
  type Change,
  type Clause,
  type ClauseResult,
  type ClauseSet,
  type Report,
  type ReportText,
  type Suggestion,
} from './api'

/** A change that came too late: what I wanted, what I saw, what is there now. */
export interface Late {
  mine: ClauseSet
  before: Clause
  theirs: Clause
}

/** One report under review: its clauses as they are now, and every way to change them. */
export function useReview(id: string) {
  const report = shallowRef<Report | null>(null)
  const text = shallowRef<ReportText | null>(null)
  const clauses = shallowRef<Clause[]>([])
  const suggestions = shallowRef(new Map<string, Suggestion>())
  const units = shallowRef<Unit[]>([])
  const people = shallowRef<Person[]>([])
  const late = shallowRef<Late[]>([])
  /** Clauses that somebody else changed while the page was open. */
  const fresh = shallowRef(new Set<string>())
  const undone = shallowRef<Change[][]>([])
  const frozen = computed(() => report.value?.state !== 'review' || !may('report.review'))
  const own = new Map<string, number>()

  /** Takes rows over; a row that did not change stays the same object, so it is not drawn again. */
  function take(rows: Clause[]): void {
    const known = new Map(clauses.value.map((clause) => [clause.id, clause]))
    const news = new Set(fresh.value)
    clauses.value = rows.map((row) => {
      const before = known.get(row.id)
      if (before?.version === row.version && before.number === row.number) return before
      if (known.size > 0 && own.get(row.id) !== row.version) news.add(row.id)
      return row
    })
    fresh.value = news
  }

  function put(rows: Clause[], mine: boolean): void {
    const next = new Map(clauses.value.map((clause) => [clause.id, clause]))
    for (const row of rows) {
      if (mine) {
        own.set(row.id, row.version)
        seen(row.id)
      }
      next.set(row.id, row)
    }
    clauses.value = [...next.values()].sort((a, b) => a.number - b.number || a.start - b.start)
  }

  async function refresh(): Promise<void> {
    const [nextReport, rows] = await Promise.all([readReport(id), listClauses(id)])
    report.value = nextReport
    take(rows)
    if (!frozen.value) {
      const found = await listSuggestions(id).catch(() => [])
      suggestions.value = new Map(found.map((one) => [one.clause, one]))
    }
  }

  async function load(): Promise<void> {
    // Names are needed to assign only; without the right to read them a report can still be read.
    const read = Promise.all([readText(id), listUnits().catch(() => []), listPeople().catch(() => [])])
    await refresh()
    ;[text.value, units.value, people.value] = await read
  }

  async function change(targets: Clause[], set: ClauseSet): Promise<ClauseResult> {
    const result = await changeClauses(
      id,
      targets.map((clause) => ({ clause: clause.id, version: clause.version, set })),
    )
    put(result.changed, true)
    const seen = new Map(targets.map((clause) => [clause.id, clause]))
    remember(result.changed, seen, set)
    late.value = [
      ...late.value,
      ...result.conflicts.flatMap((theirs) => {
        const before = seen.get(theirs.id)
        return before ? [{ mine: set, before, theirs }] : []
      }),
    ]
    return result
  }

  function remember(changed: Clause[], seen: Map<string, Clause>, set: ClauseSet): void {
    const back = changed.flatMap((row) => {
      const before = seen.get(row.id)
      return before ? [{ clause: row.id, version: row.version, set: inverse(before, set) }] : []
    })
    if (back.length > 0) undone.value = [...undone.value.slice(-49), back]
  }

  async function undo(): Promise<Clause[]> {
    const back = undone.value[undone.value.length - 1]
    if (!back) return []
    const result = await changeClauses(id, back)
    undone.value = undone.value.slice(0, -1)
    put(result.changed, true)
    put(result.conflicts, false)
    return result.changed
  }

  async function merge(rows: Clause[]): Promise<ClauseResult> {
    return rearranged(await mergeClauses(id, rows.map((row) => ({ clause: row.id, version: row.version }))))
  }

  async function split(row: Clause, at: number): Promise<ClauseResult> {
    return rearranged(await splitClause(row.id, row.version, at))
  }

  async function rearranged(result: ClauseResult): Promise<ClauseResult> {
    for (const row of result.changed) own.set(row.id, row.version)
    await refresh()
    return result
  }

  /** The first conflict is settled; TAKE puts their row in the list. */
  function settle(theirs: boolean): void {
    const [first, ...rest] = late.value
    if (first && theirs) put([first.theirs], false)
    late.value = rest
  }

  function seen(clause: string): void {
    if (fresh.value.delete(clause)) triggerRef(fresh)
  }

  const refreshSoon = gently(() => void refresh().catch(() => undefined))
  useLive([`report:${id}`], refreshSoon, refreshSoon)

  return {
    report, text, clauses, suggestions, units, people, late, fresh, undone, frozen,
    load, refresh, change, undo, merge, split, settle, seen,
  }
}

export type Review = ReturnType<typeof useReview>

/** The change that brings back what SET replaced. */
function inverse(before: Clause, set: ClauseSet): ClauseSet {
  const back: Record<string, unknown> = {}
  for (const key of Object.keys(set) as (keyof ClauseSet)[]) {
    if (key === 'co_units') back[key] = before.co_units.map((unit) => unit.id)
    else if (key !== 'drop_reason') back[key] = before[key]
  }
  if (before.state === 'dropped' && before.drop_reason) back['drop_reason'] = before.drop_reason
  return back as ClauseSet
}
