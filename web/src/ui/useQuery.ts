import { useRoute, useRouter } from 'vue-router'

/** What a page shows lives in its address, so that it can be sent to a colleague as it is. TEXT is '' for what the address does not say. */
export function useQuery() {
  const route = useRoute()
  const router = useRouter()
  const text = (name: string): string => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  function set(change: Record<string, string | number | undefined>): void {
    void router.replace({ query: { ...route.query, ...change } })
  }
  return { text, set }
}
