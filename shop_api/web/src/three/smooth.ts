import {
  GLSL3, LinearFilter, Mesh, NoBlending, PlaneGeometry, Scene, ShaderMaterial, Vector2, WebGLRenderTarget, type Camera, type WebGLRenderer,
} from 'three'
import { SCREEN_VERTEX, SMOOTH_FRAGMENT } from './shaders'

/** Smooth edges where multi-sampling would cost a software rasteriser three to five times the picture. */
export class Smoother {
  private readonly target = new WebGLRenderTarget(4, 4, { minFilter: LinearFilter, magFilter: LinearFilter })
  private readonly scene = new Scene()
  private readonly material = new ShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: SCREEN_VERTEX,
    fragmentShader: SMOOTH_FRAGMENT,
    uniforms: { picture: { value: this.target.texture }, texel: { value: new Vector2() } },
    blending: NoBlending,
    depthTest: false,
    depthWrite: false,
  })
  private readonly screen = new Mesh(new PlaneGeometry(2, 2), this.material)

  constructor() {
    this.screen.frustumCulled = false
    this.scene.add(this.screen)
  }

  /** `paint` draws into the target; then the canvas gets it with its edges smoothed. */
  draw(renderer: WebGLRenderer, camera: Camera, paint: () => void): void {
    const size = renderer.getDrawingBufferSize(new Vector2())
    this.target.setSize(Math.max(1, size.x), Math.max(1, size.y))
    renderer.setRenderTarget(this.target)
    renderer.clear()
    paint()
    renderer.setRenderTarget(null)
    const { texel } = this.material.uniforms as { texel: { value: Vector2 } }
    texel.value.set(1 / size.x, 1 / size.y)
    renderer.render(this.scene, camera)
  }

  dispose(): void {
    this.target.dispose()
    this.material.dispose()
    this.screen.geometry.dispose()
  }
}
