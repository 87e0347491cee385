import { describe, expect, it } from 'vitest'
import { gridOf, isMonth, monthAfter, monthWords, thisMonth } from '@/duties/push/month'
import { type Draft, faultsOf, orderOf, subjectOf } from '@/duties/push/order'
import { audienceWords, counted, doneShare, fieldWords, sum } from '@/duties/push/push.words'

const draft = (over: Partial<Draft> = {}): Draft => ({
  kind: 'publication',
  id: 'p1',
  title: '',
  audience: 'own',
  topic: '',
  divisionId: '',
  pollId: '',
  consultationId: '',
  channels: ['inbox'],
  level: 'notice',
  ...over,
})

describe('the counts of a push', () => {
  it('always add up, also with a state that this console does not know', () => {
    const counts = { delivered: 3, queued: 2, brand_new: 5 }
    expect(counted(counts).reduce((n, l) => n + l.n, 0)).toBe(sum(counts))
    expect(counted(counts).find((l) => l.state === 'brand_new')?.n).toBe(5)
  })

  it('say how much is behind: what is queued or waits for another try is not', () => {
    expect(doneShare({ queued: 1, busy: 1, quota: 1, delivered: 6, unknown: 1 })).toBe(70)
    expect(doneShare({ queued: 1, delivered: 199 })).toBe(99)
    expect(doneShare({ delivered: 2 })).toBe(100)
    expect(doneShare({})).toBe(0)
  })
})

describe('an order', () => {
  it('leaves the audience to the thing itself unless one was chosen', () => {
    expect(orderOf(draft())).toEqual({
      subject: { kind: 'publication', id: 'p1' },
      channels: ['inbox'],
      level: 'notice',
    })
    expect(orderOf(draft({ audience: 'topic', topic: ' 食品 ' })).audience).toEqual({
      kind: 'topic',
      topic: '食品',
    })
    expect(orderOf(draft({ audience: 'voters', pollId: 'v' })).audience).toEqual({
      kind: 'voters',
      pollId: 'v',
    })
    expect(orderOf(draft({ audience: 'commenters', consultationId: 'c' })).audience).toEqual({
      kind: 'commenters',
      consultationId: 'c',
    })
  })

  it('names what is missing', () => {
    expect(faultsOf(draft())).toEqual({})
    expect(Object.keys(faultsOf(draft({ id: '', channels: [], audience: 'division' })))).toEqual([
      'subject.id',
      'audience.divisionId',
      'channels',
    ])
  })

  it('takes its kind from a link, and nothing else', () => {
    expect([subjectOf('poll_outcome'), subjectOf('enquiry_answer'), subjectOf(undefined)]).toEqual([
      'poll_outcome',
      'publication',
      'publication',
    ])
  })
})

describe('a month', () => {
  it('has its days in weeks from Monday', () => {
    const november = gridOf('2026-11')
    expect(november[0]).toEqual([null, null, null, null, null, null, '2026-11-01'])
    expect(november.flat().filter(Boolean)).toHaveLength(30)
    expect(gridOf('2027-02').length).toBe(4)
    expect(gridOf('2028-02').flat().filter(Boolean)).toHaveLength(29)
  })

  it('goes on over the turn of the year, and is the one in Shanghai', () => {
    expect([monthAfter('2026-12', 1), monthAfter('2026-01', -1), monthWords('2026-01')]).toEqual([
      '2027-01',
      '2025-12',
      '2026 年 1 月',
    ])
    expect(thisMonth(Date.parse('2026-11-30T16:00:00Z'))).toBe('2026-12')
    expect([isMonth('2026-13'), isMonth('2026-12'), isMonth(undefined)]).toEqual([false, true, false])
  })
})

it('says in words who a push is for and what fills a field', () => {
  expect(audienceWords({ kind: 'topic', topic: '食品' })).toBe('关注“食品”的群众')
  expect(audienceWords({ kind: 'division', divisionId: 'd' }, new Map([['d', '东城区局']]))).toBe(
    '东城区局的群众',
  )
  expect(audienceWords({ kind: 'asker', enquiryId: 'e' })).toBe('留言的人')
  expect(fieldWords({ key: 'thing1', kind: 'thing', from: 'title' })).toBe('thing1：标题')
  expect(fieldWords({ key: 'phrase2', kind: 'phrase', text: '已公布' })).toBe('phrase2：“已公布”')
})
