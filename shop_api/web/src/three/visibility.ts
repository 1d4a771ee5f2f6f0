import { Data3DTexture, LinearFilter, Matrix4, RGBAFormat, UnsignedByteType, Vector3, type BufferGeometry } from 'three'

// How much of the room each place in a bouquet sees. Surfaces are counted into a coarse grid as a fog of their area, and light
// is swept through it from directions over the sphere (leaves dim a beam by exp(-area / (2 volume) length), Ross 1981).
// The same idea as in the server's pictures, coarser: about 10 ms.

const CELLS = 30
const MARGIN = 2
const DIRECTIONS = 18
const DENSITY = 0.85
const SAMPLES = 160

/** Points on a surface with the area that each stands for: x, y, z, area. */
export type SurfacePoints = Float32Array

export interface Body { points: SurfacePoints; matrices: Matrix4[] }
export interface Grid { texture: Data3DTexture; origin: Vector3; size: Vector3 }

/** Up to SAMPLES points spread evenly along the surface's area. */
export function surfacePoints(geometry: BufferGeometry): SurfacePoints {
  const position = geometry.getAttribute('position')
  const index = geometry.getIndex()
  const triangles = Math.floor((index?.count ?? position.count) / 3)
  const corner = (i: number): number => (index ? index.getX(i) : i)
  const [a, b, c] = [new Vector3(), new Vector3(), new Vector3()]
  const total = new Float64Array(triangles)
  let sum = 0
  for (let t = 0; t < triangles; t++) {
    a.fromBufferAttribute(position, corner(t * 3))
    b.fromBufferAttribute(position, corner(t * 3 + 1)).sub(a)
    c.fromBufferAttribute(position, corner(t * 3 + 2)).sub(a)
    sum += b.cross(c).length() / 2
    total[t] = sum
  }
  const n = Math.min(SAMPLES, triangles)
  const result = new Float32Array(n * 4)
  for (let k = 0, t = 0; k < n; k++) {
    const want = ((k + 0.5) / n) * sum
    while (t < triangles - 1 && (total[t] ?? 0) < want) t++
    const middle = new Vector3()
    for (let j = 0; j < 3; j++) middle.add(a.fromBufferAttribute(position, corner(t * 3 + j)))
    middle.divideScalar(3)
    result.set([middle.x, middle.y, middle.z, sum / n], k * 4)
  }
  return result
}

export function visibility(bodies: Body[], low: Vector3, high: Vector3): Grid {
  const extent = high.clone().sub(low)
  const cell = Math.max(extent.x, extent.y, extent.z) / (CELLS - 2 * MARGIN)
  const counts = [extent.x, extent.y, extent.z].map((e) => Math.max(Math.ceil(e / cell), 1) + 2 * MARGIN) as [number, number, number]
  const size = new Vector3(...counts).multiplyScalar(cell)
  const origin = low.clone().add(high).multiplyScalar(0.5).addScaledVector(size, -0.5)
  const dim = fog(bodies, origin, cell, counts)
  const field = sweepAll(dim, counts, cell)
  const texture = new Data3DTexture(field, ...counts)
  texture.format = RGBAFormat
  texture.type = UnsignedByteType
  texture.minFilter = texture.magFilter = LinearFilter
  texture.unpackAlignment = 4
  texture.needsUpdate = true
  return { texture, origin, size }
}

function fog(bodies: Body[], origin: Vector3, cell: number, [nx, ny, nz]: [number, number, number]): Float32Array {
  const area = new Float32Array(nx * ny * nz)
  const p = new Vector3()
  for (const { points, matrices } of bodies) {
    for (const matrix of matrices) {
      const scale = Math.abs(matrix.determinant()) ** (2 / 3)
      for (let i = 0; i < points.length; i += 4) {
        p.set(points[i] ?? 0, points[i + 1] ?? 0, points[i + 2] ?? 0).applyMatrix4(matrix).sub(origin).divideScalar(cell)
        const x = Math.min(nx - 1, Math.max(0, Math.floor(p.x)))
        const y = Math.min(ny - 1, Math.max(0, Math.floor(p.y)))
        const z = Math.min(nz - 1, Math.max(0, Math.floor(p.z)))
        const at = (z * ny + y) * nx + x
        area[at] = (area[at] ?? 0) + (points[i + 3] ?? 0) * scale
      }
    }
  }
  const factor = DENSITY / 2 / cell ** 3
  return area.map((value) => value * factor)
}

function sweepAll(extinction: Float32Array, counts: [number, number, number], cell: number): Uint8Array<ArrayBuffer> {
  const n = extinction.length
  const share = new Float32Array(n)
  const bent = new Float32Array(n * 3)
  const clear = new Float32Array(n)
  for (let k = 0; k < DIRECTIONS; k++) {
    // Fibonacci's sphere: even over all directions.
    const y = 1 - (2 * (k + 0.5)) / DIRECTIONS
    const r = Math.sqrt(1 - y * y)
    const turn = (k + 0.5) * Math.PI * (1 + Math.sqrt(5))
    const d: [number, number, number] = [r * Math.cos(turn), y, r * Math.sin(turn)]
    const step = sweep(extinction, counts, d, cell, clear)
    for (let i = 0; i < n; i++) {
      const open = (clear[i] ?? 0) * Math.exp(-0.5 * step * (extinction[i] ?? 0))
      share[i] = (share[i] ?? 0) + open
      for (let axis = 0; axis < 3; axis++) bent[i * 3 + axis] = (bent[i * 3 + axis] ?? 0) + open * (d[axis] ?? 0)
    }
  }
  const result = new Uint8Array(n * 4)
  for (let i = 0; i < n; i++) {
    for (let axis = 0; axis < 3; axis++) result[i * 4 + axis] = Math.round(((bent[i * 3 + axis] ?? 0) / DIRECTIONS * 0.5 + 0.5) * 255)
    result[i * 4 + 3] = Math.round((share[i] ?? 0) / DIRECTIONS * 255)
  }
  return result
}

/** Writes into `clear` the share of the light from direction d that reaches each cell; returns the length of one step in metres. */
function sweep(
  extinction: Float32Array, counts: [number, number, number], d: [number, number, number], cell: number, clear: Float32Array,
): number {
  const size = d.map(Math.abs)
  const main = size.indexOf(Math.max(...size))
  const [first, second] = [0, 1, 2].filter((axis) => axis !== main) as [number, number]
  const strides = [1, counts[0], counts[0] * counts[1]]
  const [sm, s1, s2] = [strides[main] ?? 1, strides[first] ?? 1, strides[second] ?? 1]
  const [nm, n1, n2] = [counts[main] ?? 1, counts[first] ?? 1, counts[second] ?? 1]
  const speed = size[main] ?? 1
  const step = cell / speed
  const t1 = (d[first] ?? 0) / speed
  const t2 = (d[second] ?? 0) / speed
  const [f1, f2] = [Math.floor(t1), Math.floor(t2)]
  const [w1, w2] = [t1 - f1, t2 - f2]
  const forward = (d[main] ?? 0) > 0
  const before = new Float32Array(n1 * n2)
  const read = (i: number, j: number): number => (i < 0 || j < 0 || i >= n1 || j >= n2 ? 1 : before[j * n1 + i] ?? 1)
  for (let layer = 0; layer < nm; layer++) {
    const base = (forward ? nm - 1 - layer : layer) * sm
    for (let j = 0; j < n2; j++) {
      for (let i = 0; i < n1; i++) {
        const at = base + i * s1 + j * s2
        clear[at] = layer === 0 ? 1 :
          (read(i + f1, j + f2) * (1 - w1) + read(i + f1 + 1, j + f2) * w1) * (1 - w2) +
          (read(i + f1, j + f2 + 1) * (1 - w1) + read(i + f1 + 1, j + f2 + 1) * w1) * w2
      }
    }
    for (let j = 0; j < n2; j++) {
      for (let i = 0; i < n1; i++) {
        const at = base + i * s1 + j * s2
        before[j * n1 + i] = (clear[at] ?? 1) * Math.exp(-step * (extinction[at] ?? 0))
      }
    }
  }
  return step
}
