import { call, type Schemas } from '@/api'

export type Duty = Schemas['Duty']

export const listDuties = () => call('get', '/api/v1/duties', {})
