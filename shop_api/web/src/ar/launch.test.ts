import { describe, expect, it } from 'vitest'
import { arWay, quickLookHref, sceneViewerIntent } from './launch'

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1'
const ANDROID = 'Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36'
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15'

describe('arWay', () => {
  it('knows phones, tablets and desks', () => {
    expect(arWay(IPHONE, true, 5)).toBe('quick-look')
    expect(arWay(MAC, true, 5)).toBe('quick-look')
    expect(arWay(MAC, true, 0)).toBe('qr')
    expect(arWay(ANDROID, false, 5)).toBe('scene-viewer')
  })

  it('sends in-app browsers to a real one', () => {
    expect(arWay(`${IPHONE} MicroMessenger/8.0.60`, true, 5)).toBe('in-app')
    expect(arWay(`${ANDROID} MicroMessenger/8.0.60`, false, 5)).toBe('in-app')
  })

  it('never asks a phone to scan itself', () => {
    expect(arWay(IPHONE, false, 5)).toBe('no-ar')
    expect(arWay('Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 ArkWeb/4.1 Mobile', false, 5)).toBe('no-ar')
    expect(arWay(MAC, false, 0, true)).toBe('no-ar')
  })
})

describe('links', () => {
  it('lock the true size and escape what they carry', () => {
    expect(quickLookHref('/a.usdz', 'https://x.example/d/1?a=b')).toBe('/a.usdz#allowsContentScaling=0&canonicalWebPageURL=https%3A%2F%2Fx.example%2Fd%2F1%3Fa%3Db')
    const intent = sceneViewerIntent('https://x.example/a.glb', '一心一意', 'https://x.example/d/1#ar')
    expect(intent).toContain('file=https%3A%2F%2Fx.example%2Fa.glb&mode=ar_preferred&resizable=false')
    expect(intent).toContain('S.browser_fallback_url=https%3A%2F%2Fx.example%2Fd%2F1%23ar;end;')
    expect(intent.startsWith('intent://arvr.google.com/scene-viewer/1.2?')).toBe(true)
  })
})
