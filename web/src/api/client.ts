import { language, t } from '@/i18n'
import { Problem, type ProblemBody } from './problem'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Request {
  query?: Record<string, string | number | boolean | string[] | null | undefined>
  /** Sent as JSON; a Blob goes as it is. */
  body?: unknown
  /** One key per thing the user did: sent again, it is done once. Made here if left out. */
  key?: string
  signal?: AbortSignal
  /** A 401 is an answer, not an expired session. */
  anonymous?: boolean
}

let csrfToken = ''
let signInAgain: () => Promise<void> = () => Promise.reject(new Problem(401, {}))

export function useCsrfToken(token: string): void {
  csrfToken = token
}

/** AGAIN is called when the session has expired; the request waits for it and is then repeated. */
export function onExpired(again: () => Promise<void>): void {
  signInAgain = again
}

const attempts = 3
const pauses = [300, 1200]

export function address(path: string, query: Request['query'] = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(name, String(one))
    }
  }
  const tail = search.toString()
  return `${path}${tail ? `?${tail}` : ''}`
}

function headersOf(method: Method, request: Request): Record<string, string> {
  const headers: Record<string, string> = {
    Accept: 'application/json, application/problem+json',
    'Accept-Language': language.value,
  }
  if (method !== 'GET') {
    headers['Idempotency-Key'] = request.key ?? newKey()
    if (csrfToken) headers['X-CSRF-Token'] = csrfToken
  }
  if (request.body !== undefined) {
    headers['Content-Type'] =
      request.body instanceof Blob ? 'application/octet-stream' : 'application/json'
  }
  return headers
}

export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}

/** Every command carries its key, so both reads and commands may be sent again. */
async function sendPatiently(url: string, init: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(url, init)
      const busy = response.status === 502 || response.status === 503 || response.status === 504
      if (!busy || attempt === attempts) return response
    } catch (error) {
      if (init.signal?.aborted) throw error
      if (attempt === attempts || !navigator.onLine) {
        throw new Problem(0, { title: t('problem.offline'), detail: t('problem.offlineDetail') })
      }
    }
    await new Promise((done) => setTimeout(done, pauses[attempt - 1]))
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody
  body.title ??= t('problem.refused', { status: response.status })
  return new Problem(response.status, body)
}

async function read<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T
  const type = response.headers.get('Content-Type') ?? ''
  return (type.includes('json') ? await response.json() : await response.blob()) as T
}

export async function send<T>(
  method: Method,
  path: string,
  request: Request = {},
): Promise<T> {
  const key = request.key ?? newKey()
  for (let again = false; ; again = true) {
    const response = await sendPatiently(address(path, request.query), {
      method,
      headers: headersOf(method, { ...request, key }),
      credentials: 'same-origin',
      signal: request.signal ?? null,
      ...(request.body === undefined
        ? {}
        : { body: request.body instanceof Blob ? request.body : JSON.stringify(request.body) }),
    })
    if (response.ok) return read<T>(response)
    if (response.status !== 401 || request.anonymous || again) throw await problemOf(response)
    await signInAgain()
  }
}
