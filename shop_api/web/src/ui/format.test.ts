import { describe, expect, it } from 'vitest'
import { dayOf, days, endOfDay, longDay, moment, shortDay } from './dates'
import { priceText } from './money'

describe('money', () => {
  it('shows whole yuan plainly and fen only where there are some', () => {
    expect([0, 5, 16800, 850, 1_234_500, -1200].map(priceText)).toEqual(['¥0', '¥0.05', '¥168', '¥8.50', '¥12,345', '−¥12'])
  })
})

describe('days', () => {
  it('never slip to the day before', () => {
    expect(shortDay('2026-11-01')).toBe('11/1')
    expect(longDay('2026-11-28', 'en')).toContain('28')
  })

  it('run over the end of a month and stop at the last', () => {
    expect(days('2026-11-29', '2026-12-31', 3)).toEqual(['2026-11-29', '2026-11-30', '2026-12-01'])
    expect(days('2026-11-29', '2026-11-30', 9)).toHaveLength(2)
  })

  it('the shop’s calendar decides which day a moment belongs to', () => {
    expect(dayOf('2026-11-27T19:58:30Z', 'Asia/Shanghai')).toBe('2026-11-28')
    expect(dayOf('2026-11-27', 'Asia/Shanghai')).toBe('2026-11-27')
    expect(new Date(endOfDay('2026-11-28', 'Asia/Shanghai')).toISOString()).toBe('2026-11-28T15:59:59.000Z')
    expect(new Date(endOfDay('2026-11-28', 'UTC')).toISOString()).toBe('2026-11-28T23:59:59.000Z')
  })

  it('moments are shown in the shop’s zone', () => {
    expect(moment('2026-11-28T01:05:00Z', 'Asia/Shanghai')).toBe('11/28 09:05')
    expect(moment('2026-11-28T01:05:00', 'Asia/Shanghai')).toBe('11/28 09:05')
  })
})
