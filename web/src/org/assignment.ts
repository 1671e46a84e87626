import type { Schemas } from '@/api'

/** What the assign form holds; an empty day or name is null. */
export interface Assignment {
  leader: string | null
  lead_unit: string | null
  co_units: string[]
  due: string | null
  stages: string[]
}

const empty: Assignment = { leader: null, lead_unit: null, co_units: [], due: null, stages: ['', '', '', ''] }

type Assigned = Pick<Schemas['Clause'], 'leader' | 'lead_unit' | 'co_units' | 'due' | 'stages'>

function formOf(clause: Assigned): Assignment {
  return {
    leader: clause.leader,
    lead_unit: clause.lead_unit,
    co_units: clause.co_units.map((unit) => unit.id),
    due: clause.due,
    stages: [...clause.stages],
  }
}

/** What the form begins with: the clause's own, or for many what they all have in common. */
export function startOf(clauses: Assigned[]): Assignment {
  const all = clauses.map(formOf)
  const first = all[0] ?? empty
  const same = <K extends keyof Assignment>(key: K): Assignment[K] =>
    all.every((one) => JSON.stringify(one[key]) === JSON.stringify(first[key])) ? first[key] : empty[key]
  return {
    leader: same('leader'),
    lead_unit: same('lead_unit'),
    co_units: same('co_units'),
    due: same('due'),
    stages: [...same('stages')],
  }
}

/** Only what was changed in the form is sent, so a bulk change leaves the rest of each clause alone. */
export function changedFields(before: Assignment, after: Assignment): Partial<Assignment> {
  const change: Record<string, unknown> = {}
  for (const key of Object.keys(before) as (keyof Assignment)[]) {
    const value = after[key] || null
    if (JSON.stringify(value) !== JSON.stringify(before[key])) change[key] = value
  }
  return change as Partial<Assignment>
}
