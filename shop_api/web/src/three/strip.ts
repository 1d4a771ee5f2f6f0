import {
  Camera, GLSL3, LinearFilter, Mesh, NoBlending, PlaneGeometry, Scene, ShaderMaterial, Vector2, WebGLRenderTarget, type WebGLRenderer,
} from 'three'
import { SCREEN_VERTEX, SMOOTH_FRAGMENT } from './shaders'

/**
 * Several small pictures drawn one above the other, their edges smoothed, and fetched at once: every fetch of a software
 * rasteriser's picture costs a wait.
 */
export class Strip {
  private readonly rough = new WebGLRenderTarget(4, 4, { minFilter: LinearFilter, generateMipmaps: false })
  private readonly smooth = new WebGLRenderTarget(4, 4, { depthBuffer: false })
  private readonly scene = new Scene()
  private readonly camera = new Camera()
  private readonly material = new ShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: SCREEN_VERTEX,
    fragmentShader: SMOOTH_FRAGMENT,
    uniforms: { picture: { value: this.rough.texture }, texel: { value: new Vector2() } },
    blending: NoBlending,
    depthTest: false,
    depthWrite: false,
  })
  private readonly screen = new Mesh(new PlaneGeometry(2, 2), this.material)

  constructor() {
    this.screen.frustumCulled = false
    this.scene.add(this.screen)
  }

  /**
   * The pictures, each width x height, on what the renderer clears with. Each `paint` draws at once into the part that is set up for
   * it; the page goes on while they are fetched. One strip at a time.
   */
  async draw(renderer: WebGLRenderer, width: number, height: number, paints: (() => void)[]): Promise<ImageData[]> {
    const tall = height * paints.length
    if (this.rough.width !== width || this.rough.height !== tall) {
      this.rough.setSize(width, tall)
      this.smooth.setSize(width, tall);
      (this.material.uniforms as { texel: { value: Vector2 } }).texel.value.set(1 / width, 1 / tall)
    }
    this.rough.scissorTest = false
    renderer.setRenderTarget(this.rough)
    renderer.clear()
    for (const [k, paint] of paints.entries()) {
      this.rough.viewport.set(0, k * height, width, height)
      this.rough.scissor.copy(this.rough.viewport)
      this.rough.scissorTest = true
      renderer.setRenderTarget(this.rough)
      paint()
    }
    this.rough.viewport.set(0, 0, width, tall)
    renderer.setRenderTarget(this.smooth)
    renderer.render(this.scene, this.camera)
    const pixels = new Uint8Array(width * tall * 4)
    renderer.setRenderTarget(null)
    await renderer.readRenderTargetPixelsAsync(this.smooth, 0, 0, width, tall, pixels)
    return paints.map((_, k) => upright(pixels, k, width, height))
  }

  dispose(): void {
    this.rough.dispose()
    this.smooth.dispose()
    this.material.dispose()
    this.screen.geometry.dispose()
  }
}

/** The k-th picture of a strip whose rows run upwards. */
function upright(pixels: Uint8Array, k: number, width: number, height: number): ImageData {
  const picture = new ImageData(width, height)
  const row = width * 4
  for (let y = 0; y < height; y++) {
    const from = (k * height + height - 1 - y) * row
    picture.data.set(pixels.subarray(from, from + row), y * row)
  }
  return picture
}
