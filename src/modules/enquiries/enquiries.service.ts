import type { EntityManager } from 'typeorm'
import { shanghaiDay, startOfShanghaiDay, type WorkingCalendar } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { type Seal, sha256 } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { moveTallies, todaySubject } from '../../platform/db/tally'
import { idsFrom, newId } from '../../platform/ids'
import { forbidden, notFound } from '../../platform/problem'
import type { BureauCalendar } from '../bureau'
import type { Ledger } from '../ledger'
import type { Campaigns } from '../push'
import type { ResidentActor, Residents } from '../residents'
import { checkDivision, type StaffActor } from '../staff'
import { Enquiry, EnquiryNumber, type EnquirySource } from './enquiries.entities'
import { canAnswer, canAssign, canReveal } from './enquiries.policy'
import { enquiryAnswered, enquiryLimitReached } from './enquiries.problems'
import { dueOf, numberOf, QUESTIONS_PER_DAY } from './enquiries.rules'

const NUMBER_TRIES = 5
/** Where a sealed text of an enquiry belongs. */
export const placeOf = (part: 'question' | 'answer', id: string) => `enquiries.${part}.${id}`

/** 留言: taken with a number, given to a division, answered by a person within five working days. */
export class Enquiries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly residents: Residents,
    private readonly seal: Seal,
    private readonly calendar: BureauCalendar,
    private readonly campaigns: Pick<Campaigns, 'launch' | 'everyWay'>,
  ) {}

  /** @throws Problem enquiry_limit_reached */
  async open(
    resident: ResidentActor,
    question: string,
    source: EnquirySource = 'mini_program',
  ): Promise<Enquiry> {
    const residentId = await this.residents.currentId(resident.id)
    const calendar = await this.calendar.current()
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.database.transaction((tx) => this.take(tx, calendar, residentId, question, source))
      } catch (error) {
        // The year's first two at once: the second finds the first one's row.
        if (!isDuplicate(error) || attempt >= NUMBER_TRIES) throw error
      }
    }
  }

  private async take(
    tx: EntityManager,
    calendar: WorkingCalendar,
    residentId: string,
    question: string,
    source: EnquirySource,
  ): Promise<Enquiry> {
    const receivedAt = this.clock.now()
    const day = shanghaiDay(receivedAt)
    // The number's row stays locked until the commit: none comes twice, none is left out, and counting is exact.
    const ordinal = await nextNumber(tx, day.slice(0, 4))
    const today = await tx
      .createQueryBuilder(Enquiry, 'e')
      .where('e.residentId = :residentId AND e.id >= :since', {
        residentId,
        since: idsFrom(startOfShanghaiDay(day)),
      })
      .getCount()
    if (today >= QUESTIONS_PER_DAY) throw enquiryLimitReached()
    const id = newId(receivedAt)
    const due = dueOf(calendar, receivedAt)
    const enquiry: Enquiry = {
      id,
      number: numberOf(day.slice(0, 4), ordinal),
      residentId,
      source,
      state: 'open',
      sealedQuestion: this.seal.seal(question, placeOf('question', id)),
      sealedAnswer: null,
      divisionId: null,
      receivedAt,
      dueOn: due.on,
      dueProvisional: due.provisional,
      assignedBy: null,
      assignedAt: null,
      answeredBy: null,
      answeredAt: null,
    }
    await tx.insert(Enquiry, enquiry)
    await moveTallies(tx, [[todaySubject(receivedAt), 'enquiries', 1]])
    return enquiry
  }

  /** Gives it to a division, or to another one. @throws Problem forbidden, not_found, enquiry_answered */
  async assign(actor: StaffActor, id: string, divisionId: string): Promise<Enquiry> {
    if (!canAssign(actor)) throw forbidden()
    return this.change(id, async (tx, enquiry) => {
      await checkDivision(tx, divisionId)
      const change = {
        state: 'assigned' as const,
        divisionId,
        assignedBy: actor.id,
        assignedAt: this.clock.now(),
      }
      await tx.update(Enquiry, { id }, change)
      const before = { divisionId: enquiry.divisionId }
      await this.ledger.append(
        tx,
        actor,
        'enquiries.assign',
        { type: 'enquiry', id },
        { before, after: { divisionId } },
      )
      return { ...enquiry, ...change }
    })
  }

  /** Answers for good; the resident is told, and reads it under the number. @throws Problem forbidden, not_found, enquiry_answered */
  async answer(actor: StaffActor, id: string, answer: string): Promise<Enquiry> {
    return this.change(id, async (tx, enquiry) => {
      if (!canAnswer(actor, enquiry)) throw forbidden()
      const change = {
        state: 'answered' as const,
        sealedAnswer: this.seal.seal(answer, placeOf('answer', id)),
        answeredBy: actor.id,
        answeredAt: this.clock.now(),
      }
      await tx.update(Enquiry, { id }, change)
      // Neither text: what people write may name them, and the book cannot forget.
      const after = { state: change.state, answerHash: sha256(change.sealedAnswer) }
      await this.ledger.append(
        tx,
        actor,
        'enquiries.answer',
        { type: 'enquiry', id },
        { before: { state: enquiry.state }, after },
      )
      await this.tell(tx, actor, enquiry)
      return { ...enquiry, ...change }
    })
  }

  /** Committed with the answer, or not at all. The number alone goes out: what was asked and answered may name people. */
  private async tell(tx: EntityManager, actor: StaffActor, { id, number }: Enquiry): Promise<void> {
    const story = {
      subjectKind: 'enquiry_answer' as const,
      subjectId: id,
      title: `留言 ${number} 已答复`,
      summary: '请打开小程序里“我的留言”查看答复，也可以在服务号回复“留言”查看。',
      level: 'info' as const,
    }
    const channels = await this.campaigns.everyWay(tx, story)
    await this.campaigns.launch(tx, actor, {
      ...story,
      publicationId: id,
      audience: { kind: 'asker', enquiryId: id },
      channels,
    })
  }

  /** Notes in the book who reads one unmasked. @throws Problem forbidden, not_found */
  async noteReveal(actor: StaffActor, id: string): Promise<void> {
    if (!canReveal(actor)) throw forbidden()
    await this.database.transaction(async (tx) => {
      if (!(await tx.existsBy(Enquiry, { id }))) throw notFound()
      await this.ledger.append(tx, actor, 'enquiries.reveal', { type: 'enquiry', id })
    })
  }

  private change(
    id: string,
    work: (tx: EntityManager, enquiry: Enquiry) => Promise<Enquiry>,
  ): Promise<Enquiry> {
    return this.database.transaction(async (tx) => {
      const enquiry = await findForUpdate(tx, Enquiry, { id })
      if (!enquiry) throw notFound()
      if (enquiry.state === 'answered' || enquiry.state === 'erased') throw enquiryAnswered()
      return work(tx, enquiry)
    })
  }
}

async function nextNumber(tx: EntityManager, year: string): Promise<number> {
  const row = await findForUpdate(tx, EnquiryNumber, { year })
  if (!row) {
    await tx.insert(EnquiryNumber, { year, last: 1 })
    return 1
  }
  await tx.update(EnquiryNumber, { year }, { last: row.last + 1 })
  return row.last + 1
}
