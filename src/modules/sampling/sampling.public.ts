import type { SelectQueryBuilder } from 'typeorm'
import type { Database } from '../../platform/db/database'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import { type Poll, type PollReads } from '../polls'
import { type Conclusion, type PublicResult, SamplingResult } from './sampling.batches.entities'
import { type PublishedPlan, type PublishedResults, type Rule, SamplingPlan } from './sampling.entities'
import { appliedRule } from './sampling.promises'
import { likeOf } from './sampling.search.rules'

/** From a poll to what was found: 你点 → 我检 → 你知. */
export interface PollSampling {
  poll: Poll
  rule: Rule
  /** The plan's number, once there is something of it to be seen. */
  number: string | null
  plan: PublishedPlan | null
  results: PublishedResults | null
  nonCompliant: PublicResult[]
}

export interface ResultFilter {
  q?: string
  item?: string
  unit?: string
  conformity?: Conclusion
  pollId?: string
  lineId?: string
}

const EXPORT_CHUNK = 500
/** Of what failed in one poll; more stand in the table. */
const FAILED_AT_MOST = 200

/** What residents may know of sampling: what has been published, as it was signed for. */
export class SamplingPublic {
  constructor(
    private readonly database: Database,
    private readonly polls: PollReads,
  ) {}

  /** @throws Problem not_found for a poll that nobody has opened */
  async ofPoll(pollId: string): Promise<PollSampling> {
    const poll = await this.polls.find(pollId)
    const plan = await this.database.reads.findOneBy(SamplingPlan, { pollId })
    const results = plan?.publishedResults ?? null
    const failed = results
      ? await this.filtered({ pollId, conformity: 'non_compliant' })
          .orderBy('r.id')
          .limit(FAILED_AT_MOST)
          .getMany()
      : []
    const isSeen = plan?.publishedPlan || results
    return {
      poll,
      rule: plan?.rule ?? (await appliedRule(this.database.reads, poll)),
      number: isSeen ? (plan?.number ?? null) : null,
      plan: plan?.publishedPlan ?? null,
      results,
      nonCompliant: failed.map((r) => r.detail),
    }
  }

  /** Newest first. */
  async search({ limit, cursor, ...filter }: ResultFilter & PageRequest): Promise<Page<SamplingResult>> {
    const query = this.filtered(filter).orderBy('r.id', 'DESC')
    if (cursor) query.andWhere('r.id < :cursor', { cursor })
    return toPage(
      await query.limit(limit + 1).getMany(),
      limit,
      (r) => r.id,
      (r) => r,
    )
  }

  async *all(filter: ResultFilter): AsyncGenerator<SamplingResult> {
    let cursor: string | null | undefined
    while (cursor !== null) {
      const page: Page<SamplingResult> = await this.search({ ...filter, limit: EXPORT_CHUNK, cursor })
      yield* page.items
      cursor = page.nextCursor
    }
  }

  private filtered({
    q,
    item,
    unit,
    conformity,
    pollId,
    lineId,
  }: ResultFilter): SelectQueryBuilder<SamplingResult> {
    const query = this.database.reads.createQueryBuilder(SamplingResult, 'r').where('1 = 1')
    if (pollId)
      query.andWhere('r.planId IN (SELECT p.id FROM sampling_plans p WHERE p.poll_id = :pollId)', { pollId })
    if (lineId) query.andWhere('r.lineId = :lineId', { lineId })
    if (conformity) query.andWhere('r.conformity = :conformity', { conformity })
    if (q) query.andWhere("r.searchText LIKE :q ESCAPE '!'", { q: likeOf(q) })
    if (item) query.andWhere("r.itemText LIKE :item ESCAPE '!'", { item: likeOf(item) })
    if (unit) query.andWhere("r.unitText LIKE :unit ESCAPE '!'", { unit: likeOf(unit) })
    return query
  }
}
