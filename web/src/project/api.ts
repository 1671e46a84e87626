import { call, type Schemas } from '@/api'
import { address, send } from '@/api/client'

export type Project = Schemas['ProjectRow']
export type Detail = Schemas['ProjectDetail']
export type Definitions = Schemas['ProjectDefinitions']
export type Condition = Detail['libraries'][number]['conditions'][number]
export type Funnel = Schemas['ProjectFunnel']
export type Reserve = NonNullable<Schemas['ProjectReserve']['reserve']>
export type Investment = Schemas['ProjectInvestment']
export type Funds = Schemas['ProjectFunds']
export type Fund = Schemas['ProjectFund']
export const fundStages = ['applied', 'approved', 'received', 'used'] as const
export type FundStageName = (typeof fundStages)[number]
export type FundDetail = Schemas['ProjectFundDetail']
export type Batches = Schemas['ProjectBatches']
export type Batch = Batches['batches'][number]
export type Renewal = Schemas['ProjectRenewal']
export type Community = Renewal['communities'][number]
export type Contacts = Schemas['ProjectContacts']
export type Contact = Contacts['contacts'][number]
export type ContactLook = Schemas['ProjectContactLook']
export type Amounts = Schemas['ProjectAmounts']
export type ImportResult = Schemas['ProjectImportResult']
export type Wall = Schemas['ProjectChart']
export type WallRow = Wall['rows'][number]
export type Filter = Partial<Record<'track' | 'library' | 'kind' | 'key_level' | 'state' | 'leader' | 'q' | 'reserve' | 'flow' | 'flow_library' | 'from' | 'to' | 'choice', string>>

const with_ = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})
const path = (project: string): { path: { project: string } } => ({ path: { project } })

export const readDefinitions = () => call('get', '/api/v1/project-definitions', {})
export async function listProjects(filter: Filter, signal?: AbortSignal): Promise<Project[]> {
  const query = { ...filter, limit: 1000 } as NonNullable<Parameters<typeof call<'get', '/api/v1/projects'>>[2]['query']>
  const page = await call('get', '/api/v1/projects', { query, ...with_(signal) })
  return page.projects
}
export const readWall = (rows: 'leader' | 'library', signal?: AbortSignal) => call('get', '/api/v1/project-chart', { query: { rows }, ...with_(signal) })
export const readProject = (project: string) => call('get', '/api/v1/projects/{project}', path(project))
export const addProject = (body: Schemas['ProjectInput'], key: string) => call('post', '/api/v1/projects', { body, key })
export const changeProject = (project: string, body: Schemas['ProjectChange'], key: string) => call('patch', '/api/v1/projects/{project}', { ...path(project), body, key })
export const moveProject = (project: string, body: Schemas['ProjectMoveInput'], key: string) => call('post', '/api/v1/projects/{project}/moves', { ...path(project), body, key })
export const endProject = (project: string, body: Schemas['ProjectEndInput'], key: string) => call('post', '/api/v1/projects/{project}/state', { ...path(project), body, key })
export const addPaper = (project: string, body: Schemas['ProjectPaperInput'], key: string) => call('post', '/api/v1/projects/{project}/papers', { ...path(project), body, key })
export const addNote = (project: string, body: Schemas['ProjectNoteInput'], key: string) => call('post', '/api/v1/projects/{project}/notes', { ...path(project), body, key })
export const listContacts = (project: string) => call('get', '/api/v1/projects/{project}/contacts', path(project))
export const addContact = (project: string, body: Schemas['ProjectContactInput'], key: string) => call('post', '/api/v1/projects/{project}/contacts', { ...path(project), body, key })
export const lookAtContact = (project: string, contact: string, key: string) => call('post', '/api/v1/projects/{project}/contacts/{contact}/look', { path: { project, contact }, key })
export const removeContact = (project: string, contact: string, body: Schemas['ProjectReason'], key: string) => call('post', '/api/v1/projects/{project}/contacts/{contact}/removal', { path: { project, contact }, body, key })
export const readAmounts = (project: string) => call('get', '/api/v1/projects/{project}/amounts', path(project))
export const setAmounts = (project: string, body: Schemas['ProjectAmountsInput'], key: string) => call('post', '/api/v1/projects/{project}/amounts', { ...path(project), body, key })
export const readPlan = (project: string, baseline?: number) => call('get', '/api/v1/projects/{project}/plan', { ...path(project), query: { ...(baseline && { baseline }) } })
export const setPlan = (project: string, body: Schemas['ProjectPlanInput'], key: string) => call('put', '/api/v1/projects/{project}/plan', { ...path(project), body, key })
export const changePlan = (project: string, body: Schemas['ProjectPlanChange'], key: string) => call('patch', '/api/v1/projects/{project}/plan', { ...path(project), body, key })
export const importPlan = (project: string, file: File, version: number, key: string) =>
  send<Schemas['ProjectPlan']>('POST', `/api/v1/projects/${project}/plan/import`, { query: { filename: file.name, version: String(version) }, body: file, key })
export const keepBaseline = (project: string, body: Schemas['ProjectBaselineInput'], key: string) => call('post', '/api/v1/projects/{project}/plan/baselines', { ...path(project), body, key })
export const removeBaseline = (project: string, baseline: number, body: Schemas['ProjectReason'], key: string) => call('post', '/api/v1/projects/{project}/plan/baselines/{baseline}/removal', { path: { project, baseline: String(baseline) }, body, key })
export const simulatePlan = (project: string, body: Schemas['ProjectPlanRuns']) => call('post', '/api/v1/projects/{project}/plan/simulation', { ...path(project), body })
export const planAddress = (project: string, format: string): string => address(`/api/v1/projects/${project}/plan/export`, { format })
export const tryPlan = (project: string, body: Schemas['ProjectPlanTry'], baseline?: number) => call('post', '/api/v1/projects/{project}/plan/try', { ...path(project), body, query: { ...(baseline && { baseline }) } })
export const addVote = (project: string, body: Schemas['ProjectVoteInput'], key: string) => call('post', '/api/v1/projects/{project}/votes', { ...path(project), body, key })
export const readFunnel = (query: Filter, signal?: AbortSignal) => call('get', '/api/v1/project-funnel', { query, ...with_(signal) })
export const readReserve = (signal?: AbortSignal) => call('get', '/api/v1/project-reserve', { ...with_(signal) })
export const readInvestment = (query: { year?: number; track?: string; source?: string }, signal?: AbortSignal) => call('get', '/api/v1/project-investment', { query, ...with_(signal) })
export const readReadiness = (library: string, signal?: AbortSignal) => call('get', '/api/v1/project-readiness', { query: { library }, ...with_(signal) })
export const listBatches = (year: number | undefined, signal?: AbortSignal) => call('get', '/api/v1/project-batches', { query: { ...(year && { year }) }, ...with_(signal) })
export const addBatch = (body: Schemas['ProjectBatchInput'], key: string) => call('post', '/api/v1/project-batches', { body, key })
export const changeBatch = (batch: string, body: Schemas['ProjectBatchChange'], key: string) => call('patch', '/api/v1/project-batches/{batch}', { path: { batch }, body, key })
export const listFunds = (year: number | undefined, signal?: AbortSignal) => call('get', '/api/v1/project-funds', { query: { ...(year && { year }) }, ...with_(signal) })
export const fundsOf = (project: string, signal?: AbortSignal) => call('get', '/api/v1/project-funds', { query: { project }, ...with_(signal) })
export const addFund = (body: Schemas['ProjectFundInput'], key: string) => call('post', '/api/v1/project-funds', { body, key })
export const readFund = (fund: string) => call('get', '/api/v1/project-funds/{fund}', { path: { fund } })
export const enterFund = (fund: string, body: Schemas['ProjectFundEntryInput'], key: string) => call('post', '/api/v1/project-funds/{fund}/entries', { path: { fund }, body, key })
export const readRenewal = (signal?: AbortSignal) => call('get', '/api/v1/project-renewal', { ...with_(signal) })
export const importProjects = (file: File, query: Record<string, string>, key: string) =>
  send<ImportResult>('POST', '/api/v1/project-import', { query: { filename: file.name, ...query }, body: file, key })

/** 12,000 of 万元 as people say it: 1.2亿元 from a 亿 on. */
export function moneyText(amount: number | null, language: string): string {
  if (amount === null || amount === 0) return '—'
  const chinese = language.startsWith('zh')
  if (chinese && Math.abs(amount) >= 10000) return `${(amount / 10000).toLocaleString(language, { maximumFractionDigits: 2 })}亿元`
  if (chinese) return `${amount.toLocaleString(language, { maximumFractionDigits: 2 })}万元`
  return `¥${(amount / 100).toLocaleString(language, { maximumFractionDigits: 1 })}m`
}

/** How much of WHOLE PART is, 41.3%. */
export const shareOf = (part: number, whole: number): string => (whole ? `${Math.round((part / whole) * 1000) / 10}%` : '—')

/** Months of a year as the interface writes them. */
export const monthsOf = (year: number): string[] => Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, '0')}`)
