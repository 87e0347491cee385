import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { Addresses } from '../../../src/platform/http/addresses'
import { createApp, type Listening, listen } from '../../../src/platform/http/server'
import { site } from '../../../src/platform/http/site'
import { createLog } from '../../../src/platform/log'

const script = `console.log(${JSON.stringify('澜'.repeat(600))})`
let home: string
let listening: Listening

function build(folder: string, title: string): void {
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), `<title>${title}</title>`)
  writeFileSync(join(folder, 'mark.svg'), '<svg/>')
  writeFileSync(join(folder, '.stamp'), 'secret stamp')
  writeFileSync(join(folder, 'assets', 'index-a1.js'), script)
  writeFileSync(join(folder, 'assets', 'index-a1.js.br'), brotliCompressSync(script))
  writeFileSync(join(folder, 'assets', 'index-a1.js.gz'), gzipSync(script))
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'guangting-site-'))
  writeFileSync(join(home, 'outside.js'), 'not for anybody')
  const pages = [
    site({
      folder: join(home, 'dist'),
      base: '/console/',
      page: (html) => html.replace('title', 'told'),
      missing: () => '<p>not built yet',
    }),
  ]
  const app = createApp({
    log: createLog('silent'),
    addresses: new Addresses([]),
    counters: [],
    pages,
    ready: async () => true,
    publicUrl: 'http://127.0.0.1',
    notice: null,
    production: false,
  })
  listening = await listen(app, '127.0.0.1', 0)
})
afterEach(async () => {
  await listening.close(0)
  rmSync(home, { recursive: true })
})

/** As it stands on the wire: `fetch` would normalise paths and unpack bodies. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{
    status: number
    headers: Record<string, string | string[] | undefined>
    body: Buffer
  }>((resolve, reject) => {
    const asked = request({ port: listening.port, host: '127.0.0.1', path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (c: Buffer) => chunks.push(c))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('a built page application', () => {
  it('serves its files with type and length, hashed ones for good, to GET and HEAD only', async () => {
    build(join(home, 'dist'), 'title')
    const js = await ask('/console/assets/index-a1.js')
    expect(js.status).toBe(200)
    expect(js.body.toString()).toBe(script)
    expect(js.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': String(Buffer.byteLength(script)),
      vary: 'Accept-Encoding',
    })
    const head = await ask('/console/assets/index-a1.js', {}, 'HEAD')
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([
      200,
      0,
      js.headers['content-length'],
    ])
    const mark = await ask('/console/mark.svg')
    expect([mark.headers['content-type'], mark.headers['cache-control']]).toEqual([
      'image/svg+xml',
      'no-cache',
    ])
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await ask('/console/assets/index-a1.js', {}, method)).status).toBe(404)
  })

  it('sends what was packed at build to whoever takes it', async () => {
    build(join(home, 'dist'), 'title')
    const by = async (encoding: string) => ask('/console/assets/index-a1.js', { 'accept-encoding': encoding })
    const br = await by('gzip, deflate, br, zstd')
    expect(br.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(br.body).toString()).toBe(script)
    const gz = await by('gzip')
    expect(gz.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gz.body).toString()).toBe(script)
    for (const none of ['identity', 'br;q=0, gzip;q=0', 'zstd'])
      expect((await by(none)).headers['content-encoding']).toBeUndefined()
  })

  it('answers every other address below its own with its page, filled in and revalidated', async () => {
    build(join(home, 'dist'), 'title')
    for (const path of ['/console/', '/console/index.html', '/console/polls/12', '/console/polls/12?x=1']) {
      const page = await ask(path)
      expect([path, page.status, page.body.toString()]).toEqual([path, 200, '<told>title</title>'])
      expect(page.headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
      })
      expect(page.headers['content-security-policy']).not.toContain('unsafe')
      const again = await ask(path, { 'if-none-match': String(page.headers.etag) })
      expect([again.status, again.body.length]).toEqual([304, 0])
    }
    expect((await ask('/console?to=1')).headers.location).toBe('/console/?to=1')
    expect((await ask('/consoles')).status).toBe(404)
    expect((await ask('/')).status).toBe(404)
  })

  it('answers only for the addresses it owns where it shares a place with others', async () => {
    const folder = join(home, 'dist')
    const page = site({
      folder,
      base: '/',
      owns: (path) => path === '/' || path.startsWith('/pages/'),
      page: (html) => html,
      missing: () => '<p>not built yet',
    })
    const at = async (path: string) => {
      const ctx = {
        method: 'GET',
        path,
        search: '',
        set: () => {},
        vary: () => {},
        acceptsEncodings: () => false,
      }
      let isPassedOn = false
      await page(ctx as never, async () => {
        isPassedOn = true
      })
      return isPassedOn ? 'passed on' : String((ctx as { body?: unknown }).body)
    }
    expect([await at('/'), await at('/api/polls'), await at('/assets/index-a1.js')]).toEqual([
      '<p>not built yet',
      'passed on',
      'passed on',
    ])
    build(folder, 'title')
    await new Promise((r) => setTimeout(r, 1_100))
    const seen = await Promise.all(['/', '/pages/a/b', '/assets/index-a1.js', '/mark.svg'].map(at))
    expect(seen).toEqual(['<title>title</title>', '<title>title</title>', script, '<svg/>'])
    expect(await Promise.all(['/docs', '/api/polls', '/index.html', '/assets/old.js'].map(at))).toEqual(
      Array(4).fill('passed on'),
    )
  })

  it('never answers for a script that is gone with a page', async () => {
    build(join(home, 'dist'), 'title')
    expect((await ask('/console/assets/index-old.js')).status).toBe(404)
  })

  it('reads nothing of the disk but the files it knows by name', async () => {
    build(join(home, 'dist'), 'title')
    const attempts = [
      '/console/../outside.js',
      '/console/assets/../../outside.js',
      '/console/..%2foutside.js',
      '/console/%2e%2e/outside.js',
      '/console/..%5coutside.js',
      '/console/assets/..%2f..%2foutside.js',
      '/console//outside.js',
      `/console/${encodeURIComponent(join(home, 'outside.js'))}`,
      '/console/outside.js%00.svg',
      '/console/.stamp',
      '/console/assets/index-a1.js.br',
      '/console/assets/index-a1.js/',
    ]
    for (const path of attempts) {
      const { status, body } = await ask(path)
      expect([path, body.toString()]).toEqual([path, expect.not.stringMatching(/not for anybody|secret/)])
      expect([path, [200, 404].includes(status)]).toEqual([path, true])
      if (status === 200) expect(body.toString()).toBe('<told>title</title>')
    }
  })

  it('says so while there is no build, and takes up a build that comes or changes', async () => {
    const before = await ask('/console/')
    expect([before.status, before.body.toString()]).toEqual([503, '<p>not built yet'])
    build(join(home, 'dist'), 'first')
    await new Promise((r) => setTimeout(r, 1_100))
    expect((await ask('/console/')).body.toString()).toContain('first')
    build(join(home, 'dist'), 'second')
    utimesSync(join(home, 'dist', 'index.html'), 1_900_000_000, 1_900_000_000)
    rmSync(join(home, 'dist', 'assets'), { recursive: true })
    await new Promise((r) => setTimeout(r, 1_100))
    expect((await ask('/console/')).body.toString()).toContain('second')
    expect((await ask('/console/assets/index-a1.js')).status).toBe(404)
    // Away for a moment, as between two builds: what was read goes on.
    rmSync(join(home, 'dist'), { recursive: true })
    await new Promise((r) => setTimeout(r, 1_100))
    expect((await ask('/console/')).body.toString()).toContain('second')
  })
})
