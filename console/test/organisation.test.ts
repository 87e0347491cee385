import { describe, expect, it } from 'vitest'
import { parseDays, piecesOf, shift } from '@/duties/organisation/calendar.words'
import { actionsOf, written } from '@/duties/organisation/ledger.words'
import {
  type Division,
  firstPassword,
  flat,
  indented,
  possibleParents,
  treeOf,
} from '@/duties/organisation/organisation.words'

const division = (id: string, parentId: string | null, closed = false): Division => ({
  id,
  parentId,
  name: id,
  kind: 'section',
  closed,
})

describe('the tree of divisions', () => {
  const all = [division('局', null), division('科', '局'), division('组', '科'), division('旧', '局', true)]

  it('reads each under its parent, and keeps what hangs under nothing known', () => {
    const roots = treeOf([...all, division('孤', 'gone')])
    expect(flat(roots).map(indented)).toEqual(['局', '　科', '　　组', '　旧', '孤'])
  })

  it('is not moved under itself, under what is below it, or under what was closed', () => {
    expect(possibleParents(all, '科').map((n) => n.id)).toEqual(['局'])
    expect(possibleParents(all).map((n) => n.id)).toEqual(['局', '科', '组'])
  })
})

describe('a first password', () => {
  it('is four groups without letters that look alike, evenly drawn, and never the same', () => {
    const made = Array.from({ length: 200 }, () => firstPassword())
    for (const one of made) expect(one).toMatch(/^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}$/)
    expect(new Set(made).size).toBe(200)
  })

  it('throws away the values that would make some letters likelier', () => {
    expect(firstPassword((n) => new Uint8Array(n).map((_, i) => (i % 2 ? 255 : 0)))).toBe(
      'aaaa-aaaa-aaaa-aaaa',
    )
  })
})

describe('days of a notice', () => {
  it('are read as people write them', () => {
    expect(parseDays('1月1日至3日、2月27日（周六）至3月1日；2027-05-01', 2027).days).toEqual([
      '2027-01-01',
      '2027-01-02',
      '2027-01-03',
      '2027-02-27',
      '2027-02-28',
      '2027-03-01',
      '2027-05-01',
    ])
    expect(parseDays('2027/10/1 ~ 2027/10/3', 2027).days).toHaveLength(3)
    expect(parseDays('2028年2月29日', 2028).days).toEqual(['2028-02-29'])
  })

  it('that do not exist, run backwards or go on for months are named, not guessed', () => {
    expect(parseDays('2月30日 2月29日 3日 5月3日至1日 1月1日至6月1日 国庆', 2027)).toEqual({
      days: [],
      unread: ['2月30日', '2月29日', '3日', '5月3日至1日', '1月1日至6月1日', '国庆'],
    })
  })

  it('stand in pieces with their weekdays', () => {
    expect(piecesOf(['2027-01-01', '2027-01-02', '2027-02-14'])).toEqual([
      '1月1日（周五）至1月2日（周六），2 天',
      '2月14日（周日）',
    ])
  })

  it('say how far a due date moves', () => {
    expect([shift('2027-02-05', '2027-02-15'), shift('2027-02-05', '2027-02-04')]).toEqual([
      '晚 10 天',
      '早 1 天',
    ])
    // Entered for good: the day is the same, and provisional no longer.
    expect(shift('2027-02-05', '2027-02-05')).toBe('日期不变')
  })
})

it('acts are offered by their duty, and what was not written down is said to be nothing', () => {
  const actions = ['polls.open', 'polls.close', 'staff.edit'].map((code) => ({ code, name: code }))
  const names = { duties: [], actions, subjects: [] }
  expect(actionsOf(names, 'polls.').map((a) => a.code)).toEqual(['polls.open', 'polls.close'])
  expect([actionsOf(names, '').length, actionsOf(null, ''), written(null)]).toEqual([3, [], '（无）'])
})
