import type { Language } from '@/api/types'

const locales: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' }

/** A calendar day "2026-11-28" as a Date at local noon, so that no time zone moves it to the day before. */
function noon(day: string): Date {
  return new Date(`${day}T12:00:00`)
}

/** "11/28": month and day in both languages. */
export function shortDay(day: string): string {
  const date = noon(day)
  return `${String(date.getMonth() + 1)}/${String(date.getDate())}`
}

/** "周五" or "Fri". */
export function weekday(day: string, language: Language): string {
  return noon(day).toLocaleDateString(locales[language], { weekday: 'short' })
}

/** "11月28日周六" or "Saturday 28 November". */
export function longDay(day: string, language: Language): string {
  return noon(day).toLocaleDateString(locales[language], { month: 'long', day: 'numeric', weekday: language === 'zh' ? 'short' : 'long' })
}

/** A moment in the shop's zone: "11/28 09:05". */
export function moment(iso: string, zone?: string): string {
  const date = new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(iso) ? iso : `${iso}Z`)
  const parts = new Intl.DateTimeFormat('en-GB', {
    month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', ...(zone ? { timeZone: zone } : {}),
  }).formatToParts(date)
  const get = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? ''
  return `${get('month')}/${get('day')} ${get('hour')}:${get('minute')}`
}

/** The `count` days from `first` on, none after `last`. */
export function days(first: string, last: string, count: number): string[] {
  const result: string[] = []
  const date = noon(first)
  while (result.length < count) {
    const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, '0')).join('-')
    if (day > last) break
    result.push(day)
    date.setDate(date.getDate() + 1)
  }
  return result
}

/** The calendar day of a moment in a zone: "2026-11-28". A plain day stays as it is. */
export function dayOf(iso: string, zone?: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(iso)) return iso
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...(zone ? { timeZone: zone } : {}) }).format(new Date(iso))
}

/** The last second of a day in a zone, as a moment: "2026-11-28T23:59:59+08:00". */
export function endOfDay(day: string, zone?: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'longOffset', ...(zone ? { timeZone: zone } : {}) }).formatToParts(noon(day))
  const offset = parts.find((part) => part.type === 'timeZoneName')?.value.replace('GMT', '') ?? ''
  return `${day}T23:59:59${offset || 'Z'}`
}

/** Today's day in a zone: "2026-11-28". */
export function today(zone?: string): string {
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...(zone ? { timeZone: zone } : {}) }).format(new Date())
}
