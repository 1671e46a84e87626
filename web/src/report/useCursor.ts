import { computed, ref, shallowRef, type Ref } from 'vue'
import type { Clause } from './api'

export type Shown = 'all' | 'draft' | 'confirmed' | 'dropped' | 'results'

/** What was done last year stands apart until someone decides on it. */
function isShown(clause: Clause, what: Shown): boolean {
  const aside = clause.kind === 'result' && clause.state === 'draft'
  if (what === 'results') return clause.kind === 'result'
  return !aside && (what === 'all' || clause.state === what)
}

/** What is shown, what is chosen and what is picked in a list of clauses. */
export function useCursor(clauses: Ref<Clause[]>) {
  const shown = ref<Shown>('all')
  const words = ref('')
  const chosen = ref<string | null>(null)
  const picked = shallowRef(new Set<string>())

  const standing = computed(() => clauses.value.filter((clause) => clause.state !== 'merged'))
  const visible = computed(() =>
    standing.value.filter(
      (clause) =>
        (isShown(clause, shown.value) || clause.id === chosen.value) && (!words.value || clause.text.includes(words.value)),
    ),
  )
  const counts = computed(() => {
    const count = (what: Shown): number => standing.value.filter((clause) => isShown(clause, what)).length
    return { all: count('all'), draft: count('draft'), confirmed: count('confirmed'), dropped: count('dropped'), results: count('results') }
  })
  /** Still to be decided, and probably no task: neither verb nor figure. */
  const idle = computed(() => standing.value.filter((clause) => clause.idle && isShown(clause, 'draft')))
  const current = computed(() => standing.value.find((clause) => clause.id === chosen.value) ?? null)
  /** What a command is about: the picked ones, or else the chosen one. */
  const targets = computed(() => {
    if (picked.value.size > 0) return standing.value.filter((clause) => picked.value.has(clause.id))
    return current.value ? [current.value] : []
  })

  function move(step: number): void {
    const rows = visible.value
    const at = rows.findIndex((clause) => clause.id === chosen.value)
    const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)
    chosen.value = rows[next]?.id ?? null
  }

  function pick(id: string): void {
    const next = new Set(picked.value)
    if (!next.delete(id)) next.add(id)
    picked.value = next
  }

  function pickAll(): void {
    const all = visible.value.every((clause) => picked.value.has(clause.id))
    picked.value = all ? new Set() : new Set(visible.value.map((clause) => clause.id))
  }

  function follower(id: string): Clause | null {
    const at = standing.value.findIndex((clause) => clause.id === id)
    return at < 0 ? null : (standing.value[at + 1] ?? null)
  }

  return { shown, words, chosen, picked, standing, visible, counts, idle, current, targets, move, pick, pickAll, follower }
}

export type Cursor = ReturnType<typeof useCursor>
