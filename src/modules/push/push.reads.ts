import { In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import { type DeliveryCounts, toCounts } from './push.counts'
import { Campaign, type CampaignState, Delivery } from './push.entities'

export interface CampaignProgress {
  campaign: Campaign
  /** Adds up to `campaign.size`, at every moment. */
  counts: DeliveryCounts
}

/** What staff read about pushes. Counts come from counters, never from counting rows. */
export class CampaignReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Newest first; what is told to one person alone about an answer is left out. */
  async list(page: PageRequest & { state?: CampaignState }): Promise<Page<Campaign>> {
    const query = this.database.reads
      .createQueryBuilder(Campaign, 'campaign')
      .where("campaign.subjectKind <> 'enquiry_answer'")
      .orderBy('campaign.id', 'DESC')
    if (page.cursor) query.andWhere('campaign.id < :cursor', { cursor: page.cursor })
    if (page.state) query.andWhere('campaign.state = :state', { state: page.state })
    const rows = await query.limit(page.limit + 1).getMany()
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (row) => row,
    )
  }

  /** @throws Problem not_found */
  async find(id: string): Promise<CampaignProgress> {
    const campaign = await this.database.reads.findOneBy(Campaign, { id })
    if (!campaign) throw notFound()
    // Size and counters in one statement see one commit: they cannot disagree.
    const rows = await this.database.select(
      'SELECT c.size, t.item, t.votes FROM campaigns c LEFT JOIN tallies t ON t.subject = c.id WHERE c.id = ?',
      [id],
    )
    const counters = new Map(rows.map((row) => [String(row.item), Number(row.votes)]))
    const size = Number(rows[0]?.size ?? campaign.size)
    return { campaign: { ...campaign, size }, counts: toCounts(counters) }
  }

  /** By channel, for staff who ask whom a campaign reached: counted when looked at, by key. */
  async byChannel(id: string): Promise<{ channel: string; counts: DeliveryCounts }[]> {
    const rows = await this.database.select(
      'SELECT channel, state, COUNT(*) AS n FROM deliveries WHERE campaign_id = ? GROUP BY channel, state',
      [id],
    )
    const channels = [...new Set(rows.map((row) => String(row.channel)))].sort()
    return channels.map((channel) => {
      const own = rows.filter((row) => row.channel === channel)
      return { channel, counts: toCounts(new Map(own.map((row) => [`state:${row.state}`, Number(row.n)]))) }
    })
  }

  /**
   * The staff's list of what may or may not have arrived, of one campaign or of all: never sent again by itself. Oldest
   * first.
   */
  async unknown(campaignId: string | null, page: PageRequest): Promise<Page<Delivery>> {
    // Counters say where to look: no index is kept only for this.
    const campaignIds = campaignId === null ? await this.withUnknown() : [campaignId]
    if (campaignIds.length === 0) return { items: [], nextCursor: null }
    const query = this.database.reads
      .createQueryBuilder(Delivery, 'delivery')
      .where('delivery.campaignId IN (:...campaignIds)', { campaignIds })
      .andWhere("delivery.state = 'unknown' AND delivery.leaseUntil <= :now", { now: this.clock.now() })
      .andWhere('delivery.id > :after', { after: page.cursor ?? '' })
      .orderBy('delivery.id')
      .limit(page.limit + 1)
    const rows = await query.getMany()
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (row) => row,
    )
  }

  /** What campaigns are called, by their ids. */
  async titles(ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.database.reads.find(Campaign, {
      select: { id: true, title: true },
      where: { id: In([...new Set(ids)]) },
    })
    return new Map(rows.map((row) => [row.id, row.title]))
  }

  private async withUnknown(): Promise<string[]> {
    const rows = await this.database.select(
      "SELECT c.id FROM campaigns c JOIN tallies t ON t.subject = c.id AND t.item = 'state:unknown' WHERE t.votes > 0",
      [],
    )
    return rows.map((row) => String(row.id))
  }
}
