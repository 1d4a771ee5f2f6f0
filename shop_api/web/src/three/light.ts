import {
  Color, DepthTexture, DoubleSide, GLSL3, Matrix4, Mesh, NearestFilter, OrthographicCamera, PlaneGeometry, ShaderMaterial, Vector3,
  WebGLRenderTarget, type Camera, type Data3DTexture, type Scene, type WebGLRenderer,
} from 'three'
import { DEPTH_VERTEX, KEY_DIRECTION, FLOOR_FRAGMENT, FLOOR_VERTEX, WHITE_FRAGMENT } from './shaders'
import { visibility, type Body } from './visibility'

/** Uniforms shared by everything that the studio's light falls on. */
export interface LightUniforms {
  shadowMap: { value: DepthTexture }
  shadowFromWorld: { value: Matrix4 }
  shadowDepth: { value: number }
  shadowSpan: { value: number }
  visibility: { value: Data3DTexture | null }
  visibilityOrigin: { value: Vector3 }
  visibilitySize: { value: Vector3 }
  /** Mean linear colour of the flowers: the colour of the light that wanders between them. */
  bounce: { value: Color }
}

const TOWARDS_KEY = new Vector3(...KEY_DIRECTION).normalize()
/** Only what is on this layer throws a shadow. */
export const SHADOW_LAYER = 1
/** Only what is on this layer hides what stands behind it. */
export const OPAQUE_LAYER = 2

/** The key's shadow and the room's light, measured again only when the bouquet changes. */
export class StudioLight {
  readonly uniforms: LightUniforms
  readonly floor: Mesh
  private readonly target: WebGLRenderTarget
  private readonly camera = new OrthographicCamera()
  private readonly depthMaterial = new ShaderMaterial({
    glslVersion: GLSL3, vertexShader: DEPTH_VERTEX, fragmentShader: WHITE_FRAGMENT, side: DoubleSide, colorWrite: false,
  })
  private readonly floorMaterial: ShaderMaterial

  constructor(texels: number, fine: boolean) {
    const depth = new DepthTexture(texels, texels)
    depth.minFilter = depth.magFilter = NearestFilter
    this.target = new WebGLRenderTarget(texels, texels, { depthTexture: depth })
    this.uniforms = {
      shadowMap: { value: depth },
      shadowFromWorld: { value: new Matrix4() },
      shadowDepth: { value: 1 },
      shadowSpan: { value: 1 },
      visibility: { value: null },
      visibilityOrigin: { value: new Vector3() },
      visibilitySize: { value: new Vector3(1, 1, 1) },
      bounce: { value: new Color(0.3, 0.25, 0.2) },
    }
    this.floorMaterial = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: FLOOR_VERTEX,
      fragmentShader: FLOOR_FRAGMENT,
      defines: { FLOOR_TAPS: fine ? 32 : 12 },
      uniforms: { ...this.uniforms, reach: { value: 1 }, strength: { value: 1 } },
      transparent: true,
      premultipliedAlpha: true,
      depthWrite: false,
    })
    this.floor = new Mesh(new PlaneGeometry(1, 1).rotateX(-Math.PI / 2), this.floorMaterial)
    this.floor.renderOrder = -1
  }

  measure(bodies: Body[], low: Vector3, high: Vector3, bounce: Color): void {
    this.uniforms.bounce.value.copy(bounce)
    const grid = visibility(bodies, low, high)
    this.uniforms.visibility.value?.dispose()
    this.uniforms.visibility.value = grid.texture
    this.uniforms.visibilityOrigin.value.copy(grid.origin)
    this.uniforms.visibilitySize.value.copy(grid.size)
    const reach = Math.max(high.x - low.x, high.z - low.z, (high.y - low.y) * 0.8)
    this.floor.scale.setScalar(reach * 2)
    const { reach: edge, strength } = this.floorMaterial.uniforms as { reach: { value: number }; strength: { value: number } }
    edge.value = reach
    strength.value = matchMedia('(prefers-color-scheme: dark)').matches ? 1.5 : 1
    this.aim(low, high)
  }

  drawShadow(renderer: WebGLRenderer, scene: Scene): void {
    renderer.setRenderTarget(this.target)
    renderer.clear()
    this.drawDepth(renderer, scene, this.camera, SHADOW_LAYER)
    renderer.setRenderTarget(null)
  }

  /** Draws only the depth of what is on a layer. */
  drawDepth(renderer: WebGLRenderer, scene: Scene, camera: Camera, layer: number): void {
    const mask = camera.layers.mask
    camera.layers.set(layer)
    scene.overrideMaterial = this.depthMaterial
    renderer.render(scene, camera)
    scene.overrideMaterial = null
    camera.layers.mask = mask
  }

  dispose(): void {
    this.target.dispose()
    this.uniforms.shadowMap.value.dispose()
    this.uniforms.visibility.value?.dispose()
    this.depthMaterial.dispose()
    this.floorMaterial.dispose()
    this.floor.geometry.dispose()
  }

  private aim(low: Vector3, high: Vector3): void {
    const centre = low.clone().add(high).multiplyScalar(0.5)
    const radius = high.clone().sub(low).length() / 2 + 0.02
    const camera = this.camera
    camera.left = camera.bottom = -radius
    camera.right = camera.top = radius
    camera.near = 0
    // The floor's shadow falls beyond the box.
    camera.far = radius * 4
    camera.position.copy(centre).addScaledVector(TOWARDS_KEY, radius * 1.2)
    camera.lookAt(centre)
    camera.updateProjectionMatrix()
    camera.updateMatrixWorld()
    const toTexture = new Matrix4().set(0.5, 0, 0, 0.5, 0, 0.5, 0, 0.5, 0, 0, 0.5, 0.5, 0, 0, 0, 1)
    this.uniforms.shadowFromWorld.value.copy(toTexture).multiply(camera.projectionMatrix).multiply(camera.matrixWorldInverse)
    this.uniforms.shadowDepth.value = camera.far - camera.near
    this.uniforms.shadowSpan.value = radius * 2
  }
}
