import { computed, ref } from 'vue'
import { language, t } from '@/i18n'

/** Days are Beijing days, whatever the clock of the machine in front of the user says. */
const zone = 'Asia/Shanghai'
const dayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: zone })

const dayLength = 86_400_000

/** Days that the server's calendar is from this machine's: a sample district lives in the year of its report. */
const daysApart = ref(0)

/** The server says what day it is. */
export function setToday(day: string): void {
  daysApart.value = daysUntil(day, dayFormat.format(new Date()))
}

export function today(): string {
  return dayFormat.format(new Date(Date.now() + daysApart.value * dayLength))
}

/** The day it is, when that is another one than on this machine. */
export const otherDay = computed(() => (Math.abs(daysApart.value) > 1 ? today() : null))

export function daysUntil(day: string, from = today()): number {
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayLength)
}

/** 2026-03-05 as people of the chosen language write a day. */
export function dayText(day: string | null | undefined): string {
  if (!day) return ''
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`)
  return date.toLocaleDateString(language.value, {
    timeZone: 'UTC',
    year: 'numeric',
    month: language.value === 'en' ? 'short' : 'long',
    day: 'numeric',
  })
}

export function momentText(moment: string | null | undefined): string {
  if (!moment) return ''
  return new Date(moment).toLocaleString(language.value === 'en' ? 'en-GB' : 'zh-CN', {
    timeZone: zone,
    year: 'numeric',
    month: language.value === 'en' ? 'short' : 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })
}

/** "逾期3天", "今天到期", "还有12天": never a bare number, never a colour alone. */
export function dueText(day: string | null | undefined): string {
  if (!day) return t('due.none')
  const left = daysUntil(day)
  if (left < 0) return t('due.late', { n: -left }, -left)
  if (left === 0) return t('due.today')
  return t('due.left', { n: left }, left)
}

export function dueMood(day: string | null | undefined): 'none' | 'late' | 'soon' | 'later' {
  if (!day) return 'none'
  const left = daysUntil(day)
  if (left < 0) return 'late'
  return left <= 7 ? 'soon' : 'later'
}
