import { expect, it } from 'vitest'
import { answerWords } from '@/duties/questions/questions.words'
import { emptyQuiz, fromQuiz, quizFaults, toQuiz } from '@/duties/quizzes/quizzes.draft'
import { durationWords, poolWords, type QuizDetail } from '@/duties/quizzes/quizzes.words'

const now = Date.parse('2026-11-24T04:00:00.000Z')
const sound = () => ({ ...emptyQuiz(now), title: '问答', rules: '每人一次' })

it('a quiz takes the whole bank, or exactly the questions that were chosen', () => {
  expect(toQuiz(sound())).toEqual({
    title: '问答',
    rules: '每人一次',
    opensAt: '2026-11-25T01:00:00.000Z',
    closesAt: '2026-12-09T10:00:00.000Z',
    attemptsPer: 'quiz',
    paperSize: 10,
    secondsAllowed: 600,
    qualifyingScore: 8,
    prizes: [],
  })
  expect(toQuiz({ ...sound(), from: 'chosen', chosen: ['q1'] }).questionIds).toEqual(['q1'])
})

it('a quiz read to be changed is written back as it was', () => {
  const written = {
    ...toQuiz({ ...sound(), prizes: [{ key: 1, name: '帆布袋', count: 3 }] }),
    revealAt: '2026-12-10T01:00:00.000Z',
    questionIds: ['q1', 'q2'],
    secondsAllowed: 90,
  }
  const read = {
    ...written,
    id: 'z',
    prizes: [{ id: 'p1', name: '帆布袋', count: 3 }],
  } as unknown as QuizDetail
  expect(toQuiz(fromQuiz(read))).toEqual(written)
  const whole = { ...read, questionIds: null, revealAt: read.closesAt }
  const { questionIds: _, revealAt: __, ...rest } = written
  expect(toQuiz(fromQuiz(whole))).toEqual(rest)
})

it('a quiz that could not be opened is told so before it is saved', () => {
  expect(quizFaults(sound(), now)).toEqual({})
  const chosen = Array.from({ length: 9 }, (_, n) => `q${n}`)
  expect(Object.keys(quizFaults({ ...sound(), from: 'chosen', chosen }, now))).toEqual(['questionIds'])
  const enough = [...chosen, 'q9']
  expect(quizFaults({ ...sound(), from: 'chosen', chosen: enough }, now)).toEqual({})
  expect(Object.keys(quizFaults({ ...sound(), qualifyingScore: 11 }, now))).toEqual(['qualifyingScore'])
  expect(Object.keys(quizFaults({ ...sound(), revealAt: '2026-12-09 17:59' }, now))).toEqual(['revealAt'])
  expect(quizFaults({ ...sound(), revealAt: '2026-12-09 18:00' }, now)).toEqual({})
})

it('answers, durations and pools are told in words', () => {
  expect(answerWords({ kind: 'multiple', options: ['一', '二', '三'], answer: [0, 2] })).toBe('AC')
  expect(answerWords({ kind: 'true_false', options: ['正确', '错误'], answer: [1] })).toBe('错误')
  expect([durationWords(600), durationWords(90), durationWords(30)]).toEqual([
    '10 分钟',
    '1 分 30 秒',
    '30 秒',
  ])
  expect(poolWords({ poolSize: null, questionIds: null })).toBe('开放时的整个题库')
  expect(poolWords({ poolSize: 28, questionIds: ['a'] })).toBe('28 道')
})
