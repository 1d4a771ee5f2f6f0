/** Integer fen as words, "¥168" or "¥8.50": whole yuan stand without decimals. */
export function priceText(fen: number): string {
  const sign = fen < 0 ? '−' : ''
  const whole = Math.abs(fen)
  const yuan = Math.floor(whole / 100).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  const rest = whole % 100
  return `${sign}¥${yuan}${rest ? `.${rest.toString().padStart(2, '0')}` : ''}`
}
