import { equal, ok } from 'node:assert/strict'
import fc from 'fast-check'
import {
  type Decision,
  isClearedOver,
  type Matter,
  type Round,
  refusalOf,
  type Step,
  stateAfter,
  steps,
} from '../../../src/modules/reviews/reviews.rules'

/** Who is who: most hold several roles, so that only the rules keep them apart. */
const roster = {
  a: ['editor', 'head', 'secrecy'],
  b: ['head', 'office', 'leader', 'secrecy'],
  c: ['head', 'office', 'leader', 'secrecy'],
  d: ['head', 'office', 'leader'],
  e: ['editor', 'office', 'leader'],
  f: ['secrecy', 'leader'],
} as const
type Name = keyof typeof roster
const names = Object.keys(roster) as Name[]

/** The product's rules, kept in memory the way the services keep them in tables. */
class Desk {
  matter: Matter = { contentHash: 'v0', authorIds: ['a'] }
  round: Round | null = null

  edit(name: Name, version: string): void {
    const authorIds = [...new Set([...this.matter.authorIds, name])]
    this.matter = { contentHash: version, authorIds }
    if (this.round && ['in_review', 'cleared'].includes(this.round.state))
      this.round = { ...this.round, state: 'void' }
  }
  submit(major: boolean): void {
    this.round = { contentHash: this.matter.contentHash, major, state: 'in_review', signed: [] }
  }
  sign(name: Name, step: Step, decision: Decision, contentHash: string): string {
    const signer = { id: name, roles: roster[name] }
    const refusal = refusalOf(this.matter, this.round, signer, { step, decision, contentHash })
    if (refusal) return refusal.code
    const signed = { step, decision, staffId: name, contentHash }
    const round = this.round as Round
    this.round = { ...round, signed: [...round.signed, signed], state: stateAfter(round, signed) }
    return 'signed'
  }
  release(): boolean {
    return isClearedOver(this.matter, this.round)
  }
}

/** The reference: a sheet of paper. Every edit or return tears it up. */
interface Paper {
  version: string
  writers: Set<Name>
  /** Names under each step, while a sheet is on the table. */
  table: Partial<Record<Step, Name>> | null
  major: boolean
}

const rolesFor = {
  first: 'head',
  second: 'office',
  final: 'leader',
  confidentiality: 'secrecy',
  confidentiality_major: 'leader',
} as const

const full = (paper: Paper) =>
  paper.table !== null && Object.keys(paper.table).length === (paper.major ? 5 : 4)

function expectedOf(paper: Paper, name: Name, step: Step, version: string): string {
  const table = full(paper) ? null : paper.table
  if (paper.writers.has(name)) return 'own_work'
  const three: Step[] = ['first', 'second', 'final']
  const two: Step[] = ['confidentiality', 'confidentiality_major']
  const group = three.includes(step) ? three : two
  if (table && group.some((s) => s !== step && table[s] === name)) return 'same_person'
  if (!(roster[name] as readonly string[]).includes(rolesFor[step])) return 'forbidden'
  if (version !== paper.version) return 'stale'
  if (!table || table[step]) return 'out_of_order'
  if (step === 'second' && !table.first) return 'out_of_order'
  if (step === 'final' && !(table.first && table.second)) return 'out_of_order'
  if (step === 'confidentiality_major' && !(paper.major && table.confidentiality)) return 'out_of_order'
  return 'signed'
}

let signedInAll = 0
let clearedInAll = 0

class Edit implements fc.Command<Paper, Desk> {
  constructor(
    readonly name: Name,
    readonly version: string,
  ) {}
  check = () => (roster[this.name] as readonly string[]).includes('editor')
  run(paper: Paper, desk: Desk): void {
    paper.version = this.version
    paper.writers.add(this.name)
    paper.table = null
    desk.edit(this.name, this.version)
  }
  toString = () => `edit(${this.name},${this.version})`
}

class Submit implements fc.Command<Paper, Desk> {
  constructor(readonly major: boolean) {}
  check = (paper: Readonly<Paper>) => paper.table === null
  run(paper: Paper, desk: Desk): void {
    paper.table = {}
    paper.major = this.major
    desk.submit(this.major)
  }
  toString = () => `submit(${this.major ? 'major' : ''})`
}

class Sign implements fc.Command<Paper, Desk> {
  constructor(
    readonly name: Name,
    readonly step: Step,
    readonly decision: Decision,
    readonly staleBy: number,
  ) {}
  check = () => true
  run(paper: Paper, desk: Desk): void {
    const version = this.staleBy === 0 ? paper.version : 'v-old'
    const expected = expectedOf(paper, this.name, this.step, version)
    equal(desk.sign(this.name, this.step, this.decision, version), expected)
    if (expected === 'signed') {
      signedInAll++
      if (this.decision === 'return') paper.table = null
      else if (paper.table) paper.table[this.step] = this.name
    }
    equal(desk.release(), full(paper))
  }
  toString = () => `${this.decision}(${this.name},${this.step}${this.staleBy ? ',stale' : ''})`
}

class Release implements fc.Command<Paper, Desk> {
  check = () => true
  run(paper: Paper, desk: Desk): void {
    equal(desk.release(), full(paper))
    if (!full(paper)) return
    clearedInAll++
    const { first, second, final, confidentiality } = paper.table ?? {}
    equal(new Set([first, second, final]).size, 3)
    for (const name of [first, second, final, confidentiality]) ok(name && !paper.writers.has(name))
  }
  toString = () => 'release()'
}

const commands = [
  fc.tuple(fc.constantFrom(...names), fc.constantFrom('v0', 'v1', 'v2')).map(([n, v]) => new Edit(n, v)),
  fc.boolean().map((major) => new Submit(major)),
  ...Array.from({ length: 8 }, () =>
    fc
      .tuple(
        fc.constantFrom(...names),
        fc.constantFrom(...steps),
        fc.constantFrom<Decision>('approve', 'approve', 'approve', 'approve', 'approve', 'approve', 'return'),
        fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
      )
      .map(([n, s, d, stale]) => new Sign(n, s, d, stale)),
  ),
  fc.constant(new Release()),
]

/** Long enough for whole reviews to happen by chance. */
const sequences = fc.commands(commands, { maxCommands: 120, size: 'max' })

test('3,000 random histories of a review go as on the reference sheet of paper', () => {
  const runs = 3_000
  fc.assert(
    fc.property(sequences, (sequence) => {
      fc.modelRun(
        () => ({
          model: { version: 'v0', writers: new Set<Name>(['a']), table: null, major: false },
          real: new Desk(),
        }),
        sequence,
      )
    }),
    { numRuns: runs, seed: 20261124 },
  )
  // A model that never got anywhere would prove nothing.
  expect(signedInAll).toBeGreaterThan(runs)
  expect(clearedInAll).toBeGreaterThan(50)
})
