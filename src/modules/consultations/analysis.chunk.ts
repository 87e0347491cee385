import { words } from '../../platform/chinese-words'
import { newId } from '../../platform/ids'
import type { Raw, ReadComment, ReadingDesk } from './analysis.desk'
import type { CommentAnalysis, CommentFlagRow, CommentGroupRow, OwnSentence } from './analysis.entities'
import { machineLabels } from './analysis.labels'
import { LINKED } from './analysis.opinions'
import type { Pace } from './analysis.pace'
import { placeOf } from './analysis.placing'
import type { Shape } from './analysis.sameness'
import { coreOf } from './analysis.sentences'
import { sentenceKey } from './analysis.shingles'
import { ruleWords } from './analysis.speech-words'

/** What some comments add to the analysis, computed before anything is locked. */
export interface ChunkPlan {
  analyses: CommentAnalysis[]
  flags: CommentFlagRow[]
  begun: CommentGroupRow[]
  /** What joins groups that were there before. */
  joined: Map<string, { size: number; copies: number; hours: Record<string, number> }>
  own: OwnSentence[]
  /** The first texts of the groups begun. */
  firsts: Map<string, Shape>
}

const HOUR_MS = 3_600_000
const MOST_TERMS = 5

/**
 * Reads comments in the order they came and puts each into the group that says the same, or begins one.
 * @param ahead what came right before and is being written: its groups may be committed by now, or not yet
 */
export async function planChunk(
  desk: ReadingDesk,
  consultationId: string,
  comments: readonly Raw[],
  now: number,
  pace: Pace,
  ahead: ChunkPlan | null,
): Promise<ChunkPlan> {
  const read: ReadComment[] = []
  for (const comment of comments) {
    await pace.rest()
    read.push(desk.read(comment))
  }
  const firsts = await firstTexts(desk, read, pace, ahead)
  const plan: ChunkPlan = {
    analyses: [],
    flags: [],
    begun: [],
    joined: new Map(),
    own: [],
    firsts: new Map(),
  }
  const begun = new Map<string, CommentGroupRow>()
  for (const item of read) {
    await pace.rest()
    place(item)
  }
  return plan

  function place(item: ReadComment): void {
    const { comment, reading, shape, keys } = item
    const placed = placeOf(shape, desk.buckets.candidates(keys), (id) => firsts.get(id))
    const isCopy = placed === null || placed.sameness === 'same'
    const groupId = placed?.groupId ?? newId(now)
    if (placed) join(groupId, isCopy, comment.receivedAt)
    else {
      const group = begin(desk, consultationId, groupId, item, now)
      group.buckets = keys.filter((key) => desk.buckets.put(key, groupId))
      begun.set(groupId, group)
      plan.begun.push(group)
      desk.keepFirst(groupId, shape)
      firsts.set(groupId, shape)
      plan.firsts.set(groupId, shape)
    }
    const machine = machineLabels(reading, comment.clauseId, groupId)
    plan.analyses.push({
      commentId: comment.id,
      consultationId,
      groupId,
      isCopy,
      stance: machine.stance,
      machine,
      model: null,
      person: null,
      judgedBy: null,
      judgedAt: null,
    })
    for (const flag of machine.flags) plan.flags.push({ consultationId, flag, commentId: comment.id })
    const seen = new Set<string>()
    for (const index of placed?.own ?? []) {
      const sentence = reading.sentences[index]!
      const key = sentenceKey(coreOf(sentence.plain))
      if (seen.has(key)) continue
      seen.add(key)
      const weight = desk.reader.takesStance(sentence) ? 1 : 0
      const { start, end } = sentence
      plan.own.push({
        groupId,
        sentence: key,
        commentId: comment.id,
        startAt: start,
        endAt: end,
        isLone: true,
        weight,
      })
    }
  }

  function join(groupId: string, isCopy: boolean, receivedAt: number): void {
    const hour = String(Math.floor(receivedAt / HOUR_MS))
    const own = begun.get(groupId)
    const moves = own ?? plan.joined.get(groupId) ?? { size: 0, copies: 0, hours: {} }
    moves.size++
    if (isCopy) moves.copies++
    moves.hours[hour] = (moves.hours[hour] ?? 0) + 1
    if (!own) plan.joined.set(groupId, moves)
  }
}

/** The first texts of the groups that any of these may join. */
async function firstTexts(
  desk: ReadingDesk,
  read: readonly ReadComment[],
  pace: Pace,
  ahead: ChunkPlan | null,
): Promise<Map<string, Shape>> {
  const { buckets } = desk
  const keys = new Set(read.flatMap((r) => r.keys))
  await desk.meet(keys)
  const firsts = new Map(ahead?.firsts)
  let isComplete = true
  for (const key of keys) {
    await pace.rest()
    for (const id of buckets.under(key)) {
      if (firsts.has(id)) continue
      const first = desk.firstAtHand(id)
      if (first) firsts.set(id, first)
      else isComplete = false
    }
  }
  if (isComplete) return firsts
  const wanted = new Set<string>()
  for (const item of read) {
    await pace.rest()
    for (const id of buckets.candidates(item.keys)) if (!firsts.has(id)) wanted.add(id)
  }
  for (const [id, first] of await desk.firstsOf([...wanted], pace)) firsts.set(id, first)
  return firsts
}

function begin(
  desk: ReadingDesk,
  consultationId: string,
  id: string,
  { comment, reading, scope }: ReadComment,
  now: number,
): CommentGroupRow {
  const link = reading.opinions[0]?.link
  const linked = link && link.confidence >= LINKED ? link.clauseId : null
  const clauseId = comment.clauseId ?? linked
  return {
    id,
    consultationId,
    level: 'same',
    articleId: clauseId === null ? '-' : desk.reader.index.articleIdOf(clauseId),
    clauseId,
    topicId: null,
    firstId: comment.id,
    size: 1,
    copies: 1,
    isTop: true,
    isStale: false,
    scope,
    terms: termsShown(reading.plain),
    buckets: [],
    hours: { [Math.floor(comment.receivedAt / HOUR_MS)]: 1 },
    campaign: null,
    createdAt: now,
  }
}

/** A few words by which a person knows a text again. */
export function termsShown(plain: string): string[] {
  const all = [...new Set(words(plain))].filter((w) => w.length > 1 && !/^\d/.test(w) && !ruleWords.has(w))
  return all.filter((w) => !all.some((o) => o !== w && o.includes(w))).slice(0, MOST_TERMS)
}
