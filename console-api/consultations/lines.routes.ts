import type { AdoptionLine } from '../../src/modules/consultations'
import type { Office } from '../../src/office'
import { instantOf, rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { dispose, dissolveLine, editLine, extendLine, listLines } from './lines.contract'

export function staffLineRoutes(
  counter: Counter,
  {
    adoption,
    consultationReads,
    reportReads,
    revisionReads,
  }: Pick<Office, 'adoption' | 'consultationReads' | 'reportReads' | 'revisionReads'>,
): void {
  const presented = async (lines: AdoptionLine[]) => {
    const quotes = await reportReads.quotesOf(lines.map((l) => l.id))
    const changes = lines[0] ? await revisionReads.causedBy(lines[0].consultationId) : new Map()
    return lines.map((line) => present(line, quotes.get(line.id) ?? [], changes.get(line.id) ?? []))
  }
  const one = async (line: AdoptionLine) => (await presented([line]))[0]

  counter.serve(listLines, async ({ params, query }) => {
    await consultationReads.find(params.id, true)
    const { items, nextCursor } = await adoption.list(params.id, query)
    return { items: await presented(items), nextCursor }
  })
  counter.serve(dispose, async ({ caller, params, body: { commentIds, groupIds, ...words } }) => {
    const chosen = { commentIds, groupIds }
    return one(await adoption.dispose(caller, params.id, chosen, words))
  })
  counter.serve(extendLine, async ({ caller, params, body }) =>
    one(await adoption.extendLine(caller, params.id, params.lineId, body)),
  )
  counter.serve(editLine, async ({ caller, params, body: { commentIds, changedAt, ...words } }) => {
    const seenAt = changedAt === undefined ? undefined : instantOf(changedAt)
    return one(await adoption.editLine(caller, params.id, params.lineId, words, commentIds, seenAt))
  })
  counter.serve(dissolveLine, ({ caller, params }) => adoption.dissolve(caller, params.id, params.lineId))
}

function present(
  { consultationId: _, size, createdAt, changedAt, ...line }: AdoptionLine,
  quotes: { commentId: string; text: string; redaction: string | null }[],
  changes: string[],
) {
  return {
    ...line,
    comments: size,
    quotes,
    changes,
    createdAt: rfc3339(createdAt),
    changedAt: rfc3339(changedAt),
  }
}
