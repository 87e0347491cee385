import { describe, expect, it } from 'vitest'
import { divisionNames, dueWords } from '@/duties/enquiries/enquiries.words'

describe('an enquiry', () => {
  it('says how long there is to answer it, and nothing once it is answered', () => {
    const due = (dueOn: string, overdue = false, state: 'open' | 'answered' = 'open') =>
      dueWords({ dueOn, overdue, state }, '2026-11-24')
    expect(due('2026-11-26')).toBe('还有 2 天')
    expect(due('2026-11-24')).toBe('今天到期')
    expect(due('2026-11-23', true)).toBe('已超期 1 天')
    expect(due('2026-11-23', false, 'answered')).toBe('')
  })

  it('names divisions of one name by their superior', () => {
    const division = (id: string, parentId: string | null, name: string) =>
      ({ id, parentId, name, kind: 'section', closed: false }) as const
    const names = divisionNames([
      division('1', null, '东城分局'),
      division('2', '1', '办公室'),
      division('3', null, '办公室'),
      division('4', '1', '登记科'),
    ])
    expect([...names.values()]).toEqual(['东城分局', '东城分局 办公室', '办公室', '登记科'])
  })
})
