import type { Database } from '../../platform/db/database'
import { ClauseIndex } from './analysis.links'
import { Recent } from './analysis.memory'
import type { Pace } from './analysis.pace'
import { Buckets } from './analysis.placing'
import { CommentReader, type Reading } from './analysis.reading'
import { type PartShape, partShapeOf, type Shape, shapeOf } from './analysis.sameness'
import { bucketKeys, joinedSignature, type SignedPart, signedPartOf } from './analysis.shingles'
import { clausesOf, currentDraft } from './consultations.drafting'
import type { Comment } from './consultations.entities'

/** What the analysis needs of a comment. */
export type Raw = Pick<Comment, 'id' | 'clauseId' | 'text' | 'receivedAt'>

export interface ReadText {
  reading: Reading
  shape: Shape
  signature: Uint32Array
}

/** A part between commas, as it is compared and as it is looked for. */
interface KnownPart {
  shape: PartShape | null
  signed: SignedPart
}

export interface ReadComment extends ReadText {
  comment: Raw
  scope: string
  keys: string[]
}

const TEXTS = 4_000
const SHAPES = 8_000
const PARTS = 20_000
/** A chunk of 1,000 long comments has not half as many. */
const KEYS = 100_000
const KEYS_A_QUERY = 4_000
const IDS_A_QUERY = 500

/** One draft and what was lately read about it: everything that a worker keeps in memory of a consultation. */
export class ReadingDesk {
  private readonly texts = new Recent<ReadText>(TEXTS)
  private readonly parts = new Recent<KnownPart>(PARTS)
  private readonly firsts = new Recent<Shape>(SHAPES)
  /** Groups by the keys they are found under, also where there are none: this worker alone adds to them. */
  readonly buckets = new Buckets(KEYS)

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
    return { ...found, comment, scope, keys: this.keysOf(scope, found) }
  }

  text(text: string): ReadText {
    const known = this.texts.get(text)
    if (known) return known
    const reading = this.reader.read(text)
    const parts = reading.sentences.flatMap((s) => s.parts.map((part) => this.part(part).signed))
    return this.texts.put(text, {
      reading,
      shape: shapeOf(reading.sentences, reading.stance.stance, (part) => this.part(part).shape),
      signature: joinedSignature(parts),
    })
  }

  private part(part: string): KnownPart {
    return (
      this.parts.get(part) ?? this.parts.put(part, { shape: partShapeOf(part), signed: signedPartOf(part) })
    )
  }

  keysOf(scope: string, { shape, signature }: ReadText): string[] {
    const cores = shape.parts.map((p) => p.core)
    return bucketKeys(`${this.consultationId} ${scope}`, shape.core, cores, signature)
  }

  /** The article that a text names by number, else the one it was handed in for: 时间太短 is another wish on another clause. */
  scopeOf(chosen: string | null, reading: Reading): string {
    const named = reading.opinions.map((o) => o.link).find((link) => link?.confidence === 1)
    if (named) return named.articleId
    return chosen === null ? '-' : this.reader.index.articleIdOf(chosen)
  }

  /** Looks up which groups are found under keys that it has not met lately. */
  async meet(keys: Iterable<string>): Promise<void> {
    const strange = this.buckets.strange(keys)
    for (let at = 0; at < strange.length; at += KEYS_A_QUERY) {
      const some = strange.slice(at, at + KEYS_A_QUERY)
      const rows = await this.database.selectByKeys('group_buckets', ['bucket', 'group_id'], 'bucket', some)
      for (const row of rows) this.buckets.put(String(row.bucket), String(row.group_id))
    }
  }

  keepFirst(groupId: string, shape: Shape): void {
    this.firsts.put(groupId, shape)
  }

  /** Where it is remembered; see {@link firstsOf} for those that are not. */
  firstAtHand(groupId: string): Shape | undefined {
    return this.firsts.get(groupId)
  }

  forgetFirst(groupId: string): void {
    this.firsts.delete(groupId)
  }

  /** The first texts of these groups; one that has none, or is not committed yet, is left out. */
  async firstsOf(groupIds: readonly string[], pace: Pace): Promise<Map<string, Shape>> {
    const found = new Map<string, Shape>()
    for (let at = 0; at < groupIds.length; at += IDS_A_QUERY) {
      const some = groupIds.slice(at, at + IDS_A_QUERY)
      const rows = await this.database.select(
        `SELECT g.id, c.text FROM comment_groups g JOIN comments c ON c.id = g.first_id WHERE c.state = 'received' AND g.id IN (${some.map(() => '?').join(', ')})`,
        some,
      )
      for (const row of rows) {
        await pace.rest()
        const id = String(row.id)
        const { shape } = this.text(String(row.text))
        this.keepFirst(id, shape)
        found.set(id, shape)
      }
    }
    return found
  }
}
