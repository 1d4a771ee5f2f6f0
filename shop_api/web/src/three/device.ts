interface Device { works: boolean; software: boolean }

let known: Device | null = null

// Asked once: a page may hold only a few graphics contexts at a time.
function probe(): Device {
  if (known) return known
  let gl: WebGL2RenderingContext | null = null
  try {
    gl = document.createElement('canvas').getContext('webgl2')
  } catch {
    // Switched off by the browser's owner.
  }
  const info = gl?.getExtension('WEBGL_debug_renderer_info')
  const name = gl ? String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : ''
  gl?.getExtension('WEBGL_lose_context')?.loseContext()
  known = { works: gl !== null, software: /swiftshader|llvmpipe|software|basic render/i.test(name) }
  return known
}

/** True where a bouquet can be drawn in 3D at all. */
export function webglWorks(): boolean {
  return probe().works
}

/** True where the processor draws instead of a graphics card: quality gives way to speed there. */
export function drawnBySoftware(): boolean {
  return probe().software
}
