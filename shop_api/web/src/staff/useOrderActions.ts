import { ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { reason } from '@/api/client'
import { staffApi } from '@/api/posy'
import type { OrderStatus, StaffOrder } from '@/api/types'
import { useLanguage } from '@/i18n'
import { say } from '@/ui/toast'
import { useSession } from './session'

export type Action = 'confirm' | 'decline' | 'refund'
const WORDS: Record<Action, string> = { confirm: 'staff.confirmed', decline: 'staff.declined', refund: 'staff.refunded' }

/** What staff may do with an order in this state, the main action first. */
export function actionsOf(status: OrderStatus): Action[] {
  if (status === 'received') return ['confirm', 'decline']
  return status === 'confirmed' ? ['refund'] : []
}

interface OrderActions {
  /** The number of the order that an answer is awaited for. */
  busy: Ref<string | null>
  act: (number: string, action: Action, why?: string) => Promise<StaffOrder | null>
}

/** Confirm, decline, refund: stock and money wait for the server, whose answer is then shown. */
export function useOrderActions(): OrderActions {
  const { t } = useI18n()
  const { pick } = useLanguage()
  const session = useSession()
  const busy = ref<string | null>(null)

  async function act(number: string, action: Action, why?: string): Promise<StaffOrder | null> {
    if (busy.value) return null
    busy.value = number
    try {
      const order = await staffApi.act(number, action, why)
      say(t(WORDS[action], { number }))
      return order
    } catch (error) {
      if (!session.expired(error)) say(pick(reason(error)))
      return null
    } finally {
      busy.value = null
    }
  }
  return { busy, act }
}
