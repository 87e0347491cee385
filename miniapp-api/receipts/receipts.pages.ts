import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context, Next } from 'koa'
import { ZipFile } from 'yazl'
import { type ReceiptProof, unknownReceipt } from '../../src/modules/receipts'
import type { Office } from '../../src/office'
import { receiptsPage, type ShownLog } from './receipts.page'

const AT_ONCE = 20
/** The verifier lies beside the sources; compiled or not, this file is as deep. */
const VERIFIER = [
  join(__dirname, '..', '..', 'tools', 'verify'),
  join(__dirname, '..', '..', '..', 'tools', 'verify'),
]

/** `/receipts`: who wants to know whether his voice is in, and how all of them stand, needs no script and no account. */
export function receiptPages(office: Office, notice: string | null) {
  const style = readFileSync(join(__dirname, 'receipts.css'), 'utf8')
  let zip: Promise<Buffer> | null = null
  return async (ctx: Context, next: Next): Promise<void> => {
    if ((ctx.method !== 'GET' && ctx.method !== 'HEAD') || !ctx.path.startsWith('/receipts')) return next()
    if (ctx.path === '/receipts') {
      ctx.type = 'text/html; charset=utf-8'
      ctx.body = await page(office, notice, parameterOf(ctx, 'receipt'), parameterOf(ctx, 'cursor'))
    } else if (ctx.path === '/receipts.css') {
      ctx.type = 'text/css; charset=utf-8'
      ctx.body = style
    } else if (ctx.path === '/receipts/proof') {
      const proof = await find(office, parameterOf(ctx, 'receipt') ?? '')
      if (!proof?.inclusion) return next()
      ctx.type = 'text/plain; charset=utf-8'
      ctx.set('Content-Disposition', `attachment; filename="${proof.receipt}.tlog-proof"`)
      ctx.body = proof.inclusion.text
    } else if (ctx.path === '/receipts/verify.zip') {
      zip ??= packed()
      ctx.type = 'application/zip'
      ctx.set('Content-Disposition', 'attachment; filename="guangting-verify.zip"')
      ctx.body = await zip
    } else return next()
  }
}

/** The first of each name, as whoever fills in the form sends it. */
function parameterOf(ctx: Context, name: string): string | null {
  return new URLSearchParams(ctx.querystring).get(name)?.trim().slice(0, 64) ?? null
}

async function find({ receiptReads }: Office, receipt: string): Promise<ReceiptProof | null> {
  try {
    return await receiptReads.prove(receipt)
  } catch (error) {
    if (unknownReceipt.is(error)) return null
    throw error
  }
}

async function page(office: Office, notice: string | null, receipt: string | null, cursor: string | null) {
  const { receiptReads: reads } = office
  const from = cursor !== null && /^\w{26}$/.test(cursor) ? cursor : undefined
  const { items, nextCursor } = await reads.list({ limit: AT_ONCE, cursor: from })
  const logs = await Promise.all(
    items.map(async (log): Promise<ShownLog> => {
      const checkpoint = await reads.newestCheckpoint(log.id)
      return { log, checkpoint, title: await titleOf(office, log), verifierKey: reads.verifierKeyOf(log) }
    }),
  )
  const asked = receipt ? { receipt, proof: await find(office, receipt) } : null
  return receiptsPage({ notice, publicKey: reads.publicKey, logs, next: nextCursor, asked })
}

async function titleOf({ pollReads, consultationReads }: Office, { kind, id }: ShownLog['log']) {
  return (await (kind === 'poll' ? pollReads : consultationReads).find(id)).title
}

/** The same bytes every time, so that two who compare what they were given can. */
async function packed(): Promise<Buffer> {
  const folder = VERIFIER.find((path) => readable(path).length > 0)
  const zip = new ZipFile()
  const mtime = new Date(Date.UTC(2026, 0, 1))
  for (const name of folder ? readable(folder) : [])
    zip.addBuffer(readFileSync(join(folder as string, name)), `guangting-verify/${name}`, { mtime })
  zip.end()
  const parts: Buffer[] = []
  for await (const part of zip.outputStream) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function readable(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.(mjs|md)$/.test(name))
      .sort()
  } catch {
    return []
  }
}
