import { describe, expect, it } from 'vitest'
import { readGlb } from './glb'

/** One triangle with half-float-free attributes, interleaved positions and a byte shade, as small as a GLB gets. */
function triangle(extras: object, matrix?: number[]): ArrayBuffer {
  const positions = new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0])
  const shade = new Uint8Array([128, 128, 128, 255, 128, 128, 128, 0, 255, 0, 0, 255])
  const index = new Uint16Array([0, 1, 2])
  const binary = new Uint8Array(56)
  binary.set(new Uint8Array(positions.buffer), 0)
  binary.set(shade, 36)
  binary.set(new Uint8Array(index.buffer), 48)
  const json = JSON.stringify({
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, ...(matrix ? { matrix } : {}) }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, _SHADE: 1 }, indices: 2, material: 0 }] }],
    materials: [{ extras }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 3, type: 'VEC3' },
      { bufferView: 1, componentType: 5121, count: 3, type: 'VEC4', normalized: true },
      { bufferView: 2, componentType: 5123, count: 3, type: 'SCALAR' },
    ],
    bufferViews: [{ byteOffset: 0, byteLength: 36 }, { byteOffset: 36, byteLength: 12 }, { byteOffset: 48, byteLength: 6 }],
  })
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 4) * 4))
  const file = new ArrayBuffer(12 + 8 + text.length + 8 + binary.length)
  const view = new DataView(file)
  const words = [0x46546c67, 2, file.byteLength, text.length, 0x4e4f534a]
  words.forEach((word, i) => { view.setUint32(i * 4, word, true) })
  new Uint8Array(file).set(text, 20)
  view.setUint32(20 + text.length, binary.length, true)
  view.setUint32(24 + text.length, 0x004e4942, true)
  new Uint8Array(file).set(binary, 28 + text.length)
  return file
}

describe('readGlb', () => {
  it('reads shape, shade, finish and place', () => {
    const [primitive] = readGlb(triangle({ finish: [[0.6, 0.8, 0.2]], blend: 'gauze' }, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5, 6, 7, 1]))
    expect(primitive?.geometry.getAttribute('position').getX(1)).toBe(1)
    expect(primitive?.geometry.getAttribute('shade').getW(1)).toBe(0)
    expect(primitive?.geometry.getAttribute('shade').getX(2)).toBe(1)
    expect(primitive?.geometry.getIndex()?.count).toBe(3)
    expect(primitive).toMatchObject({ finish: [[0.6, 0.8, 0.2]], blend: 'gauze', picture: null })
    expect(primitive?.matrix.elements.slice(12, 15)).toEqual([5, 6, 7])
  })

  it('gives texture coordinates to a mesh without any, and is opaque unless told', () => {
    const [primitive] = readGlb(triangle({}))
    expect(primitive?.geometry.getAttribute('uv').count).toBe(3)
    expect(primitive?.blend).toBe('opaque')
  })

  it('refuses what is no GLB', () => {
    expect(() => readGlb(new TextEncoder().encode('{"code":"http.404","status":404}').buffer as ArrayBuffer)).toThrow('not a GLB')
    expect(() => readGlb(new ArrayBuffer(3))).toThrow('not a GLB')
  })
})
