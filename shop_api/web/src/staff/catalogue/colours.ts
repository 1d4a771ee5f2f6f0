/** The colours that people ask for, in the order of a colour wheel. */
export const FAMILIES = ['white', 'cream', 'yellow', 'orange', 'red', 'pink', 'purple', 'blue', 'green', 'brown'] as const
export type Family = (typeof FAMILIES)[number]

/** One colour that stands for each family on the page. */
export const SAMPLES: Record<Family, string> = {
  white: '#fbfaf5', cream: '#f2e0c2', yellow: '#f5cb32', orange: '#ee8434', red: '#b5131d',
  pink: '#efa6ba', purple: '#8266b3', blue: '#4c63c4', green: '#7fa83b', brown: '#a9745a',
}

/** Lightness 0..1, chroma and hue in degrees of an sRGB colour (OKLCH: Ottosson 2020). Throws for what is not #rrggbb. */
export function oklch(hex: string): { l: number; c: number; h: number } {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex)
  if (!match) throw new Error(`${hex} is not #rrggbb`)
  const [r, g, b] = match.slice(1).map((part) => {
    const value = parseInt(part, 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const middle = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const l = 0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short
  const x = 1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short
  const y = 0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short
  return { l, c: Math.hypot(x, y), h: ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360 }
}

/** What a florist would call a body colour. */
export function familyOf(hex: string): Family {
  const { l, c, h } = oklch(hex)
  if (l > 0.92 && c < 0.032) return 'white'
  if (c < 0.02 && (h < 45 || h >= 175)) return l > 0.7 ? 'white' : 'brown'
  // Silvery leaves are green to whoever looks for foliage.
  if (h >= 108 && h < 175) return c < 0.013 ? 'white' : 'green'
  if (h >= 45 && h < 108) return warm(l, c, h)
  if (h >= 175 && h < 290) return 'blue'
  if (h >= 290 && h < 342) return 'purple'
  if (h >= 342 && l < 0.3) return 'purple'
  if (h >= 20 && h < 45 && c < 0.1) return l > 0.76 ? 'pink' : 'brown'
  if (h >= 33 && h < 45 && l > 0.6) return 'orange'
  if (h >= 342 || h < 6) return l > 0.55 || (c > 0.147 && l > 0.42) ? 'pink' : 'red'
  return l > (c > 0.15 ? 0.66 : 0.57) || (h < 12 && l > 0.55) ? 'pink' : 'red'
}

function warm(l: number, c: number, h: number): Family {
  if (l > 0.8 && c < 0.085) return 'cream'
  if (c < 0.09 || (l < 0.63 && c < 0.13)) return 'brown'
  return h >= 80 || l > 0.84 ? 'yellow' : 'orange'
}
