import { describe, expect, it } from 'vitest'
import { EMPTY_FORM, faults, idOf, requestOf } from './scanForm'

describe('the form of a scan', () => {
  it('makes an id out of a name', () => {
    expect(['My Rose!', ' Café au Lait ', '玫瑰', '--a--b--', 'x'.repeat(60)].map(idOf)).toEqual(['my-rose', 'cafe-au-lait', '', 'a-b', 'x'.repeat(40)])
  })

  it('says what is missing', () => {
    expect(faults(EMPTY_FORM, null)).toEqual({ file: 'needFile', id: 'needId', length_cm: 'needLength' })
    expect(faults({ ...EMPTY_FORM, id: 'my-rose', length: '60' }, new Blob(['x']))).toEqual({})
    expect(faults({ ...EMPTY_FORM, id: 'My Rose', length: '300' }, new Blob(['x']))).toEqual({ id: 'needId', length_cm: 'needLength' })
  })

  it('sends fen and leaves out what is to be measured', () => {
    expect(requestOf({ ...EMPTY_FORM, id: 'my-rose', length: '60' })).toEqual({ id: 'my-rose', length_cm: 60, role: 'focal' })
    expect(requestOf({ ...EMPTY_FORM, id: 'a', length: '8.5', cost: '4.29', vase: '7', up: 'z', nameZh: ' 玫 ', replace: true, cat: 'none' })).toEqual({
      id: 'a', length_cm: 8.5, role: 'focal', cost_fen: 429, vase_days_min: 7, vase_days_max: 7, up: 'z', name_zh: '玫', replace: true, cat: 'none',
    })
  })
})
