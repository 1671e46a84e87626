import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'

export interface Page<T> {
  rows: T[]
  next: string | null
}

export interface Pages<T> {
  rows: ShallowRef<T[]>
  next: Ref<string | null>
  busy: Ref<boolean>
  loaded: Ref<boolean>
  problem: ShallowRef<Problem | null>
  reload: () => Promise<void>
  more: () => Promise<void>
}

/** Rows a page at a time by the server's cursor; begun anew whenever WHAT changes. FETCH gives null while there is nothing to ask for. */
export function usePages<T>(fetch: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>> | null, what: () => unknown): Pages<T> {
  const rows = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const busy = ref(false)
  const loaded = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let current = new AbortController()

  async function turn(fresh: boolean): Promise<void> {
    current.abort()
    const mine = (current = new AbortController())
    const asked = fetch(fresh ? null : next.value, mine.signal)
    if (!asked) return
    busy.value = true
    try {
      const page = await asked
      if (mine.signal.aborted) return
      rows.value = fresh ? page.rows : [...rows.value, ...page.rows]
      next.value = page.next
      loaded.value = true
      problem.value = null
    } catch (error) {
      if (!mine.signal.aborted) problem.value = asProblem(error)
    } finally {
      if (current === mine) busy.value = false
    }
  }

  const reload = (): Promise<void> => turn(true)
  const more = (): Promise<void> => turn(false)
  watch(() => JSON.stringify(what()), reload, { immediate: true })
  return { rows, next, busy, loaded, problem, reload, more }
}
