/** What the server says when it refuses: application/problem+json (RFC 9457). */
export interface ProblemBody {
  type?: string
  title?: string
  status?: number
  detail?: string
  errors?: { code?: string; field?: string | null; message: string; about?: Record<string, string | undefined> }[]
}

export type ProblemKind = 'refused' | 'offline' | 'conflict' | 'expired' | 'forbidden' | 'missing'

const kinds: Record<number, ProblemKind> = {
  401: 'expired',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  412: 'conflict',
}

export class Problem extends Error {
  readonly status: number
  readonly kind: ProblemKind
  readonly body: ProblemBody

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? body.title ?? `HTTP ${String(status)}`)
    this.status = status
    this.kind = status === 0 ? 'offline' : (kinds[status] ?? 'refused')
    this.body = body
  }

  /** The message that belongs beside the field called NAME, if there is one. */
  field(name: string): string {
    return this.body.errors?.find((error) => names(error.field, name))?.message ?? ''
  }

  /** Messages that no field of SHOWN shows. */
  others(shown: string[]): string[] {
    return (this.body.errors ?? [])
      .filter((error) => !shown.some((name) => names(error.field, name)))
      .map((error) => error.message)
  }
}

/** The server names a field by a JSON pointer ("/title", "/changes/0/set/text") or by its name. */
function names(path: string | null | undefined, name: string): boolean {
  const plain = (path ?? '').replace(/^[#/]+/, '')
  return plain === name || (name !== '' && plain.endsWith(`/${name}`))
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem(0, { detail: error instanceof Error ? error.message : String(error) })
}
