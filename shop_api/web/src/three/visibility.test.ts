import { BoxGeometry, Matrix4, Vector3 } from 'three'
import { describe, expect, it } from 'vitest'
import { surfacePoints, visibility, type Grid } from './visibility'

function openAt(grid: Grid, at: Vector3): number {
  const { width, height, depth, data } = grid.texture.image as { width: number; height: number; depth: number; data: Uint8Array }
  const p = at.clone().sub(grid.origin).divide(grid.size)
  const [x, y, z] = [Math.floor(p.x * width), Math.floor(p.y * height), Math.floor(p.z * depth)]
  return (data[((z * height + y) * width + x) * 4 + 3] ?? 0) / 255
}

describe('visibility', () => {
  const box = new BoxGeometry(0.3, 0.3, 0.3, 12, 12, 12)
  const [low, high] = [new Vector3(-0.3, -0.3, -0.3), new Vector3(0.3, 0.3, 0.3)]

  it('knows a surface’s area by its points', () => {
    const points = surfacePoints(box)
    let area = 0
    for (let i = 3; i < points.length; i += 4) area += points[i] ?? 0
    expect(area).toBeCloseTo(6 * 0.3 * 0.3, 5)
  })

  it('is dark inside a closed box, bright in the open, half-lit at a wall', () => {
    const grid = visibility([{ points: surfacePoints(box), matrices: [new Matrix4()] }], low, high)
    const inside = openAt(grid, new Vector3(0, 0, 0))
    const wall = openAt(grid, new Vector3(0, 0, 0.18))
    const away = openAt(grid, new Vector3(0.29, 0.29, 0.29))
    expect(inside).toBeLessThan(wall)
    expect(wall).toBeLessThan(away)
    expect(away).toBeGreaterThan(0.85)
  })

  it('is open everywhere where nothing stands', () => {
    const grid = visibility([], low, high)
    const { data } = grid.texture.image as { data: Uint8Array }
    expect(Math.min(...Array.from({ length: data.length / 4 }, (_, i) => data[i * 4 + 3] ?? 0))).toBe(255)
  })
})
