/**
 * Sends values one at a time: while one is under way only the newest of those that follow is kept. The first value after a pause
 * leaves at once; a quick series waits `pause` milliseconds for its last.
 */
export class LatestWins<T> {
  private waiting: { value: T } | null = null
  private busy = false
  private timer: ReturnType<typeof setTimeout> | null = null
  private lastPush = -Infinity

  constructor(
    private readonly send: (value: T) => Promise<void>,
    private readonly pause: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Something is on its way, or about to be. */
  get pending(): boolean {
    return this.busy || this.waiting !== null
  }

  /** A newer value than the one under way is waiting. */
  get superseded(): boolean {
    return this.waiting !== null
  }

  push(value: T): void {
    const quick = this.now() - this.lastPush < this.pause * 3
    this.lastPush = this.now()
    this.waiting = { value }
    if (this.busy) return
    this.clearTimer()
    if (quick) this.timer = setTimeout(() => { void this.next() }, this.pause)
    else void this.next()
  }

  /** Forgets what has not been sent. */
  drop(): void {
    this.clearTimer()
    this.waiting = null
  }

  private async next(): Promise<void> {
    this.clearTimer()
    if (this.busy) return
    while (this.waiting) {
      const { value } = this.waiting
      this.waiting = null
      this.busy = true
      try {
        await this.send(value)
      } finally {
        this.busy = false
      }
    }
  }

  private clearTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
  }
}
