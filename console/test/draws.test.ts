import { expect, it } from 'vitest'
import { commitmentOf, newShare, shareIn, slipOf } from '@/duties/quizzes/draws.share'
import {
  bodyOf,
  draftOf,
  nextWords,
  ruleFaults,
  type StaffDraw,
  sourceLine,
  tokenWords,
} from '@/duties/quizzes/draws.words'

const draw = (over: Partial<StaffDraw> = {}): StaffDraw => ({
  quizId: 'q',
  state: 'draft',
  isWritten: false,
  rule: { source: { kind: 'system' }, substitutes: 5, claimDays: 15, keepDays: 90, revealDays: 7 },
  witnesses: [],
  enteredBy: [],
  value: null,
  announcedAt: null,
  closedAt: null,
  entrants: 0,
  commitment: null,
  revealBy: null,
  drawnAt: null,
  allowed: [],
  ...over,
})
const witness = (name: string, over: object = {}) => ({
  ...{ id: name, name, division: '办公室', isMe: false, committedAt: null, revealedAt: null },
  ...over,
})

it('a share is 256 bits, promised by its SHA-256, and found again in whatever was pasted', async () => {
  const share = newShare()
  expect(share).toMatch(/^[0-9a-f]{64}$/)
  expect(newShare()).not.toBe(share)
  expect(await commitmentOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  const slip = slipOf('食品安全问答', '傅小核', share, Date.parse('2026-11-24T01:00:00.000Z'))
  expect(slip).toContain('2026-11-24 09:00')
  for (const pasted of [
    share,
    ` ${share}\n`,
    share.toUpperCase(),
    slip,
    tokenWords(share),
    `${slip}\n${share}`,
  ])
    expect(shareIn(pasted)).toBe(share)
  for (const pasted of ['', '份额', share.slice(1), `${share}0`, `${share} ${newShare()}`])
    expect(shareIn(pasted)).toBeNull()
})

it('a rule that nobody has written is offered with witnesses; only the chosen source is sent', () => {
  const draft = draftOf(draw())
  expect(draft.kind).toBe('witnesses')
  const all = { ...draft, witnessIds: ['a', 'b'], name: '某彩票', writing: '数字', announcedOn: '2026-12-10' }
  expect(bodyOf(all).source).toEqual({ kind: 'witnesses', witnessIds: ['a', 'b'] })
  expect(bodyOf({ ...all, kind: 'public' }).source).toEqual({
    ...{ kind: 'public', name: '某彩票', writing: '数字', announcedOn: '2026-12-10' },
  })
  expect(bodyOf({ ...all, kind: 'system' })).toEqual({
    ...{ source: { kind: 'system' }, substitutes: 5, claimDays: 15, keepDays: 90, revealDays: 7 },
  })
})

it('a rule that would be refused is told so before it is sent', () => {
  const closesAt = '2026-12-09T10:00:00.000Z'
  const draft = draftOf(draw())
  expect(Object.keys(ruleFaults(draft, closesAt))).toEqual(['source.witnessIds'])
  expect(ruleFaults({ ...draft, kind: 'system' }, closesAt)).toEqual({})
  const value = { ...draft, kind: 'public' as const, name: '某彩票', writing: '数字' }
  expect(Object.keys(ruleFaults({ ...draft, kind: 'public' }, closesAt))).toHaveLength(3)
  expect(Object.keys(ruleFaults({ ...value, announcedOn: '2026-12-09' }, closesAt))).toEqual([
    'source.announcedOn',
  ])
  expect(ruleFaults({ ...value, announcedOn: '2026-12-10' }, closesAt)).toEqual({})
})

it('whoever looks is told what is missing and whose turn it is', () => {
  const [one, other] = [witness('傅小核', { committedAt: 'x' }), witness('沈小计')]
  expect(nextWords(draw())).toContain('还没有填写抽奖规则')
  expect(nextWords(draw({ isWritten: true, witnesses: [one, other] }))).toBe(
    '等见证人沈小计提交承诺，提交齐了才能开放。',
  )
  const late = draw({ state: 'waiting', witnesses: [one], revealBy: '2026-12-16' })
  expect(nextWords(late)).toContain('等见证人傅小核公布份额')
  expect(nextWords(late)).toContain('最迟 2026-12-16')
  expect(nextWords(draw({ state: 'waiting', enteredBy: ['沈小计'] }))).toContain('已录入：沈小计')
  for (const state of ['announced', 'ready', 'drawn', 'void'] as const)
    expect(nextWords(draw({ state }))).not.toBe('')
  expect(tokenWords('0123456789abcdef01234567')).toBe('0123 4567 89ab cdef 0123 4567')
})

it('says where the chance comes from', () => {
  expect(sourceLine(draw())).toBe('系统随机数')
  const source = { kind: 'public' as const, name: '某彩票', writing: '三位数字', announcedOn: '2026-12-10' }
  const rule = { ...draw().rule, source }
  expect(sourceLine(draw({ rule, value: '012' }))).toBe(
    '公开数值：某彩票（2026-12-10 公布，三位数字），录入一致的数值：012',
  )
})
