export type ArWay = 'quick-look' | 'scene-viewer' | 'in-app' | 'no-ar' | 'qr'

// Browsers inside other apps: they can start neither Quick Look nor Scene Viewer.
const IN_APP = /MicroMessenger|QQ\/|Weibo|DingTalk|AlipayClient|aweme|BytedanceWebview|xhs|FBAN|FBAV|Instagram|Line\//i

// Phones and tablets that are neither Apple's nor Android's, by their own word.
const HANDHELD = /Mobile|Phone|Tablet|HarmonyOS|OpenHarmony/i

/**
 * How this browser can show a model in the room. `arLinks`: whether it says that it knows `<a rel="ar">`; `fingers`: whether
 * fingers are all that it is worked with. "qr" is only for a desk, whose user has a phone to scan with.
 */
export function arWay(userAgent: string, arLinks: boolean, touchPoints: number, fingers = false): ArWay {
  // iPads say that they are Macs; only they have fingers.
  const apple = /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes('Macintosh') && touchPoints > 1)
  const android = /Android/.test(userAgent)
  const handheld = apple || android || fingers || HANDHELD.test(userAgent)
  if (handheld && IN_APP.test(userAgent)) return 'in-app'
  if (apple) return arLinks ? 'quick-look' : 'no-ar'
  if (android) return 'scene-viewer'
  return handheld ? 'no-ar' : 'qr'
}

export function arWayHere(): ArWay {
  const link = document.createElement('a')
  return arWay(navigator.userAgent, link.relList.supports('ar'), navigator.maxTouchPoints, matchMedia('(hover: none) and (pointer: coarse)').matches)
}

/** Scene Viewer's intent. `file` is an absolute address; `fallback` is opened where Scene Viewer is missing. */
export function sceneViewerIntent(file: string, title: string, fallback: string): string {
  const query = new URLSearchParams({ file, mode: 'ar_preferred', resizable: 'false', title })
  return `intent://arvr.google.com/scene-viewer/1.2?${query.toString()}#Intent;scheme=https;` +
    'package=com.google.android.googlequicksearchbox;action=android.intent.action.VIEW;' +
    `S.browser_fallback_url=${encodeURIComponent(fallback)};end;`
}

/** Quick Look's link: true size, no pinching. */
export function quickLookHref(usdz: string, page: string): string {
  return `${usdz}#allowsContentScaling=0&canonicalWebPageURL=${encodeURIComponent(page)}`
}

/** The immutable address behind a design's model link; the server may have to build the file first. */
export async function settledAddress(link: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(link, signal ? { signal } : {})
  if (!response.ok) throw new Error(`model: ${String(response.status)}`)
  await response.body?.cancel()
  return new URL(response.url || link, location.href).href
}
