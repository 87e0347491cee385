import { type EntityManager, In } from 'typeorm'
import { findForUpdate } from '../../platform/db/database'
import { moveTallies } from '../../platform/db/tally'
import { Analysis, CommentAnalysis, CommentFlagRow, CommentGroupRow, OwnSentence } from './analysis.entities'
import { counterItems } from './analysis.labels'
import { readOf } from './analysis.model'
import { takeBuckets } from './analysis.writing'
import type { Comment } from './consultations.entities'

type Gone = Pick<Comment, 'id' | 'consultationId'>

/** Held before comments are touched, in the order in which a worker holds them too. */
export async function holdAnalyses(tx: EntityManager, consultationIds: readonly string[]): Promise<void> {
  for (const consultationId of [...new Set(consultationIds)].sort())
    await findForUpdate(tx, Analysis, { consultationId })
}

/** What was read in comments goes with their texts, in the transaction of the erasure. */
export async function forgetComments(tx: EntityManager, comments: readonly Gone[]): Promise<void> {
  for (const consultationId of [...new Set(comments.map((c) => c.consultationId))].sort()) {
    const state = await findForUpdate(tx, Analysis, { consultationId })
    // Nobody has analysed anything yet: the first look counts what is erased.
    if (!state) continue
    const ids = comments.filter((c) => c.consultationId === consultationId).map((c) => c.id)
    const rows = await tx.findBy(CommentAnalysis, { commentId: In(ids) })
    for (const row of rows) await forget(tx, state, row)
    await tx.update(
      Analysis,
      { consultationId },
      {
        revision: state.revision + 1,
        analysed: state.analysed - rows.length,
        erased: state.erased + ids.length,
      },
    )
  }
}

async function forget(tx: EntityManager, { countersId }: Analysis, row: CommentAnalysis): Promise<void> {
  const { commentId, person } = row
  await tx.delete(CommentAnalysis, { commentId })
  await tx.delete(CommentFlagRow, { commentId })
  await moveTallies(
    tx,
    counterItems(readOf(row), person).map((item) => [countersId, item, -1] as const),
  )
  await leaveGroup(tx, row)
}

/** Takes a comment out of its group; a group keeps its id as long as anybody is left in it. */
export async function leaveGroup(
  tx: EntityManager,
  { commentId, groupId, isCopy }: CommentAnalysis,
): Promise<void> {
  await leaveOwn(tx, commentId)
  const group = await tx.findOneBy(CommentGroupRow, { id: groupId })
  if (!group) return
  const size = group.size - 1
  const copies = group.copies - (isCopy ? 1 : 0)
  if (size <= 0) await removeGroup(tx, group)
  else {
    const first = group.firstId === commentId ? await nextOf(tx, groupId, commentId) : null
    // The words were those of the text that is gone.
    const change = first === null ? {} : { firstId: first, isStale: true, terms: [], buckets: [] }
    const left = first !== null && copies === 0 ? 1 : copies
    await tx.update(CommentGroupRow, { id: groupId }, { size, copies: left, ...change })
    if (first !== null) {
      await takeBuckets(tx, group)
      if (copies === 0) await tx.update(CommentAnalysis, { commentId: first }, { isCopy: true })
    }
  }
  if (group.topicId !== null) await shrinkTopic(tx, group.topicId, commentId)
}

/** The next text that stands for the group: one that says what the first said, if there is one. */
async function nextOf(tx: EntityManager, groupId: string, gone: string): Promise<string | null> {
  const next = await tx
    .createQueryBuilder(CommentAnalysis, 'a')
    .where('a.groupId = :groupId AND a.commentId <> :gone', { groupId, gone })
    .orderBy('a.isCopy', 'DESC')
    .addOrderBy('a.commentId', 'ASC')
    .limit(1)
    .getOne()
  return next?.commentId ?? null
}

async function removeGroup(tx: EntityManager, group: CommentGroupRow): Promise<void> {
  await takeBuckets(tx, group)
  await tx.delete(CommentGroupRow, { id: group.id })
}

async function shrinkTopic(tx: EntityManager, topicId: string, gone: string): Promise<void> {
  const topic = await tx.findOneBy(CommentGroupRow, { id: topicId })
  if (!topic) return
  const members = await tx.find(CommentGroupRow, { where: { topicId }, order: { size: 'DESC', id: 'ASC' } })
  const first = members[0]
  if (!first) {
    await tx.delete(CommentGroupRow, { id: topicId })
    return
  }
  const size = members.reduce((sum, m) => sum + m.size, 0)
  const change = topic.firstId === gone ? { firstId: first.firstId, isStale: true, terms: [] } : {}
  await tx.update(CommentGroupRow, { id: topicId }, { size, ...change })
}

/** What two members had besides, only one has now. */
async function leaveOwn(tx: EntityManager, commentId: string): Promise<void> {
  const own = await tx.findBy(OwnSentence, { commentId })
  await tx.delete(OwnSentence, { commentId })
  for (const { groupId, sentence, isLone } of own) {
    if (isLone) continue
    const left = await tx.find(OwnSentence, { where: { groupId, sentence }, take: 2 })
    const only = left.length === 1 ? left[0] : undefined
    if (only) await tx.update(OwnSentence, { groupId, sentence, commentId: only.commentId }, { isLone: true })
  }
}
