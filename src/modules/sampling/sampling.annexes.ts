import type { EntityManager } from 'typeorm'
import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { newId } from '../../platform/ids'
import { linkLoop } from '../polls'
import { type Annex, type AnnexSource, annexChanged, Publication } from '../publications'
import type { Campaigns } from '../push'
import type { StaffActor } from '../staff'
import { SamplingBatch, SamplingResult } from './sampling.batches.entities'
import { publicResultOf, resultsHashOf, totalsOf, unreadiness } from './sampling.batches.rules'
import { inspectorFits, unitFits } from './sampling.draw.rules'
import { type DrawRecord, SamplingDraw, SamplingPlan } from './sampling.entities'
import { lockedPlan } from './sampling.plans'
import { alreadyAttached, notDrawn, planNotPublished } from './sampling.problems'
import { searchable } from './sampling.search.rules'
import { unreadyProblem } from './sampling.unready'

const CHUNK = 200

/** 计划 goes out with its notice, exactly as approved. */
export class SamplingPlanAnnex implements AnnexSource {
  readonly kind = 'sampling_plan'

  constructor(private readonly clock: Clock) {}

  async attach(tx: EntityManager, { id }: Annex, publicationId: string): Promise<void> {
    const plan = await lockedPlan(tx, id)
    if (plan.planPublicationId !== null && plan.planPublicationId !== publicationId) throw alreadyAttached()
    await tx.update(SamplingPlan, { id }, { planPublicationId: publicationId })
  }

  async check(tx: EntityManager, { id, hash }: Annex): Promise<void> {
    const plan = await lockedPlan(tx, id)
    if (plan.approvedAt === null || plan.contentHash !== hash) throw annexChanged()
  }

  async release(tx: EntityManager, _actor: StaffActor, { id }: Annex, publicationId: string): Promise<null> {
    const { pollId, contentHash, lines, matter } = await lockedPlan(tx, id)
    const publishedPlan = { publicationId, publishedAt: this.clock.now(), contentHash, lines, matter }
    await tx.update(SamplingPlan, { id }, { publishedPlan })
    await linkLoop(tx, pollId, { plan: publicationId })
    return null
  }

  async withdraw(tx: EntityManager, { id }: Annex): Promise<void> {
    await tx.update(SamplingPlan, { id }, { publishedPlan: null })
  }
}

/** 结果 go out once nobody can object any more, all batches together; those who voted are told in the same commit. */
export class SamplingResultsAnnex implements AnnexSource {
  readonly kind = 'sampling_results'

  constructor(
    private readonly clock: Clock,
    private readonly campaigns: Pick<Campaigns, 'launch' | 'everyWay'>,
  ) {}

  async attach(tx: EntityManager, { id }: Annex, publicationId: string): Promise<void> {
    const plan = await lockedPlan(tx, id)
    if (plan.resultsPublicationId !== null && plan.resultsPublicationId !== publicationId)
      throw alreadyAttached()
    await tx.update(SamplingPlan, { id }, { resultsPublicationId: publicationId })
  }

  async check(tx: EntityManager, { id, hash }: Annex): Promise<void> {
    const { plan, draw, batches } = await whole(tx, id)
    if (resultsHashOf(plan.contentHash, draw.seed ?? '', batches) !== hash) throw annexChanged()
  }

  /** @throws Problem plan_not_published, results_missing, handling_missing, retest_pending, retest_window_open */
  async release(
    tx: EntityManager,
    actor: StaffActor,
    { id, hash }: Annex,
    publicationId: string,
  ): Promise<string | null> {
    const { plan, draw, batches } = await whole(tx, id)
    if (plan.publishedPlan?.contentHash !== plan.contentHash) throw planNotPublished()
    const now = this.clock.now()
    const unready = unreadiness(batches, shanghaiDay(now))
    if (unready) throw unreadyProblem(unready)
    await tx.delete(SamplingResult, { planId: id })
    const rows = batches.flatMap((b) => resultRow(b, plan, publicationId, now))
    for (let at = 0; at < rows.length; at += CHUNK)
      await tx.insert(SamplingResult, rows.slice(at, at + CHUNK))
    const publishedResults = {
      publicationId,
      publishedAt: now,
      resultsHash: hash,
      lines: totalsOf(plan.lines, batches),
      notTaken: batches.flatMap((b) =>
        b.waiver === null ? [] : [{ batchNo: b.batchNo, lineId: b.lineId, reason: b.waiver }],
      ),
      draw: recordOf(plan, draw),
    }
    await tx.update(SamplingPlan, { id }, { publishedResults })
    await linkLoop(tx, plan.pollId, { results: publicationId })
    return plan.toldCampaignId === null ? this.tell(tx, actor, plan, publicationId) : null
  }

  private async tell(
    tx: EntityManager,
    actor: StaffActor,
    plan: SamplingPlan,
    publicationId: string,
  ): Promise<string> {
    const { content } = await tx.findOneByOrFail(Publication, { id: publicationId })
    const story = {
      subjectKind: 'poll_outcome' as const,
      subjectId: plan.pollId,
      title: plan.title,
      summary: content.summary,
      level: 'info' as const,
    }
    const channels = await this.campaigns.everyWay(tx, story)
    const audience = { kind: 'voters' as const, pollId: plan.pollId }
    const campaignId = await this.campaigns.launch(tx, actor, { ...story, publicationId, audience, channels })
    await tx.update(SamplingPlan, { id: plan.id }, { toldCampaignId: campaignId })
    return campaignId
  }

  async withdraw(tx: EntityManager, { id }: Annex): Promise<void> {
    await tx.delete(SamplingResult, { planId: id })
    await tx.update(SamplingPlan, { id }, { publishedResults: null })
  }
}

/** Locked by the plan's row: whatever changes a batch holds it too. */
async function whole(tx: EntityManager, id: string) {
  const plan = await lockedPlan(tx, id)
  const draw = await tx.findOneBy(SamplingDraw, { planId: id })
  if (plan.drawnAt === null || !draw?.seed) throw notDrawn()
  const batches = await tx.find(SamplingBatch, { where: { planId: id }, order: { batchNo: 'ASC' } })
  return { plan, draw, batches }
}

function resultRow(
  batch: SamplingBatch,
  plan: SamplingPlan,
  publicationId: string,
  now: number,
): SamplingResult[] {
  const detail = publicResultOf(batch)
  if (!detail) return []
  const item = `${detail.foodClass} ${detail.variety} ${detail.sampleName}`
  return [
    {
      id: newId(now),
      planId: plan.id,
      pollId: plan.pollId,
      publicationId,
      lineId: batch.lineId,
      batchNo: batch.batchNo,
      conformity: detail.final,
      itemText: searchable(item),
      unitText: searchable(`${batch.unitName} ${detail.unitAddress}`),
      searchText: searchable(
        `${batch.batchNo} ${item} ${detail.brand} ${detail.producedOn} ${batch.unitName} ${detail.producer}`,
      ),
      detail,
      publishedAt: now,
    },
  ]
}

function recordOf(plan: SamplingPlan, draw: SamplingDraw): DrawRecord {
  const { registers, algorithm, planHash, registersHash, commitment } = draw
  const lines = plan.lines.filter((l) => l.batches > 0)
  return {
    algorithm,
    drawnOn: shanghaiDay(draw.drawnAt ?? 0),
    planHash,
    registersHash,
    commitment,
    secret: draw.secret ?? '',
    witness: draw.witness ?? '',
    seed: draw.seed ?? '',
    eligibleUnits: registers.units.filter((u) => lines.some((l) => unitFits(u, l, registers.on))).length,
    eligibleInspectors: registers.inspectors.filter((i) => inspectorFits(i, plan.settings, registers.on))
      .length,
  }
}
