import { computed, type ComputedRef } from 'vue'
import { useLoad } from '@/ui/useLoad'
import { listTypes, type RegisterType } from './api'

/** The declared types, and the one with KEY. */
export function useTypes(key: () => string) {
  const { data: types, problem, run } = useLoad(() => listTypes())
  const type: ComputedRef<RegisterType | undefined> = computed(() => types.value?.find((one) => one.key === key()) ?? (key() === '' ? types.value?.[0] : undefined))
  return { types, type, problem, run }
}
