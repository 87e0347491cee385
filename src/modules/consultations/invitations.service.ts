import type { EntityManager } from 'typeorm'
import { type Day, shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { forbidden, invalidField, notFound } from '../../platform/problem'
import type { Ledger } from '../ledger'
import type { Audience, Campaigns } from '../push'
import type { StaffActor } from '../staff'
import { Comment, Consultation, type Group } from './consultations.entities'
import { canInvite, canOpen } from './consultations.policy'
import { consultationClosed, consultationNotOpen } from './consultations.problems'
import { stateOf } from './consultations.rules'
import { Invitation, type InvitationWay } from './invitations.entities'

export interface NewInvitation {
  name: string
  group: Group
  way: Exclude<InvitationWay, 'push'>
  invitedOn: Day
}

export interface SegmentInvitation {
  /** How staff call this part of the residents. */
  name: string
  group: Group
  audience: Extract<Audience, { kind: 'topic' | 'division' }>
}

/** 定向征求: whom the bureau asks by itself, and whether they answered. */
export class Invitations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly campaigns: Pick<Campaigns, 'launch'>,
  ) {}

  /** Writes down that somebody was asked. @throws Problem forbidden, not_found, invalid_request */
  async invite(actor: StaffActor, consultationId: string, given: NewInvitation): Promise<Invitation> {
    if (!canInvite(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const consultation = await opened(tx, consultationId)
      const now = this.clock.now()
      if (given.invitedOn > shanghaiDay(now)) throw invalidField('invitedOn', '邀请的日期还没有到')
      if (given.invitedOn > shanghaiDay(consultation.closesAt))
        throw invalidField('invitedOn', '邀请的日期晚于征求意见结束的日期')
      const { name, group: writerGroup, way, invitedOn } = given
      return this.put(tx, actor, consultationId, { name, writerGroup, way, invitedOn, campaignId: null })
    })
  }

  /**
   * Asks a part of the residents by a message in the mini-program, while comments are taken.
   * @throws Problem forbidden, not_found, consultation_not_open, consultation_closed, invalid_request
   */
  async inviteSegment(
    actor: StaffActor,
    consultationId: string,
    given: SegmentInvitation,
  ): Promise<Invitation> {
    if (!canOpen(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const consultation = await opened(tx, consultationId)
      const now = this.clock.now()
      const state = stateOf(consultation, now)
      if (state === 'planned') throw consultationNotOpen()
      if (state === 'closed') throw consultationClosed({ detail: '征求意见已经结束，不能再邀请。' })
      const campaignId = await this.campaigns.launch(tx, actor, {
        publicationId: consultationId,
        subjectKind: 'consultation_invitation',
        subjectId: consultationId,
        title: consultation.title,
        summary: '这项规定正在征求意见，想听听您的看法，可以对任何一条留言。',
        audience: given.audience,
        channels: ['inbox'],
      })
      const { name, group: writerGroup } = given
      const invitedOn = shanghaiDay(now)
      return this.put(tx, actor, consultationId, { name, writerGroup, way: 'push', invitedOn, campaignId })
    })
  }

  /**
   * They answered, with a comment that stands in the list or without; null: they have not after all.
   * @throws Problem forbidden, not_found, invalid_request
   */
  async noteAnswer(
    actor: StaffActor,
    consultationId: string,
    id: string,
    answer: { answeredOn: Day; commentId?: string } | null,
  ): Promise<Invitation> {
    if (!canInvite(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const invitation = await findForUpdate(tx, Invitation, { id })
      if (invitation?.consultationId !== consultationId || invitation.way === 'push') throw notFound()
      if (answer && answer.answeredOn < invitation.invitedOn)
        throw invalidField('answeredOn', '答复的日期早于邀请的日期')
      if (answer && answer.answeredOn > shanghaiDay(this.clock.now()))
        throw invalidField('answeredOn', '答复的日期还没有到')
      const commentId = answer?.commentId ?? null
      if (commentId !== null && !(await tx.existsBy(Comment, { id: commentId, consultationId })))
        throw invalidField('commentId', '本次征集里没有这条意见')
      const change = { answeredOn: answer?.answeredOn ?? null, commentId }
      await tx.update(Invitation, { id }, change)
      const { answeredOn } = invitation
      const noted = { before: { id, answeredOn, commentId: invitation.commentId }, after: { id, ...change } }
      await this.note(tx, actor, 'note_invited_answer', consultationId, noted)
      return { ...invitation, ...change }
    })
  }

  /** Of one entered by mistake; a push that went out stays. @throws Problem forbidden, not_found */
  async remove(actor: StaffActor, consultationId: string, id: string): Promise<void> {
    if (!canInvite(actor)) throw forbidden()
    await this.database.transaction(async (tx) => {
      const invitation = await findForUpdate(tx, Invitation, { id })
      if (invitation?.consultationId !== consultationId || invitation.way === 'push') throw notFound()
      await tx.delete(Invitation, { id })
      const { name, writerGroup, way, invitedOn } = invitation
      const before = { id, name, writerGroup, way, invitedOn }
      await this.note(tx, actor, 'remove_invitation', consultationId, { before })
    })
  }

  private async put(
    tx: EntityManager,
    actor: StaffActor,
    consultationId: string,
    given: Pick<Invitation, 'name' | 'writerGroup' | 'way' | 'invitedOn' | 'campaignId'>,
  ): Promise<Invitation> {
    const now = this.clock.now()
    const own = { answeredOn: null, commentId: null, authorId: actor.id, createdAt: now }
    const invitation: Invitation = { id: newId(now), consultationId, ...given, ...own }
    await tx.insert(Invitation, invitation)
    await this.note(tx, actor, 'invite', consultationId, { after: { id: invitation.id, ...given } })
    return invitation
  }

  private note(
    tx: EntityManager,
    actor: StaffActor,
    verb: string,
    id: string,
    change: object,
  ): Promise<void> {
    return this.ledger.append(tx, actor, `consultations.${verb}`, { type: 'consultation', id }, change)
  }
}

async function opened(tx: EntityManager, id: string): Promise<Consultation> {
  const consultation = await tx.findOneBy(Consultation, { id })
  if (!consultation) throw notFound()
  if (consultation.openedAt === null) throw consultationNotOpen()
  return consultation
}
