import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { asProblem, type Problem } from '@/api/problem'
import { listCommitments, type Commitment, type Filter, type State } from './api'

/** The filter lives in the address, so a page can be sent to a colleague as it is. */
export function useFilter() {
  const route = useRoute()
  const router = useRouter()
  const text = (name: string): string | undefined => {
    const value = route.query[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const filter = computed<Filter>(() => {
    const found: Filter = {}
    const [q, unit, leader, section, state] = ['q', 'unit', 'leader', 'section', 'state'].map(text)
    if (q) found.q = q
    if (unit) found.unit = unit
    if (leader) found.leader = leader
    if (section) found.section = Number(section)
    if (state) found.state = state as State
    return found
  })
  function set(change: Record<string, string | number | undefined>): void {
    void router.replace({ query: { ...route.query, ...change } })
  }
  return { filter, plan: computed(() => text('plan')), set }
}

/** Rows of a plan, a page of fifty at a time by the server's cursor. */
export function useCommitments(plan: () => string | undefined, filter: () => Filter) {
  const rows = shallowRef<Commitment[]>([])
  const next = ref<string | null>(null)
  const busy = ref(false)
  const loaded = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let current = new AbortController()

  async function fetchPage(fresh: boolean): Promise<void> {
    const id = plan()
    if (!id) return
    current.abort()
    const mine = (current = new AbortController())
    busy.value = true
    try {
      const page = await listCommitments(id, filter(), fresh ? null : next.value, mine.signal)
      if (mine.signal.aborted) return
      rows.value = fresh ? page.commitments : [...rows.value, ...page.commitments]
      next.value = page.next
      loaded.value = true
      problem.value = null
    } catch (error) {
      if (!mine.signal.aborted) problem.value = asProblem(error)
    } finally {
      if (current === mine) busy.value = false
    }
  }

  const reload = (): Promise<void> => fetchPage(true)
  const more = (): Promise<void> => fetchPage(false)
  watch([plan, () => JSON.stringify(filter())], reload, { immediate: true })
  return { rows, next, busy, loaded, problem, reload, more }
}
