import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { newToken } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import type { LaneKind, LaneRow, Outcome, WriteLane } from '../../platform/db/lane'
import { todaySubject } from '../../platform/db/tally'
import { newId } from '../../platform/ids'
import { invalidField, notFound, unavailable } from '../../platform/problem'
import { Turns } from '../../platform/turns'
import type { Logs } from '../receipts'
import type { ResidentActor } from '../residents'
import { clausesOf, currentDraft } from './consultations.drafting'
import { Comment, Consultation, type Group, type Source, type Stance } from './consultations.entities'
import { commentLimitReached, consultationClosed, consultationNotOpen } from './consultations.problems'
import {
  COMMENTS_PER_PERSON,
  committedComment,
  repeatKeyOf,
  sameKeyOf,
  stateOf,
  tallyItems,
} from './consultations.rules'

export const commentRows: LaneKind = {
  table: 'comments',
  columns: [
    'id',
    'consultation_id',
    'clause_id',
    'resident_id',
    'person_key',
    'ordinal',
    'repeat_key',
    'same_key',
    'text',
    'stance',
    'writer_group',
    'writer_kind',
    'source',
    'state',
    'received_on',
    'received_at',
    'receipt',
    'entered_by',
    'quotable',
    'salt',
  ],
  gate: { table: 'consultations', column: 1 },
  person: 3,
}

/** A draft never changes once opened, and the end is guarded by the lane: a second of staleness is harmless. */
const CACHE_MS = 1_000
/** How often another process may take the same person's next number before this one gives up. */
const ATTEMPTS = 20

export interface NewComment {
  clauseId?: string
  text: string
  stance?: Stance
  group?: Group
  /** May be quoted in the report, without a name. */
  quotable?: boolean
}

export interface TakenComment {
  comment: Comment
  /** False when the same person had said the very same about the same clause before. */
  isNew: boolean
}

interface Known {
  consultation: Consultation
  clauseIds: ReadonlySet<string>
  /** False for what was opened before there were logs. */
  isLogged: boolean
}

interface Earlier {
  id: string
  clauseId: string | null
  ordinal: number
  repeatKey: string
  residentId: string | null
}

/** Takes what residents say about a draft. */
export class CommentBox {
  private readonly known = new Map<string, { found: Promise<Known | null>; until: number }>()
  private readonly turns = new Turns()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lane: WriteLane,
    private readonly logs: Logs,
  ) {}

  /**
   * Answers after the commit that holds the comment and has moved the tallies.
   * @throws Problem not_found, consultation_not_open, consultation_closed, comment_limit_reached, invalid_request
   */
  async comment(
    resident: ResidentActor,
    consultationId: string,
    given: NewComment,
    source: Extract<Source, 'mini_program' | 'wechat'> = 'mini_program',
  ): Promise<TakenComment> {
    const known = await this.find(consultationId)
    const receivedAt = this.clock.now()
    const state = known ? stateOf(known.consultation, receivedAt) : 'draft'
    if (!known || state === 'draft') throw notFound()
    if (state === 'planned') throw consultationNotOpen()
    const clauseId = given.clauseId ?? null
    if (clauseId !== null && !known.clauseIds.has(clauseId))
      throw invalidField('clauseId', '征求意见稿里没有这一条')
    const fixed = {
      consultationId,
      clauseId,
      residentId: resident.id,
      personKey: resident.id,
      repeatKey: repeatKeyOf(resident.id, clauseId, given.text),
      sameKey: sameKeyOf(given.text),
      text: given.text,
      stance: given.stance ?? null,
      writerGroup: given.group ?? null,
      writerKind: null,
      source,
      state: 'received' as const,
      receivedOn: shanghaiDay(receivedAt),
      receivedAt,
      enteredBy: null,
      salt: known.isLogged ? newToken() : null,
      lineId: null,
      quotable: given.quotable ?? false,
    }
    return this.turns.run(`${consultationId} ${resident.id}`, () =>
      this.take(known.consultation, fixed, state === 'closed'),
    )
  }

  /** One at a time for each person here; another process is kept off by the unique number. */
  private async take(
    consultation: Consultation,
    fixed: Omit<Comment, 'id' | 'ordinal' | 'receipt'>,
    isClosed: boolean,
  ): Promise<TakenComment> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const earlier = await this.earlier(fixed.consultationId, fixed.personKey)
      const repeated = earlier.find((c) => c.repeatKey === fixed.repeatKey)
      if (repeated)
        return {
          comment: await this.database.reads.findOneByOrFail(Comment, { id: repeated.id }),
          isNew: false,
        }
      if (isClosed) throw consultationClosed()
      if (earlier.filter((c) => c.residentId !== null).length >= COMMENTS_PER_PERSON)
        throw commentLimitReached()
      const id = newId(fixed.receivedAt)
      const ordinal = Math.max(0, ...earlier.map((c) => c.ordinal)) + 1
      const comment: Comment = { ...fixed, id, ordinal, receipt: this.logs.receiptOf(id) }
      const outcome = await this.write(consultation, comment, earlier)
      if (outcome === 'written') return { comment, isNew: true }
      if (outcome === 'closed') {
        this.known.delete(fixed.consultationId)
        throw consultationClosed()
      }
    }
    throw unavailable({ retryAfter: 1 })
  }

  private write(consultation: Consultation, comment: Comment, earlier: readonly Earlier[]): Promise<Outcome> {
    const { salt, consultationId } = comment
    const leaf =
      salt === null ? undefined : this.logs.leafOf(consultationId, comment, committedComment(comment), salt)
    return this.lane.write({ ...laneRow(consultation, comment, earlier), leaf })
  }

  private async earlier(consultationId: string, personKey: string): Promise<Earlier[]> {
    const rows = await this.database.select(
      'SELECT id, clause_id, ordinal, repeat_key, resident_id FROM comments WHERE consultation_id = ? AND person_key = ?',
      [consultationId, personKey],
    )
    return rows.map((row) => ({
      id: String(row.id),
      clauseId: row.clause_id === null ? null : String(row.clause_id),
      ordinal: Number(row.ordinal),
      repeatKey: String(row.repeat_key),
      residentId: row.resident_id === null ? null : String(row.resident_id),
    }))
  }

  private find(id: string): Promise<Known | null> {
    const now = this.clock.now()
    const cached = this.known.get(id)
    if (cached && cached.until > now && cached.until <= now + CACHE_MS) return cached.found
    const found = this.read(id)
    // Ids that do not exist must not fill the memory.
    if (this.known.size > 1_000) this.known.clear()
    this.known.set(id, { found, until: now + CACHE_MS })
    const forget = () => void this.known.delete(id)
    // What is not open yet may be in the next moment.
    found.then((known) => known?.consultation.openedAt == null && forget(), forget)
    return found
  }

  private async read(id: string): Promise<Known | null> {
    const consultation = await this.database.reads.findOneBy(Consultation, { id })
    const draft = consultation && (await currentDraft(this.database.reads, id))
    if (!consultation || !draft) return null
    const clauses = await clausesOf(this.database.reads, draft.id)
    return {
      consultation,
      clauseIds: new Set(clauses.map((c) => c.id)),
      isLogged: await this.logs.exists(id),
    }
  }
}

/** The row and everything it moves, in one commit: persons too, as the unique number makes the first one known. */
function laneRow(consultation: Consultation, comment: Comment, earlier: readonly Earlier[]): LaneRow {
  const c = comment
  const counters = [
    ...tallyItems(c, earlier).map((item) => [c.consultationId, item] as const),
    [todaySubject(c.receivedAt), 'comments'] as const,
  ]
  return {
    kind: commentRows,
    values: [
      c.id,
      c.consultationId,
      c.clauseId,
      c.residentId,
      c.personKey,
      c.ordinal,
      c.repeatKey,
      c.sameKey,
      c.text,
      c.stance,
      c.writerGroup,
      c.writerKind,
      c.source,
      c.state,
      c.receivedOn,
      c.receivedAt,
      c.receipt,
      c.enteredBy,
      Number(c.quotable),
      c.salt,
    ],
    order: `comments ${c.consultationId} ${c.personKey} ${String(c.ordinal).padStart(6, '0')}`,
    tallies: c.sameKey === null ? counters : [...counters, [consultation.textsId, c.sameKey]],
  }
}
