/* Places in a text count UTF-16 units, as the interface and JavaScript both do. */

export interface Span {
  start: number
  end: number
  id: string
}

export interface Piece {
  text: string
  /** The clause it belongs to, or none. */
  clause: string | null
  /** True for a figure. */
  figure: boolean
  /** First piece of its clause: where the page scrolls to. */
  first: boolean
}

/** Cuts TEXT at all ends of CLAUSES (which do not overlap) and FIGURES, both in string indexes. */
export function cut(text: string, clauses: Span[], figures: Span[]): Piece[] {
  const edges = new Set([0, text.length])
  for (const span of [...clauses, ...figures]) {
    edges.add(span.start)
    edges.add(span.end)
  }
  const order = [...edges].filter((edge) => edge >= 0 && edge <= text.length).sort((a, b) => a - b)
  const byStart = (a: Span, b: Span) => a.start - b.start
  const inClauses = walker([...clauses].sort(byStart))
  const inFigures = walker([...figures].sort(byStart))
  const seen = new Set<string>()
  const pieces: Piece[] = []
  for (let i = 0; i + 1 < order.length; i += 1) {
    const start = order[i] ?? 0
    const clause = inClauses(start)?.id ?? null
    const first = clause !== null && !seen.has(clause)
    if (clause !== null) seen.add(clause)
    pieces.push({
      text: text.slice(start, order[i + 1]),
      clause,
      figure: inFigures(start) !== undefined,
      first,
    })
  }
  return pieces
}

/** Asked with growing places, says which of the sorted SPANS holds each. */
function walker(spans: Span[]): (place: number) => Span | undefined {
  let i = 0
  return (place) => {
    while (i < spans.length && (spans[i]?.end ?? 0) <= place) i += 1
    const span = spans[i]
    return span && span.start <= place ? span : undefined
  }
}

/** Pieces by paragraph of the text, so that a browser lays out only those in sight. */
export function paragraphs(pieces: Piece[]): Piece[][] {
  const all: Piece[][] = [[]]
  for (const piece of pieces) {
    piece.text.split(/(?<=\n)/).forEach((text, i) => {
      all[all.length - 1]?.push({ ...piece, text, first: piece.first && i === 0 })
      if (text.endsWith('\n')) all.push([])
    })
  }
  return all.filter((paragraph) => paragraph.length > 0)
}
