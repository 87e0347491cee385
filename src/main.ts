import { startWorker } from '../worker/main'
import { createOffice, officeOptions } from './office'
import { ConfigRefused, readConfig } from './platform/config'
import { listen } from './platform/http/server'
import { createLog } from './platform/log'
import { createWeb } from './web'

/** Starts the roles it was asked for and stops them in order: readiness first, then requests, jobs, lane, database. */
async function main(): Promise<void> {
  const config = readConfig()
  const log = createLog(config.logLevel)
  const office = await createOffice(officeOptions(config, log))
  let stopping = false
  const worker = config.roles.includes('worker') ? startWorker(office) : null
  const { app } = createWeb(office, config)
  const server = config.roles.includes('web') ? await listen(app, config.host, config.port) : null
  log.info({ port: server?.port, roles: config.roles, database: office.database.kind }, 'started')

  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    await server?.close()
    await worker?.stop()
    await office.close()
    log.info('stopped')
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
}

main().catch((error: unknown) => {
  const lines =
    error instanceof ConfigRefused
      ? ['广听没有启动，请修改以下设置：', ...error.faults.map((f) => `  - ${f}`)]
      : [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  process.stderr.write(`${lines.join('\n')}\n`)
  process.exit(1)
})
