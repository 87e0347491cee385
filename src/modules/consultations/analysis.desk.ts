import type { Database } from '../../platform/db/database'
import { ClauseIndex } from './analysis.links'
import { Recent } from './analysis.memory'
import type { Pace } from './analysis.pace'
import { CommentReader, type Reading } from './analysis.reading'
import { type Shape, shapeOf } from './analysis.sameness'
import { bucketKeys } from './analysis.shingles'
import { clausesOf, currentDraft } from './consultations.drafting'
import type { Comment } from './consultations.entities'

/** What the analysis needs of a comment. */
export type Raw = Pick<Comment, 'id' | 'clauseId' | 'text' | 'receivedAt'>

export interface ReadText {
  reading: Reading
  shape: Shape
}

export interface ReadComment extends ReadText {
  comment: Raw
  scope: string
  keys: string[]
}

const TEXTS = 4_000
const SHAPES = 8_000
const KEYS_A_QUERY = 4_000
const IDS_A_QUERY = 500

/** One draft and what was lately read about it: everything that a worker keeps in memory of a consultation. */
export class ReadingDesk {
  private readonly texts = new Recent<ReadText>(TEXTS)
  private readonly keys = new Recent<string[]>(TEXTS)
  private readonly firsts = new Recent<Shape>(SHAPES)

  private constructor(
    private readonly database: Database,
    private readonly consultationId: string,
    readonly reader: CommentReader,
  ) {}

  static async open(database: Database, consultationId: string): Promise<ReadingDesk> {
    const draft = await currentDraft(database.reads, consultationId)
    const clauses = draft ? await clausesOf(database.reads, draft.id) : []
    const index = new ClauseIndex(clauses, draft?.title ?? '')
    return new ReadingDesk(database, consultationId, new CommentReader(index))
  }

  read(comment: Raw): ReadComment {
    const found = this.text(comment.text)
    const scope = this.scopeOf(comment.clauseId, found.reading)
    return { ...found, comment, scope, keys: this.keysOf(scope, found.shape) }
  }

  text(text: string): ReadText {
    const known = this.texts.get(text)
    if (known) return known
    const reading = this.reader.read(text)
    return this.texts.put(text, { reading, shape: shapeOf(reading.sentences, reading.stance.stance) })
  }

  keysOf(scope: string, shape: Shape): string[] {
    const within = `${this.consultationId} ${scope}`
    const name = `${within} ${shape.core}`
    const parts = shape.parts.map((p) => p.core)
    return this.keys.get(name) ?? this.keys.put(name, bucketKeys(within, shape.core, parts))
  }

  /** The article that a text names by number, else the one it was handed in for: 时间太短 is another wish on another clause. */
  scopeOf(chosen: string | null, reading: Reading): string {
    const named = reading.opinions.map((o) => o.link).find((link) => link?.confidence === 1)
    if (named) return named.articleId
    return chosen === null ? '-' : this.reader.index.articleIdOf(chosen)
  }

  /** Groups by the keys they are found under. */
  async groupsUnder(keys: readonly string[]): Promise<[key: string, groupId: string][]> {
    const found: [string, string][] = []
    for (let at = 0; at < keys.length; at += KEYS_A_QUERY) {
      const some = keys.slice(at, at + KEYS_A_QUERY)
      const rows = await this.database.selectByKeys('group_buckets', ['bucket', 'group_id'], 'bucket', some)
      found.push(...rows.map((row): [string, string] => [String(row.bucket), String(row.group_id)]))
    }
    return found
  }

  /** The first text of a group, once it has been brought in. */
  firstOf(groupId: string): Shape | undefined {
    return this.firsts.get(groupId)
  }

  keepFirst(groupId: string, shape: Shape): void {
    this.firsts.put(groupId, shape)
  }

  forgetFirst(groupId: string): void {
    this.firsts.delete(groupId)
  }

  /** Brings in the first texts of these groups. */
  async bring(groupIds: readonly string[], pace: Pace): Promise<void> {
    const missing = groupIds.filter((id) => !this.firsts.get(id))
    for (let at = 0; at < missing.length; at += IDS_A_QUERY) {
      const some = missing.slice(at, at + IDS_A_QUERY)
      const rows = await this.database.select(
        `SELECT g.id, c.text FROM comment_groups g JOIN comments c ON c.id = g.first_id WHERE c.state = 'received' AND g.id IN (${some.map(() => '?').join(', ')})`,
        some,
      )
      for (const row of rows) {
        await pace.rest()
        this.keepFirst(String(row.id), this.text(String(row.text)).shape)
      }
    }
  }
}
