import { onMounted, watch, type Ref } from 'vue'
import type { Grid } from './api'

/** A narrow screen opens at the period to be reported, with the one before it beside the names. */
export function useOpening(scroll: Readonly<Ref<HTMLElement | null>>, grid: () => Grid): void {
  const open = (): void => {
    const heads = scroll.value?.querySelectorAll<HTMLElement>('thead th')
    const at = grid().periods.findIndex((one) => one.period === grid().to_report)
    const before = heads?.[at]
    const name = heads?.[0]
    if (scroll.value && before && name) scroll.value.scrollLeft = at > 0 ? before.offsetLeft - name.offsetWidth : 0
  }
  onMounted(open)
  watch(() => `${String(grid().year)} ${grid().frequency}`, open, { flush: 'post' })
}
