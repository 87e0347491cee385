import { describe, expect, it } from 'vitest'
import { publicDays, timeLeft } from '@/duties/consultations/consultations.days'
import {
  depthsOf,
  lineOfWarning,
  linesOf,
  textOfDraft,
  withinClause,
} from '@/duties/consultations/consultations.draft'
import type { Clause, Draft } from '@/duties/consultations/consultations.words'
import { emptyLine, lineBody } from '@/duties/consultations/lines.form'

const clause = (id: string, over: Partial<Clause>): Clause => ({
  id,
  parentId: null,
  kind: 'article',
  number: 1,
  label: '',
  heading: '',
  text: '',
  inline: false,
  ...over,
})
const draft: Draft = {
  version: 1,
  title: '标价规定',
  titleLines: ['标价规定'],
  titleAt: 1,
  preamble: ['（第一稿）', '说明'],
  clauses: [
    clause('a1', { label: '第一条', heading: '第一条 ' }),
    clause('p1', { parentId: 'a1', kind: 'paragraph', text: '标价应当真实。' }),
    clause('i1', { parentId: 'p1', kind: 'item', heading: '（一）', text: '水果', inline: true }),
    clause('a2', { label: '第二条', heading: '第二条 ', text: '标价应当清楚。' }),
  ],
  closing: ['附件'],
  warnings: [],
  sourceHash: '',
}

describe('a draft as it was handed in', () => {
  it('is put together again line by line, the title at its place, inline items in their line', () => {
    expect(textOfDraft(draft).split('\n')).toEqual([
      '（第一稿）',
      '标价规定',
      '说明',
      '第一条 ',
      '标价应当真实。（一）水果',
      '第二条 标价应当清楚。',
      '附件',
    ])
    expect(linesOf(draft)[4]?.parts.map((p) => p.clauseId)).toEqual(['p1', 'i1'])
  })

  it('finds the line a warning speaks of by what it quotes, and else by its number', () => {
    const lines = linesOf(draft)
    const at = (message: string, where?: string) =>
      lineOfWarning(lines, { code: 'x', message, ...(where ? { at: where } : {}) })?.number
    expect(at('“第二条”重复出现。', '第二条')).toBe(6)
    expect(at('项的编号不连续，这里是“（一）”。', '第40行')).toBe(5)
    expect(at('请核对。', '第2行')).toBe(2)
    expect(at('请核对。', '第40行')).toBeUndefined()
    expect(at('请核对。')).toBeUndefined()
  })

  it('knows how deep a clause stands and what is in it', () => {
    expect([...depthsOf(draft.clauses).values()]).toEqual([0, 1, 2, 0])
    expect(withinClause(draft.clauses, 'a1').map((c) => c.id)).toEqual(['a1', 'p1', 'i1'])
  })
})

describe('the days of a consultation', () => {
  it('are Shanghai days, the first not counted, as the service counts them', () => {
    expect(publicDays('2026-11-01T15:59:00Z', '2026-12-01T01:00:00Z')).toBe(30)
    expect(publicDays('2026-11-01T16:00:00Z', '2026-12-01T01:00:00Z')).toBe(29)
  })

  it('are told in words, loud from three days on', () => {
    const now = Date.parse('2026-11-24T01:00:00Z')
    const left = (state: string, closesAt: string) =>
      timeLeft({ state, opensAt: '2026-11-26T01:00:00Z', closesAt }, now)
    expect(left('open', '2026-11-27T10:00:00Z')).toEqual({ words: '还剩 3 天', isSoon: true })
    expect(left('open', '2026-11-28T10:00:00Z')).toEqual({ words: '还剩 4 天', isSoon: false })
    expect(left('open', '2026-11-24T10:00:00Z').words).toBe('今天截止')
    expect(left('planned', '2026-12-27T10:00:00Z').words).toBe('2 天后开始')
    expect(left('closed', '2026-11-01T10:00:00Z').words).toBe('已截止')
  })
})

describe('an answer', () => {
  it('has a revised text only where the draft changes', () => {
    const written = { ...emptyLine(), revisedText: '字高不小于两厘米' }
    expect(lineBody({ ...written, disposition: 'adopted' })).toHaveProperty('revisedText')
    expect(lineBody({ ...written, disposition: 'not_adopted' })).not.toHaveProperty('revisedText')
    expect(lineBody({ ...written, disposition: 'adopted', revisedText: ' ' })).not.toHaveProperty(
      'revisedText',
    )
  })
})
