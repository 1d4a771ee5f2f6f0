import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { ApiError, isOffline, reason } from '@/api/client'
import { api } from '@/api/posy'
import type { Design, DesignView, Text } from '@/api/types'
import { today } from '@/ui/dates'
import { knownDay, rememberDay } from './chosenDay'
import { History } from './history'
import { LatestWins } from './latest'

export type SaveState = 'saved' | 'saving' | 'offline'

const PAUSE_MS = 60
const RETRY_MS = 4000

/** Told to the page when something happened that the customer should know. */
export type Notice =
  | { kind: 'refused'; why: Text }
  | { kind: 'stale'; theirs: Design }
  | { kind: 'created'; id: string }

/**
 * The design being edited. `design` is what the customer has on screen, at once; `view` is the server's last word on it: picture,
 * size, price. Edits are saved one at a time and the newest wins. Money and stock are never guessed here.
 */
export const useDesigner = defineStore('designer', () => {
  const design = shallowRef<Design | null>(null)
  const view = shallowRef<DesignView | null>(null)
  const date = ref<string | null>(null)
  const saveState = ref<SaveState>('saved')
  const loadError = shallowRef<unknown>(null)
  const steps = ref(0)
  const notice = shallowRef<Notice | null>(null)
  const history = new History<Design>()
  let session = 0
  let retry = 0

  const canUndo = computed(() => steps.value >= 0 && history.canUndo)
  const canRedo = computed(() => steps.value >= 0 && history.canRedo)
  /** The price on screen belongs to an older state of the design. */
  const pricing = computed(() => saveState.value !== 'saved')

  const saver = new LatestWins<{ design: Design; session: number }>(async (job) => {
    if (job.session !== session) return
    saveState.value = 'saving'
    try {
      await store(job.design)
      if (job.session === session && !saver.superseded) saveState.value = 'saved'
    } catch (error) {
      if (job.session === session) failed(error, job)
    }
  }, PAUSE_MS)

  async function store(next: Design): Promise<void> {
    const mine = session
    const known = view.value
    const result = known
      ? await api.replaceDesign(known.id, next, known.revision, date.value)
      : await api.createDesign(next, date.value ?? undefined)
    if (mine !== session) return
    view.value = result
    if (!known) notice.value = { kind: 'created', id: result.id }
  }

  function failed(error: unknown, job: { design: Design; session: number }): void {
    if (isOffline(error)) {
      saveState.value = 'offline'
      retryLater()
      return
    }
    const current = error instanceof ApiError && error.problem.code === 'design.stale' ? error.problem.current : undefined
    if (current) {
      // Someone else changed it meanwhile. The hand on this screen wins; the other version is one tap away.
      view.value = { ...current }
      notice.value = { kind: 'stale', theirs: current.design }
      if (!saver.superseded) saver.push(job)
      return
    }
    notice.value = { kind: 'refused', why: reason(error) }
    saveState.value = 'saved'
    // Refused: go back to what stands, unless the customer has already gone on.
    if (design.value === job.design && view.value) {
      history.revoke()
      design.value = view.value.design
      steps.value++
    }
  }

  function retryLater(): void {
    window.clearTimeout(retry)
    retry = window.setTimeout(resend, RETRY_MS)
  }

  function resend(): void {
    if (saveState.value === 'offline' && design.value) saver.push({ design: design.value, session })
  }
  window.addEventListener('online', resend)
  watch([date, () => view.value?.id], ([day, id]) => { if (day && id) rememberDay(id, day) })

  function reset(): void {
    session++
    saver.drop()
    window.clearTimeout(retry)
    history.clear()
    design.value = null
    view.value = null
    date.value = null
    loadError.value = null
    notice.value = null
    saveState.value = 'saved'
    steps.value = 0
  }

  async function open(id: string): Promise<void> {
    if (view.value?.id === id) return
    reset()
    const mine = session
    try {
      const day = knownDay(id, today())
      // A day that the shop no longer takes is let go.
      const onDay = day ? await api.design(id, day).catch(() => null) : null
      const result = onDay ?? await api.design(id)
      if (mine !== session) return
      if (onDay) date.value = day
      view.value = result
      design.value = result.design
    } catch (error) {
      if (mine === session) loadError.value = error
    }
  }

  async function startFrom(libraryId: string): Promise<void> {
    reset()
    const mine = session
    try {
      const item = await api.libraryItem(libraryId)
      const result = await api.createDesign(item.design)
      if (mine !== session) return
      view.value = result
      design.value = result.design
      notice.value = { kind: 'created', id: result.id }
    } catch (error) {
      if (mine === session) loadError.value = error
    }
  }

  /** An empty table: nothing is stored before the first stem. */
  function startBlank(blank: Design): void {
    reset()
    design.value = blank
  }

  function edit(change: (design: Design) => Design, topic = ''): void {
    const before = design.value
    if (!before) return
    const next = change(before)
    if (next === before) return
    if (before.stems.length) history.record(before, topic, performance.now())
    put(next)
  }

  function put(next: Design): void {
    design.value = next
    steps.value++
    if (!next.stems.length) return
    saveState.value = saveState.value === 'offline' ? 'offline' : 'saving'
    saver.push({ design: next, session })
  }

  function undo(): void {
    const before = design.value && history.undo(design.value)
    if (before) put(before)
  }

  function redo(): void {
    const after = design.value && history.redo(design.value)
    if (after) put(after)
  }

  /** Asks for the price and the stock of another day. */
  async function setDate(day: string): Promise<void> {
    date.value = day
    const known = view.value
    if (!known) return
    if (saver.pending && design.value) {
      saver.push({ design: design.value, session })
      return
    }
    saveState.value = 'saving'
    const mine = session
    try {
      const result = await api.design(known.id, day)
      if (mine === session && date.value === day) view.value = { ...known, quote: result.quote, issues: result.issues }
    } catch (error) {
      notice.value = { kind: 'refused', why: reason(error) }
    } finally {
      if (mine === session && !saver.pending) saveState.value = 'saved'
    }
  }

  /** Waits until the server has had its word on the newest edit, or cannot be reached. */
  function settled(): Promise<void> {
    if (saveState.value !== 'saving') return Promise.resolve()
    return new Promise((resolve) => {
      const stop = watch(saveState, (state) => {
        if (state === 'saving') return
        stop()
        resolve()
      })
    })
  }

  return {
    design, view, date, saveState, loadError, notice, canUndo, canRedo, pricing, steps,
    open, startFrom, startBlank, edit, undo, redo, setDate, settled, resend, reset,
  }
})
