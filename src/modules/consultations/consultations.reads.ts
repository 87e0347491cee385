import { In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { readTallies, Tally } from '../../platform/db/tally'
import { notFound } from '../../platform/problem'
import { type Page } from '../../platform/schemas'
import { listWindows, openedIds, type WindowFilter } from '../../platform/window'
import { ANSWERED } from './adoption.members'
import { YEARS, yearOf } from './consultations.closing'
import { clausesOf, currentDraft, type DraftWithClauses } from './consultations.drafting'
import { Consultation } from './consultations.entities'
import { type ConsultationState, stateOf } from './consultations.rules'
import { isReportOverdue } from './report.rules'

/** What residents and staff read about consultations. Counts come from counters, never from counting rows. */
export class ConsultationReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Newest first; `drafts` also shows what nobody has opened yet. */
  list(filter: WindowFilter): Promise<Page<Consultation>> {
    return listWindows(this.database.reads, Consultation, filter, this.clock.now())
  }

  /** @throws Problem not_found, also for what is not opened unless `drafts` */
  async find(id: string, drafts = false): Promise<Consultation> {
    const consultation = await this.database.reads.findOneBy(Consultation, { id })
    if (!consultation || (consultation.openedAt === null && !drafts)) throw notFound()
    return consultation
  }

  /** Ids of everything residents may see. */
  openedIds(): AsyncGenerator<string> {
    return openedIds(this.database.reads, Consultation)
  }

  state(consultation: Consultation): ConsultationState {
    return stateOf(consultation, this.clock.now())
  }

  /** Past its day, and still no report. */
  isReportOverdue(consultation: Consultation): boolean {
    return isReportOverdue(consultation, this.clock.now())
  }

  /** The draft that stands, with its clauses in reading order; null before the first upload. */
  async draft(consultationId: string): Promise<DraftWithClauses | null> {
    const draft = await currentDraft(this.database.reads, consultationId)
    return draft && { draft, clauses: await clausesOf(this.database.reads, draft.id) }
  }

  /** The article a clause stands in; itself where it is one, or is none of this draft's. */
  async articleOf(consultationId: string, clauseId: string): Promise<string> {
    const found = await this.draft(consultationId)
    let clause = found?.clauses.find((c) => c.id === clauseId)
    while (clause && clause.kind !== 'article') {
      const { parentId } = clause
      clause = found?.clauses.find((c) => c.id === parentId)
    }
    return clause?.id ?? clauseId
  }

  /** Live until the end, then as frozen. */
  async counters(consultation: Consultation): Promise<Map<string, number>> {
    return consultation.finalTally
      ? new Map(Object.entries(consultation.finalTally))
      : readTallies(this.database.reads, consultation.id)
  }

  /** How many comments have an answer: `answered` in all, `answered:<clause>` by clause. Always live. */
  async answered(consultationId: string): Promise<Map<string, number>> {
    const counters = await readTallies(this.database.reads, consultationId)
    return new Map([...counters].filter(([item]) => item.startsWith(ANSWERED)))
  }

  /** Comments and unanswered ones of several consultations, in one look at the counters. */
  async progress(
    consultations: readonly Consultation[],
  ): Promise<(id: string) => { comments: number; unanswered: number }> {
    const rows = await this.database.reads.findBy(Tally, {
      subject: In(consultations.map((c) => c.id)),
      item: In(['comments', ANSWERED]),
    })
    const of = (id: string, item: string) => rows.find((r) => r.subject === id && r.item === item)?.votes ?? 0
    return (id) => {
      const comments = of(id, 'comments')
      return { comments, unanswered: comments - of(id, ANSWERED) }
    }
  }

  /** How many consultations began and how many ended in a Shanghai year. */
  async summary(year: string): Promise<{ opened: number; closed: number }> {
    const of = async (item: string) =>
      (await this.database.reads.findOneBy(Tally, { subject: YEARS, item: `${item}:${year}` }))?.votes ?? 0
    return { opened: await of('opened'), closed: await of('closed') }
  }

  currentYear(): string {
    return yearOf(this.clock.now())
  }
}
