import { setImmediate as breath } from 'node:timers/promises'
import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database } from '../../platform/db/database'
import { forbidden, invalidField, notFound, notOpened, stale } from '../../platform/problem'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import type { AnswerBook } from './adoption.book'
import { AdoptionLine } from './adoption.entities'
import { type Alignment, aligning } from './alignment'
import { changesBetween, isChange, type WrittenClause } from './alignment.changes'
import {
  clausesOf,
  currentDraft,
  currentRevision,
  type DraftWithClauses,
  draftRows,
  insertDraft,
} from './consultations.drafting'
import { Clause, Draft, LineChange } from './consultations.entities'
import { canDispose, canUploadDraft } from './consultations.policy'
import { readDraftFile, readDraftText } from './consultations.upload'

/** 修改稿: the draft as it stands after the comments, laid beside the one that was consulted on. */
export class Revisions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly book: AnswerBook,
  ) {}

  /** @throws Problem forbidden, not_found, not_opened, report_published, draft_refused */
  async uploadRevision(
    actor: StaffActor,
    consultationId: string,
    given: { text: string } | { filename: string; content: Buffer },
  ): Promise<DraftWithClauses> {
    if (!canUploadDraft(actor)) throw forbidden()
    const read =
      'text' in given ? await readDraftText(given.text) : await readDraftFile(given.filename, given.content)
    const rows = draftRows(actor, consultationId, 0, read, this.clock.now())
    // Compared ahead of the transaction: once open, neither the consulted draft nor an earlier revision changes.
    const reads = this.database.reads
    const consulted = await currentDraft(reads, consultationId)
    const alignment = await aligned(consulted ? await clausesOf(reads, consulted.id) : [], rows.clauses)
    const earlier = await currentRevision(reads, consultationId)
    const later = earlier && (await inBreaths(aligning(await clausesOf(reads, earlier.id), rows.clauses)))
    return this.database.transaction(async (tx) => {
      await this.book.hold(tx, consultationId)
      const basis = await currentDraft(tx, consultationId)
      if (!basis || basis.id !== consulted?.id)
        throw notOpened({ detail: '征求意见还没有开放，请直接更换征求意见稿。' })
      if ((await currentRevision(tx, consultationId))?.id !== earlier?.id) throw stale()
      const version = (earlier?.version ?? basis.version) + 1
      const draft: Draft = { ...rows.draft, version, revision: true, alignment }
      await insertDraft(tx, { draft, clauses: rows.clauses })
      if (later) await carryOver(tx, later)
      const { format, sourceHash } = draft
      const after = { version, format, sourceHash, changes: alignment.changes.filter(isChange).length }
      const subject = { type: 'consultation', id: consultationId }
      await this.ledger.append(tx, actor, 'consultations.upload_revision', subject, { after })
      return { draft, clauses: rows.clauses }
    })
  }

  /**
   * Says which changes an answer caused, in place of what was said before.
   * @param clauseIds articles of the revision, or of the consulted draft where they are no more in it
   * @throws Problem forbidden, not_found, report_published, invalid_request
   */
  async linkLine(
    actor: StaffActor,
    consultationId: string,
    lineId: string,
    clauseIds: readonly string[],
  ): Promise<void> {
    if (!canDispose(actor)) throw forbidden()
    await this.database.transaction(async (tx) => {
      await this.book.hold(tx, consultationId)
      const line = await tx.findOneBy(AdoptionLine, { id: lineId })
      if (line?.consultationId !== consultationId) throw notFound()
      const drafts = [await currentDraft(tx, consultationId), await currentRevision(tx, consultationId)]
      const draftIds = drafts.flatMap((d) => (d ? [d.id] : []))
      const known = await tx.findBy(Clause, {
        id: In([...clauseIds]),
        draftId: In(draftIds),
        kind: 'article',
      })
      const missing = clauseIds.filter((id) => !known.some((c) => c.id === id))
      if (missing.length > 0)
        throw invalidField('clauseIds', `修改稿里没有这些条：${missing.slice(0, 20).join('、')}`)
      const before = (await tx.findBy(LineChange, { lineId })).map((c) => c.clauseId)
      await tx.delete(LineChange, { lineId })
      for (const clauseId of new Set(clauseIds)) await tx.insert(LineChange, { lineId, clauseId })
      const subject = { type: 'consultation', id: consultationId }
      const change = { before: { clauseIds: before }, after: { lineId, clauseIds } }
      await this.ledger.append(tx, actor, 'consultations.link_line', subject, change)
    })
  }
}

async function aligned(before: readonly WrittenClause[], after: readonly WrittenClause[]) {
  const alignment = await inBreaths(aligning(before, after))
  return { ...alignment, changes: changesBetween(before, after, alignment) }
}

/** A long law takes some tenths of a second: residents have their turn in between. */
async function inBreaths<T>(steps: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await breath()
  }
}

/** What was said of an article of the last revision is said of the same article of this one. */
async function carryOver(tx: EntityManager, { articles }: Alignment): Promise<void> {
  const told = await tx.findBy(LineChange, { clauseId: In(articles.map((l) => l.from)) })
  const carried = new Set<string>()
  for (const { lineId, clauseId } of told) {
    await tx.delete(LineChange, { lineId, clauseId })
    for (const { to } of articles.filter((l) => l.from === clauseId)) carried.add(`${lineId} ${to}`)
  }
  for (const pair of carried) {
    const [lineId = '', clauseId = ''] = pair.split(' ')
    await tx.insert(LineChange, { lineId, clauseId })
  }
}
