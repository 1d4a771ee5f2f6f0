import { DoubleSide, GLSL3, ShaderMaterial, type Texture } from 'three'
import type { Blend } from './glb'
import type { LightUniforms } from './light'
import { PIECE_FRAGMENT, PIECE_VERTEX } from './shaders'

const OPACITY: Record<Blend, number> = { opaque: 1, glass: 0.1, water: 0.1, gauze: 0.5 }

/** The surface of petals, leaves, paper and glass: one palette picture and a finish for each of its eight slots. */
export function pieceMaterial(palette: Texture, finish: number[][], blend: Blend, light: LightUniforms, fine: boolean): ShaderMaterial {
  const clear = blend === 'glass' || blend === 'water'
  const opaque = blend === 'opaque'
  const slots = Array.from({ length: 8 }, (_, k) => finish[k] ?? [0.9, 0, 0]).flatMap((slot) => [slot[0] ?? 0.9, slot[1] ?? 0, slot[2] ?? 0])
  return new ShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: PIECE_VERTEX,
    fragmentShader: PIECE_FRAGMENT,
    defines: { TAPS: fine ? 8 : 4, ...(fine ? { FINE: 1 } : {}), ...(clear ? { CLEAR: 1 } : {}) },
    uniforms: { ...light, palette: { value: palette }, finish: { value: slots }, opacity: { value: OPACITY[blend] } },
    side: DoubleSide,
    transparent: !opaque,
    premultipliedAlpha: true,
    depthWrite: opaque,
  })
}
