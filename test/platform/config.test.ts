import { ConfigRefused, readConfig } from '../../src/platform/config'

const random = 'q7Zr2uW8vT1yN5mK9pL3xB6cD4fG0hJaSeRtYuIoPdA'
const productionEnvironment: Record<string, string> = {
  NODE_ENV: 'production',
  DATABASE_URL: 'mysql://gt:pw@db.internal:3306/guangting',
  PUBLIC_URL: 'https://gt.example.gov.cn',
  MASTER_KEYS: `k1:${Buffer.from('0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 'hex').toString('base64')}`,
  WECHAT_MODE: 'live',
  WECHAT_MINI_APPID: 'wx1234567890abcdef',
  WECHAT_MINI_SECRET: random.slice(0, 32),
  WECHAT_OA_APPID: 'wxfedcba0987654321',
  WECHAT_OA_SECRET: random.slice(8, 40),
  WECHAT_OA_TOKEN: random.slice(0, 16),
  WECHAT_OA_AES_KEY: random,
}

function faultsOf(environment: Record<string, string | undefined>): string[] {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigRefused) return error.faults
    throw error
  }
}

describe('in production', () => {
  it('a complete environment is accepted as it stands', () => {
    const config = readConfig(productionEnvironment)
    expect(config).toMatchObject({
      production: true,
      publicUrl: 'https://gt.example.gov.cn',
      rateLimits: true,
      roles: ['web', 'bot', 'worker'],
      trustedProxies: [],
      cityNetworks: [],
    })
    expect(config.masterKeys?.map((k) => [k.id, k.key.length])).toEqual([['k1', 32]])
    expect(config.wechat).toEqual({
      mode: 'live',
      apiBase: 'https://api.weixin.qq.com',
      openBase: 'https://open.weixin.qq.com',
      miniAppId: productionEnvironment.WECHAT_MINI_APPID,
      miniSecret: productionEnvironment.WECHAT_MINI_SECRET,
      oaAppId: productionEnvironment.WECHAT_OA_APPID,
      oaSecret: productionEnvironment.WECHAT_OA_SECRET,
      oaToken: productionEnvironment.WECHAT_OA_TOKEN,
      oaAesKey: productionEnvironment.WECHAT_OA_AES_KEY,
    })
  })

  it.each<[string, string | undefined]>([
    ['DATABASE_URL', undefined],
    ['PUBLIC_URL', undefined],
    ['PUBLIC_URL', 'http://gt.example.gov.cn'],
    ['MASTER_KEYS', undefined],
    ['MASTER_KEYS', 'k1:'],
    ['MASTER_KEYS', 'k1:c2hvcnQ='],
    ['MASTER_KEYS', `k1:${Buffer.alloc(32).toString('base64')}`],
    ['MASTER_KEYS', `k1:${Buffer.alloc(32, 'ab').toString('base64')}`],
    ['MASTER_KEYS', `${productionEnvironment.MASTER_KEYS},${productionEnvironment.MASTER_KEYS}`],
    ['MASTER_KEYS', 'no colon at all'],
    ['WECHAT_MODE', undefined],
    ['WECHAT_MODE', 'simulated'],
    ['WECHAT_API_BASE', 'http://api.weixin.qq.com'],
    ['WECHAT_API_BASE', 'http://wechat.internal'],
    ['WECHAT_OPEN_BASE', 'http://open.weixin.qq.com'],
    ['WECHAT_MINI_APPID', undefined],
    ['WECHAT_MINI_APPID', 'wxdemo-mini'],
    ['WECHAT_MINI_SECRET', undefined],
    ['WECHAT_MINI_SECRET', 'short'],
    ['WECHAT_MINI_SECRET', 'a'.repeat(32)],
    ['WECHAT_MINI_SECRET', 'changeme-changeme-changeme'],
    ['WECHAT_MINI_SECRET', 'Password1234567890'],
    ['WECHAT_OA_APPID', undefined],
    ['WECHAT_OA_SECRET', ''],
    ['WECHAT_OA_TOKEN', 'token'],
    ['WECHAT_OA_TOKEN', '123456789'],
    ['WECHAT_OA_AES_KEY', 'x'.repeat(43)],
    ['WECHAT_OA_AES_KEY', `${random}x`],
    ['WECHAT_OA_AES_KEY', `${random.slice(0, 42)}=`],
    ['WECHAT_MINI_SECRET', readConfig({}).wechat.miniSecret],
    ['WECHAT_OA_SECRET', readConfig({}).wechat.oaSecret],
    ['WECHAT_OA_TOKEN', readConfig({}).wechat.oaToken],
    ['WECHAT_OA_AES_KEY', readConfig({}).wechat.oaAesKey],
    ['DEMO_STAFF_PASSWORD', 'Some-Demo-Word'],
    ['RATE_LIMITS', 'off'],
    ['BOOTSTRAP_ADMIN_PASSWORD', 'short'],
    ['BOOTSTRAP_ADMIN_PASSWORD', 'password1234'],
    ['BOOTSTRAP_ADMIN_PASSWORD', 'xxxxxxxxxxxxxx'],
  ])('%s = %j is refused by name, in Chinese', (name, value) => {
    const faults = faultsOf({ ...productionEnvironment, [name]: value })
    expect(faults.length).toBeGreaterThan(0)
    for (const fault of faults) {
      expect(fault).toContain(name)
      expect(fault).toMatch(/[\u4e00-\u9fff]{2}/)
      if (
        value &&
        value.length > 7 &&
        !name.includes('URL') &&
        !name.includes('APPID') &&
        !name.includes('BASE')
      )
        expect(fault).not.toContain(value)
    }
  })

  it('an empty environment is refused with every fault at once', () => {
    const faults = faultsOf({ NODE_ENV: 'production' })
    for (const name of Object.keys(productionEnvironment).filter((n) => n !== 'NODE_ENV'))
      expect([name, faults.some((f) => f.startsWith(name))]).toEqual([name, true])
  })
})

describe('everywhere', () => {
  it.each<[string, string]>([
    ['NODE_ENV', 'prod'],
    ['NODE_ENV', 'Production'],
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['DATABASE_URL', 'postgres://x/y'],
    ['DATABASE_URL', 'mysql://host'],
    ['DATABASE_URL', 'sqlite:'],
    ['ROLES', 'web,cook'],
    ['ROLES', 'web,'],
    ['PUBLIC_URL', 'gt.example'],
    ['PUBLIC_URL', 'javascript:alert(1)'],
    ['TRUSTED_PROXIES', 'nginx'],
    ['TRUSTED_PROXIES', '10.0.0.1, 10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.0/8/8'],
    ['TRUSTED_PROXIES', '10.0.0.0/x'],
    ['TRUSTED_PROXIES', '300.1.1.1'],
    ['WECHAT_MODE', 'test'],
    ['WECHAT_OA_AES_KEY', 'short'],
    ['WECHAT_API_BASE', 'file:///etc/passwd'],
    ['WECHAT_OPEN_BASE', 'open.weixin.qq.com'],
    ['DEMO_STAFF_PASSWORD', 'short'],
    ['RATE_LIMITS', 'false'],
    ['LOG_LEVEL', 'loud'],
  ])('%s = %j is refused by name, in Chinese', (name, value) => {
    const faults = faultsOf({ [name]: value })
    expect(faults).toEqual([expect.stringContaining(name)])
    expect(faults[0]).toMatch(/[\u4e00-\u9fff]{2}/)
  })

  it('nothing set is the demo; an empty value counts as not set', () => {
    const bare = readConfig({})
    expect(bare).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 3000,
      dataDir: './data',
      databaseUrl: 'sqlite:./data/guangting.db',
      publicUrl: 'http://127.0.0.1:3000',
      rateLimits: true,
    })
    expect(bare.masterKeys).toBeUndefined()
    expect(bare.wechat.oaAesKey).toMatch(/^[A-Za-z0-9]{43}$/)
    expect(new Set(Object.values(bare.wechat)).size).toBe(9)
    expect(readConfig({ PORT: '', DATABASE_URL: '', MASTER_KEYS: '' })).toEqual(bare)
  })

  it('lists are read with spaces, keys in the order in which they seal', () => {
    const key = (n: number) =>
      Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 7 + n) % 256)).toString('base64')
    const config = readConfig({
      ROLES: 'web, worker',
      TRUSTED_PROXIES: '10.0.0.0/8, ::1,192.168.1.1',
      MASTER_KEYS: `new:${key(1)}, old:${key(2)}`,
      DATA_DIR: '/srv/gt/',
    })
    expect(config.roles).toEqual(['web', 'worker'])
    expect(config.trustedProxies).toEqual(['10.0.0.0/8', '::1', '192.168.1.1'])
    expect(config.masterKeys?.map((k) => k.id)).toEqual(['new', 'old'])
    expect(config.databaseUrl).toBe('sqlite:/srv/gt/guangting.db')
  })
})

describe('a language model', () => {
  const set = (over: Record<string, string>) =>
    faultsOf({ MODEL_URL: 'https://models.example.gov.cn/v1', MODEL_NAME: 'a-model', ...over })

  it('is none unless set, in whatever environment', () => {
    expect(readConfig({}).model).toBeUndefined()
    expect(readConfig(productionEnvironment).model).toBeUndefined()
  })

  it('is read with its key and its budget', () => {
    const given = { MODEL_URL: 'https://models.example.gov.cn/v1', MODEL_NAME: 'a-model', MODEL_KEY: 'sk-1' }
    expect(readConfig({ ...productionEnvironment, ...given }).model).toEqual({
      baseUrl: given.MODEL_URL,
      chat: 'a-model',
      key: 'sk-1',
      perDay: 2_000,
    })
  })

  it.each(['http://127.0.0.1:8000/v1', 'http://localhost/v1', 'http://[::1]:8000/v1'])(
    'may be on this machine without encryption: %s',
    (MODEL_URL) => expect(set({ MODEL_URL })).toEqual([]),
  )

  it.each([
    ['MODEL_URL', 'http://models.example.gov.cn/v1'],
    ['MODEL_URL', 'http://localhost.example.com/v1'],
    ['MODEL_URL', 'http://127.0.0.1.example.com/v1'],
    ['MODEL_URL', 'https://me:secret@models.example.gov.cn/v1'],
    ['MODEL_URL', 'https://models.example.gov.cn/v1?key=secret'],
    ['MODEL_URL', 'models'],
    ['MODEL_URL', ''],
    ['MODEL_NAME', ''],
    ['MODEL_KEY', 'two words'],
    ['MODEL_PER_DAY', '0'],
    ['MODEL_PER_DAY', 'many'],
  ])('%s=%s is refused, naming it and repeating no secret', (name, value) => {
    const faults = set({ [name]: value })
    expect(faults).toEqual([expect.stringContaining(name)])
    expect(faults.join()).not.toContain('secret')
  })
})
