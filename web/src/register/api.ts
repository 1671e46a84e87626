import { address } from '@/api/client'
import { call, type Schemas } from '@/api'
import { t } from '@/i18n'
import type { RouteLocationRaw } from 'vue-router'

export type RegisterType = Schemas['RegisterType']
export type RegisterField = Schemas['RegisterField']
export type RegisterObject = Schemas['RegisterObject']
export type RegisterDetail = Schemas['RegisterDetail']
export type Counted = Schemas['RegisterCounted']
export type Figure = Schemas['RegisterDerivedField']
export type RegisterInput = Schemas['RegisterInput']
export type RegisterChange = Schemas['RegisterChangeInput']
export type RegisterImport = Schemas['RegisterImport']
export type RegisterFeatures = Schemas['RegisterFeatures']
/** What is known of an object before it is written down: its UNIT, VALUES with the NAMES of those that are objects, and which are not asked for. */
export interface Given {
  unit: string
  values: Record<string, string>
  names: Record<string, string>
  hidden: string[]
}
export type Take = 'all' | 'right'

export interface Query {
  q?: string
  filter?: string
  sort?: string
  descending?: 0 | 1
  retired?: 0 | 1
}

export const listTypes = () => call('get', '/api/v1/registers', {}).then((page) => page.types)
export const listObjects = (type: string, query: Query & { limit?: number; offset?: number }, signal?: AbortSignal) => call('get', '/api/v1/registers/{type}', { path: { type }, query: { ...query }, ...(signal && { signal }) })
export const listNames = (type: string, q: string) => call('get', '/api/v1/registers/{type}/names', { path: { type }, query: { ...(q && { q }) } }).then((page) => page.names)
export const readCalendar = (type: string, year: number, signal?: AbortSignal) => call('get', '/api/v1/registers/{type}/calendar', { path: { type }, query: { year }, ...(signal && { signal }) })
export const readFeatures = (type: string, query: Query, signal?: AbortSignal) => call('get', '/api/v1/registers/{type}/map', { path: { type }, query: { ...(query.q && { q: query.q }), ...(query.filter && { filter: query.filter }) }, ...(signal && { signal }) })
export const readObject = (type: string, object: string) => call('get', '/api/v1/registers/{type}/objects/{object}', { path: { type, object } })
export const readCounted = (type: string, object: string, figure: string, signal?: AbortSignal) => call('get', '/api/v1/registers/{type}/objects/{object}/counted/{figure}', { path: { type, object, figure }, ...(signal && { signal }) })
export const addObject = (type: string, body: RegisterInput, key: string) => call('post', '/api/v1/registers/{type}', { path: { type }, body, key })
export const changeObject = (type: string, object: string, body: RegisterChange, key: string) => call('patch', '/api/v1/registers/{type}/objects/{object}', { path: { type, object }, body, key })
export const retireObject = (type: string, object: string, version: number, reason: string, key: string) => call('post', '/api/v1/registers/{type}/objects/{object}/retire', { path: { type, object }, body: { version, reason }, key })
export const importObjects = (type: string, file: File, choice: { take: Take; dry_run: 0 | 1; confirm: 0 | 1 }) => call('post', '/api/v1/registers/{type}/import', { path: { type }, query: { filename: file.name, ...choice }, body: file })
export const fileAddress = (type: string, format: string, query: Query): string => address(`/api/v1/registers/${type}/file`, { format, ...query })

export const valueOf = (object: RegisterObject, key: string) => object.values.find((one) => one.key === key)
export const derivedOf = (object: RegisterObject, key: string) => object.derived.find((one) => one.key === key)
/** The field whose choices tell objects apart at a glance: the first listed one. */
export const stateField = (type: RegisterType): RegisterField | undefined => type.fields.find((field) => field.kind === 'choice' && field.listed)
/** 1,284.5: numbers as they are written, those without a measure (a year, a ratio) plain; other values as they are shown. */
export const shownOf = (field: RegisterField, object: RegisterObject, language: string): string => {
  const value = valueOf(object, field.key)
  if (!value) return ''
  return field.kind === 'number' ? numberText(Number(value.value), language, field.measure !== undefined) : value.shown
}
export const numberText = (n: number, language: string, useGrouping = true): string => n.toLocaleString(language, { maximumFractionDigits: 4, useGrouping })
export const withMeasure = (name: string, measure: string | undefined): string => (measure ? t('register.withMeasure', { name, measure }) : name)
/** The page of an object of a register, or of a project. */
export const placeOf = (type: string, id: string): { name: string; params: Record<string, string> } => (type === 'project' ? { name: 'project', params: { id } } : { name: 'register-object', params: { type, id } })
/** Where a figure of OBJECT opens into what it counts, if it counts anything. */
export const countedAt = (type: RegisterType, figure: Figure, object: RegisterObject): RouteLocationRaw | undefined => (figure.counts ? { name: 'register-counted', params: { type: type.key, id: object.id, figure: figure.key } } : undefined)
