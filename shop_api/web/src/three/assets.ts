import { ClampToEdgeWrapping, Color, LinearFilter, SRGBColorSpace, Texture } from 'three'
import { readGlb, type Primitive } from './glb'
import { surfacePoints, type SurfacePoints } from './visibility'

/** A primitive with the points that its shade is measured by and, for parts, its own palette. */
export interface Model {
  primitive: Primitive
  points: SurfacePoints
  triangles: number
  palette: Texture | null
}

const models = new Map<string, Promise<Model[]>>()
const palettes = new Map<string, Promise<Texture>>()
// Pictures inside files, by their content: an edit makes new parts, but seldom in new colours.
const embedded = new Map<string, Promise<Texture>>()
const EMBEDDED_KEPT = 48

/** The addresses carry the content's hash, so what was fetched once stays right for ever. */
export function loadModel(url: string): Promise<Model[]> {
  return remembered(models, url, async () => {
    const primitives = readGlb(await (await fetched(url)).arrayBuffer())
    return Promise.all(primitives.map(async (primitive) => ({
      primitive,
      points: surfacePoints(primitive.geometry),
      triangles: (primitive.geometry.getIndex()?.count ?? primitive.geometry.getAttribute('position').count) / 3,
      palette: primitive.picture ? await embeddedTexture(primitive.picture) : null,
    })))
  })
}

export function loadPalette(url: string): Promise<Texture> {
  return remembered(palettes, url, async () => {
    const texture = await textureOf(await (await fetched(url)).blob())
    texture.userData['mean'] = meanColour(texture.image as ImageBitmap)
    return texture
  })
}

/** Parts are made anew for each edit: they are dropped when the next ones stand. */
export function forget(url: string): void {
  const promise = models.get(url)
  models.delete(url)
  void promise?.then((list) => {
    for (const model of list) model.primitive.geometry.dispose()
  }, () => undefined)
}

function remembered<T>(store: Map<string, Promise<T>>, url: string, load: () => Promise<T>): Promise<T> {
  const known = store.get(url)
  if (known) return known
  const promise = load()
  store.set(url, promise)
  promise.catch(() => store.delete(url))
  return promise
}

async function fetched(url: string): Promise<Response> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${String(response.status)}`)
  return response
}

async function embeddedTexture(picture: Blob): Promise<Texture> {
  const bytes = new Uint8Array(await picture.arrayBuffer())
  let hash = 2166136261
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 16777619)
  const texture = remembered(embedded, `${String(bytes.length)}-${String(hash)}`, () => textureOf(picture))
  for (const [key, old] of embedded) {
    if (embedded.size <= EMBEDDED_KEPT) break
    embedded.delete(key)
    // One that is still shown is simply sent to the graphics card again.
    void old.then((t) => { t.dispose() }, () => undefined)
  }
  return texture
}

async function textureOf(blob: Blob): Promise<Texture> {
  const picture = await createImageBitmap(blob, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' })
  const texture = new Texture(picture)
  texture.flipY = false
  texture.colorSpace = SRGBColorSpace
  texture.wrapS = texture.wrapT = ClampToEdgeWrapping
  // Eight tiles share the picture: smaller copies of it would mix their colours.
  texture.generateMipmaps = false
  texture.minFilter = texture.magFilter = LinearFilter
  texture.needsUpdate = true
  return texture
}

/** The first tile's mean, which is the petals' colour (or the leaves' of foliage), linear. */
function meanColour(picture: ImageBitmap): Color {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return new Color(0.3, 0.25, 0.2)
  context.drawImage(picture, 0, 0, picture.width / 4, picture.height / 2, 0, 0, 1, 1)
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data
  return new Color().setRGB(r / 255, g / 255, b / 255, SRGBColorSpace)
}
