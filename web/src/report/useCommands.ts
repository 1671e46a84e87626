import { computed, ref, shallowRef } from 'vue'
import { ElMessage } from 'element-plus/es/components/message/index'
import { t } from '@/i18n'
import { asProblem, type Problem } from '@/api/problem'
import type { Command } from './ClauseTools.vue'
import type { Mode } from './ClauseList.vue'
import type { Clause, ClauseResult, ClauseSet } from './api'
import type { Cursor } from './useCursor'
import type { Review } from './useReview'

/** What keys and buttons of the review page do. */
export function useCommands(review: Review, cursor: Cursor) {
  const mode = ref<Mode>('none')
  const assigning = shallowRef<Clause[] | null>(null)
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  /** The row as it was when its editing began: its version tells whether somebody else was faster. */
  let begun: Clause | null = null
  const open = computed(() => !review.frozen.value)

  async function run(job: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await job()
      return true
    } catch (error) {
      problem.value = asProblem(error)
      if (mode.value === 'none' && !assigning.value) {
        ElMessage({ type: 'error', message: problem.value.message, showClose: true })
      }
      return false
    } finally {
      busy.value = false
    }
  }

  function stop(): void {
    mode.value = 'none'
    problem.value = null
    begun = null
  }

  function choose(id: string | null): void {
    if (id === cursor.chosen.value) return
    if (mode.value === 'none') cursor.chosen.value = id
    if (id) review.seen(id)
  }

  async function change(targets: Clause[], set: ClauseSet): Promise<void> {
    if (targets.length > 0) await run(() => review.change(targets, set))
  }

  async function confirm(): Promise<void> {
    const targets = cursor.targets.value.filter((clause) => clause.state === 'draft')
    const single = cursor.picked.value.size === 0
    const next = single && cursor.chosen.value ? nextDraft(cursor.chosen.value) : null
    await change(targets, { state: 'confirmed' })
    if (single && next && review.late.value.length === 0) cursor.chosen.value = next
    if (!single) cursor.picked.value = new Set()
  }

  /** Confirming goes on with the next clause that waits for a decision. */
  function nextDraft(id: string): string | null {
    const rows = cursor.visible.value
    const at = rows.findIndex((clause) => clause.id === id)
    return (rows.slice(at + 1).find((clause) => clause.state === 'draft') ?? rows[at + 1])?.id ?? null
  }

  async function accept(): Promise<void> {
    const clause = cursor.current.value
    const offer = clause && review.suggestions.value.get(clause.id)
    const lead = offer?.lead[0]
    if (!clause || !lead || clause.lead_unit) return
    await change([clause], {
      lead_unit: lead.unit,
      co_units: offer.co.map((unit) => unit.unit).filter((unit) => unit !== lead.unit),
      ...(offer.leader && !clause.leader ? { leader: offer.leader } : {}),
    })
  }

  function rearranged(result: ClauseResult): void {
    if (result.conflicts.length > 0) ElMessage({ type: 'warning', message: t('conflict.rearranged'), showClose: true })
    else cursor.chosen.value = result.changed.find((clause) => clause.state !== 'merged')?.id ?? cursor.chosen.value
    cursor.picked.value = new Set()
  }

  async function merge(): Promise<void> {
    let rows = cursor.targets.value
    if (rows.length === 1 && rows[0]) {
      const next = cursor.follower(rows[0].id)
      if (next) rows = [rows[0], next]
    }
    if (rows.length > 1) await run(async () => { rearranged(await review.merge(rows)) })
  }

  async function split(at: number): Promise<void> {
    const clause = begun
    if (clause && (await run(async () => { rearranged(await review.split(clause, at)) }))) stop()
  }

  async function save(text: string): Promise<void> {
    const clause = begun
    if (!clause || text === clause.text) stop()
    else if (await run(() => review.change([clause], { text }))) stop()
  }

  async function drop(reason: string): Promise<void> {
    const targets = cursor.targets.value.filter((clause) => clause.state !== 'dropped')
    if (!(await run(() => review.change(targets, { state: 'dropped', drop_reason: reason })))) return
    stop()
    if (cursor.picked.value.size === 0) cursor.move(1)
    cursor.picked.value = new Set()
  }

  async function dropIdle(): Promise<void> {
    await change(cursor.idle.value, { state: 'dropped', drop_reason: t('review.idleReason') })
  }

  async function assign(set: ClauseSet): Promise<void> {
    const targets = assigning.value
    if (!targets || Object.keys(set).length === 0) assigning.value = null
    else if (await run(() => review.change(targets, set))) assigning.value = null
  }

  async function undo(): Promise<void> {
    if (review.undone.value.length === 0) return
    await run(async () => {
      const rows = await review.undo()
      if (rows[0]) cursor.chosen.value = rows[0].id
      ElMessage({ type: rows[0] ? 'success' : 'warning', message: t(rows[0] ? 'review.undone' : 'review.notUndone') })
    })
  }

  function begin(next: Mode): void {
    const clause = cursor.current.value ?? cursor.targets.value[0]
    if (!clause || (clause.state === 'dropped' && next !== 'none')) return
    cursor.chosen.value = clause.id
    begun = clause
    problem.value = null
    mode.value = next
  }

  /** Resolves when nothing is being saved. */
  async function idle(): Promise<void> {
    while (busy.value) await new Promise((resolve) => setTimeout(resolve, 10))
  }

  let waiting: Promise<unknown> = Promise.resolve()

  /** A key pressed while a save is under way waits for it: fast typists lose nothing. */
  function command(name: Command | 'clear'): void {
    waiting = waiting.then(idle).then(() => perform(name))
  }

  function perform(name: Command | 'clear'): unknown {
    if (!open.value || mode.value !== 'none') return undefined
    const actions: Record<Command | 'clear', () => unknown> = {
      confirm,
      merge,
      edit: () => { begin('edit') },
      split: () => { begin('split') },
      drop: () => { begin('drop') },
      assign: () => { if (cursor.targets.value.length > 0) assigning.value = cursor.targets.value },
      restore: () => change(cursor.targets.value, { state: 'draft' }),
      clear: () => { cursor.picked.value = new Set() },
    }
    return actions[name]()
  }

  return { mode, assigning, busy, problem, choose, command, accept, split, save, drop, dropIdle, assign, undo, stop, run }
}
