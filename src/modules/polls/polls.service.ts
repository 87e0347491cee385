import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { forbidden, invalidField, notFound, stale } from '../../platform/problem'
import { dueIds } from '../../platform/window'
import type { Actor, Ledger } from '../ledger'
import type { PublicationReads } from '../publications'
import type { Logs } from '../receipts'
import type { StaffActor } from '../staff'
import { freeze } from './polls.closing'
import { Poll, type PollLoop } from './polls.entities'
import { nobodyFollows, type PollFollower } from './polls.following'
import { canClose, canCreate, canEdit, canFollowUp, canOpen } from './polls.policy'
import { alreadyOpened, notOpened, ownWork, pollClosed } from './polls.problems'
import { buildQuestions, contentHashOf, type NewQuestion, stateOf } from './polls.rules'
import type { RowSealing } from './polls.sealing'

export interface NewPoll {
  title: string
  intro: string
  opensAt: number
  closesAt: number
  votesPer: 'poll' | 'day'
  questions: NewQuestion[]
}

/** 你点我检: what staff do with a poll. Casting is in polls.casting.ts. */
export class Polls {
  private follower = nobodyFollows

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly publications: PublicationReads,
    private readonly logs: Logs,
    private readonly sealing: RowSealing,
  ) {}

  /** What follows from the votes begins where a poll ends. */
  register(follower: PollFollower): void {
    this.follower = follower
  }

  /** @throws Problem invalid_request, forbidden */
  async createPoll(actor: StaffActor, input: NewPoll): Promise<Poll> {
    if (!canCreate(actor)) throw forbidden()
    const now = this.clock.now()
    refuseImpossible(input, now)
    const poll: Poll = {
      id: newId(now),
      ...input,
      questions: buildQuestions(input.questions),
      loop: {},
      authorId: actor.id,
      openedBy: null,
      openedAt: null,
      frozenAt: null,
      finalTally: null,
      createdAt: now,
      sealedAt: null,
    }
    return this.database.transaction(async (tx) => {
      await tx.insert(Poll, poll)
      await this.ledger.append(tx, actor, 'polls.create', { type: 'poll', id: poll.id }, { after: input })
      return poll
    })
  }

  /** Its author writes it anew while nobody has opened it. @throws Problem already_opened, stale, forbidden */
  async editPoll(actor: StaffActor, id: string, input: NewPoll, seenHash: string): Promise<Poll> {
    return this.database.transaction(async (tx) => {
      const poll = await findForUpdate(tx, Poll, { id })
      if (!poll) throw notFound()
      if (!canEdit(actor, poll)) throw forbidden({ detail: '只有拟稿人本人可以修改。' })
      if (poll.openedAt !== null) throw alreadyOpened({ detail: '已经开放，不能再修改。' })
      if (contentHashOf(poll) !== seenHash) throw stale()
      refuseImpossible(input, this.clock.now())
      const change = { ...input, questions: buildQuestions(input.questions) }
      await tx.update(Poll, { id }, change)
      const edited = { ...poll, ...change }
      await this.ledger.append(
        tx,
        actor,
        'polls.edit',
        { type: 'poll', id },
        { before: { contentHash: seenHash }, after: { ...input, contentHash: contentHashOf(edited) } },
      )
      return edited
    })
  }

  /**
   * Lets residents see it; they vote from `opensAt` on.
   * @param seenHash what the opener has read, where the counter says so
   * @throws Problem own_work, already_opened, poll_closed, stale
   */
  async openPoll(actor: StaffActor, id: string, seenHash?: string): Promise<Poll> {
    return this.database.transaction(async (tx) => {
      const poll = await findForUpdate(tx, Poll, { id })
      if (!poll) throw notFound()
      if (!canOpen(actor, poll)) throw poll.authorId === actor.id ? ownWork() : forbidden()
      if (poll.openedAt !== null) throw alreadyOpened()
      if (seenHash !== undefined && seenHash !== contentHashOf(poll)) throw stale()
      const now = this.clock.now()
      if (now >= poll.closesAt) throw pollClosed({ detail: '结束时间已过，请重新设定时间。' })
      const change = { openedAt: now, openedBy: actor.id }
      await tx.update(Poll, { id }, change)
      await this.logs.begin(tx, 'poll', id)
      await this.ledger.append(
        tx,
        actor,
        'polls.open',
        { type: 'poll', id },
        { before: { openedAt: null }, after: change },
      )
      return { ...poll, ...change }
    })
  }

  /** Says what was done with the votes: the published plan and results, so that 你点 leads to 你知. */
  async followUp(actor: StaffActor, id: string, loop: PollLoop): Promise<Poll> {
    if (!canFollowUp(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const poll = await findForUpdate(tx, Poll, { id })
      if (!poll) throw notFound()
      if (poll.openedAt === null) throw notOpened()
      for (const field of ['plan', 'results'] as const)
        if (loop[field] !== undefined && !(await isPublished(this.publications, loop[field])))
          throw invalidField(field, '没有找到这篇已发布的内容')
      await tx.update(Poll, { id }, { loop })
      await this.ledger.append(
        tx,
        actor,
        'polls.follow_up',
        { type: 'poll', id },
        { before: poll.loop, after: loop },
      )
      return { ...poll, loop }
    })
  }

  /** Ends it before its time and freezes the tally. @throws Problem not_opened, poll_closed */
  async closePoll(actor: StaffActor, id: string): Promise<Poll> {
    if (!canClose(actor)) throw forbidden()
    await this.logs.takeIn(id)
    return this.database.transaction(async (tx) => {
      const poll = await findForUpdate(tx, Poll, { id })
      if (!poll) throw notFound()
      if (poll.openedAt === null) throw notOpened()
      if (stateOf(poll, this.clock.now()) === 'closed' && poll.frozenAt !== null) throw pollClosed()
      return this.freezeWithin(tx, actor, poll)
    })
  }

  /** The clock's part: freezes every poll whose time is over. @returns how many */
  async freezeDue(actor: Actor): Promise<number> {
    const due = await dueIds(this.database.reads, Poll, this.clock.now())
    for (const id of due) {
      await this.logs.takeIn(id)
      await this.database.transaction(async (tx) => {
        const poll = await findForUpdate(tx, Poll, { id })
        if (poll && poll.frozenAt === null) await this.freezeWithin(tx, actor, poll)
      })
    }
    return due.length
  }

  private freezeWithin(tx: Parameters<typeof freeze>[0], actor: Actor, poll: Poll): Promise<Poll> {
    const now = this.clock.now()
    return freeze(tx, this.ledger, this.logs, this.sealing, actor, poll, now, this.follower)
  }
}

function refuseImpossible({ opensAt, closesAt }: NewPoll, now: number): void {
  if (closesAt <= opensAt) throw invalidField('closesAt', '结束时间应晚于开始时间')
  if (closesAt <= now) throw invalidField('closesAt', '结束时间已经过去')
}

async function isPublished(publications: PublicationReads, id: string): Promise<boolean> {
  try {
    await publications.find(id)
    return true
  } catch (error) {
    if (notFound.is(error)) return false
    throw error
  }
}
