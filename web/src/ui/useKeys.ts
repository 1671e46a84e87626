import { onBeforeUnmount, onMounted, ref, watch } from 'vue'

const remembered = 'luoshi.keys'

/** Whoever dictates or types by switch can turn single keys off (WCAG 2.2, 2.1.4). */
export const singleKeys = ref(localStorage.getItem(remembered) !== 'off')

watch(singleKeys, (on) => {
  localStorage.setItem(remembered, on ? 'on' : 'off')
})

/** Keys that mean something on a page. Not while typing, not with Ctrl or Alt held, not under a dialog. */
export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    const target = event.target as HTMLElement
    if (target.closest('input, textarea, select, [contenteditable=true], [role=combobox]')) return
    if (document.querySelector('[aria-modal=true]:not([hidden])')?.checkVisibility()) return
    const action = keys[event.key]
    if (!action || (event.key.length === 1 && !singleKeys.value)) return
    // Arrows scroll what has the focus and scrolls by itself.
    if (event.key.startsWith('Arrow') && target.closest('[data-scrolls]')) return
    if (event.key === 'Enter' && target.closest('a, button, summary')) return
    event.preventDefault()
    action(event)
  }
  onMounted(() => {
    document.addEventListener('keydown', pressed)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('keydown', pressed)
  })
}
