import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import {
  type Draft,
  emptyQuestion,
  faultsOf,
  fromTemplate,
  optionsOf,
  stepOf,
  toPoll,
  usualWindow,
} from '@/duties/polls/polls.draft'
import { choiceWords, pointLabel, shortLabel } from '@/duties/polls/polls.words'
import QuestionsEditor from '@/duties/polls/QuestionsEditor.vue'

const now = Date.parse('2026-11-24T04:00:00.000Z')
const sound = (over: Partial<Draft> = {}): Draft => ({
  title: '冬季',
  intro: '',
  votesPer: 'poll',
  window: { opensAt: '2026-11-25 09:00', closesAt: '2026-12-09 18:00' },
  questions: [{ ...emptyQuestion('choice'), text: '检哪类？', lines: ' 肉 \n\n蛋\n' }],
  ...over,
})

describe('a poll as it is written', () => {
  it('becomes what the contract asks for: one option a line, the wall clock as an instant', () => {
    expect(toPoll(sound())).toEqual({
      title: '冬季',
      intro: '',
      votesPer: 'poll',
      opensAt: '2026-11-25T01:00:00.000Z',
      closesAt: '2026-12-09T10:00:00.000Z',
      questions: [{ text: '检哪类？', kind: 'choice', minChoices: 1, maxChoices: 1, options: ['肉', '蛋'] }],
    })
  })

  it('takes over a template with dates of its own', () => {
    const question = { text: '说说', kind: 'open' as const, minChoices: 0, maxChoices: 0, options: [] }
    const template = {
      id: 't',
      name: '样',
      title: '题',
      intro: '说明',
      votesPer: 'day' as const,
      questions: [question],
    }
    const draft = fromTemplate(template, usualWindow(now))
    expect(draft.window).toEqual({ opensAt: '2026-11-25 09:00', closesAt: '2026-12-09 18:00' })
    expect([draft.votesPer, optionsOf(draft.questions[0] as Draft['questions'][number])]).toEqual(['day', []])
  })

  it('is told what is wrong by the names of the contract, each leading to its step', () => {
    expect(faultsOf(sound(), now)).toEqual({})
    const one = { ...emptyQuestion('choice'), maxChoices: 3, minChoices: 4, lines: '肉\n肉' }
    const faults = faultsOf(sound({ title: ' ', questions: [one] }), now)
    expect(Object.keys(faults).sort()).toEqual([
      'questions.0.maxChoices',
      'questions.0.minChoices',
      'questions.0.options',
      'questions.0.text',
      'title',
    ])
    expect([stepOf('questions.0.text'), stepOf('closesAt')]).toEqual([1, 2])
  })

  it('ends after it begins and not in the past, at the very minute', () => {
    const ends = (closesAt: string, opensAt = '2026-11-24 09:00') =>
      faultsOf(sound({ window: { opensAt, closesAt } }), now).closesAt
    expect(ends('2026-11-24 12:00')).toBe('结束时间已经过去')
    expect(ends('2026-11-24 12:01')).toBeUndefined()
    expect(ends('2026-11-25 09:00', '2026-11-25 09:00')).toBe('结束时间应晚于开始时间')
  })
})

it('says how much may be ticked, and shortens what is only an example', () => {
  const asked = (minChoices: number, maxChoices: number) =>
    choiceWords({ kind: 'choice', minChoices, maxChoices })
  expect([asked(1, 1), asked(0, 1), asked(1, 5), asked(2, 2), asked(0, 3)]).toEqual([
    '单选',
    '选答，单选',
    '最多选 5 项',
    '选 2 项',
    '选答，最多选 3 项',
  ])
  expect([shortLabel('糕点（面包、月饼）'), shortLabel('（其他）')]).toEqual(['糕点', '（其他）'])
  expect([
    pointLabel('day', '2026-11-24'),
    pointLabel('hour', '2026-11-24T09'),
    pointLabel('division', '东城'),
  ]).toEqual(['11-24', '11-24 09时', '东城'])
})

it('moves a question down and stays with it', async () => {
  const questions = ['一', '二', '三'].map((text) => ({ ...emptyQuestion('choice'), text, lines: '甲\n乙' }))
  const told: number[] = []
  const wrapper = mount(QuestionsEditor, {
    props: { modelValue: questions, at: 0, errors: {}, 'onUpdate:at': (at: number) => void told.push(at) },
  })
  await wrapper
    .findAll('button')
    .find((b) => b.text() === '下移')
    ?.trigger('click')
  expect([questions.map((q) => q.text), told]).toEqual([['二', '一', '三'], [1]])
})
