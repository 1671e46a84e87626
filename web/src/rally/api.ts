import { call, type Schemas } from '@/api'

export type Rally = Schemas['Rally']
export type RallyRow = Schemas['RallyList']['rallies'][number]
export type RallyDetail = Schemas['RallyDetail']
export type Judging = Schemas['RallyJudging']
export type JudgedSite = Judging['projects'][number]
export type Sheet = Schemas['RallySheet']
export type SheetItem = Sheet['items'][number]
export type Sheets = Schemas['RallySheets']
export type GivenSheet = Sheets['sheets'][number]
export type ScoreInput = Schemas['RallyScoreInput']

export const stateMoods = { planned: 'quiet', open: 'info', closed: 'ok', not_held: 'quiet' } as const

const at = (rally: string): { path: { rally: string } } => ({ path: { rally } })

export const listRallies = () => call('get', '/api/v1/rallies', {}).then((page) => page.rallies)
export const readRally = (rally: string) => call('get', '/api/v1/rallies/{rally}', at(rally))
export const changeRally = (rally: string, body: Schemas['RallyChange'], key: string) => call('patch', '/api/v1/rallies/{rally}', { ...at(rally), body, key })
export const moveRally = (rally: string, body: Schemas['RallyMove'], key: string) => call('post', '/api/v1/rallies/{rally}/state', { ...at(rally), body, key })
export const readJudging = (rally: string) => call('get', '/api/v1/rallies/{rally}/judging', at(rally))
export const giveScore = (rally: string, body: ScoreInput, key: string) => call('post', '/api/v1/rallies/{rally}/scores', { ...at(rally), body, key })
export const correctScore = (rally: string, body: Schemas['RallyCorrectionInput'], key: string) => call('post', '/api/v1/rallies/{rally}/corrections', { ...at(rally), body, key })
export const readSheets = (rally: string, project: string) => call('get', '/api/v1/rallies/{rally}/projects/{project}', { path: { rally, project } })
export const ralliesOf = (project: string) => call('get', '/api/v1/projects/{project}/rallies', { path: { project } }).then((page) => page.rallies)
