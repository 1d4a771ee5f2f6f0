import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { ApiError } from '@/api/client'
import { staffApi } from '@/api/posy'
import type { StaffSession } from '@/api/types'

const KEY = 'posy.staff'

// Says only that somebody logged in on this browser, so that the log-in page need not ask the server in vain.
function remember(logged: boolean): void {
  try {
    if (logged) localStorage.setItem(KEY, '1')
    else localStorage.removeItem(KEY)
  } catch {
    // Without storage the page asks for the log-in again after a reload.
  }
}
function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) !== null
  } catch {
    return false
  }
}

/** Who is logged in. The session itself is a cookie that scripts cannot read. */
export const useSession = defineStore('session', () => {
  const who = shallowRef<StaffSession | null>(null)
  const known = ref(false)
  const error = shallowRef<unknown>(null)

  function leave(): void {
    who.value = null
    remember(false)
  }

  async function check(): Promise<void> {
    error.value = null
    if (!remembered()) {
      known.value = true
      return
    }
    try {
      who.value = await staffApi.session()
      known.value = true
    } catch (problem) {
      if (problem instanceof ApiError && problem.problem.status === 401) {
        leave()
        known.value = true
      } else error.value = problem
    }
  }

  async function logIn(name: string, password: string): Promise<void> {
    await staffApi.logIn(name, password)
    who.value = await staffApi.session()
    remember(true)
  }

  async function logOut(): Promise<void> {
    await staffApi.logOut()
    leave()
  }

  /** A request was refused because the session ran out: back to the log-in. */
  function expired(problem: unknown): boolean {
    const out = problem instanceof ApiError && problem.problem.status === 401
    if (out) leave()
    return out
  }

  return { who, known, error, check, logIn, logOut, expired }
})
