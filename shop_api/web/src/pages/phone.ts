// The phone number that an order was placed with, for this browser tab only: the status page opens without asking again.
const key = (number: string): string => `posy.phone.${number}`

export function rememberPhone(number: string, phone: string): void {
  try {
    sessionStorage.setItem(key(number), phone)
  } catch {
    // The status page will ask for it.
  }
}

export function knownPhone(number: string): string | null {
  try {
    return sessionStorage.getItem(key(number))
  } catch {
    return null
  }
}
