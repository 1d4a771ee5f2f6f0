import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LatestWins } from './latest'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

function slow(): { sent: number[]; finish: () => Promise<void>; send: (n: number) => Promise<void> } {
  const sent: number[] = []
  const open: (() => void)[] = []
  return {
    sent,
    send: (n) => { sent.push(n); return new Promise<void>((done) => { open.push(done) }) },
    finish: async () => { open.shift()?.(); await vi.advanceTimersByTimeAsync(0) },
  }
}

describe('LatestWins', () => {
  it('sends the first at once and never two together; the newest of the rest follows', async () => {
    const { sent, send, finish } = slow()
    const saver = new LatestWins(send, 60, () => Date.now())
    saver.push(1)
    saver.push(2)
    saver.push(3)
    expect(sent).toEqual([1])
    expect(saver.superseded).toBe(true)
    await finish()
    expect(sent).toEqual([1, 3])
    await finish()
    expect(saver.pending).toBe(false)
  })

  it('a quick series waits for its last', async () => {
    const sent: number[] = []
    const saver = new LatestWins<number>((n) => { sent.push(n); return Promise.resolve() }, 60, () => Date.now())
    saver.push(1)
    await vi.advanceTimersByTimeAsync(10)
    saver.push(2)
    await vi.advanceTimersByTimeAsync(10)
    saver.push(3)
    await vi.advanceTimersByTimeAsync(59)
    expect(sent).toEqual([1])
    await vi.advanceTimersByTimeAsync(2)
    expect(sent).toEqual([1, 3])
  })

  it('drops what has not been sent', async () => {
    const { sent, send, finish } = slow()
    const saver = new LatestWins(send, 60, () => Date.now())
    saver.push(1)
    saver.push(2)
    saver.drop()
    await finish()
    expect(sent).toEqual([1])
  })
})
