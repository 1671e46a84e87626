import { call, type Schemas } from '@/api'
import { asTree, type TwoNames } from './tree'

export type Scheme = Schemas['Scheme']
export type ScoreRun = Schemas['ScoreRun']
export type RunDetail = Schemas['ScoreRunDetail']
export type Ranking = Schemas['ScoreRanking']
export type RankedUnit = Schemas['RankedUnit']
export type ScoreItem = Schemas['ScoreItem']
export type ScoreSource = Schemas['ScoreSource']
export type Definition = Schemas['SchemeDefinition']

const runMoods = { open: 'quiet', frozen: 'notice', published: 'ok' } as const

/** Where a run stands, in one word and its mood: what a later run stands in for is none of the three any more. */
export const standingOf = (run: ScoreRun) =>
  run.replaced_by === null ? { mood: runMoods[run.state], text: `score.state.${run.state}` } as const : { mood: 'quiet', text: `score.standing.${run.state}` } as const

export const listSchemes = () => call('get', '/api/v1/schemes', {}).then((page) => page.schemes)
export const readScheme = (scheme: string) => call('get', '/api/v1/schemes/{scheme}', { path: { scheme } })
export const addScheme = (definition: Definition, key: string) => call('post', '/api/v1/schemes', { body: { definition }, key })
export const changeScheme = (scheme: string, revision: number, definition: Definition, key: string) =>
  call('patch', '/api/v1/schemes/{scheme}', { path: { scheme }, body: { revision, definition }, key })
export const publishScheme = (scheme: string, revision: number, key: string) => call('post', '/api/v1/schemes/{scheme}/publication', { path: { scheme }, body: { revision }, key })
export const tryScheme = (definition: Definition, period: string) => call('post', '/api/v1/schemes/trial', { body: { definition, period } })

export const listRuns = () => call('get', '/api/v1/score-runs', {}).then((page) => page.runs)
export const readRun = (run: string) => call('get', '/api/v1/score-runs/{run}', { path: { run } })
export const readUnit = (run: string, unit: string) => call('get', '/api/v1/score-runs/{run}/units/{unit}', { path: { run, unit } })
export const makeRun = (body: Schemas['ScoreRunInput'], key: string) => call('post', '/api/v1/score-runs', { body, key })
export const freezeRun = (run: ScoreRun, key: string) => call('post', '/api/v1/score-runs/{run}/freeze', { path: { run: run.id }, body: { version: run.version }, key })
export const publishRun = (run: ScoreRun, key: string) => call('post', '/api/v1/score-runs/{run}/publication', { path: { run: run.id }, body: { version: run.version }, key })
export const objectTo = (run: string, body: Schemas['ScoreObjectionInput'], key: string) => call('post', '/api/v1/score-runs/{run}/objections', { path: { run }, body, key })

/** 21.18: as many places as it has. */
export const pointsText = (points: number, language: string): string => points.toLocaleString(language, { maximumFractionDigits: 4 })

export type Entry = Schemas['ScoreEntry']
export type EntryInput = Schemas['ScoreEntryInput']
export type Verification = Schemas['ScoreVerification']

export const verifyRun = (run: string) => call('get', '/api/v1/score-runs/{run}/verification', { path: { run } })

export const entryMoods = { proposed: 'notice', approved: 'ok', refused: 'quiet' } as const
export const listEntries = (period?: string) => call('get', '/api/v1/score-entries', { query: { ...(period && { period }) } }).then((page) => page.entries)
export const addEntry = (body: EntryInput, key: string) => call('post', '/api/v1/score-entries', { body, key })
export const decideEntry = (entry: Entry, approve: boolean, opinion: string, key: string) =>
  call('post', '/api/v1/score-entries/{entry}/decision', { path: { entry: entry.id }, body: { version: entry.version, approve, ...(opinion && { opinion }) }, key })

/** The lists that published schemes count from, each once, newest versions first. */
export async function listLists(): Promise<{ list: string; name: TwoNames }[]> {
  const newest = new Map((await listSchemes()).filter((one) => !one.draft).sort((a, b) => a.version - b.version).map((one) => [one.key, one.id]))
  const schemes = await Promise.all([...newest.values()].map(readScheme))
  const measures = schemes.flatMap((one) => asTree(one.definition).measures).filter((one) => one.from === 'entries')
  return [...new Map(measures.map((one) => [one.list ?? '', { list: one.list ?? '', name: one.name }])).values()]
}
