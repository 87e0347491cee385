import { addressOf, fetchFrom } from './client'
import { Problem } from './problem'

export interface Progress {
  bytes: number
  /** Null where the service does not know beforehand. */
  total: number | null
  /** Rows written so far and rows there are, of an export that says how many (X-Row-Count). */
  rows?: { done: number | null; total: number }
}
export interface Downloaded {
  name: string
  bytes: number
  /** Of what arrived, to be compared with the one on the file's last line or sheet. */
  sha256: string | null
  /** The last line of a text file: row count and hash, as the service writes them. */
  lastLine: string | null
  /** Rows of an export as announced when it began. */
  rows: number | null
}

const nameIn = (disposition: string | null): string | null => {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  return encoded ? decodeURIComponent(encoded) : (/filename="([^"]+)"/.exec(disposition ?? '')?.[1] ?? null)
}

/** Fetches a file as it streams in and hands it to the browser when it is complete; half a file is never saved. */
export async function download(
  path: string,
  query: object,
  { signal, progress }: { signal?: AbortSignal; progress?: (p: Progress) => void } = {},
): Promise<Downloaded> {
  const options = { signal, timeoutMs: 15 * 60_000, accept: '*/*' }
  const response = await fetchFrom('get', addressOf(path, {}, query), options)
  const total = Number(response.headers.get('content-length')) || null
  const announced = response.headers.get('x-row-count')
  const rows = announced === null ? null : Number(announced)
  const isText = /^text\//.test(response.headers.get('content-type') ?? '')
  let lines = 0
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  const reader = response.body?.getReader()
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      chunks.push(part.value)
      bytes += part.value.length
      if (isText && rows !== null) lines += newlinesIn(part.value)
      // The first line is the header.
      const done = isText ? Math.max(0, lines - 1) : null
      progress?.({ bytes, total, ...(rows === null ? {} : { rows: { done, total: rows } }) })
    }
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Problem('offline', 0, '下载中断了，文件没有保存，请再试一次。')
  }
  const type = response.headers.get('content-type') ?? ''
  const blob = new Blob(chunks, { type })
  const name = nameIn(response.headers.get('content-disposition')) ?? 'download'
  save(blob, name)
  const tail = isText ? await blob.slice(Math.max(0, bytes - 4096)).text() : null
  return {
    name,
    bytes,
    sha256: await hashOf(blob),
    lastLine: tail?.trimEnd().split('\n').at(-1) ?? null,
    rows,
  }
}

const newlinesIn = (part: Uint8Array): number => {
  let found = 0
  for (let at = part.indexOf(10); at >= 0; at = part.indexOf(10, at + 1)) found++
  return found
}

/** Over plain http in a local network browsers offer no hashing. */
async function hashOf(blob: Blob): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())
  return [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join('')
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
