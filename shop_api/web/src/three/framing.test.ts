import { PerspectiveCamera, Vector3 } from 'three'
import { describe, expect, it } from 'vitest'
import { distanceTo, queue, swept } from './framing'

const FIELD = (22 * Math.PI) / 180

describe('framing', () => {
  it('sweeps the widest circle and the whole height', () => {
    expect(swept([3, -1, 4, 0, 2, 1])).toEqual({ radius: 5, low: -1, high: 2 })
    expect(swept([])).toEqual({ radius: 0, low: 0, high: 0 })
  })

  it.each([[0.05, 0.06, 1], [0.02, 0.6, 0.8], [0.3, 0.05, 1.6]])('keeps a body of radius %d and height %d inside', (radius, height, aspect) => {
    const elevation = 0.3
    const distance = distanceTo({ radius, low: 0, high: height }, aspect, FIELD, elevation)
    const camera = new PerspectiveCamera(22, aspect, 0.001, 50)
    camera.position.set(0, height / 2 + Math.sin(elevation) * distance, Math.cos(elevation) * distance)
    camera.lookAt(0, height / 2, 0)
    camera.updateMatrixWorld()
    let most = 0
    for (let k = 0; k < 72; k++) {
      for (const y of [0, height]) {
        const p = new Vector3(Math.cos(k) * radius, y, Math.sin(k) * radius).project(camera)
        most = Math.max(most, Math.abs(p.x), Math.abs(p.y))
      }
    }
    expect(most).toBeLessThan(1.08)
    expect(most).toBeGreaterThan(0.6)
  })
})

describe('the queue', () => {
  const one = (name: string, drawnAt: number, turning: boolean, stale = false): { name: string; drawnAt: number; turning: boolean; stale: boolean } =>
    ({ name, drawnAt, turning, stale })

  it('puts what is wrong first, then who waited longest, and leaves out who was drawn just now or rests', () => {
    const all = [one('just now', 995, true), one('late', 900, true), one('rests', 0, false), one('later', 800, true), one('new', 999, false, true)]
    expect(queue(all, 1000, 33).map(({ name }) => name)).toEqual(['new', 'later', 'late'])
  })
})
