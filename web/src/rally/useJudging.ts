import { computed, onScopeDispose, ref, shallowReactive, shallowRef } from 'vue'
import { t } from '@/i18n'
import { newKey } from '@/api/client'
import { asProblem, type Problem } from '@/api/problem'
import { uploadEvidence } from '@/evidence/api'
import { session, signedIn } from '@/session/session'
import { setToday, today } from '@/ui/time'
import { giveScore, readJudging, type JudgedSite, type Judging } from './api'
import { forgetKept, keep, readAll, readKept, type Draft } from './kept'
import { keepShell } from './shell'

export type SiteState = 'none' | Draft['state'] | 'locked'

const pause = 20_000

/** What a judge scores in a rally: loaded beforehand, kept on the device, sent when there is a network. */
export function useJudging(rally: string) {
  const data = shallowRef<Judging | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const drafts = shallowReactive(new Map<string, Draft>())
  const offline = ref(!navigator.onLine)
  const sending = ref(false)
  /** Whether this device keeps drafts; and the page itself. */
  const keeps = ref(true)
  const opens = ref(false)
  const stranger = ref(false)
  let login = ''

  const waiting = computed(() => [...drafts.values()].filter((one) => one.state === 'waiting'))
  const stateOf = (site: JudgedSite): SiteState => (site.given ? 'locked' : (drafts.get(site.project)?.state ?? 'none'))

  async function store(draft: Draft): Promise<void> {
    drafts.set(draft.project, draft)
    await keep(draft, login, rally, draft.project).catch(() => { keeps.value = false })
  }

  async function forget(project: string): Promise<void> {
    drafts.delete(project)
    await forgetKept(login, rally, project).catch(() => { keeps.value = false })
  }

  /** The server's word: a sheet that it has is locked, and no draft of the same stays. */
  async function take(judging: Judging): Promise<void> {
    data.value = judging
    problem.value = null
    offline.value = false
    await keep({ judging, today: today(), at: Date.now() }, login, rally).catch(() => { keeps.value = false })
    for (const site of judging.projects) {
      const draft = drafts.get(site.project)
      if (!draft || !site.given) continue
      const { marks, note } = site.given
      const same = judging.sheet.items.every((item) => Number(draft.marks[item.key]) === marks[item.key]) && draft.note.trim() === (note ?? '')
      if (same) await forget(site.project)
      else if (draft.state !== 'refused') await store({ ...draft, state: 'refused', message: t('rally.lockedOther') })
    }
  }

  async function recall(): Promise<void> {
    const found = await readKept<{ judging: Judging; today: string; at: number }>(login, rally).catch(() => undefined)
    for (const draft of await readAll<Draft>(login, rally).catch(() => [])) drafts.set(draft.project, draft)
    if (!found) return
    data.value = found.judging
    if (session.value) return
    const since = Math.floor((Date.now() - found.at) / 86_400_000)
    setToday(new Date(Date.parse(found.today) + since * 86_400_000).toISOString().slice(0, 10))
  }

  async function load(): Promise<void> {
    login = session.value?.login ?? (await readKept<string>('last').catch(() => undefined)) ?? ''
    if (session.value) await keep(login, 'last').catch(() => { keeps.value = false })
    await recall()
    await refresh()
    opens.value = await keepShell().catch(() => false)
    await navigator.storage?.persist?.().catch(() => false)
  }

  async function refresh(): Promise<void> {
    try {
      if (!session.value && !(await signedIn())) throw new Error(t('rally.signInAgain'))
      stranger.value = login !== '' && session.value?.login !== login
      if (stranger.value) return
      await take(await readJudging(rally))
      await send()
    } catch (error) {
      problem.value = asProblem(error)
      offline.value = problem.value.status === 0
    }
  }

  async function sendOne(draft: Draft): Promise<void> {
    const files = [...draft.files]
    for (const photo of draft.photos) {
      files.push(await uploadEvidence(new File([photo.bytes], photo.name), photo.key))
      await store({ ...draft, files: [...files], photos: draft.photos.slice(files.length - draft.files.length) })
    }
    const body = { project: draft.project, marks: draft.marks, day: draft.day, ...(draft.note.trim() && { note: draft.note.trim() }), ...(files.length && { files: files.map((file) => file.id) }) }
    await take(await giveScore(rally, body, draft.key))
    await forget(draft.project)
  }

  /** Sends what waits, one after the other; what the server refuses says why and stays here. */
  async function send(): Promise<void> {
    if (sending.value || stranger.value || !session.value) return
    sending.value = true
    try {
      for (const draft of waiting.value) {
        try {
          await sendOne(draft)
        } catch (error) {
          const refused = asProblem(error)
          offline.value = refused.status === 0
          if (refused.status === 0 || refused.status === 401 || refused.status >= 500) return
          const said = [...new Set(refused.others([]))].join(' ') || refused.message
          await store({ ...(drafts.get(draft.project) ?? draft), state: 'refused', message: said })
          if (refused.kind === 'conflict') await take(await readJudging(rally)).catch(() => undefined)
        }
      }
    } finally {
      sending.value = false
    }
  }

  /** A change by the judge: another content has another key. */
  async function edit(project: string, change: Partial<Draft>): Promise<void> {
    const before = drafts.get(project) ?? { project, marks: {}, note: '', day: today(), files: [], photos: [] }
    await store({ ...before, ...change, state: 'draft', message: '', key: newKey() })
  }

  async function submit(project: string): Promise<void> {
    const draft = drafts.get(project)
    if (!draft) return
    await store({ ...draft, state: 'waiting', message: '' })
    await (offline.value ? refresh() : send())
  }

  const wake = (): void => { void (session.value && !offline.value ? send() : refresh()) }
  const lost = (): void => { offline.value = true }
  const timer = setInterval(() => { if (waiting.value.length > 0 && navigator.onLine) wake() }, pause)
  window.addEventListener('online', wake)
  window.addEventListener('offline', lost)
  onScopeDispose(() => {
    clearInterval(timer)
    window.removeEventListener('online', wake)
    window.removeEventListener('offline', lost)
  })
  void load()
  return { data, problem, drafts, offline, sending, keeps, opens, stranger, waiting, stateOf, edit, submit, forget, refresh }
}
