import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type CommentFlag,
  deliverySealConsultation,
  elevatorConsultation,
} from '../../src/demo/consultations'
import { ClauseIndex, type ClauseText } from '../../src/modules/consultations/analysis.links'
import { importText } from '../../src/modules/consultations/drafts.import'
import { ruleText } from '../../test/support/consultations'

export const draftNames = ['elevator', 'seals', 'price', 'market', 'prepaid'] as const
export type DraftName = (typeof draftNames)[number]
export type TrueStance = 'support' | 'oppose' | 'amend' | 'ask' | 'mixed' | 'none'

/** A comment as a person labelled it: see truth/README.md. */
export interface Labelled {
  id: string
  draft: DraftName
  /** Paths of clauses (a10, a8.i3), each with what it says of it where that was labelled. */
  clauses: { path: string; stance: TrueStance | null }[]
  stance: TrueStance
  dimension: 'legality' | 'rationality' | 'feasibility' | null
  topic: string
  flags: string[]
  family: string
  /** Comments of one draft with the same key are duplicates. */
  group: string
  text: string
  /** Sentences that only this member of its group has. */
  only: string[]
}

const letters: Record<string, DraftName> = {
  E: 'elevator',
  S: 'seals',
  P: 'price',
  M: 'market',
  H: 'prepaid',
}
const stanceOf: Record<string, TrueStance> = {
  s: 'support',
  o: 'oppose',
  a: 'amend',
  q: 'ask',
  m: 'mixed',
  n: 'none',
}
const dimensionOf: Record<string, Labelled['dimension']> = {
  l: 'legality',
  r: 'rationality',
  f: 'feasibility',
}
const flagOf: Record<string, string> = {
  p: 'personal_data',
  s: 'spam',
  b: 'abuse',
  t: 'too_short',
  q: 'question',
  c: 'complaint',
  x: 'sarcasm',
  y: 'under_14',
}

const pathOf = (written: string) => `a${written.replace('.', '.i')}`

function labelled(line: string): Labelled {
  const [id, clauses, stance, dimension, topic, flags, group, text] = line.split(' | ') as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const family = /^[A-Z]\d+/.exec(id)?.[0] ?? id
  return {
    id,
    draft: letters[id[0] ?? ''] as DraftName,
    clauses:
      clauses === '-'
        ? []
        : clauses.split(',').map((c) => {
            const [path, said] = c.split('=')
            return { path: pathOf(path ?? ''), stance: said ? (stanceOf[said] ?? null) : null }
          }),
    stance: stanceOf[stance] as TrueStance,
    dimension: dimensionOf[dimension] ?? null,
    topic,
    flags: flags.split(',').flatMap((f) => flagOf[f] ?? []),
    family,
    group: group === '-' ? id : `${family}.${group}`,
    text: text.replace(/\[\[|\]\]/g, ''),
    only: [...text.matchAll(/\[\[(.+?)\]\]/g)].map((m) => m[1] as string),
  }
}

const demoFlags: Partial<Record<CommentFlag, string>> = {
  personal_data: 'personal_data',
  spam: 'spam',
  abusive: 'abuse',
  too_short: 'too_short',
  question: 'question',
  under_14: 'under_14',
  complaint: 'complaint',
}

/** The comments of the demo, in the same form. */
function fromDemo(draft: DraftName): Labelled[] {
  const { comments } = draft === 'elevator' ? elevatorConsultation : deliverySealConsultation
  return comments.map((c) => ({
    id: `demo-${c.key}`,
    draft,
    clauses: c.articles.map((n) => ({ path: `a${n}`, stance: null })),
    stance: c.stance ?? 'none',
    dimension: c.expected?.aspect ?? null,
    topic: c.topic,
    flags: c.flags.flatMap((f) => demoFlags[f] ?? []),
    family: `demo-${c.key}`,
    group: `demo-${c.duplicateOf ?? c.key}`,
    text: c.text,
    only: [],
  }))
}

const here = join(__dirname, 'truth')
const read = (file: string) =>
  readFileSync(join(here, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map(labelled)

/** What rules may be built on. */
export const builtOn = (): Labelled[] => [...fromDemo('elevator'), ...fromDemo('seals'), ...read('built.txt')]
/** Never to be looked at: only totals over it are printed. */
export const heldOut = (): Labelled[] => read('heldout.txt')

const texts: Record<DraftName, () => string> = {
  elevator: () => elevatorConsultation.draft,
  seals: () => deliverySealConsultation.draft,
  price: () => ruleText,
  market: () => readFileSync(join(here, 'drafts/market.txt'), 'utf8'),
  prepaid: () => readFileSync(join(here, 'drafts/prepaid.txt'), 'utf8'),
}

/** The clauses of a draft as imported, their importer's key standing for the id. */
export async function draftOf(name: DraftName): Promise<{ clauses: ClauseText[]; index: ClauseIndex }> {
  const { clauses: imported, title } = importText(texts[name]())
  const clauses = imported.map((c) => ({
    id: c.key,
    parentId: c.parentKey,
    path: c.key,
    kind: c.kind,
    text: c.text,
    heading: c.heading,
  }))
  return { clauses, index: new ClauseIndex(clauses, title ?? '') }
}
