import { Vector3, type PerspectiveCamera } from 'three'

const LOWEST = -0.15
const HIGHEST = 1.45
// Where the server's pictures are taken from, so that the 3D view takes over from them without a jump.
const HOME = { azimuth: (24 * Math.PI) / 180, elevation: (22 * Math.PI) / 180, zoom: 1 }
const FIELD = (22 * Math.PI) / 180

/** Where the customer looks from: one finger turns, two pinch and shift, the wheel zooms; `home` is where the pictures are taken from. */
export class Orbit {
  azimuth = HOME.azimuth
  elevation = HOME.elevation
  zoom = HOME.zoom
  private shift = { x: 0, y: 0 }
  private size = { height: 0.5, width: 0.35 }
  private readonly pointers = new Map<number, { x: number; y: number }>()
  private moved = 0
  private pressedAt = 0
  private glide = 0
  private aim: number | null = null
  private readonly ends = new AbortController()

  constructor(
    private readonly element: HTMLElement,
    private readonly changed: () => void,
    private readonly tapped: (x: number, y: number) => void,
  ) {
    const options = { signal: this.ends.signal }
    element.addEventListener('pointerdown', (e) => { this.down(e) }, options)
    element.addEventListener('pointermove', (e) => { this.move(e) }, options)
    element.addEventListener('pointerup', (e) => { this.up(e) }, options)
    element.addEventListener('pointercancel', (e) => { this.pointers.delete(e.pointerId) }, options)
    element.addEventListener('wheel', (e) => { this.wheel(e) }, { ...options, passive: false })
    element.addEventListener('keydown', (e) => { this.key(e) }, options)
  }

  get away(): boolean {
    return this.azimuth !== HOME.azimuth || this.elevation !== HOME.elevation || this.zoom !== HOME.zoom || this.shift.x !== 0 || this.shift.y !== 0
  }

  get held(): boolean {
    return this.pointers.size > 0 || this.aim !== null
  }

  home(): void {
    this.stop()
    this.azimuth = HOME.azimuth
    this.elevation = HOME.elevation
    this.zoom = HOME.zoom
    this.shift = { x: 0, y: 0 }
    this.changed()
  }

  turn(angle: number): void {
    this.stop()
    this.azimuth += angle
    this.changed()
  }

  /** Turns in `ms` milliseconds; taps on the way add up. */
  swing(angle: number, ms: number): void {
    const to = (this.aim ?? this.azimuth) + angle
    this.stop()
    const from = this.azimuth
    const start = performance.now()
    this.aim = to
    const step = (now: number): void => {
      const t = ms > 0 ? Math.min(1, Math.max(0, now - start) / ms) : 1
      this.azimuth = from + (to - from) * (1 - (1 - t) ** 3)
      if (t < 1) this.glide = requestAnimationFrame(step)
      else this.aim = null
      this.changed()
    }
    step(start)
  }

  private stop(): void {
    cancelAnimationFrame(this.glide)
    this.aim = null
  }

  zoomBy(factor: number): void {
    this.zoom = Math.min(2.2, Math.max(0.28, this.zoom * factor))
    this.changed()
  }

  /** One step nearer; from the nearest back to the whole bouquet. */
  closer(): void {
    this.zoom = this.zoom > 0.5 ? this.zoom * 0.85 : HOME.zoom
    this.changed()
  }

  /** The bouquet's size in metres, which the front view fits into the picture. */
  fit(height: number, width: number): void {
    this.size = { height, width }
  }

  get fitted(): { height: number; width: number } {
    return this.size
  }

  apply(camera: PerspectiveCamera, aspect: number): void {
    const { height, width } = this.size
    const half = Math.tan(FIELD / 2)
    const distance = (Math.max(height * 1.14 / 2 / half, width * 1.08 / 2 / (half * aspect)) + width * 0.36) * this.zoom
    // Coming nearer leads to the flowers, not to the ribbon.
    const near = Math.max(0, 1 - this.zoom)
    const target = new Vector3(this.shift.x, height * (0.49 + 0.3 * near) + this.shift.y, 0)
    target.applyAxisAngle(new Vector3(0, 1, 0), this.azimuth)
    const flat = Math.cos(this.elevation) * distance
    camera.fov = 22
    camera.aspect = aspect
    camera.near = Math.max(0.02, distance - width * 1.5 - 0.3)
    camera.far = distance + 3
    camera.position.set(
      target.x + Math.sin(this.azimuth) * flat,
      target.y + Math.sin(this.elevation) * distance,
      target.z + Math.cos(this.azimuth) * flat,
    )
    camera.lookAt(target)
    camera.updateProjectionMatrix()
    camera.updateMatrixWorld()
  }

  dispose(): void {
    this.stop()
    this.ends.abort()
  }

  private down(event: PointerEvent): void {
    this.stop()
    this.element.setPointerCapture(event.pointerId)
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    if (this.pointers.size === 1) {
      this.moved = 0
      this.pressedAt = event.timeStamp
    }
  }

  private move(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId)
    if (!before) return
    const dx = event.clientX - before.x
    const dy = event.clientY - before.y
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at)
    const other = others[0]
    this.moved += Math.hypot(dx, dy)
    if (other) {
      const apart = Math.hypot(before.x - other.x, before.y - other.y)
      const now = Math.hypot(event.clientX - other.x, event.clientY - other.y)
      const scale = this.size.height / this.element.clientHeight * this.zoom
      this.shift.x = clamp(this.shift.x - (dx / 2) * scale, 0.3)
      this.shift.y = clamp(this.shift.y + (dy / 2) * scale, 0.3)
      this.zoomBy(apart / Math.max(now, 1))
    } else if (this.moved > 5) {
      this.azimuth -= (dx / this.element.clientWidth) * Math.PI * 1.1
      this.elevation = Math.min(HIGHEST, Math.max(LOWEST, this.elevation + (dy / this.element.clientHeight) * 2))
      this.changed()
    }
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
  }

  private up(event: PointerEvent): void {
    const single = this.pointers.size === 1
    if (!this.pointers.delete(event.pointerId)) return
    if (single && this.moved < 6 && event.timeStamp - this.pressedAt < 500) {
      const box = this.element.getBoundingClientRect()
      this.tapped(event.clientX - box.left, event.clientY - box.top)
    }
    this.changed()
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault()
    this.zoomBy(Math.exp(Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 80) * 0.0016))
  }

  private key(event: KeyboardEvent): void {
    const actions: Record<string, () => void> = {
      ArrowLeft: () => { this.turn(-0.2) },
      ArrowRight: () => { this.turn(0.2) },
      ArrowUp: () => { this.elevation = Math.min(HIGHEST, this.elevation + 0.12); this.changed() },
      ArrowDown: () => { this.elevation = Math.max(LOWEST, this.elevation - 0.12); this.changed() },
      '+': () => { this.zoomBy(0.87) },
      '=': () => { this.zoomBy(0.87) },
      '-': () => { this.zoomBy(1.15) },
      Home: () => { this.home() },
      0: () => { this.home() },
    }
    const action = actions[event.key]
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    action()
  }
}

const clamp = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value))
