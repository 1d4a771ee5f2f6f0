import { describe, expect, it } from 'vitest'
import type { Design } from '@/api/types'
import {
  addStem, arrangeAgain, MAX_STEMS, reduceTo, removeLine, rename, setAllStages, setCard, setContainerColour, setCount, setStage,
  setVariety, stemCount, substitute,
} from './edits'

const design: Design = {
  version: 1, name: { zh: '一心一意', en: 'One Heart' }, style: 'korean', form: 'round', seed: 7,
  stems: [
    { species: 'rose', variety: 'carola', stage: 'half', count: 11, role: 'focal' },
    { species: 'gypsophila', variety: 'white', stage: 'full', count: 2, role: 'filler' },
  ],
  container: { id: 'wrap-korean-tissue', colours: ['#F3E7DC', '#C98F8F'] },
  ribbon: null, card: null,
}

describe('stems', () => {
  it('counts stay between one and what a bouquet holds', () => {
    expect(setCount(design, 0, 0).stems[0]?.count).toBe(1)
    expect(stemCount(setCount(design, 0, 10_000))).toBe(MAX_STEMS)
  })

  it('adding what is there raises its count; adding to a full bouquet changes nothing', () => {
    expect(addStem(design, 'rose', 'carola', 'half').stems[0]?.count).toBe(12)
    expect(addStem(design, 'rose', 'carola', 'bud').stems).toHaveLength(3)
    const full = setCount(design, 0, MAX_STEMS)
    expect(addStem(full, 'tulip', 'red', 'half')).toBe(full)
  })

  it('lines that come to say the same become one, no stem is lost', () => {
    const two = addStem(design, 'rose', 'diana', 'half')
    const one = setVariety(two, 2, 'carola')
    expect(one.stems).toHaveLength(2)
    expect(stemCount(one)).toBe(stemCount(two))
    const opened = setStage(addStem(design, 'rose', 'carola', 'full'), 2, 'half')
    expect(opened.stems[0]?.count).toBe(12)
  })

  it('opens only what has that stage', () => {
    const opened = setAllStages(design, 'bud', (species) => (species === 'rose' ? ['bud', 'half', 'full'] : ['full']))
    expect(opened.stems.map((line) => line.stage)).toEqual(['bud', 'full'])
  })

  it('substitutes and reduces what is short', () => {
    const other = substitute(design, { species: 'rose', variety: 'carola' }, { species: 'rose', variety: 'diana' })
    expect(other.stems[0]).toMatchObject({ variety: 'diana', count: 11 })
    expect(reduceTo(design, { species: 'rose', variety: 'carola' }, 4).stems[0]?.count).toBe(4)
    expect(removeLine(design, 1).stems).toHaveLength(1)
    expect(reduceTo(removeLine(design, 1), { species: 'rose', variety: 'carola' }, 0).stems).toHaveLength(1)
  })

  it('never changes the design it was given', () => {
    const before = JSON.stringify(design)
    setVariety(setCount(arrangeAgain(design), 0, 3), 0, 'diana')
    expect(JSON.stringify(design)).toBe(before)
  })
})

describe('words and colours', () => {
  it('cuts a card after 120 characters, counting whole characters, and drops an empty one', () => {
    expect(Array.from(setCard(design, '🌹'.repeat(200)).card?.text ?? '')).toHaveLength(120)
    expect(setCard(design, '   ').card).toBeNull()
  })

  it('colours a layer that had none', () => {
    expect(setContainerColour({ ...design, container: { id: 'x', colours: [] } }, 0, '#112233').container.colours).toEqual(['#112233'])
  })

  it('a customer’s name stands in both languages, another language’s own name is kept', () => {
    expect(rename(design, '给妈妈', 'zh').name).toEqual({ zh: '给妈妈', en: 'One Heart' })
    expect(rename({ ...design, name: { zh: '', en: '' } }, '给妈妈', 'zh').name).toEqual({ zh: '给妈妈', en: '给妈妈' })
  })
})
