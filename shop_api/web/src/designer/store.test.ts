import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/client'
import { api } from '@/api/posy'
import type { Design, DesignView } from '@/api/types'
import { setCount } from './edits'
import { useDesigner } from './store'

const design: Design = {
  version: 1, name: { zh: '一心一意', en: 'One Heart' }, style: 'korean', form: 'round', seed: 7,
  stems: [{ species: 'rose', variety: 'carola', stage: 'half', count: 11 }],
  container: { id: 'wrap-korean-tissue', colours: [] },
}
const viewOf = (of: Design, revision: number): DesignView => ({ id: 'd1', revision, design: of } as DesignView)
const settled = (): Promise<void> => vi.advanceTimersByTimeAsync(500).then(() => undefined)

beforeEach(() => {
  vi.useFakeTimers()
  vi.restoreAllMocks()
  vi.stubGlobal('window', { setTimeout, clearTimeout, addEventListener: () => undefined })
  setActivePinia(createPinia())
})

async function opened(): Promise<ReturnType<typeof useDesigner>> {
  vi.spyOn(api, 'design').mockResolvedValue(viewOf(design, 1))
  const designer = useDesigner()
  await designer.open('d1')
  return designer
}

describe('the designer', () => {
  it('shows an edit at once and counts revisions as the server gives them', async () => {
    const designer = await opened()
    const put = vi.spyOn(api, 'replaceDesign').mockImplementation((_id, next, revision) => Promise.resolve(viewOf(next, revision + 1)))
    designer.edit((d) => setCount(d, 0, 12))
    expect(designer.design?.stems[0]?.count).toBe(12)
    expect(designer.saveState).toBe('saving')
    await settled()
    designer.edit((d) => setCount(d, 0, 13))
    await settled()
    expect(put.mock.calls.map((call) => call[2])).toEqual([1, 2])
    expect(designer.saveState).toBe('saved')
  })

  it('keeps this hand’s version when another changed it, and offers theirs', async () => {
    const designer = await opened()
    const theirs = { ...design, seed: 99 }
    vi.spyOn(api, 'replaceDesign')
      .mockRejectedValueOnce(new ApiError({ code: 'design.stale', status: 409, current: viewOf(theirs, 5) }))
      .mockImplementation((_id, next, revision) => Promise.resolve(viewOf(next, revision + 1)))
    designer.edit((d) => setCount(d, 0, 12))
    await settled()
    expect(designer.view?.revision).toBe(6)
    expect(designer.view?.design.stems[0]?.count).toBe(12)
    expect(designer.notice).toEqual({ kind: 'stale', theirs })
  })

  it('goes back to what stands when an edit is refused', async () => {
    const designer = await opened()
    vi.spyOn(api, 'replaceDesign').mockRejectedValue(new ApiError({ code: 'design.count', status: 422, message: { zh: '太多', en: 'Too many' } }))
    designer.edit((d) => setCount(d, 0, 12))
    await settled()
    expect(designer.design).toEqual(design)
    expect(designer.notice).toEqual({ kind: 'refused', why: { zh: '太多', en: 'Too many' } })
    expect([designer.canUndo, designer.canRedo]).toEqual([false, false])
  })

  it('saves by itself when the network is back', async () => {
    const designer = await opened()
    vi.spyOn(api, 'replaceDesign')
      .mockRejectedValueOnce(new ApiError({ code: 'network', status: 0 }, true))
      .mockImplementation((_id, next, revision) => Promise.resolve(viewOf(next, revision + 1)))
    designer.edit((d) => setCount(d, 0, 12))
    await settled()
    expect(designer.saveState).toBe('offline')
    await vi.advanceTimersByTimeAsync(5000)
    expect(designer.saveState).toBe('saved')
    expect(designer.view?.revision).toBe(2)
  })

  it('stores a blank design with its first stem', async () => {
    const designer = useDesigner()
    const create = vi.spyOn(api, 'createDesign').mockImplementation((next) => Promise.resolve(viewOf(next, 1)))
    designer.startBlank({ ...design, stems: [] })
    await settled()
    expect(create).not.toHaveBeenCalled()
    designer.edit(() => design)
    await settled()
    expect(create).toHaveBeenCalledOnce()
    expect(designer.notice).toEqual({ kind: 'created', id: 'd1' })
    expect(designer.canUndo).toBe(false)
  })
})
