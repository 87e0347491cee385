import type { Dimension } from './analysis.dimension-words'
import type { CommentFlag } from './analysis.flags'
import { LINKED } from './analysis.opinions'
import type { Reading } from './analysis.reading'
import type { ReadStance } from './analysis.stance'

/** What is said of a comment, by the machine or by a person. */
export interface Labels {
  stance: ReadStance
  /** Clauses it speaks of, the first first; none: the draft as a whole. */
  clauseIds: string[]
  flags: CommentFlag[]
  dimension: Dimension | null
}
export type LabelName = keyof Labels
export const labelNames = ['stance', 'clauseIds', 'flags', 'dimension'] as const satisfies LabelName[]

export interface ReadOpinion {
  clauseId: string | null
  stance: ReadStance
  why: string[]
  /** How sure the link to the clause is, 0 to 1, and by which words. */
  link: number
  linkWhy: string[]
}

export interface MachineLabels extends Labels {
  confidence: number
  why: string[]
  opinions: ReadOpinion[]
  flagWords: Partial<Record<CommentFlag, string[]>>
  dimensionWhy: string[]
  /** The group in which the machine put it. */
  groupId: string
  /** What read it: the rules, or a language model on top of them (see `readOf`). Stored are always the rules' labels. */
  source: 'rules' | 'model'
}

/** What a person said of it; what is left out the person has not looked at. */
export interface PersonLabels extends Partial<Labels> {
  groupId?: string
}

export function machineLabels(
  { stance, opinions, flags, dimension }: Reading,
  chosen: string | null,
  groupId: string,
): MachineLabels {
  // Who chose a clause has said what he speaks of; beside it stand only clauses that he names by number.
  const linked = opinions
    .map((o) => o.link)
    .filter((link) => link !== null)
    .filter((link) => link.confidence >= (chosen === null ? LINKED : 1))
  const clauseIds = [...new Set([...(chosen === null ? [] : [chosen]), ...linked.map((l) => l.clauseId)])]
  return {
    stance: stance.stance,
    clauseIds,
    flags: flags.map((f) => f.flag),
    dimension: dimension?.dimension ?? null,
    confidence: stance.confidence,
    why: stance.why,
    opinions: opinions.map(({ link, stance: read, why }) => ({
      clauseId: link?.clauseId ?? null,
      stance: read,
      why,
      link: link?.confidence ?? 0,
      linkWhy: link?.why ?? [],
    })),
    flagWords: Object.fromEntries(flags.map((f) => [f.flag, f.words])),
    dimensionWhy: dimension?.why ?? [],
    groupId,
    source: 'rules',
  }
}

/** As things stand: the person's word before the machine's. */
export function labelsOf(machine: MachineLabels, person: PersonLabels | null): Labels {
  const { stance, clauseIds, flags, dimension } = machine
  return { stance, clauseIds, flags, dimension, ...pick(person) }
}

function pick(person: PersonLabels | null): Partial<Labels> {
  return Object.fromEntries(
    labelNames.flatMap((name) => (person?.[name] === undefined ? [] : [[name, person[name]]])),
  )
}

/** The counters that a comment stands in, each by one. */
export function counterItems(machine: MachineLabels, person: PersonLabels | null): string[] {
  const { stance, clauseIds, flags, dimension } = labelsOf(machine, person)
  const stanceOn = (clauseId: string) =>
    person?.stance ?? machine.opinions.find((o) => o.clauseId === clauseId)?.stance ?? stance
  const places =
    clauseIds.length === 0 ? [`clause:-:${stance}`] : clauseIds.map((id) => `clause:${id}:${stanceOn(id)}`)
  return [
    `stance:${stance}`,
    ...places,
    ...flags.map((flag) => `flag:${flag}`),
    ...(dimension ? [`dimension:${dimension}`] : []),
    ...judgements(machine, person),
  ]
}

const same = (a: unknown, b: unknown) =>
  Array.isArray(a) && Array.isArray(b) ? [...a].sort().join() === [...b].sort().join() : a === b

/** For the agreement rate: which labels a person looked at, and on which the machine had said the same. */
function judgements(machine: MachineLabels, person: PersonLabels | null): string[] {
  const named = labelNames.filter((name) => person?.[name] !== undefined)
  const agreed = named.filter((name) => same(person?.[name], machine[name]))
  const moved = person?.groupId === undefined ? [] : ['judged:group']
  return [
    ...named.map((name) => `judged:${name}`),
    ...agreed.map((name) => `agreed:${name}`),
    ...moved,
    ...(person?.groupId === machine.groupId ? ['agreed:group'] : []),
  ]
}
