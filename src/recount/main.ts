import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOffice } from '../office'
import { officeOptions } from '../office.options'
import { readConfig } from '../platform/config'
import { copySqlite } from '../platform/db/database'
import { createLog } from '../platform/log'
import { type Line, recount } from './recount'

const say = (text: string) => process.stdout.write(`${text}\n`)
/** More would hide what matters. */
const SHOWN = 20

/**
 * `npm run recount`: exits 0 where every number is the same everywhere, 1 where one is not. The service may go on: on
 * SQLite a copy of this moment is counted, on MariaDB a snapshot.
 */
async function main(): Promise<number> {
  const config = readConfig()
  const folder = mkdtempSync(join(tmpdir(), 'guangting-recount-'))
  const path = config.databaseUrl.startsWith('sqlite:') ? config.databaseUrl.slice('sqlite:'.length) : null
  try {
    if (path !== null) {
      if (!existsSync(path)) throw new Error(`没有找到数据库 ${path}`)
      copySqlite(path, join(folder, 'copy.db'))
    }
    const given = officeOptions(config, createLog('silent'))
    const databaseUrl = path === null ? config.databaseUrl : `sqlite:${join(folder, 'copy.db')}`
    const office = await createOffice({ ...given, databaseUrl, checkpointFile: undefined })
    let wrong = 0
    let lines = 0
    try {
      for await (const line of recount(office, { withExports: process.argv.includes('--exports') })) {
        lines++
        wrong += line.differences.length
        tell(line)
      }
    } finally {
      await office.close()
    }
    say(wrong === 0 ? `共核对 ${lines} 项，处处一致。` : `共核对 ${lines} 项，有 ${wrong} 处不一致。`)
    return wrong === 0 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function tell({ kind, title, counted, unit, places, differences, ms }: Line): void {
  const mark = differences.length === 0 ? '✓' : '✗'
  say(
    `${mark} ${kind}《${title}》 逐一数得 ${counted} ${unit}，与 ${places} 处比对，${(ms / 1000).toFixed(1)} 秒`,
  )
  for (const d of differences.slice(0, SHOWN))
    say(`    ${d.source} 的 ${d.item}：写着 ${d.told}，数得 ${d.counted}`)
  if (differences.length > SHOWN) say(`    …… 另有 ${differences.length - SHOWN} 处`)
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.stderr.write(`没有核对完：${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 2
  },
)
