import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { residentPages } from '../../miniapp-api/site/site.pages'
import { standingHeaders } from '../../src/platform/http/headers'
import { serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { buildMiniapp } from './miniapp'

const home = join(__dirname, '..', '..', 'miniapp')
const KB = 1024
/** In all, and what must be there before anything is seen. */
const PACKAGE_MAX = 600 * KB
const MAIN_MAX = 400 * KB

interface Built {
  name: string
  bytes: Buffer
}
const filesOf = (folder: string): Built[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: path.slice(folder.length + 1), bytes: readFileSync(path) }))
const sizeOf = (files: Built[]) => files.reduce((sum, { bytes }) => sum + bytes.length, 0)

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
beforeAll(async () => {
  buildMiniapp()
  buildMiniapp('weixin')
  test = await openTestOffice({}, 'sqlite')
  web = await serveOffice(test.office, { simulator: true })
})
afterAll(async () => {
  await web.close()
  await test.close()
})

describe("the residents' pages as they are served", () => {
  const id = '01M8B74EKGSM3T9C90460AP0N3'

  it('are there at /, at each page and at what is shared, with what only the server knows', async () => {
    for (const path of [
      '/',
      '/pages/mine/mine',
      '/pages/polls/read?id=1',
      '/pages/nowhere',
      `/publications/${id}`,
      `/consultations/${id}`,
      `/faqs/${id}`,
    ]) {
      const page = await web.stranger('GET', path)
      expect([path, page.status, page.headers.get('content-type')]).toEqual([
        path,
        200,
        'text/html; charset=utf-8',
      ])
      expect(page.text).toContain(
        'name="guangting-notice" content="本站为虚构城市演示，所有内容均非真实信息"',
      )
      expect(page.text).toContain('name="guangting-sign-in" content="simulated"')
      expect(page.text).toContain('name="guangting-simulator" content="/simulator"')
      const { 'Cache-Control': _, ...standing } = standingHeaders(false)
      for (const [name, value] of Object.entries(standing)) expect(page.headers.get(name)).toBe(value)
      expect(page.headers.get('cache-control')).toBe('no-cache')
    }
  })

  it('leave everything else to whom it belongs', async () => {
    expect((await web.stranger('GET', '/docs')).text).toContain('接口')
    expect((await web.stranger('GET', '/feeds/publications.xml')).headers.get('content-type')).toContain(
      'rss',
    )
    expect((await web.stranger('GET', '/favicon.ico')).headers.get('content-type')).toBe('image/svg+xml')
    for (const path of ['/nothing', '/assets/old.js', '/publications/short', '/index.html', '/.stamp'])
      expect([path, (await web.stranger('GET', path)).status]).toEqual([path, 404])
    expect((await web.stranger('POST', '/')).status).toBe(404)
  })

  it('load only hashed files, which stay for good, and packed ones where the browser takes them', async () => {
    const { text } = await web.stranger('GET', '/')
    const loaded = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((m) => m[1] ?? '')
    expect(loaded.length).toBeGreaterThanOrEqual(3)
    for (const path of loaded) {
      const file = await web.stranger('GET', path, undefined, { 'accept-encoding': 'br' })
      expect([path, file.status, file.headers.get('cache-control')]).toEqual([
        path,
        200,
        'public, max-age=31536000, immutable',
      ])
    }
  })

  it('show no notice and no way to the simulator at a real bureau', async () => {
    const real = await serveOffice(test.office, { production: true })
    const { text } = await real.stranger('GET', '/')
    await real.close()
    expect(text).not.toContain('虚构')
    expect(text).toContain('name="guangting-notice" content=""')
    expect(text).toContain('name="guangting-simulator" content=""')
  })

  it('say that they are being prepared while they are not built, and write a notice as text', async () => {
    const folder = join(tmpdir(), `guangting-nothing-${process.pid}`)
    rmSync(folder, { recursive: true, force: true })
    const pages = residentPages(test.office, {
      notice: '<b>"&',
      simulator: false,
      signIn: 'simulated',
      folder,
    })
    const headers: Record<string, string> = {}
    const ctx = {
      method: 'GET',
      path: '/',
      status: 0,
      body: '',
      set: (k: string, v: string) => (headers[k] = v),
    }
    await pages(ctx as never, async () => {})
    expect([ctx.status, headers['Retry-After']]).toEqual([503, '5'])
    expect(ctx.body).toContain('http-equiv="refresh"')
    expect(ctx.body).toContain('<p>&#60;b&#62;&#34;&#38;</p>')
  })
})

describe('both outputs of the one source', () => {
  const weixin = join(home, 'dist-weixin')
  const outputs = () => [...filesOf(join(home, 'dist')), ...filesOf(weixin)]

  it('name no address of anybody else', () => {
    const own = 'http://127.0.0.1:3000'
    const found = outputs()
      .filter(({ name }) => !/\.(br|gz|png)$/.test(name))
      .flatMap(({ name, bytes }) =>
        [...bytes.toString().matchAll(/(?:https?|wss?):\/\/[^\s"'`)\\]*/g)].map(([address]) => [
          name,
          address,
        ]),
      )
      // Names of XML, which nothing loads.
      .filter(([, address]) => !address?.startsWith('http://www.w3.org/') && !address?.startsWith(own))
      // What only begins an address is none.
      .filter(([, address]) => /^\w+:\/\/./.test(address ?? ''))
    expect(found).toEqual([])
    // Nor one without its scheme, or put together from numbers so that no search finds it.
    const hidden = outputs()
      .filter(({ name }) => /\.(js|css|html|json|wx\w+)$/.test(name))
      .flatMap(({ name, bytes }) => {
        const text = bytes.toString()
        const spelt = [...text.matchAll(/fromCharCode\(([\d,\s]+)\)/g)].map(([, codes = '']) =>
          String.fromCharCode(...codes.split(',').map(Number)),
        )
        const bare = [...text.matchAll(/["'`(=]\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi)].map(([, host]) => host)
        return [...spelt.filter((word) => word.includes('.')), ...bare].map((host) => [name, host])
      })
    expect(hidden).toEqual([])
    expect(outputs().some(({ bytes }) => bytes.includes('hac1.dcloud') || bytes.includes('qq.com'))).toBe(
      false,
    )
  })

  it('keep within the sizes of a mini-program', () => {
    const files = filesOf(weixin)
    const { subPackages } = JSON.parse(readFileSync(join(weixin, 'app.json'), 'utf8')) as {
      subPackages: { root: string }[]
    }
    const isMain = ({ name }: Built) => !subPackages.some(({ root }) => name.startsWith(`${root}/`))
    const main = sizeOf(files.filter(isMain))
    process.stdout.write(
      `mini-program: ${(sizeOf(files) / KB).toFixed(0)} KB in all, ${(main / KB).toFixed(0)} KB of it main\n`,
    )
    expect(sizeOf(files)).toBeLessThanOrEqual(PACKAGE_MAX)
    expect(main).toBeLessThanOrEqual(MAIN_MAX)
    expect(files.filter(({ name }) => /\.(map|ts|vue)$/.test(name))).toEqual([])
  })

  it("pass WeChat's own compiler of WXML and WXSS, and every page is there whole", () => {
    // Chosen at run time: it stands in the client's own node_modules.
    const require = createRequire(join(home, 'package.json'))
    const { wxmlToJs, wxssToJs } = require('miniprogram-compiler') as Record<
      string,
      (folder: string) => string
    >
    expect(wxmlToJs?.(weixin)?.length).toBeGreaterThan(10_000)
    expect(wxssToJs?.(weixin)?.length).toBeGreaterThan(1_000)
    const app = JSON.parse(readFileSync(join(weixin, 'app.json'), 'utf8')) as {
      pages: string[]
      subPackages: { root: string; pages: string[] }[]
    }
    const pages = [
      ...app.pages,
      ...app.subPackages.flatMap(({ root, pages }) => pages.map((p) => `${root}/${p}`)),
    ]
    expect(pages.length).toBeGreaterThan(10)
    for (const page of pages)
      for (const kind of ['js', 'json', 'wxml'])
        expect([page, kind, existsSync(join(weixin, `${page}.${kind}`))]).toEqual([page, kind, true])
  })

  it('no package of the mini-program reaches into another: WeChat loads each when somebody goes there', () => {
    const { subPackages } = JSON.parse(readFileSync(join(weixin, 'app.json'), 'utf8')) as {
      subPackages: { root: string }[]
    }
    const packageOf = (path: string) => subPackages.find(({ root }) => path.startsWith(`${root}/`))?.root
    const reaching: string[] = []
    let looked = 0
    for (const { name, bytes } of filesOf(weixin)) {
      const text = bytes.toString()
      const named =
        extname(name) === '.json'
          ? Object.values(
              (JSON.parse(text) as { usingComponents?: Record<string, string> }).usingComponents ?? {},
            )
          : extname(name) === '.js'
            ? [...text.matchAll(/require\("(\.[^"]+)"\)/g)].map(([, path = '']) => path)
            : []
      for (const path of named) {
        looked++
        const to = path.startsWith('/') ? path.slice(1) : join(dirname(name), path)
        const owner = packageOf(to)
        if (owner !== undefined && owner !== packageOf(name)) reaching.push(`${name} → ${to}`)
      }
    }
    expect(reaching).toEqual([])
    expect(looked).toBeGreaterThan(100)
  })

  it('the mini-program speaks to screen readers in the words that WeChat knows', () => {
    const wxml = filesOf(weixin).filter(({ name }) => extname(name) === '.wxml')
    const all = wxml.map(({ bytes }) => bytes.toString()).join('\n')
    const counts = (pattern: RegExp) => all.match(pattern)?.length ?? 0
    expect(counts(/aria-role="link"/g)).toBeGreaterThan(0)
    expect(counts(/aria-role="heading"/g)).toBeGreaterThan(20)
    expect(counts(/<text[\s>]/g)).toBeGreaterThan(20)
    expect(counts(/\srole=/g)).toBe(0)
    // Tags of a browser that WeChat does not know have become views and texts.
    expect(counts(/<(div|span|p|h[1-6]|ul|li|section|nav|main|a)[\s>]/g)).toBe(0)
  })
})
