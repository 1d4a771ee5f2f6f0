interface Window {
  /** What the designer shows right now, for browser tests. */
  __posy?: { ready: boolean; revision: number; hash: string; triangles: number; drawMs: number; webgl: boolean }
  /** What the catalogue has drawn so far, for browser tests. */
  __posyCatalogue?: { pictures: number; ms: number }
}
