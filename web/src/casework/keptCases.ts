import { ref, shallowReactive, shallowRef } from 'vue'
import { newKey } from '@/api/client'
import { asProblem } from '@/api/problem'
import { uploadEvidence } from '@/evidence/api'
import { forgetKept, keep, readAll, readKept, type Photo } from '@/rally/kept'
import { session, signedIn } from '@/session/session'
import { listCases, listTypes, raiseCase, readCase, type CaseDetail, type CaseType } from './api'

/** A photograph for the field FIELD. */
export interface KeptPhoto extends Photo {
  field: string
}

/** A case that was raised on this device and that the server has not taken yet. */
export interface KeptCase {
  /** Sent with it: sent twice, it is one case. */
  key: string
  type: string
  object: { kind: string; id: string }
  form: Record<string, string>
  photos: KeptPhoto[]
  state: 'waiting' | 'refused'
  /** Why the server did not take it. */
  message: string
  at: number
  /** It went out at least once, and no answer came. */
  tried: boolean
}

const shelf = 'cases'
const typesShelf = 'case-types'
const pause = 20_000
/** After a day the server no longer remembers a key; somewhat before, it is looked whether the case is there. */
const remembered = 20 * 3_600_000

/** All that whoever is signed in has on this device. */
export const keptCases = shallowReactive(new Map<string, KeptCase>())
export const keeps = ref(true)
export const caseTypes = shallowRef<CaseType[] | null>(null)
const taken = new Map<string, CaseDetail>()
let login = ''
let listening = false
let running: Promise<void> = Promise.resolve()
let ready: Promise<void> | null = null

async function store(one: KeptCase): Promise<void> {
  keptCases.set(one.key, one)
  await keep(one, login, shelf, one.key).catch(() => { keeps.value = false })
}

export async function forgetCase(key: string): Promise<void> {
  keptCases.delete(key)
  await forgetKept(login, shelf, key).catch(() => { keeps.value = false })
}

/** The case that ONE became, if the server took it and only its answer was lost. */
async function foundAgain(one: KeptCase): Promise<CaseDetail | null> {
  if (!one.tried || Date.now() - one.at < remembered) return null
  const about = { object_kind: one.object.kind, object: one.object.id, type: one.type }
  const pages = await Promise.all([listCases({ ...about, show: 'open' }, null), listCases({ ...about, show: 'closed' }, null)])
  const found = pages.flatMap((page) => page.cases).find((other) => other.title === one.form['title'])
  return found ? readCase(found.id) : null
}

async function sendOne(waiting: KeptCase): Promise<CaseDetail> {
  let one = waiting
  const there = await foundAgain(one)
  if (there) return there
  for (const photo of waiting.photos) {
    const file = await uploadEvidence(new File([photo.bytes], photo.name), photo.key)
    const ids = `${one.form[photo.field] ?? ''} ${file.id}`.trim()
    one = { ...one, form: { ...one.form, [photo.field]: ids }, photos: one.photos.slice(1) }
    await store(one)
  }
  one = { ...one, tried: true }
  await store(one)
  return raiseCase(one.type, one.object, one.form, one.key)
}

async function sendAll(): Promise<void> {
  const waiting = [...keptCases.values()].filter((one) => one.state === 'waiting')
  if (waiting.length === 0 || (!session.value && !(await signedIn())) || session.value?.login !== login) return
  for (const one of waiting) {
    try {
      taken.set(one.key, await sendOne(one))
      await forgetCase(one.key)
    } catch (error) {
      const refused = asProblem(error)
      if (refused.status === 0 || refused.status === 401 || refused.status >= 500) return
      const message = [...new Set(refused.others([]))].join(' ') || refused.message
      await store({ ...(keptCases.get(one.key) ?? one), state: 'refused', message })
    }
  }
}

/** Sends what waits, one after the other; what is refused says why and stays. */
export function sendKept(): Promise<void> {
  running = running.then(sendAll).catch(() => undefined)
  return running
}

async function recall(): Promise<void> {
  const next = session.value?.login ?? (await readKept<string>('last').catch(() => undefined)) ?? ''
  if (next !== login) {
    keptCases.clear()
    caseTypes.value = null
    login = next
  }
  if (session.value) await keep(login, 'last').catch(() => { keeps.value = false })
  for (const one of await readAll<KeptCase>(login, shelf).catch(() => [])) {
    if (!keptCases.has(one.key)) keptCases.set(one.key, one)
  }
}

/** Looks for what this device keeps of whoever is signed in, or was last, and sends it as soon as it can be sent. */
export async function beginKept(): Promise<void> {
  ready = recall()
  await ready
  if (!listening) {
    listening = true
    window.addEventListener('online', () => void sendKept())
    setInterval(() => { if (navigator.onLine) void sendKept() }, pause)
  }
  void sendKept()
}

/** What may be raised; without a network as it was when there was one. */
export async function loadTypes(): Promise<void> {
  await (ready ?? beginKept())
  try {
    caseTypes.value = await listTypes()
    await keep(caseTypes.value, login, typesShelf).catch(() => { keeps.value = false })
  } catch {
    caseTypes.value = (await readKept<CaseType[]>(login, typesShelf).catch(() => undefined)) ?? null
  }
}

/** Raises a case: kept first, then sent. The case, or null while it waits or if it was refused. */
export async function raiseKept(input: Pick<KeptCase, 'type' | 'object' | 'form' | 'photos'>): Promise<CaseDetail | null> {
  await (ready ?? beginKept())
  const one: KeptCase = { ...input, key: newKey(), state: 'waiting', message: '', at: Date.now(), tried: false }
  await store(one)
  await sendKept()
  return taken.get(one.key) ?? null
}
