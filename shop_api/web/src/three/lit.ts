import {
  BufferGeometry, Camera, DoubleSide, GLSL3, NearestFilter, NoBlending, NoColorSpace, Points, Scene, ShaderMaterial, SRGBColorSpace, Vector2,
  WebGLRenderTarget, type Mesh, type Texture, type WebGLRenderer,
} from 'three'
import type { LightUniforms } from './light'
import { BAKE_FRAGMENT, BAKE_VERTEX, LIT_FRAGMENT, LIT_VERTEX } from './litShaders'

const COLUMNS = 64

/**
 * A mesh's second coat: the light on each of its vertices, worked out once for a palette, and a material that only multiplies it
 * with the palette. A software rasteriser draws it ten to thirty times as fast as the full one (measured: 119 ms against 4 to 9).
 */
export class LitCoat {
  readonly material: ShaderMaterial
  private readonly target: WebGLRenderTarget
  private readonly bake: ShaderMaterial
  private readonly points: Points
  private readonly scene = new Scene()
  private readonly camera = new Camera()
  private plain: Texture | null = null
  private stale = true

  constructor(mesh: Mesh, light: LightUniforms, finish: unknown, palette: Texture) {
    const count = mesh.geometry.getAttribute('position').count
    const rows = Math.max(1, Math.ceil(count / COLUMNS))
    this.target = new WebGLRenderTarget(COLUMNS, rows, { count: 2, depthBuffer: false, minFilter: NearestFilter, magFilter: NearestFilter })
    this.bake = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: BAKE_VERTEX,
      fragmentShader: BAKE_FRAGMENT,
      defines: { TAPS: 8 },
      uniforms: { ...light, palette: { value: palette }, finish: { value: finish }, size: { value: new Vector2(COLUMNS, rows) } },
      blending: NoBlending,
      depthTest: false,
      depthWrite: false,
    })
    // Without the triangles each vertex comes once.
    const geometry = new BufferGeometry()
    for (const [name, attribute] of Object.entries(mesh.geometry.attributes)) geometry.setAttribute(name, attribute)
    this.points = new Points(geometry, this.bake)
    this.points.matrixAutoUpdate = false
    this.points.matrix.copy(mesh.matrix)
    this.points.frustumCulled = false
    this.scene.add(this.points)
    this.material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: LIT_VERTEX,
      fragmentShader: LIT_FRAGMENT,
      uniforms: { palette: { value: palette }, front: { value: this.target.textures[0] }, back: { value: this.target.textures[1] }, columns: { value: COLUMNS } },
      side: DoubleSide,
      blending: NoBlending,
    })
    this.paint(palette)
  }

  /** Other colours: the light has to be worked out again. */
  paint(palette: Texture): void {
    set(this.bake, palette)
    this.plain?.dispose()
    // The same picture without decoding: light and colour are multiplied as they are encoded.
    this.plain = palette.clone()
    this.plain.colorSpace = palette.colorSpace === SRGBColorSpace ? NoColorSpace : palette.colorSpace
    this.plain.needsUpdate = true
    set(this.material, this.plain)
    this.stale = true
  }

  /** Works the light out when it is not yet; its shadow must be drawn before. */
  prepare(renderer: WebGLRenderer): void {
    if (!this.stale) return
    const before = renderer.getRenderTarget()
    renderer.setRenderTarget(this.target)
    renderer.render(this.scene, this.camera)
    renderer.setRenderTarget(before)
    this.stale = false
  }

  dispose(): void {
    this.target.dispose()
    this.bake.dispose()
    this.material.dispose()
    this.plain?.dispose()
    // Of the points only: the attributes belong to the mesh.
    this.scene.remove(this.points)
  }
}

function set(material: ShaderMaterial, palette: Texture): void {
  (material.uniforms as { palette: { value: Texture } }).palette.value = palette
}
