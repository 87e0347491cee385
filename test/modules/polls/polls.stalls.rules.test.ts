import fc from 'fast-check'
import {
  GRACE_MS,
  stallRefusal,
  stallStateOf,
  stallVoterId,
  writtenAtOf,
} from '../../../src/modules/polls/polls.stalls.rules'
import { qrSvg } from '../../../src/platform/qr'
import { jsQrOf } from '../../support/qr'

const END = Date.UTC(2026, 10, 28, 10)
const stall = { endsAt: END, revokedAt: null }
const code = (writtenAt: number, now: number, over: Partial<typeof stall> = {}) =>
  stallRefusal({ ...stall, ...over }, writtenAt, now)?.code ?? 'taken'

describe('what a link takes', () => {
  it.each([
    ['in the last ms', END - 1, END - 1, 'taken'],
    ['written in the last ms, brought at the end', END - 1, END, 'taken'],
    ['written at the end', END, END, 'stall_over'],
    ['written in the last ms, brought in the last ms of grace', END - 1, END + GRACE_MS - 1, 'taken'],
    ['written in time, brought when grace is over', END - 1, END + GRACE_MS, 'stall_over'],
    ['written after the end, within grace', END + 1, END + 2, 'stall_over'],
  ])('%s', (_, writtenAt, now, outcome) => {
    expect(code(writtenAt, now)).toBe(outcome)
  })

  it('nothing once it has been revoked, whatever the time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * END }), fc.nat(3 * GRACE_MS), (now, age) => {
        expect(code(writtenAtOf(age, now), now, { revokedAt: END - 5 } as never)).toBe('stall_revoked')
      }),
    )
  })

  it('of one age: what was refused is never taken later', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -2 * GRACE_MS, max: 2 * GRACE_MS }),
        fc.nat(GRACE_MS),
        fc.nat(GRACE_MS),
        (written, wait, more) => {
          const writtenAt = END + written
          const first = code(writtenAt, writtenAt + wait)
          const later = code(writtenAt, writtenAt + wait + more)
          expect([first, later]).not.toEqual(['stall_over', 'taken'])
        },
      ),
    )
  })
})

it('the state follows link and poll', () => {
  const poll = { closesAt: END + GRACE_MS / 2, frozenAt: null as number | null }
  const at = (now: number, over: Partial<typeof poll> = {}) => stallStateOf(stall, { ...poll, ...over }, now)
  expect([at(END - 1), at(END), at(END + GRACE_MS / 2 - 1), at(END + GRACE_MS / 2)]).toEqual([
    'open',
    'grace',
    'grace',
    'over',
  ])
  expect([at(END - 1, { frozenAt: 1 }), at(END + GRACE_MS, { closesAt: END * 2 })]).toEqual(['over', 'over'])
  expect(stallStateOf({ ...stall, revokedAt: 1 }, poll, END - 1)).toBe('revoked')
})

it('a ballot was written some time ago, never later than now, whatever the tablet says', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e15, max: 1e15 }), (age) => {
      expect(writtenAtOf(age, END)).toBe(age > 0 ? END - age : END)
    }),
  )
})

it('a key is one voter in one poll, and never a resident', () => {
  const id = fc.string({ minLength: 1, maxLength: 64 })
  fc.assert(
    fc.property(id, id, id, (poll, key, other) => {
      const voter = stallVoterId(poll, key)
      expect(voter).toMatch(/^S[0-9A-V]{25}$/)
      expect(stallVoterId(poll, key)).toBe(voter)
      expect(stallVoterId(poll, other) === voter).toBe(other === key)
    }),
  )
})

it('the code of a link says what the link says', () => {
  const url = `https://gt.example/stall#${'aB3_-'.repeat(4)}xy`
  expect(jsQrOf(qrSvg(url, '南门市场 "1号" & <2号>'))).toBe(url)
})
