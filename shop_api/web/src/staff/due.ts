import { days, shortDay, today } from '@/ui/dates'

export interface Due { key: 'staff.due' | 'staff.dueToday' | 'staff.dueTomorrow'; day: string; slot: string; near: boolean }

/** When an order is due, in words, and whether that is today (`near`). */
export function dueOf(order: { date: string; slot: string }, zone?: string): Due {
  const now = today(zone)
  const tomorrow = days(now, '9999-12-31', 2)[1]
  const key = order.date === now ? 'staff.dueToday' : order.date === tomorrow ? 'staff.dueTomorrow' : 'staff.due'
  return { key, day: shortDay(order.date), slot: order.slot.replace('-', '–'), near: order.date <= now }
}
