import {
  Color, DoubleSide, GLSL3, InstancedMesh, LinearFilter, Mesh, PlaneGeometry, Scene, ShaderMaterial, Vector2, WebGLRenderTarget,
  type BufferGeometry, type Camera, type Matrix4, type WebGLRenderer,
} from 'three'
import { DEPTH_VERTEX, OUTLINE_FRAGMENT, SCREEN_VERTEX, WHITE_FRAGMENT } from './shaders'

/** A line around the selected stem, found from its silhouette in a mask of its own. */
export class Outline {
  private readonly target = new WebGLRenderTarget(4, 4, { minFilter: LinearFilter, magFilter: LinearFilter })
  private readonly maskScene = new Scene()
  private readonly screenScene = new Scene()
  private readonly maskMaterial = new ShaderMaterial({
    glslVersion: GLSL3, vertexShader: DEPTH_VERTEX, fragmentShader: WHITE_FRAGMENT, side: DoubleSide,
    polygonOffset: true, polygonOffsetFactor: -1, polygonOffsetUnits: -4,
  })
  private readonly screenMaterial = new ShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: SCREEN_VERTEX,
    fragmentShader: OUTLINE_FRAGMENT,
    uniforms: { mask: { value: this.target.texture }, texel: { value: new Vector2() }, colour: { value: new Color() } },
    transparent: true,
    premultipliedAlpha: true,
    depthTest: false,
    depthWrite: false,
  })
  private readonly screen = new Mesh(new PlaneGeometry(2, 2), this.screenMaterial)

  constructor() {
    this.screen.frustumCulled = false
    this.screenScene.add(this.screen)
  }

  set(stems: { geometry: BufferGeometry; matrix: Matrix4 }[]): void {
    this.maskScene.clear()
    for (const { geometry, matrix } of stems) {
      const mesh = new InstancedMesh(geometry, this.maskMaterial, 1)
      mesh.setMatrixAt(0, matrix)
      mesh.frustumCulled = false
      this.maskScene.add(mesh)
    }
  }

  /** `paintDepth` draws what may stand in front, so that the line follows only what is seen of the stem. */
  draw(renderer: WebGLRenderer, camera: Camera, colour: string, paintDepth: () => void): void {
    if (!this.maskScene.children.length) return
    const size = renderer.getDrawingBufferSize(new Vector2())
    this.target.setSize(Math.max(1, size.x), Math.max(1, size.y))
    renderer.setRenderTarget(this.target)
    renderer.clear()
    paintDepth()
    renderer.render(this.maskScene, camera)
    renderer.setRenderTarget(null)
    const uniforms = this.screenMaterial.uniforms as { texel: { value: Vector2 }; colour: { value: Color } }
    const width = 1.6 * renderer.getPixelRatio()
    uniforms.texel.value.set(width / size.x, width / size.y)
    // The line is blended as it is, without lighting: keep the sRGB values.
    uniforms.colour.value.setStyle(colour).convertLinearToSRGB()
    renderer.render(this.screenScene, camera)
  }

  dispose(): void {
    this.target.dispose()
    this.maskMaterial.dispose()
    this.screenMaterial.dispose()
    this.screen.geometry.dispose()
  }
}
