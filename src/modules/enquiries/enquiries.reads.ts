import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import type { Seal } from '../../platform/crypto'
import type { Database } from '../../platform/db/database'
import { notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import { maskPersonal } from '../../platform/text'
import type { ResidentActor } from '../residents'
import { Enquiry, type EnquiryState } from './enquiries.entities'
import { isOverdue } from './enquiries.rules'
import { placeOf } from './enquiries.service'

/** An enquiry with its texts opened; null once erased, the answer also before there is one. */
export interface OpenedEnquiry extends Omit<Enquiry, 'sealedQuestion' | 'sealedAnswer' | 'residentId'> {
  question: string | null
  answer: string | null
  overdue: boolean
}

export interface EnquiryFilter extends PageRequest {
  state?: EnquiryState
  divisionId?: string
  /** Only those whose day has passed without an answer. */
  overdue?: boolean
}

/** What residents read of their own enquiries, and staff of all. */
export class EnquiryReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly seal: Seal,
  ) {}

  /** Oldest first; personal data in the texts is masked. */
  async list({ state, divisionId, overdue, limit, cursor }: EnquiryFilter): Promise<Page<OpenedEnquiry>> {
    const query = this.database.reads.createQueryBuilder(Enquiry, 'e').orderBy('e.id', 'ASC')
    if (state) query.andWhere('e.state = :state', { state })
    if (divisionId) query.andWhere('e.divisionId = :divisionId', { divisionId })
    if (overdue)
      query.andWhere("e.state IN ('open', 'assigned') AND e.dueOn < :today", {
        today: shanghaiDay(this.clock.now()),
      })
    if (cursor) query.andWhere('e.id > :cursor', { cursor })
    const rows = await query.limit(limit + 1).getMany()
    return toPage(
      rows,
      limit,
      (row) => row.id,
      (row) => this.masked(row),
    )
  }

  /** @throws Problem not_found */
  async find(id: string, unmasked = false): Promise<OpenedEnquiry> {
    const enquiry = await this.database.reads.findOneBy(Enquiry, { id })
    if (!enquiry) throw notFound()
    return unmasked ? this.opened(enquiry) : this.masked(enquiry)
  }

  /** Own ones as written, newest first. */
  async mine(resident: ResidentActor, page: PageRequest): Promise<Page<OpenedEnquiry>> {
    const query = this.database.reads
      .createQueryBuilder(Enquiry, 'e')
      .where('e.residentId = :id', { id: resident.id })
      .orderBy('e.id', 'DESC')
    if (page.cursor) query.andWhere('e.id < :cursor', { cursor: page.cursor })
    const rows = await query.limit(page.limit + 1).getMany()
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (row) => this.opened(row),
    )
  }

  /** Somebody else's is not there. @throws Problem not_found */
  async findMine(resident: ResidentActor, id: string): Promise<OpenedEnquiry> {
    const enquiry = await this.database.reads.findOneBy(Enquiry, { id, residentId: resident.id })
    if (!enquiry) throw notFound()
    return this.opened(enquiry)
  }

  opened({ residentId: _, sealedQuestion, sealedAnswer, ...enquiry }: Enquiry): OpenedEnquiry {
    const open = (sealed: string | null, part: 'question' | 'answer') =>
      sealed === null ? null : this.seal.open(sealed, placeOf(part, enquiry.id))
    return {
      ...enquiry,
      question: open(sealedQuestion, 'question'),
      answer: open(sealedAnswer, 'answer'),
      overdue: isOverdue(enquiry, this.clock.now()),
    }
  }

  masked(enquiry: Enquiry): OpenedEnquiry {
    const opened = this.opened(enquiry)
    const mask = (text: string | null) => text && maskPersonal(text)
    return { ...opened, question: mask(opened.question), answer: mask(opened.answer) }
  }
}
