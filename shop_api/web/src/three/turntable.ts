import type { PerspectiveCamera } from 'three'
import { Turnstile } from '@/ui/queue'
import { loadPalette } from './assets'
import { distanceTo, type Waiting } from './framing'
import { Orbit } from './orbit'
import { Specimen } from './specimen'
import type { Turntables } from './turntables'

export interface Shown { model: string; palette: string }

/** Degrees. */
export const FIELD = 22
const ELEVATION = (17 * Math.PI) / 180
const AZIMUTH = (24 * Math.PI) / 180
/** Milliseconds for which a flower stays as a hand has left it. */
const REST_MS = 4000
// A browser keeps six connections to the server: models may hold three, pictures hold the others.
const gate = new Turnstile(3)

/** One flower on one canvas. `data-drawn`, `data-model`, `data-palette` and `data-sharp` (with all of the light) say what is to be seen. */
export class Turntable implements Waiting {
  readonly orbit: Orbit | null
  specimen: Specimen | null = null
  drawnAt = 0
  seenAt = 0
  inSight = false
  turning = false
  stale = true
  /** Drawn with less than all of the light. */
  coarse = false
  private wanted: Shown | null = null
  private loading = ''
  private shown: Shown | null = null
  private azimuth: number
  private lastAngle: number
  private restsUntil = 0
  private ended = false
  private grip: { x: number; azimuth: number; id: number } | null = null
  private readonly ends = new AbortController()

  constructor(readonly canvas: HTMLCanvasElement, private readonly home: Turntables, orbit: boolean) {
    this.lastAngle = home.angle
    this.azimuth = AZIMUTH + home.angle
    this.orbit = orbit ? new Orbit(canvas, () => { this.soil() }, () => undefined) : null
    if (!orbit) this.listen()
  }

  /** Turns on with everything else, unless a hand holds it or has just left it. */
  follow(moving: boolean, now: number): void {
    if (this.grip !== null || this.orbit?.held) this.restsUntil = now + REST_MS
    this.turning = moving && now >= this.restsUntil
    const step = this.turning ? this.home.angle - this.lastAngle : 0
    if (this.orbit) this.orbit.azimuth += step
    else this.azimuth += step
    this.lastAngle = this.home.angle
  }

  /** What is to be shown as soon as the canvas is in sight. The same shape in other colours loads no shape. */
  show(wanted: Shown | null): void {
    this.wanted = wanted
    void this.load()
  }

  seen(inSight: boolean): void {
    this.inSight = inSight
    this.seenAt = performance.now()
    if (inSight) void this.load()
  }

  soil(): void {
    this.stale = true
    this.home.request()
  }

  /** Its picture has just been drawn. */
  drawn(coarse: boolean): void {
    if (!this.shown) return
    this.coarse = coarse
    this.drawnAt = performance.now()
    const { dataset } = this.canvas
    if (dataset['model'] !== this.shown.model) dataset['model'] = this.shown.model
    if (dataset['palette'] !== this.shown.palette) dataset['palette'] = this.shown.palette
    if ((dataset['sharp'] === 'true') === coarse) dataset['sharp'] = String(!coarse)
    if (dataset['drawn']) return
    dataset['drawn'] = 'true'
    this.canvas.dispatchEvent(new Event('drawn'))
  }

  aim(camera: PerspectiveCamera, aspect: number): void {
    const body = this.specimen?.body
    if (!body) return
    if (this.orbit) {
      this.orbit.fit(body.high, body.radius * 2)
      this.orbit.apply(camera, aspect)
      return
    }
    const distance = distanceTo(body, aspect, (FIELD * Math.PI) / 180, ELEVATION)
    camera.aspect = aspect
    camera.fov = FIELD
    camera.near = Math.max(0.01, distance - body.radius * 1.5 - body.high)
    camera.far = distance + body.radius * 2 + body.high * 2
    const flat = Math.cos(ELEVATION) * distance
    camera.position.set(Math.sin(this.azimuth) * flat, body.high / 2 + Math.sin(ELEVATION) * distance, Math.cos(this.azimuth) * flat)
    camera.lookAt(0, body.high / 2, 0)
    camera.updateProjectionMatrix()
    camera.updateMatrixWorld()
  }

  unload(): void {
    this.specimen?.dispose()
    this.specimen = this.shown = null
    this.stale = true
    delete this.canvas.dataset['drawn']
    this.canvas.dispatchEvent(new Event('drawn'))
  }

  end(): void {
    this.ended = true
    this.ends.abort()
    this.orbit?.dispose()
    this.unload()
  }

  private async load(): Promise<void> {
    const wanted = this.wanted
    const key = wanted ? `${wanted.model} ${wanted.palette}` : ''
    if (!wanted || !this.inSight || this.loading === key || this.ended) return
    if (this.shown?.model === wanted.model && this.shown.palette === wanted.palette) return
    this.loading = key
    try {
      if (await this.become(wanted)) {
        this.shown = wanted
        this.soil()
      }
    } catch {
      // The picture of the stem stays; the next look tries again.
    } finally {
      if (this.loading === key) this.loading = ''
      if (this.wanted !== wanted) void this.load()
    }
  }

  /** False when something else was wanted in the meantime. */
  private async become(wanted: Shown): Promise<boolean> {
    if (this.specimen && this.shown?.model === wanted.model) {
      const picture = await loadPalette(wanted.palette)
      if (this.wanted !== wanted || this.ended) return false
      this.specimen.paint(picture)
      return true
    }
    const made = await inTurn(() => this.outdated(wanted) ? Promise.resolve(null) : Specimen.load(wanted.model, wanted.palette, this.home.texels, this.home.fine))
    if (!made || this.outdated(wanted)) {
      made?.dispose()
      return false
    }
    this.specimen?.dispose()
    this.specimen = made
    this.home.makeRoom()
    return true
  }

  private outdated(wanted: Shown): boolean {
    return this.ended || this.wanted !== wanted || !this.inSight
  }

  private listen(): void {
    const { signal } = this.ends
    const { canvas } = this
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button === 0) this.grip = { x: event.clientX, azimuth: this.azimuth, id: event.pointerId }
    }, { signal })
    window.addEventListener('pointermove', (event) => {
      if (this.grip?.id !== event.pointerId) return
      this.azimuth = this.grip.azimuth - ((event.clientX - this.grip.x) / Math.max(1, canvas.clientWidth)) * Math.PI * 1.1
      this.soil()
    }, { signal })
    const release = (event: PointerEvent): void => {
      if (this.grip?.id !== event.pointerId) return
      const dragged = Math.abs(event.clientX - this.grip.x) > 6
      this.grip = null
      // A drag is no press of the card that the canvas lies on.
      if (dragged) window.addEventListener('click', (click) => { click.preventDefault(); click.stopPropagation() }, { once: true, capture: true, signal: AbortSignal.timeout(50) })
      this.home.request()
    }
    window.addEventListener('pointerup', release, { signal })
    window.addEventListener('pointercancel', release, { signal })
  }
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = gate.enter(() => {
      // Not within `enter` itself, which must have returned before anyone can leave.
      void Promise.resolve().then(work).then(resolve, reject).finally(() => { leave() })
    })
  })
}
