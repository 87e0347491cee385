import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { sha256 } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { alreadyOpened, forbidden, notFound } from '../../platform/problem'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { Clause, Consultation, Draft } from './consultations.entities'
import { canUploadDraft } from './consultations.policy'
import { type ReadDraft, readDraftFile, readDraftText } from './consultations.upload'
import { joinedText } from './drafts.import'
import type { ImportedClause } from './drafts.shape'

export interface DraftWithClauses {
  draft: Draft
  clauses: Clause[]
}

/** Rows of one INSERT: SQLite takes 32,766 parameters. */
const CHUNK = 500

/** 征求意见稿: handing in the text, as often as wanted until the consultation is opened. */
export class Drafting {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Takes the next version of the draft.
   * @throws Problem not_found, forbidden, already_opened, draft_refused
   */
  async uploadDraft(
    actor: StaffActor,
    consultationId: string,
    given: { text: string } | { filename: string; content: Buffer },
  ): Promise<DraftWithClauses> {
    if (!canUploadDraft(actor)) throw forbidden()
    const read =
      'text' in given ? await readDraftText(given.text) : await readDraftFile(given.filename, given.content)
    return this.database.transaction(async (tx) => {
      const consultation = await findForUpdate(tx, Consultation, { id: consultationId })
      if (!consultation) throw notFound()
      if (consultation.openedAt !== null)
        throw alreadyOpened({ detail: '征求意见已经开放，不能再更换征求意见稿。' })
      const version = ((await currentDraft(tx, consultationId))?.version ?? 0) + 1
      const { draft, clauses } = draftRows(actor, consultationId, version, read, this.clock.now())
      await insertDraft(tx, { draft, clauses })
      const { format, sourceHash } = draft
      await this.ledger.append(
        tx,
        actor,
        'consultations.upload_draft',
        { type: 'consultation', id: consultationId },
        { after: { version, format, sourceHash, clauses: clauses.length } },
      )
      return { draft, clauses }
    })
  }
}

/** Rows of a version, not stored yet. */
export function draftRows(
  actor: StaffActor,
  consultationId: string,
  version: number,
  { format, draft: imported }: ReadDraft,
  now: number,
): DraftWithClauses {
  const draft: Draft = {
    id: newId(now),
    consultationId,
    version,
    format,
    title: imported.title,
    titleLines: imported.titleLines,
    titleAt: imported.titleAt,
    preamble: imported.preamble,
    closing: imported.closing,
    warnings: imported.warnings,
    sourceHash: sha256(joinedText(imported)),
    revision: false,
    alignment: null,
    authorId: actor.id,
    createdAt: now,
  }
  return { draft, clauses: clauseRows(imported.clauses, draft.id, now) }
}

export async function insertDraft(tx: EntityManager, { draft, clauses }: DraftWithClauses): Promise<void> {
  await tx.insert(Draft, draft)
  for (let i = 0; i < clauses.length; i += CHUNK) await tx.insert(Clause, clauses.slice(i, i + CHUNK))
}

function clauseRows(imported: readonly ImportedClause[], draftId: string, now: number): Clause[] {
  const ids = new Map(imported.map((c) => [c.key, newId(now)]))
  return imported.map(({ key, parentKey, suffix, ...same }) => ({
    ...same,
    id: ids.get(key) as string,
    draftId,
    parentId: parentKey === null ? null : (ids.get(parentKey) as string),
    path: key,
    suffix: suffix ?? null,
  }))
}

/** The version that is consulted on: the last one handed in before the opening. */
export async function currentDraft(manager: EntityManager, consultationId: string): Promise<Draft | null> {
  return manager.findOne(Draft, { where: { consultationId, revision: false }, order: { version: 'DESC' } })
}

/** 修改稿 as it stands: the last one handed in since. */
export async function currentRevision(manager: EntityManager, consultationId: string): Promise<Draft | null> {
  return manager.findOne(Draft, { where: { consultationId, revision: true }, order: { version: 'DESC' } })
}

export async function clausesOf(manager: EntityManager, draftId: string): Promise<Clause[]> {
  return manager.find(Clause, { where: { draftId }, order: { position: 'ASC' } })
}
