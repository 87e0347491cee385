import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Journals, outcomes, readJournal, type Sent } from '../../../src/modules/push'
import { cameLine, flightLine, leftLine, type Try } from '../../../src/modules/push/push.journal.lines'
import { newId, timeOf } from '../../../src/platform/ids'
import { holdLock } from '../../../src/platform/lock'
import { createLog } from '../../../src/platform/log'
import { FrozenClock } from '../../support/office'

const sent: fc.Arbitrary<Sent> = fc.record({
  outcome: fc.constantFrom(...outcomes),
  msgId: fc.option(fc.string({ maxLength: 20 })),
  errorCode: fc.option(fc.integer({ min: -1, max: 99_999 })),
})
const tries = fc.uniqueArray(fc.record({ id: fc.ulid(), attempts: fc.integer({ min: 1, max: 9 }) }), {
  selector: (t) => t.id,
  minLength: 1,
  maxLength: 12,
})
/** Only what is to be tried again is of a time. */
const withTime = (told: Sent): Sent =>
  ['busy', 'quota', 'queued'].includes(told.outcome) ? { ...told, at: 7 } : told
const head = flightLine('campaign', 'boot')

describe('reading a journal', () => {
  it('cut short anywhere, what was wholly written is known, and nothing else', () => {
    fc.assert(
      fc.property(tries, fc.array(sent, { minLength: 12, maxLength: 12 }), fc.nat(), (all, sents, at) => {
        const lines = all.flatMap((tried, n) => [
          { tried, line: leftLine(tried), word: 'left' as const },
          ...(n % 3 === 0
            ? []
            : [{ tried, line: cameLine(tried, sents[n] as Sent, 7), word: withTime(sents[n] as Sent) }]),
        ])
        const text = head + lines.map((l) => l.line).join('')
        const cut = head.length + (at % (text.length - head.length + 1))
        const journal = readJournal(text.slice(0, cut))
        expect(journal).toMatchObject({ campaignId: 'campaign', boot: 'boot', isWhole: true })
        const expected = new Map<string, unknown>()
        let end = head.length
        for (const { tried, line, word } of lines) {
          end += line.length
          // All of it but the line break says the same.
          if (end - 1 <= cut) expected.set(tried.id, word)
        }
        for (const tried of all) {
          expect(journal?.of(tried)).toEqual(expected.get(tried.id) ?? null)
          expect(journal?.of({ ...tried, attempts: tried.attempts + 1 })).toBeNull()
        }
      }),
    )
  })

  it('a line of no sense makes it untrustworthy for what it does not say; what it says stays', () => {
    const came: Sent = { outcome: 'sent', msgId: '1', errorCode: null }
    const [a, b] = [
      { id: 'a', attempts: 1 },
      { id: 'b', attempts: 2 },
    ]
    for (const odd of [
      '\0\0\0\0\n',
      '{"left":"a"}\n',
      '["left","c"]\n',
      '["came","c",1,"queued",null,null]\n',
      '\n',
    ]) {
      const journal = readJournal(head + leftLine(a) + odd + cameLine(b, came, 7))
      expect([odd, journal?.isWhole, journal?.of(a), journal?.of(b)]).toEqual([odd, false, 'left', came])
    }
  })

  it.each([
    '',
    '\n',
    '\0\0\0',
    'hello',
    head.slice(0, -3),
    '["flight",2,"campaign","boot"]\n',
    leftLine({ id: 'a', attempts: 1 }),
  ])('what does not begin as one is none: %j', (text) => expect(readJournal(text)).toBeNull())
})

describe('the folder of a machine’s workers', () => {
  const clock = new FrozenClock()
  const log = createLog('silent')
  let folder: string
  let mine: Journals
  let theirs: Journals
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'guangting-journals-')), 'deep')
    mine = new Journals(folder, clock, log)
    theirs = new Journals(folder, clock, log)
  })
  afterEach(() => {
    mine.close()
    theirs.close()
    rmSync(join(folder, '..'), { recursive: true, force: true })
  })
  const flown = (journals: Journals) => {
    const flight = journals.flight('campaign')
    return { flight, id: flight.board() }
  }
  const found = (journals: Journals) => journals.relics().map((r) => r.flightId)

  it('nothing is written for a flight that nobody boards, and nothing stays of one that is settled', () => {
    theirs.flight('campaign').end(true)
    expect(existsSync(folder)).toBe(false)
    expect(mine.relics()).toEqual([])
    const { flight, id } = flown(theirs)
    expect(flight.board()).toBe(id)
    flight.leave({ id: 'a', attempts: 1 })
    flight.end(true)
    expect(readdirSync(folder).filter((f) => !f.endsWith('.lock'))).toEqual([])
  })

  it('a living worker’s is nobody’s business, before it is left; a dead one’s is', () => {
    const open = flown(theirs)
    const left = flown(theirs)
    expect(found(mine)).toEqual([])
    left.flight.end(false)
    expect(found(mine)).toEqual([left.id])
    expect(found(theirs)).toEqual([left.id])
    theirs.close()
    expect(found(mine)).toEqual([open.id, left.id])
    const text = mine.relics()[0]?.read() ?? ''
    expect(readJournal(text)).toMatchObject({ campaignId: 'campaign', boot: mine.boot })
    for (const relic of mine.relics()) relic.settled()
    expect(found(mine)).toEqual([])
  })

  it('files of other names, and journals of whom no lock tells, stay as they are', () => {
    flown(mine)
    const id = newId(clock.now())
    const names = ['notes.txt', `${id}-${id}.open.swp`, `x-${id}.open`, `${id}-${newId(0)}.open`]
    for (const name of names) writeFileSync(join(folder, name), head)
    expect(found(mine)).toEqual([])
    mine.tidy(() => true)
    for (const name of names) expect(readFileSync(join(folder, name), 'utf8')).toBe(head)
  })

  it('settled ones go when they are old, and with them the locks of the dead', () => {
    flown(mine)
    const old = flown(theirs)
    theirs.close()
    for (const relic of mine.relics()) relic.settled()
    const count = () => readdirSync(folder).length
    mine.tidy((flightId) => timeOf(flightId) < clock.now())
    // Two locks less one; mine that is open, theirs that is settled.
    expect(count()).toBe(3)
    mine.tidy((flightId) => flightId === old.id)
    expect(count()).toBe(2)
    const [lock = ''] = readdirSync(folder).filter((f) => f.endsWith('.lock'))
    expect(holdLock(join(folder, lock))).toBeNull()
  })

  it('of a message that was refused unread and left again, the last word counts', () => {
    const { flight } = flown(theirs)
    const [again, stayed] = [1, 2].map((n) => ({ id: newId(n), attempts: 1 })) as [Try, Try]
    for (const flying of [again, stayed]) {
      flight.leave(flying)
      flight.came(flying, { outcome: 'busy' })
    }
    flight.leave(again)
    theirs.close()
    const said = readJournal(mine.relics()[0]?.read() ?? '')
    expect([said?.of(again), said?.of(stayed)]).toMatchObject(['left', { outcome: 'busy' }])
  })

  it('names no person: ids, outcomes and WeChat’s numbers only', () => {
    const { flight } = flown(theirs)
    const flying = { id: newId(0), attempts: 1, residentId: 'resident', openid: 'o-1' }
    flight.leave(flying)
    flight.came(flying, { outcome: 'sent', msgId: '77', errorCode: null })
    theirs.close()
    const text = mine.relics()[0]?.read() ?? ''
    expect(text.split('\n').slice(1, 3)).toEqual([
      `["left","${flying.id}",1]`,
      `["came","${flying.id}",1,"sent","77",null]`,
    ])
  })
})
