import { describe, expect, it } from 'vitest'
import { FAMILIES, familyOf, oklch, SAMPLES } from './colours'

describe('colour families', () => {
  it('measures OKLCH as its author does', () => {
    const white = oklch('#ffffff')
    expect([white.l, white.c]).toEqual([expect.closeTo(1, 3), expect.closeTo(0, 3)])
    expect(oklch('#ff0000')).toEqual({ l: expect.closeTo(0.628, 2), c: expect.closeTo(0.258, 2), h: expect.closeTo(29.2, 0) })
    expect(() => oklch('red')).toThrow('red')
  })

  it('are what florists call their flowers', () => {
    const called: Record<string, string> = {
      '#A8081E': 'red', '#5E0B15': 'red', '#E7524A': 'red', '#B0175E': 'pink', '#F0A9B8': 'pink', '#F2CFCF': 'pink', '#E79FB1': 'pink',
      '#FBF8F0': 'white', '#F4EBD8': 'white', '#AEB7BE': 'white', '#F0D8B4': 'cream', '#F6C63C': 'yellow', '#F4E08A': 'yellow',
      '#E8622C': 'orange', '#E8532F': 'orange', '#EE8440': 'orange', '#D7AE8B': 'brown', '#5A2A24': 'brown', '#B56A2B': 'brown',
      '#B9A4CC': 'purple', '#6E4A96': 'purple', '#3B1528': 'purple', '#1F4FA3': 'blue', '#9CB8E8': 'blue', '#3F43A6': 'blue',
      '#7FA83B': 'green', '#2C5E2E': 'green', '#9CB0A1': 'green',
    }
    expect(Object.fromEntries(Object.keys(called).map((hex) => [hex, familyOf(hex)]))).toEqual(called)
  })

  it('are shown by a colour that belongs to them', () => {
    for (const family of FAMILIES) expect(familyOf(SAMPLES[family])).toBe(family)
  })
})
