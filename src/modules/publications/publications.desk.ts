import type { Database } from '../../platform/db/database'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import type { ReviewReads, Step } from '../reviews'
import type { StaffActor } from '../staff'
import { Publication, type PublicationKind, type PublicationState } from './publications.entities'
import { matterOf } from './publications.service'

export type StaffPublicationItem = Omit<Publication, 'content'> & {
  /** Steps that wait for this person's signature. */
  mySteps: Step[]
}

export interface StaffFilter extends PageRequest {
  kind?: PublicationKind
  state?: PublicationState
  authorId?: string
  /** Words of the title. */
  q?: string
  toReview?: boolean
}

type Listed = Omit<Publication, 'content'>

const SCAN = 200
/** What one request looks through for this person's signature before it hands on a cursor. */
const MOST_SCANNED = 2_000

/** Lists for staff, newest first, read along an index from the cursor on. */
export class PublicationDesk {
  constructor(
    private readonly database: Database,
    private readonly reviews: ReviewReads,
  ) {}

  async list(actor: StaffActor, filter: StaffFilter): Promise<Page<StaffPublicationItem>> {
    if (filter.toReview) return this.toReview(actor, filter)
    const rows = await this.rows(filter, filter.limit + 1)
    const steps = await this.stepsFor(actor, rows)
    return toPage(
      rows,
      filter.limit,
      (row) => row.id,
      (row) => ({ ...row, mySteps: steps.get(row.id) ?? [] }),
    )
  }

  /** Steps of one publication that wait for this person. */
  async mySteps(actor: StaffActor, publication: Publication): Promise<Step[]> {
    return (await this.stepsFor(actor, [publication])).get(publication.id) ?? []
  }

  private async toReview(actor: StaffActor, filter: StaffFilter): Promise<Page<StaffPublicationItem>> {
    const found: StaffPublicationItem[] = []
    let cursor = filter.cursor
    for (let scanned = 0; scanned < MOST_SCANNED; scanned += SCAN) {
      const rows = await this.rows({ ...filter, state: 'in_review', cursor }, SCAN)
      const steps = await this.stepsFor(actor, rows)
      for (const row of rows) {
        const mySteps = steps.get(row.id) ?? []
        if (mySteps.length === 0) continue
        if (found.length === filter.limit) return { items: found, nextCursor: found.at(-1)?.id ?? null }
        found.push({ ...row, mySteps })
      }
      if (rows.length < SCAN) return { items: found, nextCursor: null }
      cursor = rows.at(-1)?.id
    }
    return { items: found, nextCursor: cursor ?? null }
  }

  private async rows(filter: StaffFilter, take: number): Promise<Listed[]> {
    const query = this.database.reads.createQueryBuilder(Publication, 'p').select(columns)
    // Titles stand in a table of their own: looking through them reads no contents.
    if (filter.q) query.innerJoin('publication_titles', 't', 't.id = p.id')
    query.orderBy(filter.q ? 't.id' : 'p.id', 'DESC')
    if (filter.q) query.andWhere("t.title LIKE :q ESCAPE '!'", { q: `%${literal(filter.q)}%` })
    if (filter.kind) query.andWhere('p.kind = :kind', { kind: filter.kind })
    if (filter.state) query.andWhere('p.state = :state', { state: filter.state })
    if (filter.authorId) query.andWhere('p.authorId = :author', { author: filter.authorId })
    if (filter.cursor) query.andWhere(`${filter.q ? 't' : 'p'}.id < :cursor`, { cursor: filter.cursor })
    return query.limit(take).getMany()
  }

  private stepsFor(actor: StaffActor, rows: readonly Listed[]): Promise<Map<string, Step[]>> {
    const matters = rows
      .filter((row) => row.state === 'in_review')
      .map((row) => ({ id: row.id, matter: matterOf(row) }))
    return this.reviews.stepsFor(actor, 'publication', matters)
  }
}

const literal = (text: string) => text.replace(/[!%_]/g, '!$&')

const columns = [
  'id',
  'kind',
  'title',
  'contentHash',
  'state',
  'ownerDivisionId',
  'authorId',
  'contributorIds',
  'liveVersionId',
  'publishedAt',
  'correctedAt',
  'withdrawnAt',
  'withdrawalReason',
  'createdAt',
  'updatedAt',
].map((column) => `p.${column}`)
