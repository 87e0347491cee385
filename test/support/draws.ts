import { createHash, randomBytes } from 'node:crypto'
import type { DrawRule } from '../../src/modules/draws'
import { type NewQuiz, type Quiz, Submission } from '../../src/modules/quizzes'
import type { ResidentActor } from '../../src/modules/residents'
import { newId } from '../../src/platform/ids'
import { HOUR, type TestOffice } from './office'
import { answersTo, buildBank, buildQuiz } from './quizzes'

const bank = buildBank(8)

/** A draft of a quiz with prizes, and a bank to draw papers from. */
export async function draftQuiz(test: TestOffice, over: Partial<NewQuiz> = {}): Promise<Quiz> {
  const editor = await test.staff('editor')
  const { items } = await test.office.quizBank.listQuestions(editor, { limit: 1 })
  if (items.length === 0) await test.office.quizBank.importQuestions(editor, bank)
  return test.office.quizzes.createQuiz(
    editor,
    buildQuiz(test.clock.now(), { closesAt: test.clock.now() + HOUR, ...over }),
  )
}

export const rule = (over: Partial<DrawRule> = {}): DrawRule => ({
  source: { kind: 'system' },
  substitutes: 5,
  claimDays: 15,
  keepDays: 90,
  revealDays: 7,
  ...over,
})

export interface Promised {
  share: string
  commitment: string
}

/** A share as a witness's browser makes it. */
export function newShare(): Promised {
  const share = randomBytes(32).toString('hex')
  return { share, commitment: createHash('sha256').update(share).digest('hex') }
}

export async function people(test: TestOffice, count: number, name = 'o-draw'): Promise<ResidentActor[]> {
  const all: ResidentActor[] = []
  for (let i = 0; i < count; i++) all.push(await test.resident(`${name}-${i}`))
  return all
}

/** Each takes the quiz and answers so many questions rightly. */
export async function takePart(
  test: TestOffice,
  quizId: string,
  residents: readonly ResidentActor[],
  rights = 5,
): Promise<void> {
  const { quizAttempts } = test.office
  await Promise.all(
    residents.map(async (resident) => {
      const { paper } = await quizAttempts.startAttempt(resident, quizId)
      await quizAttempts.submitAttempt(resident, paper.attemptId, answersTo(paper.questions, bank, rights))
    }),
  )
}

/** A quiz that was opened, taken by these people, and has ended; nothing is drawn yet. */
export async function endedQuiz(
  test: TestOffice,
  residents: readonly ResidentActor[],
  over: Partial<NewQuiz> = {},
  written?: DrawRule,
): Promise<Quiz> {
  const draft = await draftQuiz(test, over)
  if (written) await test.office.drawPreparing.setRule(await test.staff('editor'), draft.id, written)
  const leader = await test.staff('leader')
  await test.office.quizzes.openQuiz(leader, draft.id)
  await qualifyAll(
    test,
    draft.id,
    residents.map((r) => r.id),
  )
  return test.office.quizzes.closeQuiz(leader, draft.id)
}

/** As `endedQuiz`, with its prizes drawn. */
export async function drawnQuiz(
  test: TestOffice,
  residents: readonly ResidentActor[],
  over: Partial<NewQuiz> = {},
  written?: DrawRule,
): Promise<Quiz> {
  const quiz = await endedQuiz(test, residents, over, written)
  await test.office.draws.drawPrizes(await test.staff('leader'), quiz.id)
  return quiz
}

/** Papers put into the table at once, for tests that are not about answering. */
export async function qualifyAll(
  test: TestOffice,
  quizId: string,
  residentIds: readonly string[],
): Promise<void> {
  const now = test.clock.now()
  const rows = residentIds.map((residentId) => {
    const id = newId(now)
    return {
      ...{ id, quizId, attemptId: id, residentId, answers: [], answersHash: '' },
      ...{ score: 5, total: 5, qualified: true, submittedAt: now },
    }
  })
  await test.office.database.transaction(async (tx) => {
    for (let at = 0; at < rows.length; at += 500) await tx.insert(Submission, rows.slice(at, at + 500))
  })
}

export const claim = (over: object = {}) => ({
  name: '王小明',
  phone: '13800138000',
  address: '澜川市（虚构）听澜路0号',
  isOver14: true,
  ...over,
})
