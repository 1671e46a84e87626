import { call, fill, type Schemas } from '@/api'

export type Plan = Schemas['Plan']
export type PlanDetail = Schemas['PlanDetail']
export type PlanSection = PlanDetail['sections'][number]
export type Commitment = Schemas['Commitment']
export type CommitmentDetail = Schemas['CommitmentDetail']
export type AmendmentSet = Schemas['Amendment']['set']
export type State = Commitment['state']

export interface Filter {
  q?: string
  unit?: string
  leader?: string
  section?: number
  state?: State
}

export const listPlans = () => call('get', '/api/v1/plans', {}).then((page) => page.plans)

export const readPlan = (plan: string) => call('get', '/api/v1/plans/{plan}', { path: { plan } })

export const listCommitments = (plan: string, filter: Filter, cursor: string | null, signal?: AbortSignal) =>
  call('get', '/api/v1/commitments', {
    query: { plan, ...filter, limit: 50, ...(cursor && { cursor }) },
    ...(signal && { signal }),
  })

export const readCommitment = (commitment: string) =>
  call('get', '/api/v1/commitments/{commitment}', { path: { commitment } })

export const amendCommitment = (commitment: string, version: number, reason: string, set: AmendmentSet) =>
  call('post', '/api/v1/commitments/{commitment}/amendments', {
    path: { commitment },
    body: { version, reason, set },
  })

/** Addresses for the browser's own download. */
export const tableAddress = (plan: string, kind: 'docx' | 'xlsx') =>
  fill(`/api/v1/plans/{plan}/table.${kind}`, { plan })

export const listProgress = (commitment: string) =>
  call('get', '/api/v1/commitments/{commitment}/progress', { path: { commitment } }).then((page) => page.progress)

export const addProgress = (commitment: string, body: Schemas['ProgressInput']) =>
  call('post', '/api/v1/commitments/{commitment}/progress', { path: { commitment }, body })
