import type { State } from './api'

/** How each state of a commitment looks; the words are in the message files. */
export const moods = { open: 'info', overdue: 'bad', done: 'ok', withdrawn: 'plain' } as const

export const states: State[] = ['open', 'overdue', 'done', 'withdrawn']
