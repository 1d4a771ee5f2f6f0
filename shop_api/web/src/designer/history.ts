/** Undo and redo over whole documents. Changes with the same `topic` in quick succession count as one step. */
export class History<T> {
  private past: T[] = []
  private future: T[] = []
  private topic = ''
  private at = -Infinity

  constructor(private readonly limit = 100, private readonly joinMs = 900) {}

  get canUndo(): boolean {
    return this.past.length > 0
  }

  get canRedo(): boolean {
    return this.future.length > 0
  }

  /** Remembers `before`, the document as it was, when something changes it at `now` (milliseconds). */
  record(before: T, topic: string, now: number): void {
    const joins = topic !== '' && topic === this.topic && now - this.at < this.joinMs
    this.topic = topic
    this.at = now
    this.future = []
    if (joins) return
    this.past.push(before)
    if (this.past.length > this.limit) this.past.shift()
  }

  undo(current: T): T | null {
    const before = this.past.pop()
    if (before === undefined) return null
    this.future.push(current)
    this.topic = ''
    return before
  }

  /** Goes back without a way forward: the last step was refused. */
  revoke(): void {
    this.past.pop()
    this.topic = ''
  }

  redo(current: T): T | null {
    const after = this.future.pop()
    if (after === undefined) return null
    this.past.push(current)
    this.topic = ''
    return after
  }

  clear(): void {
    this.past = []
    this.future = []
    this.topic = ''
  }
}
