import { computed } from 'vue'
import { useQuery } from '@/ui/useQuery'
import type { When } from './api'

/** The year and the day looked from live in the address, so that a page can be sent as it is. */
export function useWhen() {
  const { text, set } = useQuery()
  const when = computed<When>(() => {
    const year = Number(text('year'))
    const day = text('as_of')
    return { ...(year && { year }), ...(day && /^\d{4}-\d{2}-\d{2}$/.test(day) && { as_of: day }) }
  })
  return { when, text, set, query: computed(() => ({ ...when.value })) }
}
