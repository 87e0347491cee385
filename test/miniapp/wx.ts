import type { Running } from './running'

/** What a phone is and does towards the mini-program: replaced here, as everything beyond it is real. */
export interface World {
  /** The address that was built in. */
  service: string
  /** Where the real service listens. */
  base: string
  openid: string
  storage: Map<string, string>
  clipboard: string
  network: Network
  running(): Running | null
  /** How a person answers WeChat's own question, by the number of a template. */
  subscribe(templateId: string): 'accept' | 'reject'
}

/** The way to the service, and everything that went along it. */
export class Network {
  /** `gone`: nothing leaves the phone. `deaf`: the service gets it and does it, and no answer comes back. */
  state: 'there' | 'gone' | 'deaf' = 'there'
  /** `GET /api/polls`, in order, whatever became of it. */
  readonly sent: string[] = []
  readonly keys: (string | undefined)[] = []
  /** Other addresses than the service's that were asked for. */
  readonly foreign: string[] = []
  readonly #listeners: ((told: { isConnected: boolean; networkType: string }) => void)[] = []
  #underWay = 0

  listen(listener: (told: { isConnected: boolean; networkType: string }) => void): void {
    this.#listeners.push(listener)
  }
  /** As the phone says it, too. */
  turn(state: Network['state']): void {
    this.state = state
    const isConnected = state !== 'gone'
    for (const tell of this.#listeners) tell({ isConnected, networkType: isConnected ? 'wifi' : 'none' })
  }
  forget(): void {
    this.#listeners.length = 0
  }
  get isBusy(): boolean {
    return this.#underWay > 0
  }
  async carry<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay++
    try {
      return await work()
    } finally {
      this.#underWay--
    }
  }
}

interface Callbacks {
  success?(told: object): void
  fail?(told: { errMsg: string; errno?: number }): void
  complete?(told: object): void
}
/** What is asked of the phone, as far as it is asked here. */
interface Asked extends Callbacks {
  url?: string
  delta?: number
  title?: string
  data?: string
}
interface Request extends Callbacks {
  url: string
  method?: string
  header?: Record<string, string>
  data?: string
  dataType?: string
}

/** WeChat answers later, never from within the call. */
function answer(name: string, asked: Callbacks | undefined, work: () => object | undefined): void {
  queueMicrotask(() => {
    try {
      const told = { errMsg: `${name}:ok`, ...work() }
      asked?.success?.(told)
      asked?.complete?.(told)
    } catch (error) {
      const told = { errMsg: `${name}:fail ${(error as Error).message}` }
      asked?.fail?.(told)
      asked?.complete?.(told)
    }
  })
}

/** @returns a `wx` for one run of the mini-program */
export function fakeWx(world: World): Record<string, unknown> {
  const { network, storage } = world
  /** A finger counts until something has come from the network. */
  let isTapped = false
  const running = () => {
    const now = world.running()
    if (!now) throw new Error('the mini-program is closed')
    return now
  }
  const acts = (name: string, work: (asked: Asked) => object | undefined) => [
    name,
    (asked?: Asked) => answer(name, asked, () => work(asked ?? {})),
  ]
  const base = {
    fontSizeSetting: 16,
    SDKVersion: '3.8.0',
    version: '8.0.60',
    language: 'zh_CN',
    theme: 'light',
  }
  const device = { brand: 'huawei', model: 'test', platform: 'android', system: 'Android 12' }
  const room = { pixelRatio: 2, windowWidth: 360, windowHeight: 640, screenWidth: 360, screenHeight: 720 }
  let codes = 0

  async function request(asked: Request): Promise<void> {
    const { url, method = 'GET', header = {}, data } = asked
    const fail = (why: string) => {
      const told = { errMsg: `request:fail ${why}` }
      asked.fail?.(told)
      asked.complete?.(told)
    }
    if (!url.startsWith(`${world.service}/`)) {
      network.foreign.push(url)
      return fail('url not in domain list')
    }
    const path = url.slice(world.service.length)
    network.sent.push(`${method} ${path}`)
    network.keys.push(header['idempotency-key'])
    if (network.state === 'gone') return queueMicrotask(() => fail('connect:net::ERR_INTERNET_DISCONNECTED'))
    const { state } = network
    const response = await fetch(world.base + path, { method, headers: header, body: data })
    const text = await response.text()
    isTapped = false
    if (state === 'deaf') return fail('timeout')
    // WeChat parses whatever can be parsed.
    let body: unknown = text
    try {
      body = JSON.parse(text)
    } catch {}
    const told = {
      errMsg: 'request:ok',
      statusCode: response.status,
      header: Object.fromEntries(response.headers),
      data: body,
    }
    asked.success?.(told)
    asked.complete?.(told)
  }

  return {
    ...Object.fromEntries([
      acts('login', () => ({ code: `sim:${world.openid}:${Date.now()}-${codes++}` })),
      acts('navigateTo', ({ url }) => void running().navigateTo(url ?? '')),
      acts('redirectTo', ({ url }) => void running().redirectTo(url ?? '')),
      acts('switchTab', ({ url }) => void running().switchTab(url ?? '')),
      acts('navigateBack', ({ delta }) => void running().navigateBack(delta)),
      acts('setNavigationBarTitle', ({ title }) => {
        running().top.title = title ?? ''
        return undefined
      }),
      acts('getNetworkType', () => ({ networkType: network.state === 'gone' ? 'none' : 'wifi' })),
      acts('setClipboardData', ({ data }) => {
        world.clipboard = data ?? ''
        return undefined
      }),
      acts('pageScrollTo', () => undefined),
      acts('stopPullDownRefresh', () => undefined),
    ]),
    /** Only a finger opens the question: from anywhere else WeChat refuses. */
    requestSubscribeMessage: (asked: Callbacks & { tmplIds: string[] }) => {
      const wasTap = isTapped
      answer('requestSubscribeMessage', asked, () => {
        if (!wasTap) throw new Error('can only be invoked by user TAP gesture.')
        if (asked.tmplIds.length > 3) throw new Error('the length of tmplIds is over 3')
        return Object.fromEntries(asked.tmplIds.map((id) => [id, world.subscribe(id)]))
      })
    },
    request: (asked: Request) => {
      void network.carry(() => request(asked))
      return { abort: () => undefined }
    },
    onNetworkStatusChange: network.listen.bind(network),
    preloadAssets: ({ data }: { data: { src: string }[] }) => network.foreign.push(...data.map((d) => d.src)),
    getStorageSync: (name: string) => JSON.parse(storage.get(name) ?? '""'),
    setStorageSync: (name: string, value: unknown) => void storage.set(name, JSON.stringify(value)),
    removeStorageSync: (name: string) => void storage.delete(name),
    getStorageInfoSync: () => ({ keys: [...storage.keys()], currentSize: 1, limitSize: 10_240 }),
    getAppBaseInfo: () => base,
    getDeviceInfo: () => device,
    getWindowInfo: () => room,
    getSystemInfoSync: () => ({ ...base, ...device, ...room }),
    getLaunchOptionsSync: () => ({ path: 'pages/home/home', query: {}, scene: 1001 }),
    getEnterOptionsSync: () => ({ path: 'pages/home/home', query: {}, scene: 1001 }),
    getAccountInfoSync: () => ({ miniProgram: { appId: 'wxtest', envVersion: 'release' } }),
    canIUse: () => true,
    onAppShow: () => undefined,
    onAppHide: () => undefined,
    tapped: () => {
      isTapped = true
    },
  }
}
