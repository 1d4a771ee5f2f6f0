import {
  BufferGeometry, Color, InstancedBufferAttribute, InstancedMesh, LinearSRGBColorSpace, Matrix4, Mesh, PerspectiveCamera, Quaternion, Raycaster, Scene,
  Sphere, Vector2, Vector3, WebGLRenderer, type ShaderMaterial, type Texture,
} from 'three'
import type { DesignPreview, PlacedStem } from '@/api/types'
import { forget, loadModel, loadPalette, type Model } from './assets'
import { drawnBySoftware } from './device'
import { OPAQUE_LAYER, SHADOW_LAYER, StudioLight } from './light'
import { pieceMaterial } from './material'
import { Orbit } from './orbit'
import { Outline } from './outline'
import { Smoother } from './smooth'
import type { Body } from './visibility'

export interface ViewerEvents {
  /** A stem was tapped, or the empty space beside the bouquet (null). */
  selected: (stemId: string | null) => void
  /** A picture was drawn: labels may follow. */
  drawn: () => void
  /** The graphics context was taken away by the system. */
  lost: () => void
}

export interface Shown { revision: number; triangles: number }

interface Placed { stem: PlacedStem; from: Matrix4; to: Matrix4; now: Matrix4 }
interface Parts { url: string; meshes: Mesh[]; models: Model[] }
interface Group { mesh: InstancedMesh; model: Model; palette: Texture; stems: Placed[] }

const MOVE_MS = 200
const SLOW_FRAME_MS = 45

/**
 * The bouquet in 3D. It draws only when something changed; on a slow graphics card it lowers the resolution while moving and
 * leaves out the animation, and sharpens the picture when it comes to rest.
 */
export class BouquetViewer {
  readonly orbit: Orbit
  private readonly renderer: WebGLRenderer
  private readonly scene = new Scene()
  private readonly camera = new PerspectiveCamera()
  private readonly light: StudioLight
  private readonly outline = new Outline()
  private readonly fine: boolean
  private readonly smoother: Smoother | null
  private readonly groups = new Map<string, Group>()
  private readonly materials = new Map<string, ShaderMaterial>()
  private parts: Parts = { url: '', meshes: [], models: [] }
  private leaving: Parts[] = []
  private shown: (DesignPreview & { revision: number }) | null = null
  private turn = 0
  private frame = 0
  private settle = 0
  private moveStart = 0
  private sizeFrom = { height: 0.5, width: 0.35 }
  private sizeTo = { height: 0.5, width: 0.35 }
  private shadowStale = false
  private selectedId: string | null = null
  private frameMs = 16
  private readonly still = matchMedia('(prefers-reduced-motion: reduce)')
  private readonly observer: ResizeObserver

  constructor(private readonly canvas: HTMLCanvasElement, private readonly events: ViewerEvents) {
    this.fine = !drawnBySoftware()
    if (!this.fine) document.documentElement.dataset['calm'] = ''
    this.smoother = this.fine ? null : new Smoother()
    this.renderer = new WebGLRenderer({ canvas, antialias: this.fine, alpha: true, premultipliedAlpha: true, powerPreference: 'high-performance' })
    this.renderer.outputColorSpace = LinearSRGBColorSpace // the shaders encode by themselves
    this.renderer.autoClear = false
    this.renderer.setClearColor(0x000000, 0)
    this.light = new StudioLight(this.fine ? 1536 : 1024, this.fine)
    this.scene.add(this.light.floor)
    this.orbit = new Orbit(canvas, () => { this.request() }, (x, y) => { this.tap(x, y) })
    canvas.addEventListener('webglcontextlost', (event) => { event.preventDefault(); this.events.lost() })
    this.observer = new ResizeObserver(() => { this.request() })
    this.observer.observe(canvas)
  }

  /** Loads what the design needs and shows it; resolves with false when a later call took its place. */
  async show(view: DesignPreview & { revision: number }): Promise<boolean> {
    const turn = ++this.turn
    const stems = view.arrangement.stems
    const [models, palettes, parts] = await Promise.all([
      loadAll(stems.map((s) => s.model), loadModel),
      loadAll(stems.map((s) => s.palette), loadPalette),
      loadModel(view.parts),
    ])
    if (turn !== this.turn) return false
    const fitsBefore = this.shown !== null
    this.placeStems(stems, models, palettes)
    this.placeParts(view.parts, parts)
    this.shown = view
    this.shadowStale = true
    const { height, width, depth } = view.arrangement.size
    this.sizeFrom = { ...this.orbit.fitted }
    this.sizeTo = { height, width: Math.max(width, depth * 0.8) }
    this.measure()
    const animate = fitsBefore && !this.still.matches && this.frameMs < SLOW_FRAME_MS && this.fine
    this.moveStart = animate ? performance.now() : 0
    if (!animate) this.arrive(1)
    this.highlight()
    this.draw()
    this.letGo()
    this.canvas.dataset['revision'] = String(view.revision)
    this.canvas.dataset['hash'] = view.hash
    this.canvas.dataset['ready'] = 'true'
    this.canvas.dataset['triangles'] = String(this.triangles)
    return true
  }

  get triangles(): number {
    let sum = this.parts.models.reduce((n, model) => n + model.triangles, 0)
    for (const group of this.groups.values()) sum += group.model.triangles * group.stems.length
    return sum
  }

  get drawMs(): number {
    return this.frameMs
  }

  select(stemId: string | null): void {
    this.selectedId = stemId
    this.highlight()
    this.request()
  }

  /** Where a stem's head is on the canvas, in CSS pixels; null when it is not there. */
  place(stemId: string): { x: number; y: number } | null {
    const stem = this.shown?.arrangement.stems.find((s) => s.id === stemId)
    if (!stem) return null
    const top = new Vector3().fromArray(stem.head.centre)
    const up = new Vector3(0, 1, 0).applyQuaternion(this.camera.quaternion)
    top.addScaledVector(up, stem.head.radius * 0.9).project(this.camera)
    return { x: ((top.x + 1) / 2) * this.canvas.clientWidth, y: ((1 - top.y) / 2) * this.canvas.clientHeight }
  }

  dispose(): void {
    this.turn++
    cancelAnimationFrame(this.frame)
    window.clearTimeout(this.settle)
    this.observer.disconnect()
    this.orbit.dispose()
    for (const group of this.groups.values()) group.mesh.dispose()
    for (const material of this.materials.values()) material.dispose()
    this.leaving.push(this.parts)
    this.parts = { url: '', meshes: [], models: [] }
    this.letGo()
    this.outline.dispose()
    this.smoother?.dispose()
    this.light.dispose()
    this.renderer.dispose()
  }

  /** Asks for one picture soon. */
  request(): void {
    if (this.frame || !this.shown) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      this.draw()
    })
  }

  private placeStems(stems: PlacedStem[], models: Map<string, Model[]>, palettes: Map<string, Texture>): void {
    const before = new Map<string, Matrix4>()
    for (const group of this.groups.values()) for (const placed of group.stems) before.set(placed.stem.id, placed.now)
    const wanted = new Map<string, { model: Model; palette: Texture; stems: Placed[] }>()
    for (const stem of stems) {
      const palette = palettes.get(stem.palette)
      if (!palette) continue
      for (const [k, model] of (models.get(stem.model) ?? []).entries()) {
        const key = `${stem.model}|${stem.palette}|${String(k)}`
        const entry = wanted.get(key) ?? { model, palette, stems: [] }
        wanted.set(key, entry)
        const to = new Matrix4().fromArray(stem.transform).multiply(model.primitive.matrix)
        const known = before.get(stem.id)
        // A new stem opens in its place; one that was there makes room from where it stood.
        const from = known?.clone() ?? to.clone().scale(new Vector3(0.5, 0.5, 0.5))
        entry.stems.push({ stem, from, to, now: from.clone() })
      }
    }
    for (const [key, group] of this.groups) {
      if (wanted.has(key)) continue
      this.scene.remove(group.mesh)
      group.mesh.dispose()
      this.groups.delete(key)
    }
    for (const [key, entry] of wanted) this.groups.set(key, { ...entry, mesh: this.instanced(key, entry) })
  }

  private instanced(key: string, entry: { model: Model; palette: Texture; stems: Placed[] }): InstancedMesh {
    const known = this.groups.get(key)?.mesh
    const count = entry.stems.length
    const mesh = known && known.instanceMatrix.count >= count ? known : this.newMesh(key, entry, Math.max(count + 3, Math.ceil(count * 1.3)), known)
    mesh.count = count
    const tints = mesh.geometry.getAttribute('instanceTint') as InstancedBufferAttribute
    for (const [i, { stem }] of entry.stems.entries()) tints.setXYZ(i, ...tintOf(stem.id))
    tints.needsUpdate = true
    return mesh
  }

  private newMesh(key: string, entry: { model: Model; palette: Texture }, capacity: number, old: InstancedMesh | undefined): InstancedMesh {
    if (old) {
      this.scene.remove(old)
      old.dispose()
    }
    const { primitive } = entry.model
    let material = this.materials.get(key)
    if (!material) {
      material = pieceMaterial(entry.palette, primitive.finish, primitive.blend, this.light.uniforms, this.fine)
      this.materials.set(key, material)
    }
    // The vertices are shared by all varieties; the tints belong to this mesh's instances.
    const geometry = new BufferGeometry()
    for (const [name, attribute] of Object.entries(primitive.geometry.attributes)) geometry.setAttribute(name, attribute)
    geometry.setIndex(primitive.geometry.getIndex())
    geometry.setAttribute('instanceTint', new InstancedBufferAttribute(new Float32Array(capacity * 3), 3))
    const mesh = new InstancedMesh(geometry, material, capacity)
    mesh.frustumCulled = false
    mesh.layers.enable(SHADOW_LAYER)
    if (primitive.blend === 'opaque') mesh.layers.enable(OPAQUE_LAYER)
    this.scene.add(mesh)
    return mesh
  }

  private placeParts(url: string, models: Model[]): void {
    if (url === this.parts.url) return
    this.leaving.push(this.parts)
    for (const mesh of this.parts.meshes) this.scene.remove(mesh)
    const meshes = models.flatMap((model) => {
      const { geometry, finish, blend, matrix } = model.primitive
      if (!model.palette) return []
      const mesh = new Mesh(geometry, pieceMaterial(model.palette, finish, blend, this.light.uniforms, this.fine))
      mesh.matrixAutoUpdate = false
      mesh.matrix.copy(matrix)
      mesh.frustumCulled = false
      // Light passes through glass; it would throw a black shadow.
      if (blend === 'opaque' || blend === 'gauze') mesh.layers.enable(SHADOW_LAYER)
      if (blend === 'opaque') mesh.layers.enable(OPAQUE_LAYER)
      else mesh.renderOrder = blend === 'water' ? 1 : 2
      this.scene.add(mesh)
      return [mesh]
    })
    this.parts = { url, meshes, models }
  }

  /** Old parts go only after their followers were drawn: a shader without users would have to be compiled again. */
  private letGo(): void {
    for (const { url, meshes } of this.leaving) {
      for (const mesh of meshes) (mesh.material as ShaderMaterial).dispose()
      if (url && url !== this.parts.url) forget(url)
    }
    this.leaving = []
  }

  private measure(): void {
    const bodies: Body[] = []
    const { height, width, depth } = this.sizeTotal()
    const bounce = new Color(0, 0, 0)
    let area = 0
    for (const group of this.groups.values()) {
      bodies.push({ points: group.model.points, matrices: group.stems.map((s) => s.to) })
      const share = group.stems.reduce((sum, s) => sum + s.stem.head.radius ** 2, 0)
      bounce.add((group.palette.userData['mean'] as Color).clone().multiplyScalar(share))
      area += share
    }
    bounce.multiplyScalar(1 / Math.max(area, 1e-9))
    for (const model of this.parts.models) {
      if (model.primitive.blend === 'opaque') bodies.push({ points: model.points, matrices: [model.primitive.matrix] })
    }
    this.light.measure(bodies, new Vector3(-width / 2, 0, -depth / 2), new Vector3(width / 2, height, depth / 2), bounce)
  }

  private sizeTotal(): { height: number; width: number; depth: number } {
    const { height, width, depth } = this.shown?.arrangement.size ?? { height: 0.5, width: 0.35, depth: 0.35 }
    // The axis stands in the middle only roughly: leave room for the fuller side.
    return { height: height * 1.02, width: width * 1.12, depth: depth * 1.12 }
  }

  private arrive(t: number): void {
    const eased = 1 - (1 - t) ** 3
    for (const group of this.groups.values()) {
      for (const [i, placed] of group.stems.entries()) {
        if (t >= 1) placed.now.copy(placed.to)
        else between(placed.from, placed.to, eased, placed.now)
        group.mesh.setMatrixAt(i, placed.now)
      }
      group.mesh.instanceMatrix.needsUpdate = true
    }
    this.orbit.fit(
      this.sizeFrom.height + (this.sizeTo.height - this.sizeFrom.height) * eased,
      this.sizeFrom.width + (this.sizeTo.width - this.sizeFrom.width) * eased,
    )
  }

  private highlight(): void {
    const stems = [...this.groups.values()].flatMap((group) => group.stems
      .filter((placed) => placed.stem.id === this.selectedId)
      .map((placed) => ({ geometry: group.mesh.geometry, matrix: placed.to })))
    this.outline.set(stems)
  }

  private draw(resting = false): void {
    if (!this.shown) return
    const start = performance.now()
    const moving = this.moveStart > 0
    if (moving) {
      const t = Math.min(1, (start - this.moveStart) / MOVE_MS)
      this.arrive(t)
      if (t >= 1) this.moveStart = 0
    }
    this.resize(resting || (this.fine && !moving && !this.orbit.held))
    this.orbit.apply(this.camera, this.canvas.clientWidth / Math.max(1, this.canvas.clientHeight))
    // A software rasteriser shows the edit first and its new shadow a moment later.
    if (this.shadowStale && !moving && (this.fine || resting || !this.canvas.dataset['revision'])) {
      this.light.drawShadow(this.renderer, this.scene)
      this.shadowStale = false
    }
    this.renderer.clear()
    const paint = (): void => { this.renderer.render(this.scene, this.camera) }
    if (this.smoother) this.smoother.draw(this.renderer, this.camera, paint)
    else paint()
    const colour = getComputedStyle(this.canvas).getPropertyValue('--accent').trim()
    this.outline.draw(this.renderer, this.camera, colour, () => { this.light.drawDepth(this.renderer, this.scene, this.camera, OPAQUE_LAYER) })
    if (!this.fine) this.waitForPicture()
    this.frameMs = this.frameMs * 0.6 + (performance.now() - start) * 0.4
    this.events.drawn()
    if (this.moveStart > 0 || (this.shadowStale && this.fine)) this.request()
    else if (!resting) this.restSoon()
  }

  /** Software rasterisers queue pictures without end; reading one pixel keeps them in step with the finger. */
  private waitForPicture(): void {
    const gl = this.renderer.getContext()
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4))
  }

  private restSoon(): void {
    window.clearTimeout(this.settle)
    if (!this.shadowStale && this.renderer.getPixelRatio() >= this.ratio(true)) return
    this.settle = window.setTimeout(() => {
      if (this.orbit.held) this.restSoon()
      else this.draw(true)
    }, this.fine ? 120 : 350)
  }

  private ratio(sharp: boolean): number {
    const device = window.devicePixelRatio || 1
    if (!this.fine) return sharp ? 1 : 0.6
    const best = Math.min(device, 2)
    return sharp || this.frameMs < 24 ? best : Math.max(1, best * 0.6)
  }

  private resize(sharp: boolean): void {
    const ratio = this.ratio(sharp)
    const { clientWidth, clientHeight } = this.canvas
    const size = this.renderer.getSize(new Vector2())
    if (this.renderer.getPixelRatio() !== ratio) this.renderer.setPixelRatio(ratio)
    if (size.x !== clientWidth || size.y !== clientHeight) this.renderer.setSize(clientWidth, clientHeight, false)
  }

  private tap(x: number, y: number): void {
    const ray = new Raycaster()
    ray.setFromCamera(new Vector2((x / this.canvas.clientWidth) * 2 - 1, 1 - (y / this.canvas.clientHeight) * 2), this.camera)
    let best: { id: string; distance: number } | null = null
    for (const stem of this.shown?.arrangement.stems ?? []) {
      const sphere = new Sphere(new Vector3().fromArray(stem.head.centre), stem.head.radius * 0.82)
      const hit = ray.ray.intersectSphere(sphere, new Vector3())
      const distance = hit ? hit.distanceTo(ray.ray.origin) : Infinity
      if (distance < (best?.distance ?? Infinity)) best = { id: stem.id, distance }
    }
    const id = best && best.id !== this.selectedId ? best.id : null
    this.select(id)
    this.events.selected(id)
  }
}

async function loadAll<T>(urls: string[], load: (url: string) => Promise<T>): Promise<Map<string, T>> {
  const unique = [...new Set(urls)]
  return new Map(await Promise.all(unique.map(async (url) => [url, await load(url)] as const)))
}

/** Siblings differ a little in tone, as flowers of one bunch do: within 4 %, always the same for the same stem. */
function tintOf(id: string): [number, number, number] {
  let hash = 2166136261
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619)
  const value = 1 + (((hash >>> 8) % 1000) / 1000 - 0.5) * 0.08
  return [value, value, value]
}

const scratch = { p: new Vector3(), q: new Quaternion(), s: new Vector3(), p2: new Vector3(), q2: new Quaternion(), s2: new Vector3() }

function between(from: Matrix4, to: Matrix4, t: number, out: Matrix4): void {
  from.decompose(scratch.p, scratch.q, scratch.s)
  to.decompose(scratch.p2, scratch.q2, scratch.s2)
  out.compose(scratch.p.lerp(scratch.p2, t), scratch.q.slerp(scratch.q2, t), scratch.s.lerp(scratch.s2, t))
}
