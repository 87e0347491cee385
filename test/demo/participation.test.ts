import * as cityData from '../../src/demo/city'
import * as consultationData from '../../src/demo/consultations'
import * as pollData from '../../src/demo/polls'
import { publications } from '../../src/demo/publications'
import * as quizData from '../../src/demo/quiz-bank'

const { consultations, deliverySealConsultation, elevatorConsultation } = consultationData
const { questions, quizzes } = quizData

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

// Enough for drafts of up to 29 articles.
const numerals = Array.from({ length: 29 }, (_, index) => {
  const [tens, ones] = [Math.floor((index + 1) / 10), (index + 1) % 10]
  return `${['', '十', '二十'][tens]}${ones ? '一二三四五六七八九'[ones - 1] : ''}`
})
const articlesOf = (draft: string) =>
  draft.split('\n').flatMap((line) => /^第([零一二三四五六七八九十百]+)条　\S/.exec(line)?.[1] ?? [])

/** Every string anywhere in a value, with the path that leads to it. */
function strings(value: unknown, path: string): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => strings(inner, `${path}.${key}`))
}
const everything = strings({ cityData, consultationData, pollData, publications, quizData }, 'demo')

function validIdNumber(digits: string): boolean {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const check = sum(weights.map((weight, position) => weight * Number(digits[position])))
  return '10X98765432'[check % 11] === digits[17]?.toUpperCase()
}
const personal = (text: string) =>
  /(?<!\d)1[3-9]\d{9}(?!\d)/.test(text) ||
  (text.match(/(?<!\d)\d{17}[\dXx](?![\dXx])/g) ?? []).some(validIdNumber)

describe('the demo quiz bank', () => {
  test('holds 28 questions, numbered without a gap', () => {
    expect(questions.map(({ key }) => key)).toEqual(
      Array.from({ length: 28 }, (_, index) => `q${String(index + 1).padStart(2, '0')}`),
    )
  })

  test.each(questions.map((each) => [each.key, each] as const))('%s has a valid answer', (_key, each) => {
    const { kind, options, answer, citation, explanation } = each
    expect(answer.length).toBeGreaterThan(0)
    expect(new Set(answer).size).toBe(answer.length)
    for (const index of answer) expect(options[index]).toBeDefined()
    if (kind === 'multiple') expect(answer.length).toBeGreaterThan(1)
    else expect(answer).toHaveLength(1)
    if (kind === 'true_false') expect(options).toEqual(['对', '错'])
    expect(citation).toMatch(/《.+》第.+条/)
    expect(explanation).toMatch(/[。）]$/)
  })

  test('fills papers: enough questions, a reachable mark, two weeks, small prizes', () => {
    for (const quiz of quizzes) {
      expect(quiz.questionKeys.length).toBeGreaterThanOrEqual(quiz.paperSize)
      expect(quiz.qualifyingScore).toBeLessThanOrEqual(quiz.paperSize)
      expect(quiz.closesInDays - quiz.opensInDays).toBe(14)
      for (const { worthYuan } of quiz.prizes) expect(worthYuan).toBeLessThanOrEqual(100)
    }
    const [open, planned, closed] = quizzes
    expect(open).toMatchObject({ paperSize: 10, secondsAllowed: 600 })
    expect(open?.opensInDays).toBeLessThan(0)
    expect(open?.closesInDays).toBeGreaterThan(0)
    expect(planned?.opensInDays).toBeGreaterThan(0)
    expect(closed?.closesInDays).toBeLessThan(0)
  })

  test('states prizes, terms, draw, claim, forfeit and organiser in every rules text', () => {
    const required = '主办单位 参与条件 参与方式 抽奖资格 名额 开奖时间 概率 兑奖 放弃 未成年人 规则变更'
    for (const { rules, prizes } of quizzes) {
      for (const word of required.split(' ')) expect(rules).toContain(word)
      for (const { name, count } of prizes) expect(rules).toContain(`${name}，${count}名`)
    }
  })

  test('is announced with the prizes it really has', () => {
    const notice = publications.find(({ key }) => key === 'quiz-opening-notice')
    for (const { name, count } of quizzes[0]?.prizes ?? [])
      expect(notice?.markdown).toContain(`| ${name} | ${count} |`)
  })
})

describe('demo consultations', () => {
  test('number their articles without a gap: 21 for the lifts, 10 for the seals', () => {
    expect(articlesOf(elevatorConsultation.draft)).toEqual(numerals.slice(0, 21))
    expect(articlesOf(deliverySealConsultation.draft)).toEqual(numerals.slice(0, 10))
  })

  test('run for at least thirty days; the first is open and the second closed', () => {
    for (const { opensInDays, closesInDays } of consultations)
      expect(closesInDays - opensInDays).toBeGreaterThanOrEqual(30)
    expect(elevatorConsultation.opensInDays).toBeLessThan(0)
    expect(elevatorConsultation.closesInDays).toBeGreaterThan(0)
    expect(deliverySealConsultation.closesInDays).toBeLessThan(0)
  })

  test.each(consultations.map((each) => [each.key, each] as const))(
    '%s is explained in four to six sentences',
    (_key, { explanation }) => {
      const sentences = explanation.match(/。/g)?.length
      expect(sentences).toBeGreaterThanOrEqual(4)
      expect(sentences).toBeLessThanOrEqual(6)
    },
  )

  test('carry 36 and 12 comments, each on an article that exists', () => {
    expect(consultations.map(({ comments }) => comments.length)).toEqual([36, 12])
    for (const { comments, draft } of consultations) {
      const last = articlesOf(draft).length
      const keys = comments.map(({ key }) => key)
      expect(new Set(keys).size).toBe(keys.length)
      for (const { articles, duplicateOf, flags } of comments) {
        for (const article of articles) expect(article >= 1 && article <= last).toBe(true)
        expect(flags.includes('duplicate')).toBe(duplicateOf !== undefined)
        if (duplicateOf) expect(keys).toContain(duplicateOf)
      }
    }
  })

  test('answer every comment of the closed one in exactly one line, in the sense expected', () => {
    const { comments, report = [] } = deliverySealConsultation
    const answered = report.flatMap(({ commentKeys }) => commentKeys)
    expect([...answered].sort()).toEqual(comments.map(({ key }) => key).sort())
    for (const line of report)
      for (const comment of comments.filter(({ key }) => line.commentKeys.includes(key)))
        expect(line.disposition).toBe(comment.expected?.disposition ?? 'out_of_scope')
  })
})

describe('every text of the demo', () => {
  const planted = consultations
    .flatMap(({ comments }) => comments)
    .flatMap(({ text, flags }) => (flags.includes('personal_data') ? [text] : []))

  test('is free of personal numbers, but for comments that are flagged for holding one', () => {
    expect(planted.length).toBeGreaterThan(0)
    for (const text of planted) expect(personal(text)).toBe(true)
    const found = everything.filter(({ text }) => personal(text) && !planted.includes(text))
    expect(found).toEqual([])
  })

  test('is clean: no emoji, no broken characters, no stray spaces or blank texts', () => {
    const dirt = /\p{Extended_Pictographic}|\p{Co}|\p{Cn}|\p{Cc}|\uFFFD|[ \t]$/u
    const found = everything.filter(({ text }) => dirt.test(text.replaceAll('\n', '')) || !text.trim())
    expect(found.map(({ path }) => path)).toEqual([])
  })

  test('uses full-width punctuation between Chinese characters', () => {
    const halfWidth = /\p{Script=Han}[,;:!?()]|[,;:!?(]\p{Script=Han}/u
    expect(everything.filter(({ text }) => halfWidth.test(text)).map(({ path }) => path)).toEqual([])
  })
})
