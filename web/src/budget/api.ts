import { call, type Schemas } from '@/api'

export type BudgetLine = Schemas['BudgetLine']
export type BudgetEntry = Schemas['BudgetEntry']
export type BudgetKind = Schemas['BudgetKind']
export type Debt = Schemas['Debt']
export type EntryInput = Schemas['BudgetEntryInput']

export const kinds = ['basic', 'project', 'reception', 'vehicle', 'abroad'] as const
export const lineMoods = { ok: 'quiet', warning: 'notice', full: 'bad' } as const
export const debtMoods = { running: 'quiet', soon: 'notice', late: 'bad', repaid: 'ok' } as const

export const readBudget = (year: number | undefined, signal?: AbortSignal) => call('get', '/api/v1/budget', { query: { ...(year && { year }) }, ...(signal && { signal }) })
export const addLine = (body: Schemas['BudgetLineInput'], key: string) => call('post', '/api/v1/budget', { body, key })
export const readLine = (line: string) => call('get', '/api/v1/budget/{line}', { path: { line } })
export const spend = (line: string, body: EntryInput, key: string) => call('post', '/api/v1/budget/{line}/entries', { path: { line }, body, key })
export const changeCap = (line: string, body: Schemas['BudgetCapInput'], key: string) => call('post', '/api/v1/budget/{line}/cap', { path: { line }, body, key })
export const listDebts = (signal?: AbortSignal) => call('get', '/api/v1/debts', { ...(signal && { signal }) })
export const readDebt = (debt: string) => call('get', '/api/v1/debts/{debt}', { path: { debt } })
export const repay = (debt: string, body: EntryInput, key: string) => call('post', '/api/v1/debts/{debt}/payments', { path: { debt }, body, key })

/** 1,284.5万元: as many places as the amount has, at most the yuan. */
export const amountText = (amount: number, language: string): string => amount.toLocaleString(language, { maximumFractionDigits: 4 })
