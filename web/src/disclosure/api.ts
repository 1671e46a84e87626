import { call, type Schemas } from '@/api'

export type Project = Schemas['LivelihoodProject']
export type PublicProject = Schemas['PublicProject']

export const listLivelihood = (signal?: AbortSignal) => call('get', '/api/v1/livelihood', { ...(signal && { signal }) })
export const readPublicLivelihood = (signal?: AbortSignal) => call('get', '/api/v1/public/livelihood', { anonymous: true, ...(signal && { signal }) })
export const addToLivelihood = (commitment: string) => call('post', '/api/v1/livelihood/{commitment}', { path: { commitment } })
export const removeFromLivelihood = (commitment: string) => call('delete', '/api/v1/livelihood/{commitment}', { path: { commitment } })

export const moods = { open: 'info', done: 'ok', withdrawn: 'quiet' } as const
