import { ref, shallowRef } from 'vue'
import { onExpired, useCsrfToken } from '@/api/client'
import { Problem } from '@/api/problem'
import { setToday } from '@/ui/time'
import { endSession, readSession, startSession, type Session } from './api'

export const session = shallowRef<Session | null>(null)
/** The session ended while the page is open: the page stays, a dialog asks for the password. */
export const expired = ref(false)

let known: Promise<boolean> | null = null
let waiting: { done: () => void; failed: (problem: Problem) => void }[] = []

function keep(next: Session | null): void {
  session.value = next
  useCsrfToken(next?.csrf_token ?? '')
  if (next) setToday(next.today)
}

/** True if somebody is logged in; asks the server once. */
export function signedIn(): Promise<boolean> {
  known ??= readSession()
    .then((found) => {
      keep(found)
      return true
    })
    .catch((error: unknown) => {
      known = null
      if (error instanceof Problem && error.status === 401) return false
      throw error
    })
  return known
}

export async function signIn(login: string, password: string): Promise<void> {
  keep(await startSession(login, password))
  known = Promise.resolve(true)
  expired.value = false
  const all = waiting
  waiting = []
  for (const one of all) one.done()
}

export async function signOut(): Promise<void> {
  await endSession()
  forget()
}

/** Gives up an expired session: what waited for it fails, the log-in page follows. */
export function forget(): void {
  keep(null)
  known = null
  expired.value = false
  const all = waiting
  waiting = []
  for (const one of all) one.failed(new Problem(401, {}))
}

onExpired(
  () =>
    new Promise((done, failed) => {
      waiting.push({ done, failed })
      expired.value = true
    }),
)

/** What pages may offer. The server decides all the same. */
export function may(permission: string): boolean {
  return session.value?.permissions.includes(permission) ?? false
}
