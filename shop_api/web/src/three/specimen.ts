import { Color, Mesh, Scene, Vector3, type Matrix4, type ShaderMaterial, type Texture, type WebGLRenderer } from 'three'
import { loadModel, loadPalette, type Model } from './assets'
import { swept, type Swept } from './framing'
import { SHADOW_LAYER, StudioLight } from './light'
import { LitCoat } from './lit'
import { pieceMaterial } from './material'

/** One flower alone in the studio's light, standing on y = 0. Its colours may change, its shape may not. */
export class Specimen {
  readonly scene = new Scene()
  readonly body: Swept
  readonly triangles: number
  private readonly light: StudioLight
  private readonly meshes: Mesh[] = []
  private readonly full: ShaderMaterial[] = []
  /** The quick materials, only where a processor draws. */
  private readonly coats: LitCoat[] = []
  private shadowStale = true

  private constructor(models: Model[], palette: Texture, texels: number, fine: boolean) {
    this.light = new StudioLight(texels, fine)
    const bodies = models.map((model) => swept(moved(model)))
    const low = Math.min(...bodies.map((body) => body.low))
    const high = Math.max(...bodies.map((body) => body.high))
    this.body = { radius: Math.max(...bodies.map((body) => body.radius)), low: 0, high: high - low }
    this.triangles = models.reduce((sum, model) => sum + model.triangles, 0)
    for (const { primitive } of models) {
      const material = pieceMaterial(palette, primitive.finish, primitive.blend, this.light.uniforms, fine)
      const mesh = new Mesh(primitive.geometry, material)
      mesh.matrixAutoUpdate = false
      mesh.matrix.copy(primitive.matrix).setPosition(new Vector3().setFromMatrixPosition(primitive.matrix).add(new Vector3(0, -low, 0)))
      mesh.frustumCulled = false
      mesh.layers.enable(SHADOW_LAYER)
      this.meshes.push(mesh)
      this.full.push(material)
      if (!fine) this.coats.push(new LitCoat(mesh, this.light.uniforms, (material.uniforms as { finish: { value: unknown } }).finish.value, palette))
      this.scene.add(mesh)
    }
    const { radius } = this.body
    const matrices = this.meshes.map((mesh): Matrix4[] => [mesh.matrix])
    this.light.measure(
      models.map((model, k) => ({ points: model.points, matrices: matrices[k] ?? [] })),
      new Vector3(-radius, 0, -radius), new Vector3(radius, this.body.high, radius), meanOf(palette),
    )
  }

  static async load(model: string, palette: string, texels: number, fine: boolean): Promise<Specimen> {
    const [models, picture] = await Promise.all([loadModel(model), loadPalette(palette)])
    return new Specimen(models, picture, texels, fine)
  }

  /** Another variety's colours on the same shape. */
  paint(picture: Texture): void {
    this.light.uniforms.bounce.value.copy(meanOf(picture))
    for (const material of this.full) (material.uniforms as { palette: { value: Texture } }).palette.value = picture
    for (const coat of this.coats) coat.paint(picture)
  }

  /** What has to be drawn before the picture itself. quick: with the light of its vertices, where that makes a difference. */
  prepare(renderer: WebGLRenderer, quick: boolean): void {
    if (this.shadowStale) {
      this.light.drawShadow(renderer, this.scene)
      this.shadowStale = false
    }
    for (const [k, mesh] of this.meshes.entries()) {
      const coat = quick ? this.coats[k] : undefined
      coat?.prepare(renderer)
      const material = coat?.material ?? this.full[k]
      if (material) mesh.material = material
    }
  }

  /** Frees the graphics card; shape and palettes stay in memory for the next time. */
  dispose(): void {
    for (const material of this.full) material.dispose()
    for (const coat of this.coats) coat.dispose()
    for (const mesh of this.meshes) mesh.geometry.dispose()
    this.light.dispose()
  }
}

function meanOf(palette: Texture): Color {
  return palette.userData['mean'] as Color
}

/** The model's points where its matrix puts them. */
function moved({ primitive }: Model): Float32Array {
  const position = primitive.geometry.getAttribute('position')
  const points = new Float32Array(position.count * 3)
  const p = new Vector3()
  for (let i = 0; i < position.count; i++) p.fromBufferAttribute(position, i).applyMatrix4(primitive.matrix).toArray(points, i * 3)
  return points
}
