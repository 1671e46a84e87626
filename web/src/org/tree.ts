import type { Area, Unit } from './api'

export interface Row {
  unit: Unit
  depth: number
}

export interface Group {
  area: Area | null
  rows: Row[]
}

/** Units under their areas and under one another, in the order the server gave. */
export function groupUnits(units: Unit[], areas: Area[]): Group[] {
  const known = new Set(units.map((unit) => unit.id))
  const children = new Map<string, Unit[]>()
  for (const unit of units) {
    const parent = unit.parent && known.has(unit.parent) ? unit.parent : ''
    children.set(parent, [...(children.get(parent) ?? []), unit])
  }
  const below = (unit: Unit, depth: number): Row[] => [
    { unit, depth },
    ...(children.get(unit.id) ?? []).flatMap((child) => below(child, depth + 1)),
  ]
  const byArea = new Map<string, Row[]>()
  for (const unit of children.get('') ?? []) {
    const area = unit.area ?? ''
    byArea.set(area, [...(byArea.get(area) ?? []), ...below(unit, 0)])
  }
  return [...byArea].map(([code, rows]) => ({ area: areas.find((area) => area.code === code) ?? null, rows }))
}
