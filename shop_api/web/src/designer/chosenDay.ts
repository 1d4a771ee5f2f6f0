// The day that a customer chose for a design, for this browser tab only: a reload must not change it.
const key = (id: string): string => `posy.day.${id}`

export function rememberDay(id: string, day: string): void {
  try {
    sessionStorage.setItem(key(id), day)
  } catch {
    // The shop's first free day stands in.
  }
}

/** The day chosen for a design earlier, if it is not past on `today`. */
export function knownDay(id: string, today: string): string | null {
  try {
    const day = sessionStorage.getItem(key(id))
    return day && day >= today ? day : null
  } catch {
    return null
  }
}
