import { computed } from 'vue'
import { usePages } from '@/ui/usePages'
import { useQuery } from '@/ui/useQuery'
import { listCommitments, type Commitment, type Filter, type State } from './api'

/** The filter lives in the address, so a page can be sent to a colleague as it is. */
export function useFilter() {
  const { text, set } = useQuery()
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
  return { filter, plan: computed(() => text('plan') || undefined), set }
}

/** Rows of a plan, a page of fifty at a time. */
export function useCommitments(plan: () => string | undefined, filter: () => Filter) {
  return usePages<Commitment>(
    (cursor, signal) => {
      const id = plan()
      return id ? listCommitments(id, filter(), cursor, signal).then((page) => ({ rows: page.commitments, next: page.next })) : null
    },
    () => [plan(), filter()],
  )
}
