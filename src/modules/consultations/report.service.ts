import type { EntityManager } from 'typeorm'
import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { forbidden, ownWork, stale } from '../../platform/problem'
import { maskPersonal } from '../../platform/text'
import type { Ledger } from '../ledger'
import { type Finding, type Matter, type ReviewSheet, type Reviews, type SignOffAsk } from '../reviews'
import type { StaffActor } from '../staff'
import { type AnswerBook, reportSubject } from './adoption.book'
import { unansweredIn } from './adoption.members'
import type { Consultation } from './consultations.entities'
import { canDispose, canOverrideInReport, canSubmitReport } from './consultations.policy'
import { commentsUnanswered, notClosed } from './consultations.problems'
import { reportContent } from './report.content'
import { AdoptionReport } from './report.entities'
import {
  findingsOfReport,
  type ReportContent,
  type ReportState,
  reportHashOf,
  reportStateOf,
} from './report.rules'

/** The report as it stands in a transaction that holds its consultation. */
export interface Standing {
  consultation: Consultation
  report: AdoptionReport
  content: ReportContent
  contentHash: string
  findings: Finding[]
  matter: Matter
}

/** 采纳情况反馈: written, submitted and signed like anything else that is published. */
export class Reports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly reviews: Reviews,
    private readonly book: AnswerBook,
  ) {}

  /** The words ahead of the answers. @throws Problem forbidden, not_found, not_opened, report_published */
  async write(actor: StaffActor, consultationId: string, introduction: string): Promise<void> {
    if (!canDispose(actor)) throw forbidden()
    await this.database.transaction(async (tx) => {
      await this.book.hold(tx, consultationId)
      await this.book.changed(tx, actor, consultationId, { introduction })
      const after = { length: introduction.length }
      await this.note(tx, actor, 'write_report', consultationId, { after })
    })
  }

  /** @throws Problem forbidden, not_closed, comments_unanswered, findings_blocking, already_submitted */
  async submitForReview(
    actor: StaffActor,
    consultationId: string,
    major = false,
  ): Promise<{ sheet: ReviewSheet; contentHash: string; findings: Finding[] }> {
    if (!canSubmitReport(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const { consultation, content, contentHash, findings, report } = await this.standing(tx, consultationId)
      await checkComplete(tx, consultation)
      // Who hands it in stands behind it, and does not review it either.
      const authorIds = [...new Set([...report.contributorIds, actor.id])]
      const sheet = await this.reviews.submit(tx, actor, reportSubject(consultationId), {
        contentHash,
        authorIds,
        title: `采纳情况反馈：${consultation.title}`,
        findings,
        major,
      })
      await tx.update(AdoptionReport, { id: report.id }, { contributorIds: authorIds })
      const after = {
        sheetNumber: sheet.sheetNumber,
        round: sheet.round,
        contentHash,
        major,
        lines: content.lines.length,
        totals: content.totals,
      }
      await this.note(tx, actor, 'submit_report', consultationId, { after })
      return { sheet, contentHash, findings }
    })
  }

  /** @throws Problem own_work, same_person, forbidden, stale, out_of_order, report_published */
  async signOff(
    actor: StaffActor,
    consultationId: string,
    ask: SignOffAsk & { opinion: string },
  ): Promise<{ state: ReportState; sheet: ReviewSheet; contentHash: string }> {
    return this.database.transaction(async (tx) => {
      const { matter, contentHash } = await this.standing(tx, consultationId)
      const subject = reportSubject(consultationId)
      const { state, sheet } = await this.reviews.signOff(tx, actor, subject, matter, ask)
      const { step, decision } = ask
      const after = { state, step, decision, contentHash, sheetNumber: sheet.sheetNumber }
      await this.note(tx, actor, 'sign_off_report', consultationId, { after })
      return { state: reportStateOf(null, state), sheet, contentHash }
    })
  }

  /** The secrecy officer answers for a finding. @throws Problem forbidden, own_work, stale, not_overridable */
  async overrideFinding(
    actor: StaffActor,
    consultationId: string,
    ask: { code: Finding['code']; reason: string; contentHash: string },
  ): Promise<void> {
    if (!canOverrideInReport(actor)) throw forbidden()
    await this.database.transaction(async (tx) => {
      const { matter, contentHash, findings } = await this.standing(tx, consultationId)
      if (matter.authorIds.includes(actor.id)) throw ownWork()
      if (contentHash !== ask.contentHash) throw stale()
      await this.reviews.override(tx, actor, reportSubject(consultationId), contentHash, findings, ask)
      const after = { ...ask, reason: maskPersonal(ask.reason) }
      await this.note(tx, actor, 'override_report_finding', consultationId, { after })
    })
  }

  /** Holds the consultation. @throws Problem not_found, not_opened, report_published */
  async standing(tx: EntityManager, consultationId: string): Promise<Standing> {
    const consultation = await this.book.hold(tx, consultationId)
    const report = await this.book.report(tx, consultationId)
    const { content, quotes } = await reportContent(tx, consultation, report.introduction)
    const contentHash = reportHashOf(content)
    const findings = findingsOfReport(content, quotes, shanghaiDay(this.clock.now()))
    const matter = { contentHash, authorIds: report.contributorIds }
    return { consultation, report, content, contentHash, findings, matter }
  }

  private note(
    tx: EntityManager,
    actor: StaffActor,
    verb: string,
    consultationId: string,
    change: { before?: unknown; after?: unknown },
  ): Promise<void> {
    return this.ledger.append(
      tx,
      actor,
      `consultations.${verb}`,
      { type: 'consultation', id: consultationId },
      change,
    )
  }
}

/** Ids told in a refusal; who needs the rest lists `state=unanswered`. */
const NAMED = 1_000

/** @throws Problem comments_unanswered naming them, not_closed */
export async function checkComplete(tx: EntityManager, { id, frozenAt }: Consultation): Promise<void> {
  const commentIds = await unansweredIn(tx, id, NAMED)
  if (commentIds.length > 0) throw commentsUnanswered({ extra: { commentIds } })
  if (frozenAt === null) throw notClosed()
}
