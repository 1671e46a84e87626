import { call, type Schemas } from '@/api'

export type LedgerEntry = Schemas['LedgerEntry']
export type LedgerChange = Schemas['LedgerChange']
export type Verification = Schemas['Verification']

export const listEntries = (kind: string, object: string, cursor: string | null) =>
  call('get', '/api/v1/ledger', { query: { kind, object, limit: 50, ...(cursor && { cursor }) } })

export const verifyLedger = () => call('get', '/api/v1/ledger/verification', {})
