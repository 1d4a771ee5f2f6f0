import type { Problem, Text } from './types'

/** A request that the server refused, or that never reached it (`offline`). */
export class ApiError extends Error {
  constructor(readonly problem: Problem, readonly offline = false) {
    super(problem.code)
  }
}

/** What went wrong in both languages; the server's own words where it gave any. */
export function reason(error: unknown): Text {
  if (error instanceof ApiError) {
    const { message, issues, detail } = error.problem
    if (message) return message
    const first = issues?.[0]?.message
    if (first) return first
    if (error.offline) return OFFLINE
    if (detail) return { zh: detail, en: detail }
  }
  return BROKEN
}

export function isOffline(error: unknown): boolean {
  return error instanceof ApiError && error.offline
}

const OFFLINE: Text = { zh: '现在连不上花店,网络恢复后再试。', en: 'The shop cannot be reached right now. Try again once you are online.' }
const BROKEN: Text = { zh: '刚才没有成功,请再试一次。', en: 'That did not work. Please try again.' }

interface Options {
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers }
  const init: RequestInit = { method, headers, credentials: 'same-origin' }
  if (options.signal) init.signal = options.signal
  if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    init.body = JSON.stringify(options.body)
  }
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError({ code: 'network', status: 0 }, true)
  }
  if (response.status === 204) return undefined as T
  const text = await response.text()
  if (!response.ok) throw new ApiError(problemOf(response.status, text))
  return JSON.parse(text) as T
}

/** Sends a file; `sent` hears which share of it has left, 0..1. fetch cannot tell that. */
export function upload<T>(
  path: string, file: Blob, { headers, sent, signal }: { headers: Record<string, string>; sent: (share: number) => void; signal: AbortSignal },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    call.open('POST', path)
    for (const [name, value] of Object.entries({ Accept: 'application/json', ...headers })) call.setRequestHeader(name, value)
    call.upload.onprogress = (event) => { if (event.lengthComputable) sent(event.loaded / event.total) }
    call.onerror = () => { reject(new ApiError({ code: 'network', status: 0 }, true)) }
    call.onabort = () => { reject(new DOMException('given up', 'AbortError')) }
    call.onload = () => {
      if (call.status >= 200 && call.status < 300) resolve(JSON.parse(call.responseText) as T)
      else reject(new ApiError(problemOf(call.status, call.responseText)))
    }
    signal.addEventListener('abort', () => { call.abort() })
    call.send(file)
  })
}

function problemOf(status: number, text: string): Problem {
  try {
    const problem = JSON.parse(text) as Problem
    if (typeof problem.code === 'string') return { ...problem, status }
  } catch {
    // A gateway in between answers with its own page; the status is all that can be told.
  }
  return { code: `http.${String(status)}`, status }
}

/** A key that makes one attempt at an order or a delivery count once, however often it is sent. */
export function idempotencyKey(): string {
  // crypto.randomUUID is missing on plain http addresses, such as a kiosk's in the shop's own network.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
