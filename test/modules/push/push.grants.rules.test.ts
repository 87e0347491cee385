import fc from 'fast-check'
import type { GrantAnswer } from '../../../src/modules/push'
import {
  type Askable,
  afterAnswer,
  afterRefusal,
  isUsable,
  moments,
  remaining,
  type Teller,
  whatToAsk,
} from '../../../src/modules/push/push.grants.rules'

const DAY = 24 * 3600_000
const begun = {
  kind: 'one_time' as 'one_time' | 'long_term',
  state: 'filter' as GrantAnswer,
  claimed: 0,
  confirmed: 0,
  spent: 0,
  decidedAt: 0,
}

describe('what a grant is worth', () => {
  it('an accept told by the mini-program and by WeChat is one message, in whatever order', () => {
    for (const order of [
      ['claimed', 'confirmed'],
      ['confirmed', 'claimed'],
    ] as Teller[][]) {
      const grant = order.reduce((g, teller) => afterAnswer(g, 'accept', teller, 5), begun)
      expect(remaining(grant)).toBe(1)
    }
  })

  it('never more messages than accepts, never fewer than nothing, whatever happens in whatever order', () => {
    const event = fc.oneof(
      fc.constant({ what: 'popup' as const }),
      fc.constant({ what: 'claim' as const }),
      fc.constant({ what: 'send' as const }),
      fc.constant({ what: 'back' as const }),
      fc.constant({ what: 'refuse' as const }),
      fc.record({
        what: fc.constant('answer' as const),
        answer: fc.constantFrom<GrantAnswer>('reject', 'ban', 'filter'),
      }),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let grant = begun
        let accepts = 0
        let out = 0
        events.forEach((e, at) => {
          if (e.what === 'popup') grant = afterAnswer(grant, 'accept', 'confirmed', at)
          if (e.what === 'claim') grant = afterAnswer(grant, 'accept', 'claimed', at)
          if (e.what === 'popup' || e.what === 'claim') accepts++
          if (e.what === 'answer') grant = afterAnswer(grant, e.answer, 'claimed', at)
          if (e.what === 'refuse') grant = afterRefusal(grant, at)
          if (e.what === 'send' && isUsable(grant)) {
            grant = { ...grant, spent: grant.spent + 1 }
            out++
          }
          if (e.what === 'back' && grant.spent > 0) {
            grant = { ...grant, spent: grant.spent - 1 }
            out--
          }
          expect(remaining(grant)).toBeGreaterThanOrEqual(0)
          expect(isUsable(grant)).toBe(remaining(grant) > 0)
          if (e.what === 'refuse') expect(remaining(grant)).toBe(0)
        })
        expect(out).toBeLessThanOrEqual(accepts)
      }),
    )
  })

  it('a refused dialog leaves one-time accepts standing and ends a long-term one', () => {
    const one = afterAnswer(afterAnswer(begun, 'accept', 'claimed', 1), 'reject', 'claimed', 2)
    expect([one.state, isUsable(one)]).toEqual(['reject', true])
    const long = afterAnswer({ ...begun, kind: 'long_term' }, 'accept', 'claimed', 1)
    expect(isUsable(long)).toBe(true)
    expect(isUsable(afterAnswer(long, 'reject', 'claimed', 2))).toBe(false)
    expect(isUsable(afterAnswer(long, 'filter', 'claimed', 2))).toBe(true)
  })

  it('an older word that comes later changes nothing', () => {
    const refused = afterAnswer({ ...begun, kind: 'long_term' as const }, 'reject', 'confirmed', 9)
    expect(afterAnswer(refused, 'accept', 'confirmed', 8).state).toBe('reject')
    const accepted = afterAnswer({ ...begun, kind: 'long_term' as const }, 'accept', 'confirmed', 9)
    expect(afterRefusal(accepted, 8).state).toBe('accept')
    expect(afterRefusal(accepted, 9).state).toBe('reject')
  })
})

describe('when to ask', () => {
  const templates: Askable[] = [
    { templateId: 'n', purpose: 'notice', kind: 'long_term' },
    { templateId: 'v', purpose: 'vote_result', kind: 'one_time' },
    { templateId: 'c', purpose: 'consultation_outcome', kind: 'one_time' },
    { templateId: 'a', purpose: 'alert', kind: 'long_term' },
  ]
  const now = 100 * DAY
  const ask = (
    moment: (typeof moments)[number],
    grants: Record<string, Partial<typeof begun>> = {},
    awaited: Parameters<typeof whatToAsk>[3] = {},
  ) =>
    whatToAsk(
      moment,
      templates,
      new Map(Object.entries(grants).map(([id, g]) => [id, { ...begun, ...g }])),
      awaited,
      now,
    )

  it('after a vote, for its result; once it is allowed, for nothing one-time any more', () => {
    expect(ask('after_vote', {}, { vote_result: 1 })).toEqual(['v'])
    const held = { v: { state: 'accept' as const, claimed: 1 } }
    expect(ask('after_vote', held, { vote_result: 1 })).toEqual(['n'])
    expect(ask('after_vote', held, { vote_result: 2 })).toEqual(['v'])
    expect(
      ask('after_vote', { ...held, n: { kind: 'long_term', state: 'accept' } }, { vote_result: 1 }),
    ).toEqual([])
  })

  it('a consent for one purpose is no reason not to ask for another, nor does it count for it', () => {
    const held = { v: { state: 'accept' as const, claimed: 5 } }
    expect(ask('after_comment', held, { consultation_outcome: 1 })).toEqual(['c'])
  })

  it.each([
    ['six days and 23:59:59.999 after a no', now - 7 * DAY + 1, []],
    ['a week after a no', now - 7 * DAY, ['v']],
  ])('%s', (_name, decidedAt, expected) => {
    const grants = {
      v: { state: 'reject' as const, decidedAt },
      n: { kind: 'long_term' as const, state: 'accept' as const },
    }
    expect(ask('after_vote', grants, { vote_result: 1 })).toEqual(expected)
  })

  it('never a banned one', () => {
    const grants = { v: { state: 'ban' as const }, n: { kind: 'long_term' as const, state: 'ban' as const } }
    expect(ask('after_vote', grants, { vote_result: 3 })).toEqual([])
  })

  it('at most three, of one kind, each known, whatever templates there are', () => {
    const askable = fc.record({
      templateId: fc.uuid(),
      purpose: fc.constantFrom<Askable['purpose']>('alert', 'notice', 'vote_result', 'quiz_prize'),
      kind: fc.constantFrom<Askable['kind']>('one_time', 'long_term'),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(askable, { selector: (t) => t.templateId, maxLength: 12 }),
        fc.constantFrom(...moments),
        fc.nat(3),
        (all, moment, awaited) => {
          const ids = whatToAsk(
            moment,
            all,
            new Map(),
            { vote_result: awaited, quiz_prize: awaited, notice: 1 },
            now,
          )
          expect(ids.length).toBeLessThanOrEqual(3)
          expect(new Set(ids).size).toBe(ids.length)
          expect(
            new Set(ids.map((id) => all.find((t) => t.templateId === id)?.kind)).size,
          ).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})
