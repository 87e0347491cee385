import { type EntityManager, In } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { canonicalJson, sha256 } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { isDuplicate } from '../../platform/db/errors'
import { newId } from '../../platform/ids'
import { type FieldError, forbidden, invalidField, invalidRequest, notFound } from '../../platform/problem'
import { type Page, type PageRequest, toPage } from '../../platform/schemas'
import { readSheet, SheetRefused } from '../../platform/sheets.reading'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { contentKey, listFaults, type NewQuestion, questionFaults } from './quizzes.bank.rules'
import { findingAt, type LineFinding, readQuestions } from './quizzes.bank.sheet'
import { type QuestionKind, Quiz, QuizQuestion } from './quizzes.entities'
import { canReadBank, canRetire, canWriteBank } from './quizzes.policy'
import { alreadyRetired, duplicateQuestion, questionNeeded } from './quizzes.problems'

const INSERT_CHUNK = 200
const literal = (text: string) => text.replace(/[!%_]/g, '!$&')

export interface QuestionFilter {
  retired?: boolean
  kind?: QuestionKind
  /** Words of the stem. */
  q?: string
  /** Only those that papers of this quiz are, or would be, drawn from. */
  quizId?: string
}

/** 题库. Questions are written once and retired, never changed: a paper under way stays what it was. */
export class QuizBank {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
  ) {}

  /** Newest first. @throws Problem forbidden */
  async listQuestions(actor: StaffActor, page: PageRequest & QuestionFilter): Promise<Page<QuizQuestion>> {
    if (!canReadBank(actor)) throw forbidden()
    const ofQuiz = page.quizId === undefined ? null : await this.idsOf(page.quizId)
    const query = this.database.reads
      .createQueryBuilder(QuizQuestion, 'question')
      .orderBy('question.id', 'DESC')
    if (page.cursor) query.andWhere('question.id < :cursor', { cursor: page.cursor })
    if (page.retired !== undefined)
      query.andWhere('question.retired = :retired', { retired: Number(page.retired) })
    if (page.kind) query.andWhere('question.kind = :kind', { kind: page.kind })
    if (page.q) query.andWhere("question.stem LIKE :q ESCAPE '!'", { q: `%${literal(page.q)}%` })
    if (ofQuiz === 'whole_bank') query.andWhere('question.retired = 0')
    else if (ofQuiz) query.andWhere('question.id IN (:...ofQuiz)', { ofQuiz })
    const rows = await query.limit(page.limit + 1).getMany()
    return toPage(
      rows,
      page.limit,
      (row) => row.id,
      (row) => row,
    )
  }

  private async idsOf(quizId: string): Promise<readonly string[] | 'whole_bank'> {
    const quiz = await this.database.reads.findOneBy(Quiz, { id: quizId })
    if (!quiz) throw notFound()
    return quiz.pool ?? quiz.questionIds ?? 'whole_bank'
  }

  /** @throws Problem forbidden, invalid_request, duplicate_question */
  async createQuestion(actor: StaffActor, input: NewQuestion): Promise<QuizQuestion> {
    if (!canWriteBank(actor)) throw forbidden()
    const errors = questionFaults(input)
    if (errors.length > 0) throw invalidRequest({ detail: errors[0]?.message, errors })
    const question = this.toQuestion(actor, input)
    return this.unlessDuplicate(async (tx) => {
      await tx.insert(QuizQuestion, question)
      const after = { kind: input.kind, stem: input.stem, citation: input.citation, hash: hashOf([question]) }
      const subject = { type: 'quiz_question', id: question.id }
      await this.ledger.append(tx, actor, 'quizzes.create_question', subject, { after })
      return question
    })
  }

  /** All or none; what is wrong is told for every question at once. @throws Problem forbidden, invalid_request */
  async importQuestions(actor: StaffActor, inputs: readonly NewQuestion[]): Promise<QuizQuestion[]> {
    if (!canWriteBank(actor)) throw forbidden()
    const errors = listFaults(inputs)
    if (errors.length > 0) throw invalidRequest({ detail: errors[0]?.message, errors })
    const questions = inputs.map((input) => this.toQuestion(actor, input))
    const first = questions[0]
    if (!first) return []
    return this.unlessDuplicate(async (tx) => {
      await refuseKnown(tx, questions)
      for (let at = 0; at < questions.length; at += INSERT_CHUNK)
        await tx.insert(QuizQuestion, questions.slice(at, at + INSERT_CHUNK))
      const after = { questions: questions.length, ids: questions.map((q) => q.id), hash: hashOf(questions) }
      const subject = { type: 'quiz_question', id: first.id }
      await this.ledger.append(tx, actor, 'quizzes.import_questions', subject, { after })
      return questions
    })
  }

  /**
   * A spreadsheet's questions: all of them or none, everything wrong told by its row.
   * @param dryRun only says what would be wrong
   * @throws Problem forbidden, invalid_request, duplicate_question
   */
  async importSheet(
    actor: StaffActor,
    given: { filename: string; content: Buffer } | undefined,
    dryRun: boolean,
  ): Promise<{ questions: QuizQuestion[]; read: number; findings: LineFinding[] }> {
    if (!canWriteBank(actor)) throw forbidden()
    if (!given) throw invalidField('file', '请选择要导入的表格')
    const rows = await readSheet(given.filename, given.content).catch((error: unknown) => {
      throw error instanceof SheetRefused ? invalidField('file', error.message) : error
    })
    const { questions, lines, findings } = readQuestions(rows)
    const known = await knownFaults(
      this.database.reads,
      questions.map((q) => contentKey(q)),
    )
    const all = [...findings, ...known.map((f) => findingAt(lines, f.path, f.message))].sort(
      (a, b) => a.line - b.line,
    )
    if (dryRun) return { questions: [], read: questions.length, findings: all }
    if (all.length > 0) throw sheetProblem(all)
    return { questions: await this.importQuestions(actor, questions), read: questions.length, findings: [] }
  }

  /**
   * Takes a question out of all papers drawn from now on; papers under way keep it.
   * @throws Problem forbidden, not_found, already_retired, question_needed
   */
  async retireQuestion(actor: StaffActor, id: string): Promise<QuizQuestion> {
    if (!canRetire(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const question = await findForUpdate(tx, QuizQuestion, { id })
      if (!question) throw notFound()
      if (question.retired) throw alreadyRetired()
      await this.refuseIfNeeded(tx, id)
      const change = { retired: true, liveKey: null }
      await tx.update(QuizQuestion, { id }, change)
      const subject = { type: 'quiz_question', id }
      const told = { before: { retired: false }, after: { retired: true } }
      await this.ledger.append(tx, actor, 'quizzes.retire_question', subject, told)
      return { ...question, ...change }
    })
  }

  /** A quiz that people are taking must always be able to fill a paper. */
  private async refuseIfNeeded(tx: EntityManager, id: string): Promise<void> {
    const query = tx
      .createQueryBuilder(Quiz, 'quiz')
      .where('quiz.openedAt IS NOT NULL AND quiz.frozenAt IS NULL')
    if (this.database.kind === 'mysql') query.setLock('pessimistic_write')
    for (const quiz of await query.getMany()) {
      const pool = quiz.pool ?? []
      if (!pool.includes(id)) continue
      const live = await tx.countBy(QuizQuestion, { id: In(pool), retired: false })
      if (live - 1 < quiz.paperSize)
        throw questionNeeded({ detail: `${questionNeeded.sentence}（${quiz.title}）` })
    }
  }

  private toQuestion(actor: StaffActor, input: NewQuestion): QuizQuestion {
    const createdAt = this.clock.now()
    return {
      id: newId(createdAt),
      ...input,
      answer: [...input.answer].sort((a, b) => a - b),
      liveKey: contentKey(input),
      retired: false,
      authorId: actor.id,
      createdAt,
    }
  }

  private async unlessDuplicate<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.database.transaction(work)
    } catch (error) {
      if (isDuplicate(error)) throw duplicateQuestion()
      throw error
    }
  }
}

async function refuseKnown(tx: EntityManager, questions: readonly QuizQuestion[]): Promise<void> {
  const errors = await knownFaults(
    tx,
    questions.map((q) => q.liveKey),
  )
  if (errors.length > 0) throw invalidRequest({ detail: errors[0]?.message, errors })
}

async function knownFaults(manager: EntityManager, keys: readonly (string | null)[]): Promise<FieldError[]> {
  const rows = await manager.find(QuizQuestion, {
    select: { id: true, liveKey: true },
    where: { liveKey: In(keys) },
  })
  const known = new Set(rows.map((q) => q.liveKey))
  return keys.flatMap((key, index) =>
    known.has(key)
      ? [{ path: `questions.${index}.stem`, message: `第 ${index + 1} 题：题库中已有相同的题目` }]
      : [],
  )
}

function sheetProblem(findings: readonly LineFinding[]) {
  const errors = findings.map(({ line, column, message }) => ({
    path: `第${line}行.${column}`,
    message: `第 ${line} 行“${column}”：${message}`,
  }))
  return invalidRequest({ detail: errors[0]?.message, errors, extra: { findings } })
}

/** The ledger fixes what was entered without telling the answers: it is read by more people than the bank. */
function hashOf(questions: readonly QuizQuestion[]): string {
  return sha256(
    canonicalJson(
      questions.map(({ id, kind, stem, options, answer, explanation, citation }) => ({
        id,
        kind,
        stem,
        options,
        answer,
        explanation,
        citation,
      })),
    ),
  )
}
