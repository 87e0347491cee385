import type { Finding } from '../../../src/modules/reviews/reviews.finding'
import {
  isClearedOver,
  openSteps,
  type Round,
  refusalOf,
  type Signed,
  type Step,
  stateAfter,
  unanswered,
} from '../../../src/modules/reviews/reviews.rules'

const matter = { contentHash: 'h1', authorIds: ['author', 'second-author'] }
const roles: Record<string, string[]> = {
  author: ['editor', 'head', 'secrecy', 'leader'],
  'second-author': ['office'],
  head: ['head'],
  office: ['office'],
  leader: ['leader'],
  secrecy: ['secrecy'],
  allRounder: ['head', 'office', 'leader', 'secrecy'],
  auditor: ['auditor'],
}
const approved = (step: Step, staffId: string, contentHash = 'h1'): Signed => ({
  step,
  staffId,
  contentHash,
  decision: 'approve',
})
const round = (signed: Signed[], over: Partial<Round> = {}): Round => ({
  contentHash: 'h1',
  major: false,
  state: 'in_review',
  signed,
  ...over,
})
const first = approved('first', 'head')
const second = approved('second', 'office')
const final = approved('final', 'leader')
const secret = approved('confidentiality', 'secrecy')

describe('who may sign what, and when', () => {
  test.each<[what: string, who: string, step: Step, round: Round | null, code: string | null]>([
    ['the head reviews first', 'head', 'first', round([]), null],
    ['the office reviews second', 'office', 'second', round([first]), null],
    ['the leader reviews last', 'leader', 'final', round([first, second]), null],
    ['secrecy is reviewed before the first review', 'secrecy', 'confidentiality', round([]), null],
    [
      'secrecy is reviewed after the last review',
      'secrecy',
      'confidentiality',
      round([first, second, final]),
      null,
    ],
    ['an author reviews first', 'author', 'first', round([]), 'own_work'],
    ['an author reviews secrecy', 'author', 'confidentiality', round([]), 'own_work'],
    ['another author reviews second', 'second-author', 'second', round([first]), 'own_work'],
    ['an author signs before submission', 'author', 'first', null, 'own_work'],
    ['second before first', 'office', 'second', round([]), 'out_of_order'],
    ['final before second', 'leader', 'final', round([first]), 'out_of_order'],
    ['final before first', 'leader', 'final', round([]), 'out_of_order'],
    ['before submission', 'head', 'first', null, 'out_of_order'],
    ['secrecy before submission', 'secrecy', 'confidentiality', null, 'out_of_order'],
    ['after a return', 'head', 'first', round([], { state: 'returned' }), 'out_of_order'],
    ['after an edit', 'office', 'second', round([first], { state: 'void' }), 'out_of_order'],
    ['after clearance', 'head', 'first', round([first, second, final], { state: 'cleared' }), 'out_of_order'],
    ['a step twice', 'head', 'first', round([first]), 'out_of_order'],
    ['first and second by one', 'head', 'second', round([first]), 'same_person'],
    ['first and final by one', 'head', 'final', round([first, second]), 'same_person'],
    ['second and final by one', 'office', 'final', round([first, second]), 'same_person'],
    [
      'one who holds every role goes on',
      'allRounder',
      'second',
      round([approved('first', 'allRounder')]),
      'same_person',
    ],
    [
      'one who holds every role also reviews secrecy',
      'allRounder',
      'confidentiality',
      round([approved('first', 'allRounder')]),
      null,
    ],
    ['the office reviews first', 'office', 'first', round([]), 'forbidden'],
    ['the leader reviews secrecy', 'leader', 'confidentiality', round([]), 'forbidden'],
    ['an auditor reviews', 'auditor', 'first', round([]), 'forbidden'],
    ['a round over other content', 'head', 'first', round([], { contentHash: 'h0' }), 'out_of_order'],
    [
      'a leader confirms an ordinary matter',
      'leader',
      'confidentiality_major',
      round([secret]),
      'out_of_order',
    ],
    [
      'a leader confirms before the secrecy officer',
      'leader',
      'confidentiality_major',
      round([], { major: true }),
      'out_of_order',
    ],
    [
      'a leader confirms a major matter',
      'leader',
      'confidentiality_major',
      round([secret], { major: true }),
      null,
    ],
    [
      'the secrecy officer confirms his own',
      'allRounder',
      'confidentiality_major',
      round([approved('confidentiality', 'allRounder')], { major: true }),
      'same_person',
    ],
  ])('%s', (_what, who, step, standing, code) => {
    const signer = { id: who, roles: roles[who] ?? [] }
    const refusal = refusalOf(matter, standing, signer, { step, decision: 'approve', contentHash: 'h1' })
    expect(refusal?.code ?? null).toBe(code)
  })

  test('whoever read other content is told so, before the order is looked at', () => {
    const signer = { id: 'office', roles: ['office'] }
    const ask = { step: 'second', decision: 'approve', contentHash: 'h0' } as const
    expect(refusalOf(matter, round([]), signer, ask)?.code).toBe('stale')
  })
})

describe('what a round has come to', () => {
  test('three reviews and secrecy clear it, in whatever order secrecy came', () => {
    expect(stateAfter(round([first, second, secret]), final)).toBe('cleared')
    expect(stateAfter(round([first, second, final]), secret)).toBe('cleared')
    expect(stateAfter(round([first, second]), final)).toBe('in_review')
  })

  test('one return ends it, whatever was approved', () => {
    expect(stateAfter(round([first, second, secret]), { ...final, decision: 'return' })).toBe('returned')
  })

  test('a major matter waits for the leader behind the secrecy review', () => {
    const major = round([first, second, secret], { major: true })
    expect(stateAfter(major, final)).toBe('in_review')
    expect(openSteps({ ...major, signed: [...major.signed, final] })).toEqual(['confidentiality_major'])
    expect(
      stateAfter({ ...major, signed: [...major.signed, final] }, approved('confidentiality_major', 'leader')),
    ).toBe('cleared')
  })

  test.each<[what: string, signed: Signed[], over: Partial<Round>, cleared: boolean]>([
    ['all four', [first, second, final, secret], {}, true],
    ['no secrecy', [first, second, final], {}, false],
    ['only two reviews', [first, second, secret], {}, false],
    ['one over other content', [first, approved('second', 'office', 'h0'), final, secret], {}, false],
    ['one person twice', [first, approved('second', 'head'), final, secret], {}, false],
    ['an author among them', [first, approved('second', 'author'), final, secret], {}, false],
    ['the round over other content', [first, second, final, secret], { contentHash: 'h0' }, false],
    ['the round void', [first, second, final, secret], { state: 'void' }, false],
    ['a return among them', [first, second, { ...final, decision: 'return' }, secret], {}, false],
    ['a major matter without its leader', [first, second, final, secret], { major: true }, false],
  ])('cleared, going by the signatures: %s', (_what, signed, over, cleared) => {
    expect(isClearedOver(matter, round(signed, { state: 'cleared', ...over }))).toBe(cleared)
  })
})

describe('blocking findings', () => {
  const finding = (code: Finding['code'], severity: Finding['severity'] = 'blocking'): Finding => ({
    code,
    severity,
    message: code,
    field: 'markdown',
  })

  test('a secrecy or personal-data finding may be answered for, an empty link or missing contact may not', () => {
    const found = [
      finding('secrecy_mark'),
      finding('phone'),
      finding('empty_link'),
      finding('contact_missing'),
      finding('odd_date', 'warning'),
    ]
    const codes = (overridden: string[]) => unanswered(found, overridden).map((f) => f.code)
    expect(codes([])).toEqual(['secrecy_mark', 'phone', 'empty_link', 'contact_missing'])
    expect(codes(['phone', 'empty_link', 'contact_missing'])).toEqual([
      'secrecy_mark',
      'empty_link',
      'contact_missing',
    ])
  })
})
