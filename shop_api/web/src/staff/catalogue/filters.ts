import type { Role, Species, Variety } from '@/api/types'
import { FAMILIES, familyOf, type Family } from './colours'

export const ROLES: readonly Role[] = ['focal', 'mass', 'line', 'filler', 'foliage']
export const SCENTS = ['none', 'some', 'strong'] as const
export type Scent = (typeof SCENTS)[number]

/** What the catalogue is narrowed down to; empty values let everything pass. */
export interface Filters {
  words: string
  role: Role | ''
  colour: Family | ''
  /** 1 to 12, 0 for any. */
  month: number
  scent: Scent | ''
  pets: boolean
  stock: boolean
}

export const NO_FILTERS: Filters = { words: '', role: '', colour: '', month: 0, scent: '', pets: false, stock: false }

/** A species that passes, with the variety that shows best why. */
export interface Match { species: Species; variety: Variety | null }

type Query = Record<string, unknown>

const among = <T extends string>(value: unknown, allowed: readonly T[]): T | '' => allowed.find((one) => one === value) ?? ''

/** The filters that an address asks for; what it cannot mean is left out. */
export function readFilters(query: Query): Filters {
  const month = Number(query['month'])
  return {
    words: typeof query['q'] === 'string' ? query['q'].slice(0, 60) : '',
    role: among(query['role'], ROLES),
    colour: among(query['colour'], FAMILIES),
    month: Number.isInteger(month) && month >= 1 && month <= 12 ? month : 0,
    scent: among(query['scent'], SCENTS),
    pets: query['pets'] === '1',
    stock: query['stock'] === '1',
  }
}

/** The part of an address that says the filters, without those that let everything pass. */
export function writeFilters(filters: Filters): Record<string, string> {
  const { words, role, colour, month, scent, pets, stock } = filters
  const all = { q: words.trim(), role, colour, month: month ? String(month) : '', scent, pets: pets ? '1' : '', stock: stock ? '1' : '' }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value))
}

export function narrowed(filters: Filters): boolean {
  return Object.keys(writeFilters(filters)).length > 0
}

/** The species that pass, in the order of the catalogue. */
export function find(species: Species[], filters: Filters): Match[] {
  return species.flatMap((one) => {
    if (!passes(one, filters)) return []
    const words = filters.words.trim().toLowerCase()
    const named = [one.name.zh, one.name.en, one.latin, one.id]
    const fitting = one.varieties.filter((variety) =>
      (!filters.colour || familyOf(variety.hex) === filters.colour) &&
      (!filters.stock || variety.in_stock > 0) &&
      says([...named, variety.name.zh, variety.name.en, variety.id], words))
    const variety = fitting.find((v) => v.in_stock > 0) ?? fitting[0]
    return variety ? [{ species: one, variety }] : []
  })
}

function passes(species: Species, { role, month, scent, pets }: Filters): boolean {
  const scented = { '': true, none: species.fragrance === 0, some: species.fragrance >= 1, strong: species.fragrance >= 2 }
  return (!role || species.roles.includes(role)) &&
    (!month || species.months.includes(month)) &&
    scented[scent] &&
    (!pets || (species.pets.cat === 'none' && species.pets.dog === 'none'))
}

/** Every word of the search is somewhere in the texts. */
function says(texts: string[], words: string): boolean {
  const all = texts.join(' ').toLowerCase()
  return words.split(/\s+/u).every((word) => all.includes(word))
}

export function stockOf(species: Species): number {
  return species.varieties.reduce((sum, variety) => sum + variety.in_stock, 0)
}

/** The lowest price of a stem in fen; null for a species without varieties. */
export function fromPrice(species: Species): number | null {
  return species.varieties.length ? Math.min(...species.varieties.map((variety) => variety.from_fen)) : null
}
