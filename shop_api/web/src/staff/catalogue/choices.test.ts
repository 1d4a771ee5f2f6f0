import { describe, expect, it } from 'vitest'
import type { SpeciesDetail, StemModel } from '@/api/types'
import { choicesOf, modelOf, usualStage } from './choices'

function model(stage: StemModel['stage'], individual: number, day: number, url: string, form: string | null = null): StemModel {
  return { form, stage, individual, day, url }
}
function species(role: SpeciesDetail['role'], models: StemModel[]): SpeciesDetail {
  return { role, models, varieties: [{ id: 'plain', form: null }, { id: 'parrot', form: 'parrot' }] } as unknown as SpeciesDetail
}
const tulip = species('mass', [
  model('bud', 0, 0, 'a'), model('half', 0, 0, 'b'), model('full', 0, 0, 'c'), model('half', 1, 0, 'd'), model('half', 0, 7, 'e'),
  model('half', 0, 0, 'p', 'parrot'),
])

describe('choices', () => {
  it('find the model of the variety’s own form', () => {
    expect(modelOf(tulip, { variety: 'plain', stage: 'half', individual: 0, day: 7 })).toBe('e')
    expect(modelOf(tulip, { variety: 'parrot', stage: 'half', individual: 0, day: 0 })).toBe('p')
    expect(modelOf(tulip, { variety: 'parrot', stage: 'bud', individual: 0, day: 0 })).toBeNull()
  })

  it('offer what there is', () => {
    expect(choicesOf(tulip, null)).toEqual({ stages: ['bud', 'half', 'full'], individuals: [0, 1], days: [0, 7] })
  })

  it('offer nothing that looks the same', () => {
    const fern = species('foliage', [model('bud', 0, 0, 'x'), model('half', 0, 0, 'x'), model('full', 0, 0, 'x'), model('full', 1, 0, 'x'), model('full', 0, 3, 'y')])
    expect(choicesOf(fern, null)).toEqual({ stages: ['bud'], individuals: [0], days: [0, 3] })
    expect(usualStage(fern)).toBe('full')
  })
})
