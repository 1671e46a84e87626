/** How the choices of a field look, on the map and in words: each a colour and a pattern of its own. */
export interface Look {
  paper: string
  ink: string
  draw: 'plain' | 'dots' | 'lines' | 'cross' | 'solid'
}

export const looks: readonly [Look, ...Look[]] = [
  { paper: '#ffffff', ink: '#1d6b43', draw: 'plain' },
  { paper: '#fbf3df', ink: '#80530a', draw: 'dots' },
  { paper: '#eaf1f9', ink: '#235a92', draw: 'lines' },
  { paper: '#fdeee6', ink: '#b23a0e', draw: 'cross' },
  { paper: '#c9dfd2', ink: '#14513a', draw: 'solid' },
]

export const lookOf = (index: number): Look => looks[Math.max(0, index) % looks.length] ?? looks[0]

/** The strokes of a tile of SIDE pixels, as an SVG path; what goes out on one side comes in on the other. */
export function strokes(draw: Look['draw'], side: number): string {
  const half = side / 2
  if (draw === 'lines') return `M0 ${side}L${side} 0M${-half} ${half}L${half} ${-half}M${half} ${side + half}L${side + half} ${half}`
  if (draw === 'cross') return `M0 ${half}H${side}M${half} 0V${side}`
  if (draw === 'dots') return `M${half} ${half - 1}v2M${half - 1} ${half}h2`
  return ''
}
