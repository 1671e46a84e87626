import { watch, type ShallowRef } from 'vue'
import { lightsOf, type Light } from '@/light/api'
import { gently, useLive } from '@/live/events'
import { may } from '@/session/session'
import { useLoad } from '@/ui/useLoad'
import type { Project } from './api'

/** The lights of those of PROJECTS that are key projects, by id, as they turn; none for who may not see lights. */
export function useLights(projects: () => Project[] | null | undefined): ShallowRef<Map<string, Light> | null> {
  const keyed = (): string[] => (may('commitment.read') ? (projects() ?? []).filter((one) => one.key_level !== 'none').map((one) => one.id) : [])
  const { data, run } = useLoad((signal) => (keyed().length ? lightsOf(keyed(), signal, 'project') : Promise.resolve(new Map<string, Light>())), false)
  const again = gently(() => void run())
  watch(() => keyed().join(), run, { immediate: true })
  useLive(['lights'], again, again)
  return data
}
