import { describe, expect, it } from 'vitest'
import { History } from './history'

describe('History', () => {
  it('walks back and forth over more than fifty steps', () => {
    const history = new History<number>()
    for (let i = 0; i < 80; i++) history.record(i, '', i * 5000)
    let current = 80
    for (let i = 79; i >= 0; i--) current = history.undo(current) ?? -1
    expect(current).toBe(0)
    expect(history.undo(current)).toBeNull()
    for (let i = 1; i <= 80; i++) current = history.redo(current) ?? -1
    expect(current).toBe(80)
  })

  it('a new change forgets what was undone', () => {
    const history = new History<number>()
    history.record(1, '', 0)
    history.undo(2)
    history.record(1, '', 10)
    expect(history.canRedo).toBe(false)
  })

  it('typing is one step, a pause begins another', () => {
    const history = new History<string>()
    history.record('', 'card', 0)
    history.record('a', 'card', 100)
    history.record('ab', 'card', 5000)
    expect(history.undo('abc')).toBe('ab')
    expect(history.undo('ab')).toBe('')
  })

  it('a revoked step can be neither undone nor redone', () => {
    const history = new History<number>()
    history.record(1, '', 0)
    history.record(2, '', 5000)
    history.revoke()
    expect(history.canRedo).toBe(false)
    expect(history.undo(2)).toBe(1)
  })

  it('keeps no more than its limit', () => {
    const history = new History<number>(3)
    for (let i = 0; i < 5; i++) history.record(i, '', i * 5000)
    expect([history.undo(5), history.undo(4), history.undo(3), history.undo(2)]).toEqual([4, 3, 2, null])
  })
})
