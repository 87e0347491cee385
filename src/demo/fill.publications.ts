import type { NewPublication } from '../modules/publications'
import { contacts } from './city'
import { DAY_MS, type DemoFilling } from './fill'
import { planOf, withDrawnUnits } from './fill.sampling'
import { type DemoPublication, publications } from './publications'
import { hourOf } from './timeline'

const HOUR_MS = 3600_000

/** Every item goes through its three reviews and the secrecy review, and is then published by the leader. */
export function fillPublications(filling: DemoFilling): void {
  for (const demo of publications) fillPublication(filling, demo)
}

function fillPublication(filling: DemoFilling, demo: DemoPublication): void {
  const { timeline, today, publicationIds, staff } = filling
  const { publications: desk, publishing } = filling.office
  const at = hourOf(today, -demo.daysAgo, 10)
  const original = demo.corrected
    ? demo.markdown.replace(demo.corrected.now, demo.corrected.was)
    : demo.markdown
  let seen = { id: '', contentHash: '' }
  timeline.add(at - 2 * DAY_MS, async () => {
    const { publication } = demo.answers
      ? await answer(filling, demo, demo.answers)
      : await desk.createPublication(staff.editor, contentOf(filling, demo, original))
    seen = publication
    publicationIds.set(demo.key, publication.id)
  })
  if (demo.state === 'draft') return
  const submitAt = demo.state === 'in_review' ? at : at - DAY_MS
  timeline.add(submitAt, () => desk.submitForReview(staff.editor, seen.id))
  if (demo.state === 'in_review') {
    timeline.add(submitAt + HOUR_MS / 2, () => sign(filling, seen, 'first'))
    return
  }
  reviewAndPublish(filling, () => seen, at - DAY_MS, at)
  if (demo.corrected) correct(filling, demo, () => seen, hourOf(today, -demo.corrected.daysAgo, 16))
  if (demo.withdrawn) {
    const { reason, daysAgo } = demo.withdrawn
    timeline.add(hourOf(today, -daysAgo, 15), () => publishing.withdraw(staff.leader, seen.id, reason))
  }
}

/** The service drafts the text and puts the data to it; then an editor writes it in his own words. */
async function answer(
  filling: DemoFilling,
  demo: DemoPublication,
  { pollKey, with: data }: NonNullable<DemoPublication['answers']>,
) {
  const { office, staff } = filling
  const { samplingTexts, publications: desk, publicationReads } = office
  const plan = await planOf(filling, pollKey)
  const order = { contact: contacts[demo.divisionKey], keepText: false }
  const id =
    data === 'plan'
      ? await samplingTexts.draftPlanText(staff.editor, plan.id, order)
      : await samplingTexts.draftResultsText(staff.editor, plan.id, order)
  const { contentHash } = await publicationReads.findAny(id)
  const markdown = await withDrawnUnits(filling, pollKey, demo.markdown)
  return desk.editPublication(staff.editor, id, contentOf(filling, demo, markdown), contentHash)
}

/** A correction is reviewed like a first text, and replaces it when it is published. */
function correct(
  filling: DemoFilling,
  demo: DemoPublication,
  seen: () => { id: string; contentHash: string },
  at: number,
): void {
  const { timeline, staff } = filling
  const { publications: desk } = filling.office
  let corrected = { id: '', contentHash: '' }
  timeline.add(at - 10 * HOUR_MS, async () => {
    const { id, contentHash } = seen()
    const saved = await desk.editPublication(
      staff.editor,
      id,
      contentOf(filling, demo, demo.markdown),
      contentHash,
    )
    corrected = saved.publication
    await desk.submitForReview(staff.editor, id)
  })
  reviewAndPublish(filling, () => corrected, at - 9 * HOUR_MS, at)
}

function reviewAndPublish(
  filling: DemoFilling,
  seen: () => { id: string; contentHash: string },
  from: number,
  at: number,
): void {
  const { timeline, staff } = filling
  timeline.add(from + HOUR_MS, () => sign(filling, seen(), 'first'))
  timeline.add(from + 2 * HOUR_MS, () => sign(filling, seen(), 'confidentiality'))
  timeline.add(from + 3 * HOUR_MS, () => sign(filling, seen(), 'second'))
  timeline.add(from + 5 * HOUR_MS, () => sign(filling, seen(), 'final'))
  timeline.add(at, () => filling.office.publishing.publish(staff.leader, seen().id, { push: true }))
  timeline.add(at + 1, () => sendOut(filling))
}

async function sendOut({ office }: DemoFilling): Promise<void> {
  while ((await office.jobs.runDue()) > 0);
}

const signers = { first: 'head', second: 'office', final: 'leader', confidentiality: 'secrecy' } as const
const opinions = {
  first: '内容属实，表述准确，同意报送复审。',
  second: '要素齐全，咨询方式有效，同意报送终审。',
  final: '同意发布。',
  confidentiality: '经审查，不涉及国家秘密、商业秘密和个人隐私，可以公开。',
} as const

function sign(
  { office, staff }: DemoFilling,
  { id, contentHash }: { id: string; contentHash: string },
  step: keyof typeof signers,
) {
  return office.publications.signOff(staff[signers[step]], id, {
    step,
    decision: 'approve',
    opinion: opinions[step],
    contentHash,
  })
}

function contentOf({ publicationIds }: DemoFilling, demo: DemoPublication, markdown: string): NewPublication {
  const { kind, title, summary, divisionKey, level, relatedKey } = demo
  const relatedDocumentId = relatedKey ? publicationIds.get(relatedKey) : undefined
  return { kind, title, summary, markdown, contact: contacts[divisionKey], level, relatedDocumentId }
}
