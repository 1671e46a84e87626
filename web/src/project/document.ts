import { newKey } from '@/api/client'
import { asProblem } from '@/api/problem'
import { useJob } from '@/ui/useLoad'
import { readPlan, setPlan } from './api'
import type { Plan } from './gantt'

/** A schedule as it is stored: calendars, activities, links. */
export type Document = NonNullable<Plan['plan']>
export type Activity = Document['activities'][number]
export type Calendar = NonNullable<Document['calendars']>[number]

/** The plan as it stands; of a project without one an empty plan between the days that it has to keep. */
export const documentOf = (plan: Plan): Document => plan.plan ?? { activities: [], ...(plan.start_by && { start: plan.start_by }), ...(plan.finish_by && { finish: plan.finish_by }) }

/** The job that writes the whole plan anew, as HOW makes it of what there is; where somebody was faster his plan is taken in first. */
export const useDocument = (props: { project: string; plan: Plan }, done: (plan: Plan) => void, fresh: (plan: Plan) => void) =>
  useJob(async (how: (document: Document) => Document) => {
    try {
      done(await setPlan(props.project, { ...how(documentOf(props.plan)), version: props.plan.version }, newKey()))
    } catch (error) {
      if (asProblem(error).kind === 'conflict') fresh(await readPlan(props.project))
      throw error
    }
  })

/** The ids of what lies in ID, itself among them. */
export function within(activities: Activity[], id: string): Set<string> {
  const found = new Set([id])
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const one of activities) if (one.parent !== undefined && found.has(one.parent)) found.add(one.id)
  }
  return found
}

/** In how many others each activity lies. */
export function depthsOf(activities: Activity[]): Map<string, number> {
  const parents = new Map(activities.map((one) => [one.id, one.parent]))
  const depth = (id: string | undefined): number => (id === undefined ? -1 : 1 + depth(parents.get(id)))
  return new Map(activities.map((one) => [one.id, depth(one.id)]))
}

/** ACTIVITIES with ONE in its place: where it was, or after all that lies where it lies now. */
export function put(activities: Activity[], one: Activity): Activity[] {
  const at = activities.findIndex((other) => other.id === one.id)
  if (at >= 0 && activities[at]?.parent === one.parent) return activities.map((other) => (other.id === one.id ? one : other))
  const moved = within(activities, one.id)
  const block = at >= 0 ? activities.filter((other) => moved.has(other.id)).map((other) => (other.id === one.id ? one : other)) : [one]
  const rest = activities.filter((other) => !moved.has(other.id))
  const family = one.parent === undefined ? null : within(rest, one.parent)
  const after = family ? Math.max(...rest.map((other, i) => (family.has(other.id) ? i + 1 : 0))) : rest.length
  return [...rest.slice(0, after), ...block, ...rest.slice(after)]
}
