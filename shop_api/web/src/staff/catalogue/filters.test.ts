import { describe, expect, it } from 'vitest'
import type { Species, Variety } from '@/api/types'
import { find, fromPrice, NO_FILTERS, readFilters, stockOf, writeFilters } from './filters'

function variety(id: string, zh: string, hex: string, stock = 0, price = 500): Variety {
  return { id, name: { zh, en: id }, hex, accent: null, in_stock: stock, from_fen: price, form: null, swatch: null, model: null, palette: null }
}
function species(id: string, zh: string, varieties: Variety[], changes: Partial<Species> = {}): Species {
  return {
    id, name: { zh, en: id }, latin: `Planta ${id}`, role: 'mass', roles: ['mass'], grown: true, stages: ['half'], fragrance: 0, pollen: 0,
    pets: { cat: 'none', dog: 'none' }, thorns: false, months: [1, 2, 3], meaning: { zh: '', en: '' }, varieties, ...changes,
  }
}

const rose = species('rose', '玫瑰', [variety('carola', '卡罗拉', '#A8081E', 0, 800), variety('diana', '戴安娜', '#F0A9B8', 20, 700)], { role: 'focal', roles: ['focal', 'mass'], fragrance: 1 })
const lily = species('lily', '百合', [variety('siberia', '西伯利亚', '#FAF9F3', 5)], { pets: { cat: 'severe', dog: 'none' }, fragrance: 3, months: [6] })
const fern = species('fern', '羊齿', [variety('green', '绿色', '#2C5E2E')], { role: 'foliage', roles: ['foliage'] })
const all = [rose, lily, fern]
const ids = (changes: Partial<typeof NO_FILTERS>): string[] => find(all, { ...NO_FILTERS, ...changes }).map((match) => match.species.id)

describe('filters', () => {
  it('let everything pass when nothing is asked', () => {
    expect(ids({})).toEqual(['rose', 'lily', 'fern'])
  })

  it('each narrow down', () => {
    expect(ids({ role: 'mass' })).toEqual(['rose', 'lily'])
    expect(ids({ colour: 'white' })).toEqual(['lily'])
    expect(ids({ month: 6 })).toEqual(['lily'])
    expect(ids({ scent: 'none' })).toEqual(['fern'])
    expect(ids({ scent: 'some' })).toEqual(['rose', 'lily'])
    expect(ids({ scent: 'strong' })).toEqual(['lily'])
    expect(ids({ pets: true })).toEqual(['rose', 'fern'])
    expect(ids({ stock: true })).toEqual(['rose', 'lily'])
  })

  it('must all hold for one and the same variety', () => {
    expect(ids({ colour: 'red', stock: true })).toEqual([])
    expect(ids({ colour: 'pink', stock: true })).toEqual(['rose'])
  })

  it('search names in both languages, latin and varieties', () => {
    expect(ids({ words: '玫' })).toEqual(['rose'])
    expect(ids({ words: ' SIBERIA ' })).toEqual(['lily'])
    expect(ids({ words: 'planta fern' })).toEqual(['fern'])
    expect(ids({ words: '牡丹' })).toEqual([])
  })

  it('show the variety that was asked for, else one that is there', () => {
    expect(find(all, NO_FILTERS)[0]?.variety?.id).toBe('diana')
    expect(find(all, { ...NO_FILTERS, colour: 'red' })[0]?.variety?.id).toBe('carola')
    expect(find(all, { ...NO_FILTERS, words: '卡罗拉' })[0]?.variety?.id).toBe('carola')
  })

  it('live in the address and survive nonsense there', () => {
    const asked = { words: '红 玫瑰', role: 'focal', colour: 'red', month: 2, scent: 'some', pets: true, stock: true } as const
    expect(readFilters(writeFilters(asked))).toEqual(asked)
    expect(writeFilters(NO_FILTERS)).toEqual({})
    expect(readFilters({ role: 'king', month: '13', colour: ['red'], scent: 'x', pets: 'yes', q: null })).toEqual(NO_FILTERS)
  })

  it('count stems and find the lowest price', () => {
    expect([stockOf(rose), fromPrice(rose), fromPrice(species('none', '', []))]).toEqual([20, 700, null])
  })
})
