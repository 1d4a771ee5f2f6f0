import { ref, type Ref } from 'vue'

interface Slide {
  full: Ref<boolean>
  held: Ref<boolean>
  /** How far the finger has moved the panel, in pixels; negative is up. */
  offset: Ref<number>
  handlers: Record<string, (event: never) => void>
}

/** A panel that is pulled up to its full height or down again by its handle; a tap or Enter on the handle does the same. */
export function useSlide(panel: Ref<HTMLElement | undefined>): Slide {
  const full = ref(false)
  const held = ref(false)
  const offset = ref(0)
  let from = 0
  let moved = false

  function down(event: PointerEvent): void {
    (event.currentTarget as Element).setPointerCapture(event.pointerId)
    from = event.clientY
    held.value = true
    moved = false
  }
  function move(event: PointerEvent): void {
    if (!held.value) return
    const room = (panel.value?.parentElement?.clientHeight ?? 800) * 0.55 - 110
    const distance = event.clientY - from
    if (Math.abs(distance) > 6) moved = true
    offset.value = full.value ? Math.min(room, Math.max(0, distance)) : Math.max(-room, Math.min(0, distance))
  }
  function up(): void {
    if (!held.value) return
    held.value = false
    if (offset.value < -50) full.value = true
    else if (offset.value > 50) full.value = false
    offset.value = 0
  }
  function click(): void {
    // A drag ends in a click as well; only a real tap switches.
    if (moved) moved = false
    else full.value = !full.value
  }
  return { full, held, offset, handlers: { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up, click } }
}
