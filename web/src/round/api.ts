import { call, type Schemas } from '@/api'

export type Round = Schemas['RoundList']['rounds'][number]
export type Coverage = Schemas['RoundCoverage']
export type RoundDutyDetail = Schemas['RoundDutyDetail']
export type Meeting = Schemas['Meeting']
export type MeetingDetail = Schemas['MeetingDetail']
export type AgendaItem = MeetingDetail['agenda'][number]
export type Attendee = MeetingDetail['people'][number]
export type Attendance = NonNullable<Attendee['state']>

export const attendances: Attendance[] = ['present', 'leave', 'absent', 'substitute']

export const listRounds = () => call('get', '/api/v1/rounds', {}).then((page) => page.rounds)
export const readCoverage = (round: string, signal?: AbortSignal) => call('get', '/api/v1/rounds/{round}/coverage', { path: { round }, ...(signal && { signal }) })
export const listMeetings = (round: string) => call('get', '/api/v1/meetings', { query: { round } }).then((page) => page.meetings)

export const listRoundDuties = (project: string) =>
  call('get', '/api/v1/round-duties', { query: { object_kind: 'project', object: project, limit: 200 } }).then((page) => page.duties)
export const readDuty = (duty: string) => call('get', '/api/v1/round-duties/{duty}', { path: { duty } })
export const answerDuty = (duty: string, body: Schemas['RoundAnswer'], key: string) => call('post', '/api/v1/round-duties/{duty}/answer', { path: { duty }, body, key })

export const readMeeting = (meeting: string) => call('get', '/api/v1/meetings/{meeting}', { path: { meeting } })
export const paperAddress = (meeting: string, format: 'docx' | 'pdf') => `/api/v1/meetings/${meeting}/paper.${format}`

const at = (one: Meeting) => ({ path: { meeting: one.id } })
export const setAgenda = (one: Meeting, agenda: Omit<Schemas['MeetingAgenda'], 'version'>) => call('post', '/api/v1/meetings/{meeting}/agenda', { ...at(one), body: { version: one.version, ...agenda } })
export const callMeeting = (body: Schemas['MeetingCall'], key: string) => call('post', '/api/v1/meetings', { body, key })
export const moveMeeting = (one: Meeting, day: string, reason: string) => call('post', '/api/v1/meetings/{meeting}/day', { ...at(one), body: { version: one.version, day, reason } })
export const cancelMeeting = (one: Meeting, reason: string) => call('post', '/api/v1/meetings/{meeting}/cancellation', { ...at(one), body: { version: one.version, reason } })
export const setRoster = (one: Meeting, roster: Omit<Schemas['MeetingRoster'], 'version'>) => call('post', '/api/v1/meetings/{meeting}/roster', { ...at(one), body: { version: one.version, ...roster } })
export const materialAddress = (one: Meeting, number: number) => `/api/v1/meetings/${one.id}/materials/${number}/file`
export const startMeeting = (one: Meeting) => call('post', '/api/v1/meetings/{meeting}/start', { ...at(one), body: { version: one.version } })
export const closeMeeting = (one: Meeting) => call('post', '/api/v1/meetings/{meeting}/closing', { ...at(one), body: { version: one.version } })
export const setAttendance = (one: Meeting, people: Schemas['MeetingAttendance']['people']) => call('post', '/api/v1/meetings/{meeting}/attendance', { ...at(one), body: { version: one.version, people } })
export const setMinutes = (one: Meeting, items: Schemas['MeetingMinutes']['items']) => call('post', '/api/v1/meetings/{meeting}/minutes', { ...at(one), body: { version: one.version, items } })
export const decide = (one: Meeting, decision: Omit<Schemas['MeetingDecision'], 'version'>) => call('post', '/api/v1/meetings/{meeting}/decisions', { ...at(one), body: { version: one.version, ...decision } })
export const addMaterial = (one: Meeting, material: Omit<Schemas['MeetingMaterial'], 'version'>) => call('post', '/api/v1/meetings/{meeting}/materials', { ...at(one), body: { version: one.version, ...material } })
export const makeUp = (one: Meeting, person: string, note: string) => call('post', '/api/v1/meetings/{meeting}/made-up', { ...at(one), body: { version: one.version, person, note } })
