import type { Linked, Plan, WrittenLine, WrittenPlan } from './sampling.words'

/** A plan while it is being written: choices by their value, so that a select can hold them. */
export interface DraftLine {
  key: string
  optionId: string | null
  item: string
  votes: number
  rank: number | null
  due: boolean
  batches: number
  places: string[]
  tests: string[]
  leftOut: boolean
  reason: string
}
export interface PlanDraft {
  lines: DraftLine[]
  matter: Plan['matter']
  settings: Plan['settings']
}

/** An option by its id, what was added by hand by its words. */
const FREE = '～'
const chosenOf = ({ optionId, label }: Linked): string => optionId ?? FREE + label
export const freeLabel = (value: string): string =>
  value.startsWith(FREE) ? value.slice(FREE.length) : value

export function draftOf(plan: Plan): PlanDraft {
  return {
    lines: plan.lines.map((l) => ({
      key: l.id,
      optionId: l.optionId,
      item: l.item,
      votes: l.votes,
      rank: l.rank,
      due: l.due,
      batches: l.batches,
      places: l.places.map(chosenOf),
      tests: l.tests.map(chosenOf),
      leftOut: l.leftOut,
      reason: l.reason ?? '',
    })),
    matter: { ...plan.matter },
    settings: { ...plan.settings },
  }
}

type Options = readonly { id: string; label: string }[]

/** Values that are options keep their id; anything else was typed. */
const linkedOf = (values: readonly string[], options: Options): Linked[] =>
  values.map((value) => {
    const option = options.find((o) => o.id === value)
    return option ? { optionId: option.id, label: option.label } : { optionId: null, label: freeLabel(value) }
  })

export function writtenOf(draft: PlanDraft, plan: Plan): Omit<WrittenPlan, 'contentHash'> {
  const options = (id: string | null) => plan.questions.find((q) => q.id === id)?.options ?? []
  return {
    lines: draft.lines.map(
      (l): WrittenLine => ({
        optionId: l.optionId,
        item: l.item,
        batches: l.leftOut ? 0 : l.batches,
        places: linkedOf(l.places, options(plan.rule.placeQuestionId)),
        tests: linkedOf(l.tests, options(plan.rule.testQuestionId)),
        leftOut: l.leftOut,
        reason: l.reason.trim() || null,
      }),
    ),
    matter: draft.matter,
    settings: draft.settings,
  }
}

/** Whether the reason that will be published is asked for. */
export const needsReason = (l: DraftLine, batchesEach: number): boolean =>
  !l.due || l.leftOut || l.batches < batchesEach
