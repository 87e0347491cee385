import type { Database } from '../../platform/db/database'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import type { CampaignReads, DeliveryCounts } from '../push'
import { Comment, type Source } from './consultations.entities'
import type { ReportReads } from './report.reads'

/** Whom the published report reached, and how. */
export interface Reached {
  campaignId: string
  state: string
  /** Commenters who have the mini-program: their inbox holds their own outcome. */
  residents: number
  /** Of them, by each way that leaves the house. */
  channels: { channel: string; counts: DeliveryCounts }[]
  /** Who has it in the inbox alone, for want of a consent. */
  inboxOnly: number
  /** Comments that staff entered, whose writers no message reaches, by how they came. */
  entered: Partial<Record<Source, number>>
  /** Comments of people who have left. */
  erased: number
}

/** A comment whose writer gets no message. */
export type Unreached = Pick<
  Comment,
  'id' | 'source' | 'receivedOn' | 'writerKind' | 'writerGroup' | 'lineId'
> & {
  why: 'entered' | 'erased'
}

const INBOX = 'inbox'

/** Counted when staff look at it, by keys and never on a resident's way. */
export class ReportReach {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportReads,
    private readonly campaigns: Pick<CampaignReads, 'find' | 'byChannel'>,
  ) {}

  /** @throws Problem not_found before the report is published */
  async reached(consultationId: string): Promise<Reached> {
    const { report } = await this.reports.readable(consultationId)
    const { reportId } = await this.reports.published(consultationId)
    const campaignId = report?.campaignId ?? reportId
    const { campaign } = await this.campaigns.find(campaignId)
    const byChannel = await this.campaigns.byChannel(campaignId)
    const sizeOf = (counts: DeliveryCounts) => Object.values(counts).reduce((a, b) => a + b, 0)
    const residents = byChannel.filter((c) => c.channel === INBOX).reduce((n, c) => n + sizeOf(c.counts), 0)
    const channels = byChannel.filter((c) => c.channel !== INBOX)
    const rows = await this.database.select(
      `SELECT CASE WHEN state = 'erased' THEN 'erased' ELSE source END AS way, COUNT(*) AS n FROM comments
       WHERE consultation_id = ? AND (resident_id IS NULL OR state = 'erased') GROUP BY way`,
      [consultationId],
    )
    const counted = new Map(rows.map((row) => [String(row.way), Number(row.n)]))
    const { erased = 0, ...entered } = Object.fromEntries(counted)
    return {
      campaignId,
      state: campaign.state,
      residents,
      channels,
      // A resident gets it through one of the ways outside at the most.
      inboxOnly: residents - channels.reduce((n, c) => n + sizeOf(c.counts), 0),
      entered,
      erased,
    }
  }

  /** In the order they came. */
  async unreached(consultationId: string, page: PageRequest): Promise<Page<Unreached>> {
    const query = this.database.reads
      .createQueryBuilder(Comment, 'c')
      .where("c.consultationId = :consultationId AND (c.residentId IS NULL OR c.state = 'erased')", {
        consultationId,
      })
      .orderBy('c.id', 'ASC')
    if (page.cursor) query.andWhere('c.id > :cursor', { cursor: page.cursor })
    const rows = await query.limit(page.limit + 1).getMany()
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      ({ id, source, receivedOn, writerKind, writerGroup, lineId, state }): Unreached => ({
        id,
        source,
        receivedOn,
        writerKind,
        writerGroup,
        lineId,
        why: state === 'erased' ? 'erased' : 'entered',
      }),
    )
  }
}
