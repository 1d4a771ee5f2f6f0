import { Color, LinearSRGBColorSpace, PerspectiveCamera, Vector2, WebGLRenderer } from 'three'
import { drawnBySoftware } from './device'
import { queue } from './framing'
import { Strip } from './strip'
import { FIELD, Turntable } from './turntable'

const TURN_MS = 14_000
/** Milliseconds of a picture that drawing may take, so that the page never waits for its flowers. */
const BUDGET = 9
const EVERY = { fine: 15, plain: 38 }
/** Pictures in one strip: fewer when one takes longer than so many milliseconds, as the page's own pictures wait behind it. */
const STRIP = { least: 3, most: 16, ms: 100 }
/** Sharpness of what a processor draws while it turns; small ones get all they have room for. */
const COARSE = { ratio: 0.75, pixels: 190 }
const SCROLL_MS = 140
/** Flowers that stay on the graphics card; the ones seen longest ago go first. */
const KEPT = 64
/** Milliseconds after which a flower that rests is drawn once more with all of the light. */
const SETTLE_MS = 320

/**
 * Many turning flowers with one graphics context: each is drawn off screen in its turn and copied to a plain canvas of its own, so
 * that a page scrolls as any page does. Only what is in sight is loaded and drawn.
 */
export class Turntables {
  readonly fine = !drawnBySoftware()
  /** Width of a shadow's map. */
  readonly texels = this.fine ? 768 : 384
  private readonly renderer: WebGLRenderer
  private readonly strip: Strip | null
  private readonly camera = new PerspectiveCamera(FIELD)
  private readonly tables = new Set<Turntable>()
  private readonly watcher: IntersectionObserver
  private readonly sizes: ResizeObserver
  private readonly ends = new AbortController()
  private readonly calm = matchMedia('(prefers-reduced-motion: reduce)')
  private frame = 0
  private clock = 0
  private last = 0
  private scrolledAt = -SCROLL_MS
  private turns = true
  private front: Turntable | null = null
  private many = 6
  private fetching = false
  private ended = false
  /** Pictures drawn and milliseconds spent on them, for whoever measures. */
  readonly work = { pictures: 0, ms: 0 }

  /** lost: the graphics context was taken away; the pages' pictures have to do from then on. */
  constructor(lost: () => void) {
    const canvas = document.createElement('canvas')
    this.renderer = new WebGLRenderer({ canvas, antialias: this.fine, alpha: true, premultipliedAlpha: true, powerPreference: 'high-performance' })
    this.renderer.outputColorSpace = LinearSRGBColorSpace // the shaders encode by themselves
    this.renderer.autoClear = false
    this.renderer.setClearColor(0x000000, 0)
    this.strip = this.fine ? null : new Strip()
    const { signal } = this.ends
    canvas.addEventListener('webglcontextlost', (event) => { event.preventDefault(); lost() }, { signal })
    window.addEventListener('scroll', () => { this.scrolledAt = performance.now() }, { signal, passive: true, capture: true })
    document.addEventListener('visibilitychange', () => { this.request() }, { signal })
    this.calm.addEventListener('change', () => { this.request() }, { signal })
    this.watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) this.find(entry.target)?.seen(entry.isIntersecting)
      this.request()
    }, { rootMargin: '80px' })
    this.sizes = new ResizeObserver((entries) => {
      for (const entry of entries) this.find(entry.target)?.soil()
      this.request()
    })
  }

  /** A flower on this canvas; drag turns it. With `orbit` it can be looked at from all sides and zoomed, and the others rest. */
  add(canvas: HTMLCanvasElement, orbit = false): Turntable {
    const table = new Turntable(canvas, this, orbit)
    this.tables.add(table)
    this.watcher.observe(canvas)
    this.sizes.observe(canvas)
    if (orbit) this.front = table
    return table
  }

  remove(table: Turntable): void {
    this.tables.delete(table)
    this.watcher.unobserve(table.canvas)
    this.sizes.unobserve(table.canvas)
    table.end()
    if (this.front === table) this.front = null
    this.request()
  }

  get turning(): boolean {
    return this.turns && !this.calm.matches
  }

  set turning(on: boolean) {
    this.turns = on
    this.request()
  }

  /** How far everything has turned, in radians. */
  get angle(): number {
    return (this.clock / TURN_MS) * 2 * Math.PI
  }

  request(): void {
    if (!this.frame && !this.ended && !document.hidden) this.frame = requestAnimationFrame((now) => { this.draw(now) })
  }

  /** Drops what was in sight longest ago, when there is too much. */
  makeRoom(): void {
    const loaded = [...this.tables].filter((table) => table.specimen && !table.inSight).sort((a, b) => a.seenAt - b.seenAt)
    const all = [...this.tables].filter((table) => table.specimen).length
    for (const table of loaded.slice(0, Math.max(0, all - KEPT))) table.unload()
  }

  dispose(): void {
    this.ended = true
    cancelAnimationFrame(this.frame)
    this.ends.abort()
    this.watcher.disconnect()
    this.sizes.disconnect()
    for (const table of this.tables) table.end()
    this.tables.clear()
    this.strip?.dispose()
    this.renderer.dispose()
    this.renderer.forceContextLoss()
  }

  private find(canvas: Element): Turntable | undefined {
    return [...this.tables].find((table) => table.canvas === canvas)
  }

  private draw(now: number): void {
    this.frame = 0
    const moving = this.turning
    if (moving) this.clock += Math.min(100, now - this.last)
    this.last = now
    const tables = this.front ? [this.front] : [...this.tables]
    const shown = tables.filter((table) => table.inSight && table.specimen)
    const started = performance.now()
    for (const table of shown) table.follow(moving, started)
    const due = queue(shown, started, this.fine ? EVERY.fine : EVERY.plain)
    if (this.strip) this.drawStrip(this.strip, due, shown, started)
    else this.drawEach(due, started)
    this.work.ms += performance.now() - started
    if (!this.fetching && shown.some((table) => moving || table.stale || table.coarse)) this.request()
    else this.last = performance.now()
  }

  private drawEach(due: Turntable[], started: number): void {
    for (const table of due) {
      const { canvas, specimen } = table
      const { width, height } = this.pixels(canvas)
      const context = canvas.getContext('2d')
      if (!specimen || !width || !height || !context) continue
      if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height]
      const size = this.renderer.getSize(new Vector2())
      if (size.x !== width || size.y !== height) this.renderer.setSize(width, height, false)
      specimen.prepare(this.renderer, false)
      table.aim(this.camera, width / height)
      table.stale = false
      this.renderer.clear()
      this.renderer.render(specimen.scene, this.camera)
      context.clearRect(0, 0, width, height)
      context.drawImage(this.renderer.domElement, 0, 0)
      this.shown(table, false)
      if (performance.now() - started > BUDGET) break
    }
  }

  /** Several at once, with the light of their vertices; what rests is drawn again, one at a time, with all of it. */
  private drawStrip(strip: Strip, due: Turntable[], shown: Turntable[], started: number): void {
    if (this.fetching) return
    const scrolling = started - this.scrolledAt < SCROLL_MS
    const settled = due.length || scrolling ? undefined : shown.find((table) => table.coarse && !table.turning && started - table.drawnAt > SETTLE_MS)
    const first = due[0] ?? settled
    if (!first) return
    const { width, height } = this.pixels(first.canvas, settled ? 1 : Math.min(1, Math.max(COARSE.ratio, COARSE.pixels / first.canvas.clientWidth)))
    if (!width || !height) return
    // Cards of one grid differ by a part of a pixel.
    const like = (table: Turntable): boolean => Math.abs(table.canvas.clientWidth - first.canvas.clientWidth) < 3
    const all = settled ? [settled] : due.filter(like).slice(0, scrolling ? 2 : this.many)
    for (const table of all) table.specimen?.prepare(this.renderer, !settled)
    this.clearWith(first.canvas)
    this.fetching = true
    strip.draw(this.renderer, width, height, all.map((table) => () => {
      table.aim(this.camera, width / height)
      table.stale = false
      if (table.specimen) this.renderer.render(table.specimen.scene, this.camera)
    })).then((pictures) => {
      for (const [k, table] of all.entries()) {
        const picture = pictures[k]
        if (picture && !this.ended && table.specimen) {
          copy(table.canvas, picture)
          this.shown(table, !settled)
        }
      }
      const took = performance.now() - started
      if (!settled && all.length === this.many) this.many = Math.min(STRIP.most, Math.max(STRIP.least, this.many + (took < STRIP.ms ? 1 : -1)))
    }, () => undefined).finally(() => {
      this.fetching = false
      this.request()
    })
  }

  /** How many pixels the canvas should have. */
  private pixels(canvas: HTMLCanvasElement, ratio = Math.min(window.devicePixelRatio || 1, 2)): { width: number; height: number } {
    return { width: Math.round(canvas.clientWidth * ratio), height: Math.round(canvas.clientHeight * ratio) }
  }

  private clearWith(canvas: HTMLCanvasElement): void {
    const match = /(\d+)\D+(\d+)\D+(\d+)/u.exec(getComputedStyle(canvas.parentElement ?? canvas).backgroundColor)
    const [r = 255, g = 255, b = 255] = (match ?? []).slice(1).map(Number)
    this.renderer.setClearColor(new Color().setRGB(r / 255, g / 255, b / 255, LinearSRGBColorSpace), 1)
  }

  private shown(table: Turntable, coarse: boolean): void {
    this.work.pictures++
    table.drawn(coarse)
  }
}

function copy(canvas: HTMLCanvasElement, picture: ImageData): void {
  if (canvas.width !== picture.width || canvas.height !== picture.height) [canvas.width, canvas.height] = [picture.width, picture.height]
  // Where the processor draws, a canvas in its own memory is one detour less.
  canvas.getContext('2d', { willReadFrequently: true })?.putImageData(picture, 0, 0)
}
