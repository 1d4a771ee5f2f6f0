/** A thing that turns about the upright axis: the cylinder that it sweeps, in metres. */
export interface Swept { radius: number; low: number; high: number }

/** The cylinder swept by points x, y, z, x, y, z, ...; a point at the origin when there are none. */
export function swept(positions: ArrayLike<number>): Swept {
  let [radius, low, high] = [0, Infinity, -Infinity]
  for (let i = 0; i + 2 < positions.length; i += 3) {
    const [x = 0, y = 0, z = 0] = [positions[i], positions[i + 1], positions[i + 2]]
    radius = Math.max(radius, x * x + z * z)
    low = Math.min(low, y)
    high = Math.max(high, y)
  }
  return low <= high ? { radius: Math.sqrt(radius), low, high } : { radius: 0, low: 0, high: 0 }
}

/** How far from its middle a camera must stand that the cylinder stays inside the picture while it turns. Angles in radians. */
export function distanceTo(body: Swept, aspect: number, field: number, elevation: number): number {
  const half = Math.tan(field / 2)
  const tall = ((body.high - body.low) / 2) * Math.cos(elevation) + body.radius * Math.sin(Math.abs(elevation))
  // The nearest part of the body is the largest in the picture.
  return Math.max(tall / half, body.radius / (half * aspect)) + body.radius * Math.cos(elevation)
}

export interface Waiting { drawnAt: number; turning: boolean; stale: boolean }

/** Who is drawn in this picture, who waited longest first; those that turn at most every `every` milliseconds. */
export function queue<T extends Waiting>(all: Iterable<T>, now: number, every: number): T[] {
  return [...all]
    .filter((one) => one.stale || (one.turning && now - one.drawnAt >= every))
    .sort((a, b) => Number(b.stale) - Number(a.stale) || a.drawnAt - b.drawnAt)
}
