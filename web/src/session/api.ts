import { call, type Schemas } from '@/api'

export type Session = Schemas['Session']

export const readSession = () => call('get', '/api/v1/session', { anonymous: true })

export const startSession = (login: string, password: string) =>
  call('post', '/api/v1/session', { body: { login, password }, anonymous: true })

export const endSession = () => call('delete', '/api/v1/session', { anonymous: true })

export const changePassword = (current: string, next: string) =>
  call('post', '/api/v1/session/password', { body: { current, next } })
