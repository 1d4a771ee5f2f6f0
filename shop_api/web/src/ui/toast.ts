import { shallowRef } from 'vue'

export interface Toast {
  text: string
  action?: { text: string; run: () => void }
}

export const toast = shallowRef<Toast | null>(null)
let timer = 0

/** Shows a short message at the bottom; a later one takes its place. */
export function say(text: string, action?: Toast['action']): void {
  toast.value = action ? { text, action } : { text }
  window.clearTimeout(timer)
  timer = window.setTimeout(() => { toast.value = null }, action ? 7000 : 3600)
}

export function dismiss(): void {
  window.clearTimeout(timer)
  toast.value = null
}
