import { isIP } from 'node:net'
import { z } from 'zod'
import { type ModelConfig, modelEnvironment, modelFaults, modelOf } from './config.model'
import type { MasterKey } from './crypto'

export type Role = 'web' | 'bot' | 'worker'

const masterKeys = z.string().transform((value, ctx): MasterKey[] => {
  const keys = value.split(',').map((part) => {
    const at = part.indexOf(':')
    const id = part.slice(0, at).trim()
    const key = Buffer.from(part.slice(at + 1).trim(), 'base64')
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(id) || key.length !== 32)
      ctx.addIssue('MASTER_KEYS 每一项都应是“编号:32字节的base64”，用逗号分隔。')
    else if (new Set(key).size < 8) ctx.addIssue('MASTER_KEYS 里的密钥太简单，请用随机数生成。')
    return { id, key }
  })
  if (new Set(keys.map((k) => k.id)).size < keys.length)
    ctx.addIssue('MASTER_KEYS 里有重复的编号，每把密钥的编号应各不相同。')
  return keys
})

const roles = z.string().transform((value, ctx): Role[] => {
  if (value === 'all') return ['web', 'bot', 'worker']
  const list = value.split(',').map((v) => v.trim())
  const known = list.filter((v): v is Role => v === 'web' || v === 'bot' || v === 'worker')
  if (known.length !== list.length || known.length === 0)
    ctx.addIssue('ROLES 应是 all，或用逗号分隔的 web、bot、worker。')
  return known
})

const databaseUrl = z
  .string()
  .refine(
    (v) => /^sqlite:.+|^mysql:\/\/.+\/.+/.test(v),
    'DATABASE_URL 应是 sqlite:<路径> 或 mysql://用户:密码@主机:端口/库名。',
  )

const listOf = z.string().transform((v) =>
  v
    .split(',')
    .map((s) => s.trim())
    .filter(Boolean),
)

/** Addresses and CIDR ranges, separated by commas. */
const networks = (name: string) =>
  listOf.transform((list, ctx): string[] => {
    for (const entry of list) {
      const [address = '', bits, ...more] = entry.split('/')
      const width = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
      const prefix = bits === undefined ? 0 : /^\d{1,3}$/.test(bits) ? Number(bits) : 999
      if (prefix > width || more.length > 0)
        ctx.addIssue(`${name} 里的“${entry}”不是地址，也不是 10.0.0.0/8 这样的网段。`)
    }
    return list
  })

const environment = z.object({
  // A misspelt "production" must not quietly become a demo.
  NODE_ENV: z
    .enum(
      ['demo', 'development', 'test', 'production'],
      'NODE_ENV 应是 production、demo、development 或 test。',
    )
    .default('demo'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce
    .number('PORT 应是 0 到 65535 的整数。')
    .int('PORT 应是 0 到 65535 的整数。')
    .min(0, 'PORT 应是 0 到 65535 的整数。')
    .max(65535, 'PORT 应是 0 到 65535 的整数。')
    .default(3000),
  DATA_DIR: z.string().min(1, 'DATA_DIR 不能为空。').default('./data'),
  DATABASE_URL: databaseUrl.optional(),
  ROLES: roles.prefault('all'),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'PUBLIC_URL 应是完整网址。' }).optional(),
  TRUSTED_PROXIES: networks('TRUSTED_PROXIES').prefault(''),
  CITY_NETWORKS: networks('CITY_NETWORKS').prefault(''),
  MASTER_KEYS: masterKeys.optional(),
  WECHAT_MODE: z.enum(['simulated', 'live'], 'WECHAT_MODE 应是 simulated 或 live。').default('simulated'),
  WECHAT_API_BASE: z
    .url({ protocol: /^https?$/, error: 'WECHAT_API_BASE 应是完整网址。' })
    .default('https://api.weixin.qq.com'),
  WECHAT_OPEN_BASE: z
    .url({ protocol: /^https?$/, error: 'WECHAT_OPEN_BASE 应是完整网址。' })
    .default('https://open.weixin.qq.com'),
  WECHAT_MINI_APPID: z.string().default('wxdemo-mini'),
  WECHAT_MINI_SECRET: z.string().default(''),
  WECHAT_OA_APPID: z.string().default('wxdemo-oa'),
  WECHAT_OA_SECRET: z.string().default(''),
  WECHAT_OA_TOKEN: z.string().default(''),
  WECHAT_OA_AES_KEY: z
    .string()
    .regex(/^[A-Za-z0-9]{43}$/, 'WECHAT_OA_AES_KEY 应是 43 个字母和数字。')
    .default(''),
  DEMO_STAFF_PASSWORD: z.string().min(8, 'DEMO_STAFF_PASSWORD 至少 8 个字符。').optional(),
  BOOTSTRAP_ADMIN_PASSWORD: z.string().min(12, 'BOOTSTRAP_ADMIN_PASSWORD 至少 12 个字符。').optional(),
  ...modelEnvironment,
  RATE_LIMITS: z.enum(['on', 'off'], 'RATE_LIMITS 应是 on 或 off。').default('on'),
  SHEET_PREFIX: z
    .string()
    .regex(/^\p{Script=Han}{2,10}$/u, 'SHEET_PREFIX 应是 2 到 10 个汉字，例如“澜市监审”。')
    .optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'LOG_LEVEL 不是 pino 的级别。')
    .default('info'),
})

/** For the fake WeChat of the demo; all begin with “demo”, which production refuses. */
const demoWechat = {
  miniSecret: 'demoMiniSecret-1f0c7a52e94bd6',
  oaSecret: 'demoOaSecret-83e5c02b7d416fa9',
  oaToken: 'demoToken5b29e17c',
  oaAesKey: 'demo7Qx2LmVb9TzKcR4wYhNpGsJd6FuEaXi3oB8tHkP',
}

const WEAK = /^(.)\1*$|^(secret|password|changeme|default|demo|test|123456)/i

function productionFaults(env: z.infer<typeof environment>): string[] {
  const faults: string[] = []
  const secret = (name: string, value: string, least: number) => {
    if (value.length < least || WEAK.test(value))
      faults.push(`${name} 未设置、太短或太简单，生产环境不能启动。`)
  }
  if (!env.MASTER_KEYS) faults.push('MASTER_KEYS 未设置，生产环境必须自行提供主密钥。')
  if (!env.DATABASE_URL) faults.push('DATABASE_URL 未设置，生产环境必须写明数据库。')
  if (!env.PUBLIC_URL?.startsWith('https://')) faults.push('PUBLIC_URL 未设置或不是 https 网址。')
  if (env.WECHAT_MODE !== 'live') faults.push('WECHAT_MODE 不是 live，生产环境不能使用模拟微信。')
  if (env.DEMO_STAFF_PASSWORD) faults.push('DEMO_STAFF_PASSWORD 只用于演示，生产环境不能设置。')
  if (env.RATE_LIMITS === 'off') faults.push('RATE_LIMITS 在生产环境不能关闭。')
  if (env.WECHAT_MINI_APPID.startsWith('wxdemo')) faults.push('WECHAT_MINI_APPID 仍是演示值。')
  if (env.WECHAT_OA_APPID.startsWith('wxdemo')) faults.push('WECHAT_OA_APPID 仍是演示值。')
  secret('WECHAT_MINI_SECRET', env.WECHAT_MINI_SECRET, 16)
  secret('WECHAT_OA_SECRET', env.WECHAT_OA_SECRET, 16)
  secret('WECHAT_OA_TOKEN', env.WECHAT_OA_TOKEN, 8)
  secret('WECHAT_OA_AES_KEY', env.WECHAT_OA_AES_KEY, 43)
  // A relay on the same machine may speak plain http; nothing else may, as the app secret travels in the address.
  if (!/^https:|^http:\/\/(127\.|localhost[:/]|\[::1\])/.test(env.WECHAT_API_BASE))
    faults.push('WECHAT_API_BASE 不是 https 网址。')
  // People's own browsers go there.
  if (!env.WECHAT_OPEN_BASE.startsWith('https://')) faults.push('WECHAT_OPEN_BASE 不是 https 网址。')
  if (env.BOOTSTRAP_ADMIN_PASSWORD && WEAK.test(env.BOOTSTRAP_ADMIN_PASSWORD))
    faults.push('BOOTSTRAP_ADMIN_PASSWORD 太简单。')
  return faults
}

export interface Config {
  production: boolean
  host: string
  port: number
  dataDir: string
  databaseUrl: string
  roles: Role[]
  publicUrl: string
  trustedProxies: string[]
  /** The city's own networks, for fair counting; empty where nobody has told them. */
  cityNetworks: string[]
  /** Absent in the demo: generated into the data folder. */
  masterKeys?: MasterKey[]
  wechat: {
    mode: 'simulated' | 'live'
    apiBase: string
    openBase: string
    miniAppId: string
    miniSecret: string
    oaAppId: string
    oaSecret: string
    oaToken: string
    oaAesKey: string
  }
  /** Absent: no language model is ever asked. */
  model?: ModelConfig
  demoStaffPassword?: string
  bootstrapAdminPassword?: string
  rateLimits: boolean
  logLevel: string
  /** What the numbers of review sheets begin with: 三审单 澜市监审〔2026〕12号. */
  sheetPrefix?: string
}

/** Raised with one Chinese sentence per fault; the process must not start. */
export class ConfigRefused extends Error {
  constructor(readonly faults: string[]) {
    super(faults.join('\n'))
  }
}

/**
 * Reads the whole environment once.
 * @throws ConfigRefused naming each fault
 */
export function readConfig(source: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success)
    throw new ConfigRefused(
      parsed.error.issues.map((i) =>
        i.message.startsWith(String(i.path[0])) ? i.message : `${String(i.path[0])}：${i.message}`,
      ),
    )
  const env = parsed.data
  const production = env.NODE_ENV === 'production'
  const faults = [...(production ? productionFaults(env) : []), ...modelFaults(env)]
  if (faults.length > 0) throw new ConfigRefused(faults)
  return {
    production,
    host: env.HOST,
    port: env.PORT,
    dataDir: env.DATA_DIR,
    databaseUrl: env.DATABASE_URL ?? `sqlite:${env.DATA_DIR.replace(/\/$/, '')}/guangting.db`,
    roles: env.ROLES,
    publicUrl: env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`,
    trustedProxies: env.TRUSTED_PROXIES,
    cityNetworks: env.CITY_NETWORKS,
    masterKeys: env.MASTER_KEYS,
    wechat: {
      mode: env.WECHAT_MODE,
      apiBase: env.WECHAT_API_BASE,
      openBase: env.WECHAT_OPEN_BASE,
      miniAppId: env.WECHAT_MINI_APPID,
      miniSecret: env.WECHAT_MINI_SECRET || demoWechat.miniSecret,
      oaAppId: env.WECHAT_OA_APPID,
      oaSecret: env.WECHAT_OA_SECRET || demoWechat.oaSecret,
      oaToken: env.WECHAT_OA_TOKEN || demoWechat.oaToken,
      oaAesKey: env.WECHAT_OA_AES_KEY || demoWechat.oaAesKey,
    },
    model: modelOf(env),
    demoStaffPassword: env.DEMO_STAFF_PASSWORD,
    bootstrapAdminPassword: env.BOOTSTRAP_ADMIN_PASSWORD,
    rateLimits: env.RATE_LIMITS === 'on',
    logLevel: env.LOG_LEVEL,
    sheetPrefix: env.SHEET_PREFIX,
  }
}
