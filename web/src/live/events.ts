import { onScopeDispose, ref } from 'vue'

export interface Change {
  topic: string
  kind: string
  id: string
}

/** False while an open page hears nothing from the server. */
export const online = ref(true)

const pause = 5000

/**
 * Calls HEARD for every change of TOPICS while the page is open and in sight. What happened during
 * a break or while the tab was hidden is unknown, so MISSED is called once after it. A hidden tab
 * keeps no connection: a browser has only six to one server.
 */
export function useLive(topics: string[], heard: (change: Change) => void, missed: () => void): void {
  const address = `/api/v1/live?topics=${encodeURIComponent(topics.join(','))}`
  let source: EventSource | null = null
  let retry: ReturnType<typeof setTimeout> | undefined
  let broken = false

  function take(event: MessageEvent<string>): void {
    try {
      heard(JSON.parse(event.data) as Change)
    } catch {
      missed() // Something changed, even if it cannot be told what.
    }
  }

  function close(): void {
    clearTimeout(retry)
    source?.close()
    source = null
  }

  function connect(): void {
    close()
    const mine = (source = new EventSource(address))
    mine.addEventListener('change', take)
    mine.addEventListener('reload', missed)
    mine.addEventListener('open', () => {
      online.value = true
      if (broken) missed()
      broken = false
    })
    mine.addEventListener('error', () => {
      broken = true
      online.value = false
      // The browser reconnects by itself, but not after a refusal such as 401 or 503.
      if (mine.readyState === EventSource.CLOSED) retry = setTimeout(connect, pause)
    })
  }

  function seen(): void {
    if (document.hidden) {
      broken = true
      close()
    } else if (!source) connect()
  }

  document.addEventListener('visibilitychange', seen)
  if (!document.hidden) connect()
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', seen)
    close()
    online.value = true
  })
}

/** JOB at most once in WAIT milliseconds, and once more for what came while it waited. */
export function gently(job: () => void, wait = 250): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  return () => {
    clearTimeout(timer)
    timer = setTimeout(job, wait)
  }
}
