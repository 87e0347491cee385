import { type DimensionReading, dimensionOf } from './analysis.dimension'
import { type Dimension } from './analysis.dimension-words'
import { type FoundFlag, flagsOf } from './analysis.flags'
import type { ClauseIndex } from './analysis.links'
import { Recent } from './analysis.memory'
import { type Opinion, opinionsOf, type Part, readPartOf } from './analysis.opinions'
import { type Piece, readPiece, type Sentence, sentencesOf } from './analysis.sentences'
import type { StanceReading } from './analysis.stance'

/** Everything that one comment's own words say: nothing here looks at other comments. */
export interface Reading {
  plain: string
  /** Letters and numbers in one spelling: equal for texts that are the same. */
  core: string
  sentences: Sentence[]
  flags: FoundFlag[]
  stance: StanceReading
  /** Clause by clause; the first is the one it speaks of most. */
  opinions: Opinion[]
  dimension: DimensionReading | null
}

export type { Dimension }

/** Parts of form letters come again and again. */
const REMEMBERED = 20_000

/** Reads comments about one draft, and remembers the parts that it has read. */
export class CommentReader {
  private readonly pieces = new Recent<Piece | null>(REMEMBERED)
  private readonly parts = new Recent<Part>(REMEMBERED)

  constructor(readonly index: ClauseIndex) {}

  read(text: string): Reading {
    const sentences = sentencesOf(text, (piece) => this.piece(piece))
    const plain = sentences.map((s) => s.plain).join('')
    const { overall, opinions } = opinionsOf(this.index, sentences, (part) => this.part(part))
    const flags = flagsOf(text, plain, overall)
    const has = (flag: string) => flags.some((f) => f.flag === flag)
    const stance =
      has('complaint') || has('spam') ? besides(overall) : has('abuse') ? abused(overall) : overall
    // An advertisement, a case or a single word is of no clause unless it names one.
    const isBeside = has('spam') || has('complaint') || has('too_short')
    const wantsChange = stance.stance === 'amend' || stance.stance === 'oppose' || stance.stance === 'mixed'
    return {
      plain,
      core: sentences.map((s) => s.core).join(''),
      sentences,
      flags,
      stance,
      opinions: isBeside ? opinions.map(named) : opinions,
      dimension: wantsChange ? dimensionOf(plain) : null,
    }
  }

  /** Whether a sentence takes sides, asks for something or names a clause: not only tells who writes. */
  takesStance({ parts }: Sentence): boolean {
    return parts
      .map((part) => this.part(part))
      .some((p) => p.cites.length > 0 || p.reading.cues.some((c) => c.leaning !== 'ask' && c.weight >= 1.5))
  }

  private piece(piece: string): Piece | null {
    const known = this.pieces.get(piece)
    return known === undefined ? this.pieces.put(piece, readPiece(piece)) : known
  }

  private part(plain: string): Part {
    return this.parts.get(plain) ?? this.parts.put(plain, readPartOf(this.index, plain))
  }
}

const named = (o: Opinion): Opinion => (o.link && o.link.confidence < 1 ? { ...o, link: null } : o)

/** What a complaint or an advertisement asks for is not asked of the draft. */
const besides = (s: StanceReading): StanceReading =>
  s.stance === 'ask' || s.stance === 'amend' ? { ...s, stance: 'none', why: [] } : s
const abused = (s: StanceReading): StanceReading =>
  s.stance === 'none' ? { ...s, stance: 'oppose', confidence: 0.4 } : s
