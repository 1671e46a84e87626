import { createI18n } from 'vue-i18n'
import { ref } from 'vue'
import chinese from './zh-CN.json'

export type Language = 'zh-CN' | 'en'
type Messages = typeof chinese

declare module 'vue-i18n' {
  // Keys are checked by the compiler against the Chinese file.
  export interface DefineLocaleMessage extends Messages {} // eslint-disable-line @typescript-eslint/no-empty-object-type
}

const remembered = 'luoshi.language'

export const language = ref<Language>('zh-CN')

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': chinese } as unknown as Record<Language, Messages>,
})

export const t = i18n.global.t

/** Shows everything in NEXT from now on, and after the next visit too. */
export async function useLanguage(next: Language): Promise<void> {
  // Remembered first: whoever leaves the page at once has chosen all the same.
  localStorage.setItem(remembered, next)
  // Links to files carry no header of ours: the server reads this.
  document.cookie = `luoshi_language=${next}; path=/; max-age=31536000; samesite=lax`
  if (next === 'en' && !i18n.global.availableLocales.includes('en')) {
    const english = await import('./en.json')
    i18n.global.setLocaleMessage('en', english.default as unknown as Messages)
  }
  i18n.global.locale.value = next
  language.value = next
  document.documentElement.lang = next
}

export function rememberedLanguage(): Language {
  return localStorage.getItem(remembered) === 'en' ? 'en' : 'zh-CN'
}
