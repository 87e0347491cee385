import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import type { Context, Next } from 'koa'

export interface SiteOptions {
  /** A folder that a build wrote, with `index.html`, `assets/` of hashed names, and maybe a .br and .gz of each file. */
  folder: string
  /** Where it is served, with a slash at both ends. */
  base: string
  /** Which addresses below `base` are the application's own; all of them where nothing is said. */
  owns?: (path: string) => boolean
  /** What the server knows and a build does not, for example the name of the bureau. */
  page: (html: string) => string | Promise<string>
  /** Shown instead while there is no build. */
  missing: () => string
}

interface Served {
  type: string
  /** The name tells the content. */
  hashed: boolean
  plain: Buffer
  br?: Buffer
  gzip?: Buffer
}

interface Site {
  stamp: number
  page: string
  files: ReadonlyMap<string, Served>
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}

/** How long the folder is believed to be as it was read, in ms. */
const LOOK_AGAIN_MS = 1_000

/**
 * A built page application from memory: its files by exact name and nothing else of the disk, and its page for every
 * other address under `base`, as addresses below it are the application's own. A new build is taken up by itself.
 */
export function site({ folder, base, owns = () => true, page, missing }: SiteOptions) {
  let current: Site | null = null
  let lookedAt = Number.NEGATIVE_INFINITY
  const look = (): Site | null => {
    const now = performance.now()
    if (now - lookedAt < LOOK_AGAIN_MS) return current
    lookedAt = now
    const stamp = statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.mtimeMs
    if (stamp !== undefined && stamp !== current?.stamp) current = read(folder, stamp)
    return current
  }
  return async (ctx: Context, next: Next): Promise<void> => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    if (ctx.path === base.slice(0, -1)) return ctx.redirect(base + ctx.search)
    if (!ctx.path.startsWith(base)) return next()
    const built = look()
    const isPage = owns(ctx.path)
    if (!built) {
      if (!isPage) return next()
      ctx.status = 503
      ctx.set('Retry-After', '5')
      ctx.type = 'text/html; charset=utf-8'
      ctx.body = missing()
      return
    }
    const name = ctx.path.slice(base.length)
    const file = built.files.get(name)
    if (file) return send(ctx, file)
    // A file that an older build had must not answer with a page: the browser would take it for a script.
    if (!isPage || name.startsWith('assets/')) return next()
    ctx.set('Cache-Control', 'no-cache')
    ctx.type = 'text/html; charset=utf-8'
    const html = await page(built.page)
    ctx.etag = createHash('sha256').update(html).digest('base64url')
    ctx.status = 200
    if (ctx.fresh) ctx.status = 304
    else ctx.body = html
  }
}

function send(ctx: Context, file: Served): void {
  ctx.type = file.type
  ctx.set('Cache-Control', file.hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  ctx.vary('Accept-Encoding')
  if (file.br && ctx.acceptsEncodings('br')) {
    ctx.set('Content-Encoding', 'br')
    ctx.body = file.br
  } else if (file.gzip && ctx.acceptsEncodings('gzip')) {
    ctx.set('Content-Encoding', 'gzip')
    ctx.body = file.gzip
  } else ctx.body = file.plain
}

function read(folder: string, stamp: number): Site {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name).slice(folder.length + 1))
  const files = new Map<string, Served>()
  const packed = (name: string) => (names.includes(name) ? readFileSync(join(folder, name)) : undefined)
  for (const name of names) {
    const type = types[extname(name)]
    if (!type || name === 'index.html') continue
    files.set(name.split(sep).join('/'), {
      type,
      hashed: name.startsWith(`assets${sep}`),
      plain: readFileSync(join(folder, name)),
      br: packed(`${name}.br`),
      gzip: packed(`${name}.gz`),
    })
  }
  return { stamp, files, page: readFileSync(join(folder, 'index.html'), 'utf8') }
}
