/** What the server says when it refuses: application/problem+json (RFC 9457). */
export interface ProblemBody {
  type?: string
  title?: string
  status?: number
  detail?: string
  errors?: { code?: string; field?: string | null; message: string }[]
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
    return this.body.errors?.find((error) => fieldName(error.field) === name)?.message ?? ''
  }

  /** Messages that no field of NAMES shows. */
  others(names: string[]): string[] {
    return (this.body.errors ?? [])
      .filter((error) => !names.includes(fieldName(error.field)))
      .map((error) => error.message)
  }
}

/** The server names a field by a JSON pointer ("/title") or by its name. */
function fieldName(path: string | null | undefined): string {
  return (path ?? '').replace(/^[#/]+/, '')
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem(0, { detail: error instanceof Error ? error.message : String(error) })
}
