import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const sources = [
  'src',
  'miniapp-api',
  'console-api',
  'worker',
  'bot',
  'fake-wechat',
  'tools',
  'test/support',
].flatMap((folder) =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((e) => e.isFile() && /\.(ts|mjs|js)$/.test(e.name))
        .map((e) => readFileSync(join(e.parentPath, e.name), 'utf8'))
    : [],
)
const code = sources.join('\n')

describe('the documents follow the code', () => {
  const settings = ['src/platform/config.ts', 'src/platform/config.model.ts'].map(read).join('\n')
  const variables = [...settings.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map((m) => m[1] ?? '')

  it('finds the settings it is about', () => {
    expect(variables.length).toBeGreaterThan(15)
  })

  it.each(['README.md', 'docs/operations.md'])('%s explains every setting', (path) => {
    const text = read(path)
    expect(
      variables.filter((name) => !text.includes(name) && !text.includes(`_${name.split('_').at(-1)}`)),
    ).toEqual([])
  })

  it('every name in the glossary is in the code, but for those said to be on their way', () => {
    const [present = ''] = read('docs/glossary.md').split('## Words of the contract whose code is on its way')
    const names = [...present.matchAll(/`([A-Za-z_]\w+)`/g)].map((m) => m[1] ?? '')
    expect(names.length).toBeGreaterThan(100)
    expect([...new Set(names)].filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([])
  })

  it('a decision takes forty lines at the most', () => {
    const long = readdirSync(join(root, 'docs/decisions')).filter(
      (f) => read(`docs/decisions/${f}`).trimEnd().split('\n').length > 40,
    )
    expect(long).toEqual([])
  })

  it('every path that the documents link to exists', () => {
    const broken = ['README.md', 'docs/contributing.md', 'docs/operations.md', 'docs/glossary.md'].flatMap(
      (page) =>
        [...read(page).matchAll(/\]\(([^)#\s]+)/g)]
          .map((m) => m[1] ?? '')
          .filter((link) => !/^https?:/.test(link))
          .filter((link) => !existsSync(join(root, page, '..', link)))
          .map((link) => `${page} → ${link}`),
    )
    expect(broken).toEqual([])
  })

  it('every script that the documents name is in a package.json', () => {
    const scripts = ['package.json', 'console/package.json'].flatMap((file) =>
      Object.keys(JSON.parse(read(file)).scripts),
    )
    const named = ['README.md', 'docs/contributing.md', 'docs/operations.md'].flatMap((page) =>
      [...read(page).matchAll(/npm run ([\w:-]+)/g)].map((m) => m[1] ?? ''),
    )
    expect(named.filter((name) => !scripts.includes(name))).toEqual([])
  })
})
