import { call, type Schemas } from '@/api'

export type Case = Schemas['Case']
export type CaseDetail = Schemas['CaseDetail']
export type CaseMove = CaseDetail['moves'][number]
export type CaseField = Schemas['CaseField']
export type CaseFilled = Schemas['CaseFilled']
export type CaseType = Schemas['CaseType']

export type Show = 'open' | 'overdue' | 'closed'
export interface CaseFilter {
  show?: Show
  type?: string
  unit?: string
  leader?: string
  object_kind?: string
  object?: string
}

export const listTypes = () => call('get', '/api/v1/case-types', {}).then((page) => page.types)

export const listCases = (filter: CaseFilter, cursor: string | null, signal?: AbortSignal) =>
  call('get', '/api/v1/cases', { query: { ...filter, ...(cursor && { cursor }) }, ...(signal && { signal }) })

export const readCase = (id: string) => call('get', '/api/v1/cases/{case}', { path: { case: id } })

export const raiseCase = (type: string, object: { kind: string; id: string }, form: Record<string, string>, key: string) =>
  call('post', '/api/v1/cases', { body: { type, object_kind: object.kind, object_id: object.id, form }, key })

export const moveCase = (one: Case, move: string, form: Record<string, string>, key: string) =>
  call('post', '/api/v1/cases/{case}/moves', { path: { case: one.id }, body: { move, version: one.version, form }, key })
