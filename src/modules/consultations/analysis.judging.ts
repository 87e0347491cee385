import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { moveTallies } from '../../platform/db/tally'
import { newId } from '../../platform/ids'
import { forbidden, invalidField, notFound } from '../../platform/problem'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { termsShown } from './analysis.chunk'
import { Analysis, CommentAnalysis, CommentFlagRow, CommentGroupRow } from './analysis.entities'
import { leaveGroup } from './analysis.forgetting'
import { counterItems, type Labels, labelNames, labelsOf, type PersonLabels } from './analysis.labels'
import { readOf } from './analysis.model'
import { coreOf, plainOf } from './analysis.sentences'
import { currentDraft } from './consultations.drafting'
import { Clause, Comment } from './consultations.entities'
import { canJudge } from './consultations.policy'
import { notAnalysed } from './consultations.problems'

/** What a person says of a comment; the same as the machine said confirms it. */
export interface Judgement extends Partial<Labels> {
  /** Another group, or null for one of its own. */
  groupId?: string | null
}

const HOUR_MS = 3_600_000

/** 人工校正: every label can be changed, and both are kept, the machine's and the person's. */
export class Judging {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** @throws Problem forbidden, not_found, not_analysed, invalid_request */
  async judge(
    actor: StaffActor,
    consultationId: string,
    commentId: string,
    given: Judgement,
  ): Promise<CommentAnalysis> {
    if (!canJudge(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const state = await findForUpdate(tx, Analysis, { consultationId })
      const comment = await tx.findOneBy(Comment, { id: commentId, consultationId })
      if (!comment) throw notFound()
      const row = state && (await tx.findOneBy(CommentAnalysis, { commentId }))
      if (!state || !row) throw notAnalysed()
      if (given.clauseIds) await checkClauses(tx, consultationId, given.clauseIds)
      const now = this.clock.now()
      const groupId =
        given.groupId === undefined ? row.groupId : await this.move(tx, comment, row, given.groupId, now)
      const person: PersonLabels = { ...row.person, ...labelsIn(given), ...moved(given, groupId) }
      const before = { ...labelsOf(readOf(row), row.person), groupId: row.groupId }
      const labels = labelsOf(readOf(row), person)
      const change = { person, stance: labels.stance, judgedBy: actor.id, judgedAt: now }
      await tx.update(CommentAnalysis, { commentId }, change)
      await recount(tx, state.countersId, row, person)
      await reflag(tx, consultationId, commentId, before.flags, labels.flags)
      await tx.update(Analysis, { consultationId }, { revision: state.revision + 1 })
      await this.ledger.append(
        tx,
        actor,
        'consultations.judge_comment',
        { type: 'consultation', id: consultationId },
        { before: { commentId, ...before }, after: { ...labels, groupId } },
      )
      return tx.findOneByOrFail(CommentAnalysis, { commentId })
    })
  }

  /** @returns the group it stands in now */
  private async move(
    tx: EntityManager,
    comment: Comment,
    row: CommentAnalysis,
    wanted: string | null,
    now: number,
  ): Promise<string> {
    if (wanted === row.groupId) return wanted
    const { consultationId } = row
    const from = await tx.findOneByOrFail(CommentGroupRow, { id: row.groupId })
    if (wanted === null && from.size === 1) return row.groupId
    const target =
      wanted === null ? null : await tx.findOneBy(CommentGroupRow, { id: wanted, consultationId })
    if (wanted !== null && target?.level !== 'same')
      throw invalidField('groupId', '本次征集里没有这一组意见，或者它是话题，不能把意见移进去')
    const id = target?.id ?? newId(now)
    const hour = String(Math.floor(comment.receivedAt / HOUR_MS))
    let isCopy = true
    if (target) {
      const first = await tx.findOneByOrFail(Comment, { id: target.firstId })
      isCopy = coreOf(plainOf(first.text)) === coreOf(plainOf(comment.text))
      const hours = { ...target.hours, [hour]: (target.hours[hour] ?? 0) + 1 }
      await tx.update(
        CommentGroupRow,
        { id },
        { size: target.size + 1, copies: target.copies + Number(isCopy), hours },
      )
      if (target.topicId) await tx.increment(CommentGroupRow, { id: target.topicId }, 'size', 1)
    } else
      await tx.insert(CommentGroupRow, {
        ...from,
        id,
        topicId: null,
        firstId: comment.id,
        size: 1,
        copies: 1,
        buckets: [],
        isTop: true,
        // The worker makes the keys by which the like of it is found.
        isStale: true,
        terms: termsShown(plainOf(comment.text)),
        hours: { [hour]: 1 },
        campaign: null,
        createdAt: now,
      })
    await leaveGroup(tx, row)
    await tx.update(CommentAnalysis, { commentId: comment.id }, { groupId: id, isCopy })
    return id
  }
}

const labelsIn = (given: Judgement): Partial<Labels> =>
  Object.fromEntries(labelNames.flatMap((n) => (given[n] === undefined ? [] : [[n, given[n]]])))

const moved = (given: Judgement, groupId: string) => (given.groupId === undefined ? {} : { groupId })

async function checkClauses(
  tx: EntityManager,
  consultationId: string,
  clauseIds: readonly string[],
): Promise<void> {
  const draft = await currentDraft(tx, consultationId)
  const found = draft ? await tx.findBy(Clause, { draftId: draft.id, id: In([...clauseIds]) }) : []
  if (new Set(clauseIds).size < clauseIds.length) throw invalidField('clauseIds', '同一条列了两次')
  if (found.length < clauseIds.length) throw invalidField('clauseIds', '征求意见稿里没有这一条')
}

async function recount(
  tx: EntityManager,
  countersId: string,
  row: CommentAnalysis,
  now: PersonLabels,
): Promise<void> {
  const moves = new Map<string, number>()
  const move = (item: string, by: number) => moves.set(item, (moves.get(item) ?? 0) + by)
  for (const item of counterItems(readOf(row), row.person)) move(item, -1)
  for (const item of counterItems(readOf(row), now)) move(item, 1)
  await moveTallies(
    tx,
    [...moves].filter(([, by]) => by !== 0).map(([item, by]) => [countersId, item, by] as const),
  )
}

async function reflag(
  tx: EntityManager,
  consultationId: string,
  commentId: string,
  before: readonly string[],
  after: readonly string[],
): Promise<void> {
  for (const flag of before.filter((f) => !after.includes(f)))
    await tx.delete(CommentFlagRow, { consultationId, flag, commentId })
  for (const flag of after.filter((f) => !before.includes(f)))
    await tx.insert(CommentFlagRow, { consultationId, flag, commentId })
}
