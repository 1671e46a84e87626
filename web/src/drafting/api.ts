import { call, type Schemas } from '@/api'

export type PaperYear = Schemas['PaperList']['years'][number]
export type Draft = Schemas['ResultsDraft']
export type Sentence = Draft['sections'][number]['sentences'][number]
export type Source = Draft['sources'][number]
export type Gap = Draft['unrecorded'][number]
export type Doubt = Draft['unsupported'][number]
export type Format = 'docx' | 'pdf'
export const formats: Format[] = ['docx', 'pdf']

export const listPapers = () => call('get', '/api/v1/papers', {}).then((page) => page.years)

export const readDraft = (year: number, signal?: AbortSignal) =>
  call('get', '/api/v1/papers/results/{year}', { path: { year: String(year) }, ...(signal && { signal }) })

/** Where the browser downloads a paper from: results/2022, briefing/2022-10 or notice/ID. */
export const paperAddress = (paper: string, format: Format): string => `/api/v1/papers/${paper}/file?format=${format}`
