import { call, fill, type Schemas } from '@/api'

export type EvidenceFile = Schemas['EvidenceFile']

/** Kinds of files, with what a browser's chooser calls them. */
export const endings = { image: 'image/jpeg,image/png,image/webp', pdf: '.pdf', word: '.docx', sheet: '.xlsx', text: '.txt,.csv' } as const
export type Media = keyof typeof endings
export const allMedia = Object.keys(endings) as Media[]

/** As many as the server takes in one field, and as large. */
export const filesMax = 20
export const sizeMax = 20 * 1024 * 1024

export const uploadEvidence = (file: File, key: string) =>
  call('post', '/api/v1/evidence', { query: { filename: file.name }, body: file, key })

export const evidenceAddress = (evidence: string): string => fill('/api/v1/evidence/{evidence}', { evidence })
