import type { Clause, Consultation } from '../modules/consultations'
import { systemActor } from '../modules/ledger'
import { shanghaiDay } from '../platform/calendar'
import { consultations, type DemoComment, type DemoConsultation } from './consultations'
import { DAY_MS, type DemoFilling } from './fill'
import { fillReport } from './fill.reports'
import { hourOf } from './timeline'

const HOUR_MS = 3600_000

/** The elevator draft, open now, and one that has closed; comments come through the counter, by letter and from meetings. */
export function fillConsultations(filling: DemoFilling): void {
  for (const demo of consultations) fillConsultation(filling, demo)
}

function fillConsultation(filling: DemoFilling, demo: DemoConsultation): void {
  const { office, timeline, today, staff } = filling
  const opensAt = hourOf(today, demo.opensInDays, 9)
  const closesAt = hourOf(today, demo.closesInDays, 18)
  let made: Consultation | null = null
  let clauses: Clause[] = []
  const taken = new Map<string, string>()
  const idOf = () => made?.id ?? ''
  timeline.add(opensAt - 3 * DAY_MS, async () => {
    const { title, explanation, contact } = demo
    made = await office.consultations.createConsultation(staff.editor, {
      title,
      explanation,
      contact,
      opensAt,
      closesAt,
    })
    clauses = (await office.drafting.uploadDraft(staff.editor, made.id, { text: demo.draft })).clauses
  })
  timeline.add(opensAt - 2 * DAY_MS, () => office.consultations.openConsultation(staff.office, idOf()))
  const until = Math.min(closesAt, today) - 2 * HOUR_MS
  for (const [i, comment] of demo.comments.entries()) {
    const at = opensAt + HOUR_MS + Math.floor((i * (until - opensAt - 2 * HOUR_MS)) / demo.comments.length)
    const clauseOf = () => clauses.find((c) => c.kind === 'article' && c.number === comment.articles[0])?.id
    timeline.add(at, async () => {
      taken.set(comment.key, await takeComment(filling, idOf(), clauseOf(), comment, i, at))
    })
  }
  if (demo.closesInDays < 0) timeline.add(closesAt, () => office.consultations.freezeDue(systemActor))
  if (demo.report) fillReport(filling, demo, { closesAt, idOf, taken })
}

async function takeComment(
  { office, staff }: DemoFilling,
  id: string,
  clauseId: string | undefined,
  demo: DemoComment,
  i: number,
  at: number,
): Promise<string> {
  const { text, group, quotable } = demo
  const given = { clauseId, text, stance: demo.stance ?? undefined, group, quotable }
  if (demo.source === 'mini_program') {
    const { resident } = await office.residents.signIn(`sim:demo-resident-${i + 1}`)
    const taken = await office.commentBox.comment({ kind: 'resident', id: resident.id }, id, given)
    return taken.comment.id
  }
  const { comment } = await office.commentDesk.enterComment(staff.editor, id, {
    ...given,
    source: demo.source,
    receivedOn: shanghaiDay(at),
    writerKind: demo.group === 'resident' ? 'individual' : 'organisation',
    samePerson: false,
  })
  return comment.id
}
