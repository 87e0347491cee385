import { setTimeout as sleep } from 'node:timers/promises'
import { startBot } from '../bot/main'
import { menu } from '../bot/menu'
import { simulatorPages } from '../bot/simulator/simulator.pages'
import type { FakeWechat } from '../fake-wechat'
import { startWorker } from '../worker/main'
import { bootstrapAdmin } from './bootstrap'
import { city } from './demo/city'
import { openDemoOffice } from './demo/open'
import { pushTo, startDemoWechat } from './demo/wechat'
import { createOffice, type Office, type OfficeOptions } from './office'
import { officeOptions } from './office.options'
import { loadDictionary } from './platform/chinese-words'
import { type Config, ConfigRefused, readConfig } from './platform/config'
import { DatabaseInUse } from './platform/db/sqlite-owner'
import { listen } from './platform/http/server'
import { createLog } from './platform/log'
import { createWeb } from './web'

/** How long readiness is down before the door closes, so that a load balancer sees it; ms. */
const DRAIN_MS = { production: 3_000, demo: 300 }

/** Starts the roles it was asked for and stops them in order: readiness first, then requests, jobs, lane, database. */
async function main(): Promise<void> {
  const config = readConfig()
  const log = createLog(config.logLevel)
  const { roles } = config
  // A WeChat of the demo's own, where there is somebody to talk to it.
  const isTalking = config.wechat.mode === 'simulated' && roles.includes('web') && roles.includes('bot')
  const fake = isTalking && !config.production ? await startDemoWechat(config) : null
  const options = { ...officeOptions(config, log, fake?.url), menu }
  loadDictionary()
  const { office, passwords } = await openOffice(config, options)
  let stopping = false
  const worker = roles.includes('worker') ? startWorker(office) : null
  const bot = roles.includes('bot') ? startBot(office, { ...config, oa: options.wechat?.oa }) : null
  const { app } = createWeb(office, {
    ...config,
    stopping: () => stopping,
    counters: roles.includes('web'),
    simulator: fake !== null,
    pages: [...(bot ? [bot.middleware] : []), ...(fake ? [simulator(config, office, fake)] : [])],
  })
  const isOpen = roles.includes('web') || roles.includes('bot')
  const server = isOpen ? await listen(app, config.host, config.port) : null
  if (server && fake) pushTo(fake, config, server.port)
  if (server && !config.production) greet(config, server.port, passwords, fake !== null)
  if (bot && config.wechat.mode === 'live') void office.accountMenu.placeAtStart()
  log.info({ port: server?.port, roles: config.roles, database: office.database.kind }, 'started')

  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    if (server) {
      await sleep(config.production ? DRAIN_MS.production : DRAIN_MS.demo)
      await server.close()
    }
    await bot?.stop()
    await fake?.close()
    await worker?.stop()
    await office.close()
    log.info('stopped')
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
}

async function openOffice(
  config: Config,
  given: OfficeOptions,
): Promise<{ office: Office; passwords: Map<string, string> }> {
  const options = {
    ...given,
    ...(config.production
      ? {}
      : { notice: city.notice, sheetPrefix: config.sheetPrefix ?? city.sheetPrefix }),
  }
  if (!config.production && config.roles.includes('web'))
    return openDemoOffice(options, config.demoStaffPassword)
  const office = await createOffice(options)
  if (config.production && config.bootstrapAdminPassword !== undefined)
    await bootstrapAdmin(office, config.bootstrapAdminPassword)
  return { office, passwords: new Map() }
}

const simulator = ({ wechat }: Config, office: Office, fake: FakeWechat) =>
  simulatorPages({ office, wechat: fake, miniAppId: wechat.miniAppId, oaAppId: wechat.oaAppId })

/** What a newcomer needs, on the terminal and never in the log. */
function greet(
  config: Config,
  port: number,
  passwords: ReadonlyMap<string, string>,
  isTalking: boolean,
): void {
  const base = `http://${config.host}:${port}`
  const lines = [
    '',
    `广听已启动 —— ${city.name}（虚构）演示`,
    `  群众页面  ${base}/`,
    `  管理后台  ${base}/console/`,
    `  接口说明  ${base}/docs`,
    ...(isTalking ? [`  微信模拟  ${base}/simulator`] : []),
    ...(passwords.size > 0
      ? [
          '',
          '  演示工作人员（密码只显示这一次）：',
          ...[...passwords].map(([name, word]) => `    ${name.padEnd(9)} ${word}`),
        ]
      : []),
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** One plain sentence where the cause is outside the code; the stack where it is not. */
function explain(error: unknown): string {
  if (error instanceof ConfigRefused)
    return ['广听没有启动，请修改以下设置：', ...error.faults.map((f) => `  - ${f}`)].join('\n')
  if (error instanceof DatabaseInUse) return `广听没有启动：${error.message}`
  const { code, port, stack, message } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') return `广听没有启动：端口 ${port} 已被占用，请用 PORT=… 换一个。`
  if (code === 'ECONNREFUSED' || code === 'ER_ACCESS_DENIED_ERROR')
    return `广听没有启动：连不上数据库（${code}），请检查 DATABASE_URL。`
  return stack ?? message ?? String(error)
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
})
