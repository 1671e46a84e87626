import { call, type Schemas } from '@/api'

export type Report = Schemas['Report']
export type ReportText = Schemas['ReportText']
export type Clause = Schemas['Clause']
export type ClauseSet = Schemas['ClauseSet']
export type ClauseResult = Schemas['ClauseResult']
export type Suggestion = Schemas['Suggestion']
export type PublicationCheck = Schemas['PublicationCheck']

export const listReports = (signal?: AbortSignal) =>
  call('get', '/api/v1/reports', { ...(signal && { signal }) }).then((page) => page.reports)

/** The server refuses more; saying so before sending spares the wait. */
export const reportBytesMax = 20 * 1024 * 1024

export const uploadReport = (file: File, title: string, year: number | undefined, key: string) =>
  call('post', '/api/v1/reports', { query: { title, ...(year && { year }), filename: file.name }, body: file, key })

export const withdrawReport = (report: string, reason: string) =>
  call('post', '/api/v1/reports/{report}/withdrawal', { path: { report }, body: { reason } })

export const readReport = (report: string) => call('get', '/api/v1/reports/{report}', { path: { report } })

export const readText = (report: string) => call('get', '/api/v1/reports/{report}/text', { path: { report } })

export const listClauses = (report: string) =>
  call('get', '/api/v1/reports/{report}/clauses', { path: { report } }).then((page) => page.clauses)

export const listSuggestions = (report: string) =>
  call('get', '/api/v1/reports/{report}/suggestions', { path: { report } }).then((page) => page.suggestions)

export interface Change {
  clause: string
  version: number
  set: ClauseSet
}

const most = 1000

/** However many changes: the interface takes a thousand at a time. */
export async function changeClauses(report: string, changes: Change[]): Promise<ClauseResult> {
  const all: ClauseResult = { changed: [], conflicts: [] }
  for (let i = 0; i < changes.length; i += most) {
    const part = changes.slice(i, i + most)
    const result = await call('patch', '/api/v1/reports/{report}/clauses', { path: { report }, body: { changes: part } })
    all.changed.push(...result.changed)
    all.conflicts.push(...result.conflicts)
  }
  return all
}

export const mergeClauses = (report: string, clauses: Schemas['ClauseAt'][]) =>
  call('post', '/api/v1/reports/{report}/clauses/merge', { path: { report }, body: { clauses } })

export const splitClause = (clause: string, version: number, at: number) =>
  call('post', '/api/v1/clauses/{clause}/split', { path: { clause }, body: { version, at } })

export const checkPublication = (report: string) =>
  call('get', '/api/v1/reports/{report}/publication', { path: { report } })

export const publishReport = (report: string) =>
  call('post', '/api/v1/reports/{report}/publication', { path: { report } })
