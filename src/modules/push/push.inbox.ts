import { type EntityManager, In, IsNull } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import type { ResidentActor } from '../residents'
import type { HouseChannel } from './push.channel'
import { Campaign, InboxMessage, type SubjectKind } from './push.entities'
import { insertRows } from './push.rows'

/** A duty to the right that has something of his own to tell each resident; the office introduces it. */
export interface PersonalTeller {
  readonly kind: SubjectKind
  /** @returns what stands in place of the campaign's summary, by resident; the others get the campaign's */
  tell(
    tx: EntityManager,
    subjectId: string,
    residentIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>>
}

/** A duty to the right whose things may be told by a publication; the office introduces it. */
export interface ToldByPublication {
  readonly kind: SubjectKind
  /** What this publication tells about; null where it tells of nothing of this kind. */
  toldBy(publicationId: string): Promise<string | null>
}

/** 站内消息: reaches every resident, for it needs no grant of anyone's. */
export class InboxChannel implements HouseChannel {
  readonly name = 'inbox'
  readonly leavesHouse = false
  private readonly tellers = new Map<SubjectKind, PersonalTeller>()

  constructor(private readonly clock: Clock) {}

  register(teller: PersonalTeller): void {
    this.tellers.set(teller.kind, teller)
  }

  async reachable(_tx: EntityManager, residentIds: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(residentIds)
  }

  async deliver(tx: EntityManager, campaign: Campaign, residentIds: readonly string[]): Promise<void> {
    if (residentIds.length === 0) return
    const there = await tx.findBy(InboxMessage, {
      campaignId: campaign.id,
      residentId: In([...residentIds]),
    })
    const have = new Set(there.map((m) => m.residentId))
    const now = this.clock.now()
    const { subjectKind, publicationId } = campaign
    const own = await this.tellers.get(subjectKind)?.tell(tx, publicationId, residentIds)
    const messages = residentIds
      .filter((id) => !have.has(id))
      .map((residentId) => ({
        id: newId(now),
        residentId,
        campaignId: campaign.id,
        publicationId,
        title: campaign.title,
        summary: own?.get(residentId) ?? campaign.summary,
        level: campaign.level,
        createdAt: now,
        readAt: null,
      }))
    await insertRows(tx, InboxMessage, messages)
  }
}

export type ToldMessage = InboxMessage & {
  subjectKind: SubjectKind
  /** What it tells about; `publicationId` may be the publication that tells it. */
  subjectId: string
}

/** What a resident does with messages: the own ones, and nobody else's. */
export class Inbox {
  private readonly subjects = new Map<SubjectKind, ToldByPublication>()

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  register(subject: ToldByPublication): void {
    this.subjects.set(subject.kind, subject)
  }

  /** Newest first, each with what it tells about. */
  async list(resident: ResidentActor, page: PageRequest): Promise<Page<ToldMessage>> {
    const query = this.database.reads
      .createQueryBuilder(InboxMessage, 'message')
      .where('message.residentId = :id', { id: resident.id })
      .orderBy('message.id', 'DESC')
    if (page.cursor) query.andWhere('message.id < :cursor', { cursor: page.cursor })
    const rows = await query.limit(page.limit + 1).getMany()
    const campaigns = await this.database.reads.find(Campaign, {
      select: { id: true, subjectKind: true, publicationId: true, audience: true },
      where: { id: In([...new Set(rows.map((row) => row.campaignId))]) },
    })
    const about = await Promise.all(campaigns.map((one) => this.subjectOf(one)))
    const told = new Map(campaigns.map(({ id }, i) => [id, about[i]]))
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (row) => ({
        ...row,
        ...(told.get(row.campaignId) ?? { subjectKind: 'publication', subjectId: row.publicationId }),
      }),
    )
  }

  private async subjectOf({ subjectKind, publicationId, audience }: Campaign) {
    const subjectId =
      audience.kind === 'voters'
        ? audience.pollId
        : await this.subjects.get(subjectKind)?.toldBy(publicationId)
    return { subjectKind, subjectId: subjectId ?? publicationId }
  }

  /** The first time counts; again changes nothing. @throws Problem not_found, also for another resident's */
  async markRead(resident: ResidentActor, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (!(await tx.existsBy(InboxMessage, { id, residentId: resident.id }))) throw notFound()
      await tx.update(
        InboxMessage,
        { id, residentId: resident.id, readAt: IsNull() },
        { readAt: this.clock.now() },
      )
    })
  }
}
