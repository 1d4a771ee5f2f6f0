/** Lets at most `limit` tasks run at a time; the others wait their turn, first come, first served. */
export class Turnstile {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly limit: number) {}

  /** Runs `start` when there is room; returns what must be called once when the task has ended or is given up. */
  enter(start: () => void): () => void {
    let state: 'waiting' | 'running' | 'left' = 'waiting'
    const begin = (): void => {
      state = 'running'
      this.running++
      start()
    }
    if (this.running < this.limit) begin()
    else this.waiting.push(begin)
    return () => {
      if (state === 'left') return
      if (state === 'waiting') this.waiting.splice(this.waiting.indexOf(begin), 1)
      else {
        this.running--
        this.waiting.shift()?.()
      }
      state = 'left'
    }
  }
}
