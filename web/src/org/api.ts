import { call, type Schemas } from '@/api'

export type Area = Schemas['Area']
export type Unit = Schemas['Unit']
export type UnitInput = Schemas['UnitInput']
export type UnitChange = Schemas['UnitChange']
export type Person = Schemas['Person']
export type PersonInput = Schemas['PersonInput']
export type Account = Schemas['Account']
export type AccountInput = Schemas['AccountInput']
export type AccountChange = Schemas['AccountChange']
export type Role = Schemas['Role']
export type Grant = Schemas['Grant']
export type Token = Schemas['Token']
export type TokenInput = Schemas['TokenInput']

export const listAreas = () => call('get', '/api/v1/areas', {}).then((page) => page.areas)
export const listUnits = () => call('get', '/api/v1/units', {}).then((page) => page.units)
export const addUnit = (body: UnitInput) => call('post', '/api/v1/units', { body })
export const changeUnit = (unit: string, body: UnitChange) =>
  call('patch', '/api/v1/units/{unit}', { path: { unit }, body })

export const listPeople = () => call('get', '/api/v1/people', {}).then((page) => page.people)
export const addPerson = (body: PersonInput) => call('post', '/api/v1/people', { body })
export const succeed = (post: string, person: string, from: string) =>
  call('post', '/api/v1/posts/{post}/holder', { path: { post }, body: { person, from } })

export const listAccounts = () => call('get', '/api/v1/accounts', {}).then((page) => page.accounts)
export const addAccount = (body: AccountInput) => call('post', '/api/v1/accounts', { body })
export const changeAccount = (account: string, body: AccountChange) =>
  call('patch', '/api/v1/accounts/{account}', { path: { account }, body })
export const listRoles = () => call('get', '/api/v1/roles', {}).then((page) => page.roles)

export const listTokens = () => call('get', '/api/v1/tokens', {}).then((page) => page.tokens)
export const addToken = (body: TokenInput) => call('post', '/api/v1/tokens', { body })
export const revokeToken = (token: string) => call('delete', '/api/v1/tokens/{token}', { path: { token } })
