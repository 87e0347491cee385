import type { EntityManager } from 'typeorm'
import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import type { Subject } from '../ledger'
import { Division, StaffAccount, type StaffActor } from '../staff'
import { FindingOverride, type Person, ReviewRound, ReviewSheet, SignOff } from './reviews.entities'
import type { Finding } from './reviews.finding'
import { nextNumber, sheetNumberOf } from './reviews.numbers'
import { alreadySubmitted, findingsBlocking, notOverridable, reviewIncomplete } from './reviews.problems'
import {
  isClearedOver,
  type Matter,
  overridableCodes,
  type Round,
  type RoundState,
  refusalOf,
  type SignOffAsk,
  stateAfter,
  unanswered,
} from './reviews.rules'

export interface Submission extends Matter {
  title: string
  findings: Finding[]
  /** 重大事项: the secrecy review needs a leader behind it. */
  major: boolean
}

/**
 * 三审 and 保密审查 over a content hash, for any subject. Every method joins the transaction of a use case that holds
 * the subject's row for update and writes its own ledger entry.
 */
export class Reviews {
  constructor(
    private readonly clock: Clock,
    /** What sheet numbers begin with, for example 澜市监审. */
    private readonly numberPrefix: string,
  ) {}

  /**
   * Starts a round; a matter returned or edited starts over on the same sheet.
   * @throws Problem findings_blocking, already_submitted
   */
  async submit(
    tx: EntityManager,
    actor: StaffActor,
    subject: Subject,
    submission: Submission,
  ): Promise<ReviewSheet> {
    const { contentHash, title, findings, major } = submission
    const overrides = await this.overridesOf(tx, subject, contentHash)
    const blocking = unanswered(
      findings,
      overrides.map((o) => o.code),
    )
    if (blocking.length > 0)
      throw findingsBlocking({
        errors: blocking.map((f) => ({ path: f.field, message: f.message })),
        extra: { findings: blocking },
      })
    const now = this.clock.now()
    const open = await this.openSheet(tx, subject)
    if (open && (open.state === 'in_review' || open.state === 'cleared')) throw alreadySubmitted()
    const sheet = open
      ? { ...open, round: open.round + 1, state: 'in_review' as const }
      : await this.newSheet(tx, subject, now)
    await tx.update(ReviewSheet, { id: sheet.id }, { round: sheet.round, state: sheet.state })
    await tx.insert(ReviewRound, {
      sheetId: sheet.id,
      round: sheet.round,
      title,
      contentHash,
      authors: await Promise.all(submission.authorIds.map((id) => personOf(tx, id))),
      submittedBy: await personOf(tx, actor.id),
      submittedAt: now,
      major,
      findings,
      overrides: overrides.map(({ code, reason, person, overriddenAt }) => ({
        code,
        reason,
        person,
        overriddenAt,
      })),
      state: 'in_review',
      endedAt: null,
    })
    return sheet
  }

  /**
   * One signature. @returns where the round stands after it
   * @throws Problem own_work, same_person, forbidden, stale, out_of_order
   */
  async signOff(
    tx: EntityManager,
    actor: StaffActor,
    subject: Subject,
    matter: Matter,
    ask: SignOffAsk & { opinion: string },
  ): Promise<{ state: RoundState; sheet: ReviewSheet; round: Round | null }> {
    const sheet = await this.openSheet(tx, subject)
    const round = sheet && (await this.round(tx, sheet))
    const refusal = refusalOf(matter, round, actor, ask)
    if (refusal) throw refusal()
    if (!sheet || !round) throw new Error('The rules let a matter be signed that is not under review')
    const { step, decision, opinion, contentHash } = ask
    const signed = { step, decision, contentHash, staffId: actor.id }
    const now = this.clock.now()
    await tx.insert(SignOff, {
      id: newId(now),
      sheetId: sheet.id,
      round: sheet.round,
      ...signed,
      opinion,
      person: await personOf(tx, actor.id),
      signedAt: now,
    })
    const state = stateAfter(round, signed)
    if (state !== round.state) await this.move(tx, sheet, state, now)
    return {
      state,
      sheet: { ...sheet, state },
      round: { ...round, state, signed: [...round.signed, signed] },
    }
  }

  /** An edit ends the round under way and every sign-off in it. */
  async voidRound(tx: EntityManager, subject: Subject): Promise<void> {
    const sheet = await this.openSheet(tx, subject)
    if (sheet && (sheet.state === 'in_review' || sheet.state === 'cleared'))
      await this.move(tx, sheet, 'void', this.clock.now())
  }

  /**
   * Lets out what was cleared, once. @returns the sheet that cleared it
   * @throws Problem review_incomplete unless every step is signed over this very content
   */
  async release(
    tx: EntityManager,
    actor: StaffActor,
    subject: Subject,
    matter: Matter,
  ): Promise<ReviewSheet> {
    const sheet = await this.openSheet(tx, subject)
    const round = sheet && (await this.round(tx, sheet))
    if (!sheet || !isClearedOver(matter, round)) throw reviewIncomplete()
    const change = { releasedAt: this.clock.now(), releasedBy: await personOf(tx, actor.id) }
    await tx.update(ReviewSheet, { id: sheet.id }, change)
    return { ...sheet, ...change }
  }

  /** The secrecy officer answers for a blocking finding in this content. @throws Problem not_overridable */
  async override(
    tx: EntityManager,
    actor: StaffActor,
    subject: Subject,
    contentHash: string,
    findings: readonly Finding[],
    { code, reason }: { code: Finding['code']; reason: string },
  ): Promise<void> {
    const earlier = (await this.overridesOf(tx, subject, contentHash)).map((o) => o.code)
    const blocks = unanswered(findings, earlier).some((f) => f.code === code)
    if (!blocks || !overridableCodes.some((c) => c === code)) throw notOverridable()
    const now = this.clock.now()
    await tx.insert(FindingOverride, {
      id: newId(now),
      subjectType: subject.type,
      subjectId: subject.id,
      contentHash,
      code,
      reason,
      person: await personOf(tx, actor.id),
      overriddenAt: now,
    })
  }

  private overridesOf(tx: EntityManager, subject: Subject, contentHash: string): Promise<FindingOverride[]> {
    return tx.find(FindingOverride, {
      where: { subjectType: subject.type, subjectId: subject.id, contentHash },
      order: { id: 'ASC' },
    })
  }

  /** The sheet whose matter has not gone out yet, locked. */
  private async openSheet(tx: EntityManager, { type, id }: Subject): Promise<ReviewSheet | null> {
    const latest = await tx.findOne(ReviewSheet, {
      where: { subjectType: type, subjectId: id },
      order: { id: 'DESC' },
    })
    if (!latest || latest.releasedAt !== null) return null
    return findForUpdate(tx, ReviewSheet, { id: latest.id })
  }

  private async newSheet(tx: EntityManager, { type, id }: Subject, now: number): Promise<ReviewSheet> {
    const year = shanghaiDay(now).slice(0, 4)
    const ordinal = await nextNumber(tx, year)
    const sheet: ReviewSheet = {
      id: newId(now),
      year,
      ordinal,
      sheetNumber: sheetNumberOf(this.numberPrefix, year, ordinal),
      subjectType: type,
      subjectId: id,
      round: 1,
      state: 'in_review',
      createdAt: now,
      releasedAt: null,
      releasedBy: null,
    }
    await tx.insert(ReviewSheet, sheet)
    return sheet
  }

  private async round(tx: EntityManager, { id, round }: ReviewSheet): Promise<Round> {
    const row = await tx.findOneByOrFail(ReviewRound, { sheetId: id, round })
    const signed = await tx.find(SignOff, { where: { sheetId: id, round }, order: { id: 'ASC' } })
    return { contentHash: row.contentHash, major: row.major, state: row.state, signed }
  }

  private async move(tx: EntityManager, sheet: ReviewSheet, state: RoundState, now: number): Promise<void> {
    await tx.update(ReviewSheet, { id: sheet.id }, { state })
    await tx.update(ReviewRound, { sheetId: sheet.id, round: sheet.round }, { state, endedAt: now })
  }
}

async function personOf(tx: EntityManager, staffId: string): Promise<Person> {
  const account = await tx.findOneByOrFail(StaffAccount, { id: staffId })
  const division = await tx.findOneByOrFail(Division, { id: account.divisionId })
  return { id: staffId, name: account.name, division: division.name }
}
