import { onScopeDispose, ref } from 'vue'

export interface Change {
  topic: string
  kind: string
  id: string
}

/** False while an open page hears nothing from the server. */
export const online = ref(true)

/**
 * Calls HEARD for every change of TOPICS while the page is open. After a break the browser
 * reconnects by itself; what happened meanwhile is unknown then, so MISSED is called once.
 */
export function useLive(topics: string[], heard: (change: Change) => void, missed: () => void): void {
  const source = new EventSource(`/api/v1/live?topics=${encodeURIComponent(topics.join(','))}`)
  let broken = false

  function take(event: MessageEvent<string>): void {
    try {
      heard(JSON.parse(event.data) as Change)
    } catch {
      missed() // Something changed, even if it cannot be told what.
    }
  }

  source.addEventListener('message', take)
  source.addEventListener('change', take)
  source.addEventListener('open', () => {
    online.value = true
    if (broken) missed()
    broken = false
  })
  source.addEventListener('error', () => {
    broken = true
    online.value = false
  })
  onScopeDispose(() => {
    source.close()
    online.value = true
  })
}

/** JOB at most once in PAUSE milliseconds, and once more for what came while it waited. */
export function gently(job: () => void, pause = 250): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  return () => {
    clearTimeout(timer)
    timer = setTimeout(job, pause)
  }
}
