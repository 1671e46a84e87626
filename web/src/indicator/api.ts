import { call, type Schemas } from '@/api'

export type Indicator = Schemas['Indicator']
export type IndicatorItem = Schemas['IndicatorItem']
export type IndicatorList = Schemas['IndicatorList']
export type IndicatorState = Schemas['IndicatorState']
export type IndicatorDetail = Schemas['IndicatorDetail']
export type SeriesPoint = Schemas['SeriesPoint']
export type Target = Schemas['Target']
export type Verdict = Schemas['Verdict']
export type Frequency = Schemas['Frequency']
export type Grid = Schemas['ObservationGrid']
export type GridRow = Schemas['GridRow']
export type Observation = Schemas['Observation']
export type ObservationResult = Schemas['ObservationResult']
export type CellResult = Schemas['CellResult']
export type CommitmentFigures = Schemas['CommitmentFigures']
export type Take = NonNullable<Schemas['ObservationBatch']['take']>

export interface When {
  year?: number
  as_of?: string
}

export const listIndicators = (when: When, signal?: AbortSignal) =>
  call('get', '/api/v1/indicators', { query: { ...when }, ...(signal && { signal }) })

export const readIndicator = (indicator: string, when: When & { object?: string }, signal?: AbortSignal) =>
  call('get', '/api/v1/indicators/{indicator}', { path: { indicator }, query: { ...when }, ...(signal && { signal }) })

export const readForecasts = (indicator: string, query: { year: number; object?: string }, signal?: AbortSignal) =>
  call('get', '/api/v1/indicators/{indicator}/forecasts', { path: { indicator }, query, ...(signal && { signal }) })

export const readGrid = (
  query: { year: number; frequency?: Frequency; object?: string; indicator?: string },
  signal?: AbortSignal,
) => call('get', '/api/v1/observation-grid', { query, ...(signal && { signal }) })

export const reportFigures = (cells: Observation[], take: Take) =>
  call('post', '/api/v1/observations', { body: { cells, take } })

export interface ImportChoice {
  year: number
  take: Take
  dry_run: 0 | 1
  confirm: 0 | 1
  reason?: string
  evidence?: string
}

export const importFigures = (file: File, choice: ImportChoice) =>
  call('post', '/api/v1/observation-import', { query: { filename: file.name, ...choice }, body: file })

export const listClosings = () => call('get', '/api/v1/period-closings', {}).then((page) => page.closings)

export const setClosing = (period: string, closed: boolean, reason: string) =>
  call('post', '/api/v1/period-closings', { body: { period, closed, reason } })

export const readFigures = (commitment: string) =>
  call('get', '/api/v1/commitments/{commitment}/figures', { path: { commitment } })

export const adoptFigure = (commitment: string, statement: number, indicator: string) =>
  call('post', '/api/v1/commitments/{commitment}/figures', { path: { commitment }, body: { statement, indicator } })

export const addIndicator = (body: Schemas['IndicatorInput'], key: string) => call('post', '/api/v1/indicators', { body, key })
export const changeIndicator = (indicator: string, body: Schemas['IndicatorChange'], key: string) =>
  call('patch', '/api/v1/indicators/{indicator}', { path: { indicator }, body, key })
export const addTarget = (indicator: string, body: Schemas['TargetInput'], key: string) =>
  call('post', '/api/v1/indicators/{indicator}/targets', { path: { indicator }, body, key })
export const changeTarget = (target: string, body: Schemas['TargetChange'], key: string) =>
  call('patch', '/api/v1/indicator-targets/{target}', { path: { target }, body, key })

export type Peer = Schemas['Peer']
export const listPeers = () => call('get', '/api/v1/peers', {}).then((page) => page.peers)
export const addPeer = (body: Peer, key: string) => call('post', '/api/v1/peers', { body, key }).then((page) => page.peers)
