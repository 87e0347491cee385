import type { Database } from '../../platform/db/database'
import { forbidden, notFound } from '../../platform/problem'
import type { Annex, NewPublication, PublicationReads, Publications } from '../publications'
import type { StaffActor } from '../staff'
import { SamplingBatch } from './sampling.batches.entities'
import { incompleteness, resultsHashOf } from './sampling.batches.rules'
import { SamplingDraw, SamplingPlan } from './sampling.entities'
import { canDraftText } from './sampling.policy'
import { notDrawn, planNotApproved } from './sampling.problems'
import { type DraftedText, planText, resultsText } from './sampling.texts.rules'
import { unreadyProblem } from './sampling.unready'

export interface TextOrder {
  contact: NewPublication['contact']
  /** Of a text there is already, only the data go with it anew. */
  keepText: boolean
}

/** The two texts by which a poll is answered. They are publications like any other, with their reviews; data go with them. */
export class SamplingTexts {
  constructor(
    private readonly database: Database,
    private readonly publications: Publications,
    private readonly reads: PublicationReads,
  ) {}

  /** @returns the publication's id. @throws Problem forbidden, not_found, plan_not_approved, and as publications say */
  async draftPlanText(actor: StaffActor, planId: string, order: TextOrder): Promise<string> {
    const plan = await this.planFor(actor, planId)
    if (plan.approvedAt === null) throw planNotApproved()
    const annex = { kind: 'sampling_plan' as const, id: plan.id, hash: plan.contentHash }
    return this.save(actor, plan.planPublicationId, 'notice', annex, planText(plan), order)
  }

  /** @throws Problem forbidden, not_found, not_drawn, results_missing, handling_missing, and as publications say */
  async draftResultsText(actor: StaffActor, planId: string, order: TextOrder): Promise<string> {
    const plan = await this.planFor(actor, planId)
    const draw = await this.database.reads.findOneBy(SamplingDraw, { planId })
    if (plan.drawnAt === null || !draw?.seed) throw notDrawn()
    const batches = await this.database.reads.find(SamplingBatch, {
      where: { planId },
      order: { batchNo: 'ASC' },
    })
    const unready = incompleteness(batches)
    if (unready) throw unreadyProblem(unready)
    const hash = resultsHashOf(plan.contentHash, draw.seed, batches)
    const annex = { kind: 'sampling_results' as const, id: plan.id, hash }
    const text = resultsText(plan, draw, batches)
    return this.save(actor, plan.resultsPublicationId, 'sampling_result', annex, text, order)
  }

  private async planFor(actor: StaffActor, id: string): Promise<SamplingPlan> {
    if (!canDraftText(actor)) throw forbidden()
    const plan = await this.database.reads.findOneBy(SamplingPlan, { id })
    if (!plan) throw notFound()
    return plan
  }

  private async save(
    actor: StaffActor,
    publicationId: string | null,
    kind: 'notice' | 'sampling_result',
    annex: Annex,
    text: DraftedText,
    { contact, keepText }: TextOrder,
  ): Promise<string> {
    if (publicationId === null) {
      const { publication } = await this.publications.createPublication(actor, {
        kind,
        ...text,
        contact,
        level: 'info',
        annex,
      })
      return publication.id
    }
    const { content, contentHash } = await this.reads.findAny(publicationId)
    const { cover, attachments, ...kept } = content
    const input: NewPublication = {
      ...kept,
      ...(keepText ? {} : text),
      kind,
      annex,
      ...(contact.division || contact.phone || contact.hours ? { contact } : {}),
      ...(cover ? { cover: { fileId: cover.fileId, alt: cover.alt } } : {}),
      ...(attachments ? { attachments: attachments.map(({ fileId, name }) => ({ fileId, name })) } : {}),
    }
    await this.publications.editPublication(actor, publicationId, input, contentHash)
    return publicationId
  }
}
