import { foodClasses } from '../../src/demo/polls'
import { publications } from '../../src/demo/publications'
import { failures, planned, samples } from '../../src/demo/sampling'
import { inspectors, units } from '../../src/demo/sampling.registers'
import { windowEndOf } from '../../src/modules/sampling/sampling.batches.rules'
import { addCalendarDays, calendar } from '../../src/platform/calendar'

const known = new Set(foodClasses.map((c) => c.name))

test('the registers name nobody: every business and place is marked as made up', () => {
  for (const { name, address, code } of units) {
    expect(name).toMatch(/（虚构）$/)
    expect(address).toContain('虚构路')
    expect(code).toMatch(/^LC-\d{4}$/)
  }
  expect(new Set(units.map((u) => u.name)).size).toBe(units.length)
  for (const { name } of inspectors) expect(name).toMatch(/^检小/)
  for (const { classes } of units) for (const c of classes) expect(c === '全部' || known.has(c)).toBe(true)
})

test('what is planned is known, adds up as the notice says, and has something to buy', () => {
  const notice = publications.find((p) => p.answers?.with === 'plan')
  for (const [item, { batches, places }] of Object.entries(planned)) {
    expect(known.has(item)).toBe(true)
    expect(samples[item]?.length).toBeGreaterThanOrEqual(5)
    expect(notice?.markdown).toContain(`| ${item} | ${batches} |`)
    for (const place of places)
      expect(units.some((u) => u.place === place && u.state === 'active')).toBe(true)
  }
  expect(Object.values(planned).reduce((sum, p) => sum + p.batches, 0)).toBe(60)
})

test('what failed stands in the text with the same numbers', () => {
  const text = publications.find((p) => p.answers?.with === 'results')?.markdown ?? ''
  for (const [sample, { item, found, limit, writtenAs }] of Object.entries(failures)) {
    expect(text).toContain(sample)
    for (const told of [item, found, limit, writtenAs]) expect(text).toContain(told)
  }
})

test('whatever day the city is filled in, objections are over before its results go out', () => {
  const late: string[] = []
  for (let day = '2024-03-01'; day < '2027-12-01'; day = addCalendarDays(day, 1))
    if (windowEndOf(calendar, addCalendarDays(day, -44)).on >= addCalendarDays(day, -20)) late.push(day)
  expect(late).toEqual([])
})
