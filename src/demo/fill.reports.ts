import { shanghaiDay } from '../platform/calendar'
import type { DemoConsultation } from './consultations'
import { DAY_MS, type DemoFilling } from './fill'

const HOUR_MS = 3600_000

interface Answered {
  closesAt: number
  /** The consultation's id, once it is made. */
  idOf: () => string
  /** Ids of the comments by their keys, once they have come in. */
  taken: ReadonlyMap<string, string>
}

/** From the last comment to the published report, as a bureau would: answers, a revised draft, four signatures. */
export function fillReport(
  filling: DemoFilling,
  demo: DemoConsultation,
  { closesAt, idOf, taken }: Answered,
): void {
  const { office, timeline, staff, divisionIds } = filling
  const after = (days: number, hours: number) => closesAt + days * DAY_MS + hours * HOUR_MS
  const comment = (key: string) => taken.get(key) ?? ''
  const lineIds = new Map<string, string>()

  const invitations = new Map<string, string>()
  for (const { name, group, commentKey } of demo.invited ?? []) {
    timeline.add(closesAt - 20 * DAY_MS, async () => {
      const invitedOn = shanghaiDay(timeline.now())
      const given = { name, group, way: 'letter' as const, invitedOn }
      invitations.set(name, (await office.invitations.invite(staff.editor, idOf(), given)).id)
    })
    if (commentKey)
      timeline.add(after(1, 1), async () => {
        const answer = { answeredOn: shanghaiDay(closesAt), commentId: comment(commentKey) }
        await office.invitations.noteAnswer(staff.editor, idOf(), invitations.get(name) ?? '', answer)
      })
  }
  timeline.add(after(1, 2), async () => {
    const divisionId = divisionIds.get('food-business') ?? staff.editor.divisionId
    const commentIds = [...taken.values()]
    await office.assignments.assign(staff.office, idOf(), { commentIds }, { divisionId, withinDays: 5 })
  })
  timeline.add(after(2, 0), async () => {
    // Words that are to be quoted have passed the check of what residents write.
    await office.textLookout.look()
    await office.textChecking.checkDue()
  })
  for (const [i, { key, commentKeys, quotes = [], ...text }] of (demo.report ?? []).entries())
    timeline.add(after(3, i / 4), async () => {
      const chosen = commentKeys.map(comment)
      lineIds.set(key, (await office.adoption.dispose(staff.editor, idOf(), chosen, text)).id)
      for (const quoted of quotes) await office.quotes.quote(staff.editor, idOf(), comment(quoted), {})
    })
  const { revised, introduction } = demo
  if (revised)
    timeline.add(after(6, 0), () => office.revisions.uploadRevision(staff.editor, idOf(), { text: revised }))
  if (introduction) timeline.add(after(7, 0), () => office.reports.write(staff.editor, idOf(), introduction))

  let contentHash = ''
  timeline.add(after(7, 1), async () => {
    contentHash = (await office.reports.submitForReview(staff.editor, idOf())).contentHash
  })
  const signatures = [
    ['first', 'head', 8],
    ['confidentiality', 'secrecy', 8.5],
    ['second', 'office', 9],
    ['final', 'leader', 11],
  ] as const
  for (const [step, role, days] of signatures)
    timeline.add(after(days, 0), () =>
      office.reports.signOff(staff[role], idOf(), {
        step,
        decision: 'approve',
        opinion: '同意。',
        contentHash,
      }),
    )
  timeline.add(after(12, 0), () => office.reportPublishing.publish(staff.office, idOf()))
}
