import { describe, expect, it } from 'vitest'
import { Turnstile } from './queue'

describe('Turnstile', () => {
  it('never lets more in than it may, and keeps the order', () => {
    const gate = new Turnstile(2)
    const started: number[] = []
    const leave = [0, 1, 2, 3].map((n) => gate.enter(() => started.push(n)))
    expect(started).toEqual([0, 1])
    leave[1]?.()
    expect(started).toEqual([0, 1, 2])
    leave[1]?.()
    expect(started).toEqual([0, 1, 2])
    leave[0]?.()
    expect(started).toEqual([0, 1, 2, 3])
  })

  it('forgets who gives up while waiting', () => {
    const gate = new Turnstile(1)
    const started: string[] = []
    const first = gate.enter(() => started.push('a'))
    const second = gate.enter(() => started.push('b'))
    gate.enter(() => started.push('c'))
    second()
    first()
    expect(started).toEqual(['a', 'c'])
  })
})
