import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import {
  alreadyOpened,
  type FieldError,
  forbidden,
  invalidField,
  invalidRequest,
  notFound,
  notOpened,
  ownWork,
} from '../../platform/problem'
import { dueIds } from '../../platform/window'
import type { Actor, Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { freeze } from './quizzes.closing'
import { type Prize, Quiz, QuizQuestion } from './quizzes.entities'
import { nobodyFollows, type QuizFollower } from './quizzes.following'
import { canClose, canCreate, canOpen } from './quizzes.policy'
import { quizClosed, tooFewQuestions } from './quizzes.problems'

export interface NewQuiz {
  title: string
  rules: string
  opensAt: number
  closesAt: number
  attemptsPer: 'quiz' | 'day'
  paperSize: number
  secondsAllowed: number
  qualifyingScore: number
  revealAt: number | null
  prizes: Omit<Prize, 'id'>[]
  /** Null takes the whole bank as it stands when the quiz is opened. */
  questionIds: string[] | null
}

/** 有奖问答: what staff do with a quiz. Papers are in quizzes.attempts.ts, the questions in quizzes.bank.ts. */
export class Quizzes {
  private follower = nobodyFollows

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** The draw acts where a quiz is opened and where it ends. */
  register(follower: QuizFollower): void {
    this.follower = follower
  }

  /** @throws Problem invalid_request, forbidden */
  async createQuiz(actor: StaffActor, input: NewQuiz): Promise<Quiz> {
    if (!canCreate(actor)) throw forbidden()
    const now = this.clock.now()
    refuseImpossible(input, now)
    const quiz: Quiz = {
      id: newId(now),
      ...input,
      prizes: input.prizes.map((prize, i) => ({ id: `p${i + 1}`, ...prize })),
      pool: null,
      authorId: actor.id,
      openedBy: null,
      openedAt: null,
      frozenAt: null,
      finalResults: null,
      createdAt: now,
    }
    return this.database.transaction(async (tx) => {
      if (input.questionIds) await refuseUnknown(tx, input.questionIds)
      await tx.insert(Quiz, quiz)
      await this.ledger.append(tx, actor, 'quizzes.create', { type: 'quiz', id: quiz.id }, { after: input })
      return quiz
    })
  }

  /**
   * Lets residents see it and fixes the questions papers are drawn from; papers are given out from `opensAt` on.
   * @throws Problem own_work, forbidden, already_opened, quiz_closed, too_few_questions
   */
  async openQuiz(actor: StaffActor, id: string): Promise<Quiz> {
    return this.database.transaction(async (tx) => {
      const quiz = await findForUpdate(tx, Quiz, { id })
      if (!quiz) throw notFound()
      if (!canOpen(actor, quiz)) throw quiz.authorId === actor.id ? ownWork() : forbidden()
      if (quiz.openedAt !== null) throw alreadyOpened()
      const now = this.clock.now()
      if (now >= quiz.closesAt) throw quizClosed({ detail: '结束时间已过，请重新设定时间。' })
      const pool = await this.liveQuestions(tx, quiz.questionIds)
      if (pool.length < quiz.paperSize) throw tooFewQuestions()
      const change = { openedAt: now, openedBy: actor.id, pool }
      await tx.update(Quiz, { id }, change)
      const opened = { ...quiz, ...change }
      const after = { ...change, ...(await this.follower.opened(tx, actor, opened, now)) }
      const told = { before: { openedAt: null }, after }
      await this.ledger.append(tx, actor, 'quizzes.open', { type: 'quiz', id }, told)
      return opened
    })
  }

  /** Ends it before its time, papers under way included. @throws Problem forbidden, not_opened, quiz_closed */
  async closeQuiz(actor: StaffActor, id: string): Promise<Quiz> {
    if (!canClose(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const quiz = await findForUpdate(tx, Quiz, { id })
      if (!quiz) throw notFound()
      if (quiz.openedAt === null) throw notOpened()
      if (quiz.frozenAt !== null) throw quizClosed()
      return freeze(tx, this.ledger, actor, quiz, this.clock.now(), this.follower)
    })
  }

  /** The clock's part: freezes every quiz whose time is over. @returns how many were due */
  async freezeDue(actor: Actor): Promise<number> {
    const due = await dueIds(this.database.reads, Quiz, this.clock.now())
    for (const id of due)
      await this.database.transaction(async (tx) => {
        const quiz = await findForUpdate(tx, Quiz, { id })
        if (quiz && quiz.frozenAt === null)
          await freeze(tx, this.ledger, actor, quiz, this.clock.now(), this.follower)
      })
    return due.length
  }

  /** Locked, so that none is retired between being counted and being fixed as this quiz's. */
  private async liveQuestions(tx: EntityManager, ids: readonly string[] | null): Promise<string[]> {
    const query = tx
      .createQueryBuilder(QuizQuestion, 'question')
      .where('question.retired = 0')
      .orderBy('question.id')
    if (ids) query.andWhere('question.id IN (:...ids)', { ids })
    if (this.database.kind === 'mysql') query.setLock('pessimistic_write')
    return (await query.getMany()).map((q) => q.id)
  }
}

function refuseImpossible(input: NewQuiz, now: number): void {
  if (input.closesAt <= input.opensAt) throw invalidField('closesAt', '结束时间应晚于开始时间')
  if (input.closesAt <= now) throw invalidField('closesAt', '结束时间已经过去')
  if (input.revealAt !== null && input.revealAt < input.closesAt)
    throw invalidField('revealAt', '公布答案的时间不能早于结束时间')
  if (input.qualifyingScore > input.paperSize)
    throw invalidField('qualifyingScore', '取得抽奖资格的题数不能多于每份试卷的题数')
  if (input.questionIds && input.questionIds.length < input.paperSize)
    throw invalidField('questionIds', '选定的题目少于每份试卷的题数')
}

async function refuseUnknown(tx: EntityManager, ids: readonly string[]): Promise<void> {
  const found = await tx.find(QuizQuestion, {
    select: { id: true },
    where: { id: In([...ids]), retired: false },
  })
  const known = new Set(found.map((q) => q.id))
  const errors: FieldError[] = ids.flatMap((id, index) => {
    const path = `questionIds.${index}`
    if (!known.has(id)) return [{ path, message: '题库中没有这道题，或者已经停用' }]
    return ids.indexOf(id) < index ? [{ path, message: '同一道题只能选一次' }] : []
  })
  if (errors.length > 0) throw invalidRequest({ detail: errors[0]?.message, errors })
}
