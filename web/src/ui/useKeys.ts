import { onBeforeUnmount, onMounted } from 'vue'

/** Keys that mean something on a page. Not while typing, not with Ctrl or Alt held, not under a dialog. */
export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    const target = event.target as HTMLElement
    if (target.closest('input, textarea, select, [contenteditable=true], [role=combobox]')) return
    if (document.querySelector('[aria-modal=true]:not([hidden])')?.checkVisibility()) return
    const action = keys[event.key]
    if (!action) return
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
