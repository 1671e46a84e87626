import { call, type Schemas } from '@/api'

export type Light = Schemas['Light']
export type LightColour = Schemas['LightColour']
export type LightTally = Schemas['LightTally']
export type LightCounts = Schemas['LightCounts']
export type Dashboard = Schemas['Dashboard']

/** The worst first, as the server counts them. */
export const colours = ['red', 'yellow', 'grey', 'green'] as const

export const readDashboard = (leader: string | undefined, signal?: AbortSignal) =>
  call('get', '/api/v1/dashboard', { query: { ...(leader && { leader }) }, ...(signal && { signal }) })

export interface LightFilter {
  kind?: Light['object_kind'] | 'all'
  light?: LightColour
  unit?: string
  leader?: string
}

export const listLights = (filter: LightFilter, cursor: string | null, signal?: AbortSignal) =>
  call('get', '/api/v1/lights', { query: { ...filter, ...(cursor && { cursor }) }, ...(signal && { signal }) })

const idsAtOnce = 200

/** The lights of objects of KIND with IDS, by id. */
export async function lightsOf(ids: string[], signal?: AbortSignal, kind: Light['object_kind'] = 'commitment'): Promise<Map<string, Light>> {
  const parts = Array.from({ length: Math.ceil(ids.length / idsAtOnce) }, (_, i) => ids.slice(i * idsAtOnce, (i + 1) * idsAtOnce))
  const pages = await Promise.all(parts.map((part) => call('get', '/api/v1/lights', { query: { kind, ids: part.join(',') }, ...(signal && { signal }) })))
  return new Map(pages.flatMap((page) => page.lights).map((light) => [light.object_id, light]))
}
