import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'

export interface Load<T> {
  data: ShallowRef<T | null>
  problem: ShallowRef<Problem | null>
  busy: Ref<boolean>
  run: () => Promise<void>
}

/** Runs JOB and keeps the last answer; an answer that a later run overtook is thrown away. */
export function useLoad<T>(job: (signal: AbortSignal) => Promise<T>, now = true): Load<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  let current = new AbortController()

  async function run(): Promise<void> {
    current.abort()
    const mine = (current = new AbortController())
    busy.value = true
    try {
      const answer = await job(mine.signal)
      if (mine.signal.aborted) return
      data.value = answer
      problem.value = null
    } catch (error) {
      if (!mine.signal.aborted) problem.value = asProblem(error)
    } finally {
      if (current === mine) busy.value = false
    }
  }

  onScopeDispose(() => {
    current.abort()
  })
  if (now) void run()
  return { data, problem, busy, run }
}

export interface Job<A extends unknown[]> {
  busy: Ref<boolean>
  problem: ShallowRef<Problem | null>
  run: (...given: A) => Promise<boolean>
}

/** A command of the user: says whether it is under way and what was refused. */
export function useJob<A extends unknown[]>(job: (...given: A) => Promise<unknown>): Job<A> {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)

  async function run(...given: A): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await job(...given)
      return true
    } catch (error) {
      problem.value = asProblem(error)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, problem, run }
}
