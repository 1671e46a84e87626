import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { When } from './api'

/** The year and the day looked from live in the address, so that a page can be sent as it is. */
export function useWhen() {
  const route = useRoute()
  const router = useRouter()
  const text = (name: string): string | undefined => {
    const value = route.query[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const when = computed<When>(() => {
    const year = Number(text('year'))
    const day = text('as_of')
    return { ...(year && { year }), ...(day && /^\d{4}-\d{2}-\d{2}$/.test(day) && { as_of: day }) }
  })
  function set(change: Record<string, string | number | undefined>): void {
    void router.replace({ query: { ...route.query, ...change } })
  }
  return { when, text, set, query: computed(() => ({ ...when.value })) }
}
