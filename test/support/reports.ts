import type { Disposition, LineText } from '../../src/modules/consultations'
import { systemActor } from '../../src/modules/ledger'
import type { Step } from '../../src/modules/reviews'
import { openConsultation } from './consultations'
import type { TestOffice } from './office'
import { signers } from './publications'

export function buildLine(over: Partial<LineText> = {}): LineText {
  return {
    gist: '建议标价字号再大些。',
    legality: '符合上位法。',
    rationality: '方便老年人看清。',
    feasibility: '更换标价牌即可。',
    disposition: 'adopted',
    reason: '第十一条已写明字号要求。',
    ...over,
  }
}

let people = 0
/** A consultation with these comments of as many residents, closed unless told otherwise. */
export async function consultationWith(
  test: TestOffice,
  texts: readonly string[],
  { closed = true, quotable = false }: { closed?: boolean; quotable?: boolean } = {},
) {
  const { consultation, clauses, clause } = await openConsultation(test)
  const comments: { id: string; openid: string; residentId: string; clauseId: string | null }[] = []
  for (const [i, text] of texts.entries()) {
    const openid = `o-writer-${++people}`
    const person = await test.resident(openid)
    const clauseId = i % 2 ? clause('a5').id : undefined
    const given = { text, clauseId, quotable, group: i % 3 ? ('resident' as const) : ('business' as const) }
    const { comment } = await test.office.commentBox.comment(person, consultation.id, given)
    comments.push({ id: comment.id, openid, residentId: person.id, clauseId: comment.clauseId })
  }
  if (closed) {
    test.clock.set(Math.max(test.clock.now(), consultation.closesAt))
    await test.office.consultations.freezeDue(systemActor)
  }
  return { id: consultation.id, consultation, clauses, clause, comments, ids: comments.map((c) => c.id) }
}

/** Submitted and signed by the four people whom the bureau would ask. */
export async function clearReport(test: TestOffice, id: string): Promise<string> {
  const { contentHash } = await test.office.reports.submitForReview(await test.staff('editor'), id)
  const steps: Step[] = ['first', 'confidentiality', 'second', 'final']
  for (const step of steps)
    await test.office.reports.signOff(await test.staff(signers[step]), id, {
      step,
      decision: 'approve',
      opinion: '同意。',
      contentHash,
    })
  return contentHash
}

export async function publishReport(test: TestOffice, id: string) {
  await clearReport(test, id)
  return test.office.reportPublishing.publish(await test.staff('office'), id)
}

/** Every job that is due, until none is. */
export async function workOff(test: TestOffice): Promise<void> {
  while ((await test.office.jobs.runDue()) > 0);
}

/** Who answers comments and who publishes, of the office that is open by then. */
export function reportDesk(test: () => TestOffice) {
  const editor = () => test().staff('editor')
  return {
    editor,
    dispose: async (id: string, commentIds: readonly string[], disposition: Disposition = 'adopted') =>
      test().office.adoption.dispose(await editor(), id, commentIds, buildLine({ disposition })),
    publish: async (id: string) => test().office.reportPublishing.publish(await test().staff('office'), id),
    /** Its code, and the comments it names. */
    refusal: async (work: Promise<unknown>) => {
      const error = await work.then(
        () => null,
        (thrown) => thrown,
      )
      return [error?.code, error?.extra?.commentIds]
    },
  }
}
