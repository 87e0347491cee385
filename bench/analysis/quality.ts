import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { termsOf } from '../../src/modules/consultations/analysis.links'
import { Buckets, placeOf } from '../../src/modules/consultations/analysis.placing'
import { CommentReader, type Reading } from '../../src/modules/consultations/analysis.reading'
import { type Shape, shapeOf } from '../../src/modules/consultations/analysis.sameness'
import { plainOf } from '../../src/modules/consultations/analysis.sentences'
import { bucketKeys } from '../../src/modules/consultations/analysis.shingles'
import { type TopicItem, TopicSpace, topicsOf } from '../../src/modules/consultations/analysis.topics'
import { type DraftName, draftNames, draftOf, type Labelled } from './truth'

/** What was found rightly, wrongly and not at all. */
export interface Score {
  right: number
  wrong: number
  missed: number
}
export const precision = ({ right, wrong }: Score): number =>
  right + wrong === 0 ? 1 : right / (right + wrong)
export const recall = ({ right, missed }: Score): number =>
  right + missed === 0 ? 1 : right / (right + missed)
export const f1 = ({ right, wrong, missed }: Score): number => {
  const all = 2 * right + wrong + missed
  return all === 0 ? 1 : (2 * right) / all
}

export const stancesLabelled = ['support', 'oppose', 'amend', 'ask', 'mixed', 'none'] as const
export const flagsLabelled = [
  ...([
    'personal_data',
    'spam',
    'abuse',
    'too_short',
    'question',
    'complaint',
    'sarcasm',
    'under_14',
  ] as const),
]

export interface Quality {
  comments: number
  /** Comments that name no clause by its number: whether the first clause found is one of the true ones. */
  links: { right: number; of: number }
  stances: Map<string, Score>
  stanceMacroF1: number
  flags: Map<string, Score>
  dimensions: { right: number; of: number }
  /** Pairs of comments about one draft. */
  duplicates: Score
  /** Sentences that stand in one member of a group only. */
  onlyHere: Score
}

const nothing = (): Score => ({ right: 0, wrong: 0, missed: 0 })
const judge = (score: Score, isTrue: boolean, isFound: boolean) => {
  if (isTrue && isFound) score.right++
  else if (isTrue) score.missed++
  else if (isFound) score.wrong++
}

/** Reads labelled comments and compares; gives totals and never a single comment. */
export async function qualityOf(comments: readonly Labelled[]): Promise<Quality> {
  const readers = new Map<DraftName, CommentReader>()
  for (const name of draftNames) readers.set(name, new CommentReader((await draftOf(name)).index))
  const readerOf = (draft: DraftName) => readers.get(draft) as CommentReader
  const read = comments.map((c) => ({ truth: c, reading: readerOf(c.draft).read(c.text) }))
  const links = { right: 0, of: 0 }
  const dimensions = { right: 0, of: 0 }
  const stances = new Map<string, Score>(stancesLabelled.map((s) => [s, nothing()]))
  const flags = new Map<string, Score>(flagsLabelled.map((f) => [f, nothing()]))
  for (const { truth, reading } of read) {
    const articles = truth.clauses.map((c) => c.path.split('.')[0])
    if (articles.length > 0 && readerOf(truth.draft).index.cited(reading.plain).length === 0) {
      links.of++
      if (articles.includes(reading.opinions[0]?.link?.articleId)) links.right++
    }
    for (const [stance, score] of stances)
      judge(score, truth.stance === stance, reading.stance.stance === stance)
    for (const [flag, score] of flags)
      judge(
        score,
        truth.flags.includes(flag),
        reading.flags.some((f) => f.flag === flag),
      )
    if (truth.dimension) {
      dimensions.of++
      if (reading.dimension?.dimension === truth.dimension) dimensions.right++
    }
  }
  const stanceMacroF1 = [...stances.values()].reduce((sum, s) => sum + f1(s), 0) / stances.size
  return { comments: comments.length, links, stances, stanceMacroF1, flags, dimensions, ...grouped(read) }
}

function grouped(read: readonly { truth: Labelled; reading: Reading }[]) {
  const buckets = new Buckets()
  const shapes = new Map<string, Shape>()
  const groupOf = new Map<string, string>()
  const onlyHere = nothing()
  for (const { truth, reading } of read) {
    const shape = shapeOf(reading.sentences, reading.stance.stance)
    const keys = bucketKeys(
      truth.draft,
      shape.core,
      shape.parts.map((p) => p.core),
    )
    const placed = placeOf(shape, buckets.candidates(keys), (id) => shapes.get(id))
    groupOf.set(truth.id, placed?.groupId ?? truth.id)
    if (!placed) {
      shapes.set(truth.id, shape)
      for (const key of keys) buckets.put(key, truth.id)
    }
    const own = (placed?.own ?? []).flatMap((i) => {
      const sentence = reading.sentences[i]
      return sentence ? [truth.text.slice(sentence.start, sentence.end)] : []
    })
    const found = truth.only.filter((only) => own.some((o) => o.includes(only.replace(/。$/, ''))))
    onlyHere.right += found.length
    onlyHere.missed += truth.only.length - found.length
    onlyHere.wrong += Math.max(0, own.length - found.length)
  }
  const duplicates = nothing()
  for (const [i, { truth: a }] of read.entries())
    for (const { truth: b } of read.slice(0, i))
      if (a.draft === b.draft) judge(duplicates, a.group === b.group, groupOf.get(a.id) === groupOf.get(b.id))
  return { duplicates, onlyHere }
}

/** Pairs within a clause that are about the same topic. Rules were built on these: there is no held-out part. */
export async function topicQuality(): Promise<Score> {
  const lines = readFileSync(join(__dirname, 'truth', 'topics.txt'), 'utf8')
    .trim()
    .split('\n')
  const rows = lines.map((line, i) => {
    const [clause = '', topic = '', text = ''] = line.split(' | ')
    const item: TopicItem = { id: String(i), terms: termsOf(plainOf(text)), size: 1 }
    return { clause, topic, item }
  })
  const score = nothing()
  for (const clause of new Set(rows.map((r) => r.clause))) {
    const own = rows.filter((r) => r.clause === clause)
    const items = own.map((r) => r.item)
    const topics = await topicsOf(new TopicSpace(items), items)
    const found = new Map(topics.flatMap((t) => t.members.map((m) => [m, t.medoid] as const)))
    for (const [i, a] of own.entries())
      for (const b of own.slice(0, i)) {
        const at = found.get(a.item.id)
        judge(score, a.topic === b.topic, at !== undefined && at === found.get(b.item.id))
      }
  }
  return score
}
