import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'

const root = join(__dirname, '..')
const folders = ['src', 'miniapp-api', 'console-api', 'bot', 'worker']
/** The order is the diagram: a module imports only to its left. */
const order = [
  'ledger',
  'receipts',
  'residents',
  'staff',
  'bureau',
  'moderation',
  'reviews',
  'push',
  'publications',
  'polls',
  'counting',
  'sampling',
  'quizzes',
  'draws',
  'consultations',
  'search',
  'enquiries',
  'home',
]

const files = folders.flatMap((folder) => {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((e) => e.isFile() && e.name.endsWith('.ts'))
      .map((e) => relative(root, join(e.parentPath, e.name)))
  } catch {
    return []
  }
})
const read = (file: string) => readFileSync(join(root, file), 'utf8')

interface Import {
  file: string
  /** Erased when compiled: it names a shape and brings in no behaviour. */
  typeOnly: boolean
  /** Path from the root for own files, package name otherwise. */
  target: string
  own: boolean
}

const imports: Import[] = files.flatMap((file) =>
  [
    ...read(file).matchAll(
      /(?:^|\n)(?:import|export)\b[^'"]*?\bfrom\s*'([^']+)'|(?:^|\n)import\s*'([^']+)'|\brequire\('([^']+)'\)|\bimport\('([^']+)'\)/g,
    ),
  ].map((m) => {
    const name = m[1] ?? m[2] ?? m[3] ?? m[4] ?? ''
    const own = name.startsWith('.')
    const typeOnly = /^\n?(import|export) type\b/.test(m[0])
    return { file, own, typeOnly, target: own ? normalize(join(dirname(file), name)) : name }
  }),
)

const moduleOf = (path: string) => /^src\/modules\/([^/]+)/.exec(path)?.[1]
const counterOf = (path: string) => /^(miniapp-api|console-api|bot|worker)\//.exec(path)?.[1]
const isPackage = (i: Import, ...names: string[]) =>
  !i.own && names.some((n) => i.target === n || i.target.startsWith(`${n}/`))
const offences = (found: Import[]) => found.map((i) => `${i.file} → ${i.target}`)

describe('who may import whom', () => {
  it('sees the code it is about', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(imports.length).toBeGreaterThan(200)
  })

  it('a module imports itself, the index of modules to its left, and the platform', () => {
    expect(
      offences(
        imports.filter((i) => {
          const from = moduleOf(i.file)
          if (!from || !i.own) return false
          const to = moduleOf(i.target)
          if (to === from) return false
          if (to)
            return (
              order.indexOf(to) === -1 ||
              order.indexOf(to) >= order.indexOf(from) ||
              i.target !== `src/modules/${to}`
            )
          return !i.target.startsWith('src/platform/')
        }),
      ),
    ).toEqual([])
  })

  it('every module has its place in the order', () => {
    const found = [...new Set(files.map(moduleOf).filter((m) => m !== undefined))]
    expect(found.filter((m) => !order.includes(m))).toEqual([])
  })

  it('whatever counts in working days and keeps the day moves it when a year’s holidays are entered', () => {
    const counting = files.filter((f) => moduleOf(f) && /\.addWorkingDays\(/.test(read(f)))
    const duties = [...new Set(counting.map(moduleOf))].filter((m) => m !== 'bureau')
    expect(duties.length).toBeGreaterThan(0)
    const sources = files.flatMap((f) =>
      [...read(f).matchAll(/export class (\w+) implements DueSource/g)].map((m) => ({
        duty: moduleOf(f),
        name: m[1],
      })),
    )
    const pages = files.filter((f) => /^src\/office[^/]*\.ts$/.test(f)).map(read)
    const moved = sources.filter(({ name }) =>
      pages.some((p) => p.includes(`calendar.register(new ${name}(`)),
    )
    expect(moved).toEqual(sources)
    expect(duties.filter((duty) => !sources.some((s) => s.duty === duty))).toEqual([])
  })

  it('the office knows no HTTP, no chat and no cron', () => {
    expect(
      offences(
        imports.filter(
          (i) =>
            moduleOf(i.file) &&
            isPackage(i, 'koa', '@koa/router', 'wechaty', 'node-schedule', 'mysql2', 'libsql'),
        ),
      ),
    ).toEqual([])
    expect(
      offences(
        imports.filter((i) => moduleOf(i.file) && !i.typeOnly && i.target.startsWith('src/platform/http')),
      ),
    ).toEqual([])
  })

  it('the platform imports no module, no counter and not the office', () => {
    expect(
      offences(
        imports.filter(
          (i) => i.file.startsWith('src/platform/') && i.own && !i.target.startsWith('src/platform/'),
        ),
      ),
    ).toEqual([])
  })

  it('a counter imports its own folder, the office, module indexes and the platform', () => {
    expect(
      offences(
        imports.filter((i) => {
          const from = counterOf(i.file)
          if (!from || !i.own) return false
          const to = moduleOf(i.target)
          if (to) return i.target !== `src/modules/${to}`
          return !(
            i.target.startsWith(`${from}/`) ||
            i.target === 'src/office' ||
            i.target.startsWith('src/platform/')
          )
        }),
      ),
    ).toEqual([])
  })

  it('wechaty lives only in the bot, node-schedule only in the worker, koa only in the HTTP kit and its counters', () => {
    expect(offences(imports.filter((i) => isPackage(i, 'wechaty') && counterOf(i.file) !== 'bot'))).toEqual(
      [],
    )
    expect(
      offences(imports.filter((i) => isPackage(i, 'node-schedule') && counterOf(i.file) !== 'worker')),
    ).toEqual([])
    expect(
      offences(
        imports.filter(
          (i) =>
            isPackage(i, 'koa', '@koa/router') &&
            !/^(src\/platform\/http|src\/web|miniapp-api|console-api|bot)/.test(i.file),
        ),
      ),
    ).toEqual([])
  })

  it('a contract imports zod, contracts, declared problems and the platform’s building blocks', () => {
    const blocks =
      /^src\/platform\/(contract|schemas|problem|text|uploads|http\/idempotency|wechat\/(identity|codes))$|^src\/modules\/[^/]+$|\.contract$/
    expect(
      offences(
        imports.filter(
          (i) => i.file.endsWith('.contract.ts') && (i.own ? !blocks.test(i.target) : i.target !== 'zod'),
        ),
      ),
    ).toEqual([])
  })

  it('rules know no database and no clock', () => {
    const pure =
      /^src\/platform\/(problem|calendar|text|crypto|markdown|window)$|^src\/modules\/(reviews|polls)$|\.(entities|problems|rules|finding|common-passwords)$/
    const rules = imports.filter((i) => i.file.endsWith('.rules.ts'))
    expect(
      offences(
        rules.filter((i) => !i.typeOnly && (i.own ? !pure.test(i.target) : !i.target.startsWith('node:'))),
      ),
    ).toEqual([])
  })
})

describe('what stands only in one place', () => {
  const offenders = (pattern: RegExp, allowed: (file: string) => boolean) =>
    files.filter((file) => !allowed(file) && pattern.test(read(file).replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')))

  it.each<[string, RegExp, (file: string) => boolean]>([
    ['process.env in config.ts', /process\.env/, (f) => f === 'src/platform/config.ts'],
    ['the time in clock.ts', /Date\.now|new Date\(\)/, (f) => f === 'src/platform/clock.ts'],
    ['console in log.ts', /\bconsole\./, (f) => f === 'src/platform/log.ts'],
    ['Math.random nowhere', /Math\.random/, () => false],
    [
      'transactions in services and the platform',
      /\.transaction\(/,
      (f) =>
        f.startsWith('src/platform/') ||
        (f.startsWith('src/modules/') && !/\.(rules|policy|entities|problems|reads|contract)\.ts$/.test(f)),
    ],
  ])('%s', (_name, pattern, allowed) => {
    expect(offenders(pattern, allowed)).toEqual([])
  })

  it('no file is named utils, helpers, common or manager', () => {
    expect(files.filter((f) => /(^|\/|\.)(utils?|helpers?|common|managers?)(\.|\/)/.test(f))).toEqual([])
  })

  it('no file is longer than 300 lines', () => {
    expect(files.filter((f) => read(f).split('\n').length > 300).map((f) => f)).toEqual([])
  })
})
