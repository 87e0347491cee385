import type { EntityManager } from 'typeorm'
import { Problem } from '../../platform/problem'
import { Resident } from '../residents'
import { Division } from '../staff'
import type { Channel, Reaching } from './push.channel'
import type { Audience } from './push.entities'
import { divisionsUnder, isAddressed } from './push.rules'
import type { Story } from './push.templates'

/** Audiences whose people only another duty knows. */
type PartKind = 'voters' | 'commenters' | 'asker' | 'winners'

/** A duty to the right says who took part in what it ran; the office introduces it. */
export interface AudienceSource {
  readonly kind: PartKind
  exists(tx: EntityManager, subjectId: string): Promise<boolean>
  /** Where they are few and known at once: nobody else need be looked at. */
  all?(tx: EntityManager, subjectId: string): Promise<readonly string[]>
  /** Those of these residents who took part. */
  among(tx: EntityManager, subjectId: string, residentIds: readonly string[]): Promise<ReadonlySet<string>>
}

type Person = Pick<Resident, 'id' | 'erasedAt' | 'personalised' | 'topics' | 'divisionId'>

export function subjectOf(audience: Audience): string {
  switch (audience.kind) {
    case 'voters':
      return audience.pollId
    case 'commenters':
      return audience.consultationId
    case 'asker':
      return audience.enquiryId
    case 'winners':
      return `${audience.quizId}.${audience.round}`
    default:
      return ''
  }
}

const parts: readonly string[] = ['voters', 'commenters', 'asker', 'winners'] satisfies PartKind[]
const takesPart = ({ kind }: Audience): boolean => parts.includes(kind)

/** The divisions an audience by division means; empty for every other audience. */
export async function districtsOf(tx: EntityManager, audience: Audience): Promise<Set<string>> {
  if (audience.kind !== 'division') return new Set()
  return divisionsUnder(await tx.find(Division), audience.divisionId)
}

/** Whom a campaign means, and through which channel each of them hears of it. */
export class Reach {
  private readonly sources = new Map<string, AudienceSource>()

  constructor(readonly channels: readonly Channel[]) {}

  register(source: AudienceSource): void {
    this.sources.set(source.kind, source)
  }

  source(audience: Audience): AudienceSource | undefined {
    return this.sources.get(audience.kind)
  }

  /**
   * The next residents, by id, whom the audience may mean: what the database can tell cheaply is left to it, so that a
   * few followers among a million are found at once. `addressed` decides.
   */
  async page(tx: EntityManager, audience: Audience, after: string, limit: number): Promise<Person[]> {
    const query = tx
      .createQueryBuilder(Resident, 'resident')
      .where('resident.id > :after AND resident.erasedAt IS NULL', { after })
      .orderBy('resident.id')
      .limit(limit)
    if (audience.kind === 'topic')
      query.andWhere("resident.personalised = 1 AND resident.topics LIKE :written ESCAPE '!'", {
        written: `%${JSON.stringify(audience.topic).replace(/[!%_]/g, '!$&')}%`,
      })
    if (audience.kind === 'division')
      query.andWhere('resident.divisionId IN (:...districts)', {
        districts: [...(await districtsOf(tx, audience))],
      })
    const all = await this.source(audience)?.all?.(tx, subjectOf(audience))
    if (all?.length === 0) return []
    if (all) query.andWhere('resident.id IN (:...all)', { all: [...all] })
    return query.getMany()
  }

  /** Those of these residents whom the audience means, in their order. */
  async addressed(tx: EntityManager, audience: Audience, residents: readonly Person[]): Promise<string[]> {
    const districts = await districtsOf(tx, audience)
    const ids = residents.filter((r) => isAddressed(r, audience, districts)).map((r) => r.id)
    if (!takesPart(audience)) return ids
    if (ids.length === 0) return []
    const source = this.sources.get(audience.kind)
    if (!source) throw new Error(`Nobody knows the ${audience.kind}`)
    const took = await source.among(tx, subjectOf(audience), ids)
    return ids.filter((id) => took.has(id))
  }

  /** The inbox, and every channel outside the house that has a message for such a story. */
  async everyWay(tx: EntityManager, story: Story, now: number): Promise<string[]> {
    const ways: string[] = []
    for (const channel of this.channels) {
      const composed = channel.leavesHouse ? channel.compose?.(tx, story, now) : undefined
      if (!channel.leavesHouse || (await composed?.then(() => true, isRefusal))) ways.push(channel.name)
    }
    return ways
  }

  /** By channel: through the house's own everybody it reaches; of the others the first that reaches him. */
  async assign(
    tx: EntityManager,
    campaign: Reaching & { channels: readonly string[] },
    residentIds: readonly string[],
  ): Promise<Map<string, string[]>> {
    const byChannel = new Map<string, string[]>()
    let waiting = residentIds
    for (const channel of this.channels) {
      if (!campaign.channels.includes(channel.name)) continue
      const asked = channel.leavesHouse ? waiting : residentIds
      const reached = asked.length > 0 ? await channel.reachable(tx, asked, campaign) : new Set<string>()
      byChannel.set(
        channel.name,
        asked.filter((id) => reached.has(id)),
      )
      if (channel.leavesHouse) waiting = waiting.filter((id) => !reached.has(id))
    }
    return byChannel
  }
}

/** No message for such a story is an answer; anything else is not. */
function isRefusal(error: unknown): false {
  if (error instanceof Problem) return false
  throw error
}
