import { language } from '@/i18n'

/** 12.4 kB: sizes as people read them. */
export function sizeText(bytes: number): string {
  const step = bytes >= 1_000_000 ? 1_000_000 : 1000
  const number = (bytes / step).toLocaleString(language.value, { maximumFractionDigits: 1 })
  return `${number} ${step === 1000 ? 'kB' : 'MB'}`
}

export function numberText(value: number): string {
  return value.toLocaleString(language.value)
}
