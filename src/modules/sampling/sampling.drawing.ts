import { randomBytes } from 'node:crypto'
import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Seal, sha256 } from '../../platform/crypto'
import { type Database, findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { forbidden, ownWork, type Problem } from '../../platform/problem'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { SamplingBatch } from './sampling.batches.entities'
import {
  ALGORITHM,
  DrawShort,
  drawPlan,
  inspectorFits,
  type Registers,
  registersHashOf,
  seedOf,
  sortedRegisters,
} from './sampling.draw.rules'
import { SamplingDraw, SamplingPlan } from './sampling.entities'
import { lockedPlan, planSubject } from './sampling.plans'
import { canCommit, canDraw } from './sampling.policy'
import { alreadyDrawn, drawShort, notCommitted, planNotApproved } from './sampling.problems'
import type { SamplingRegisters } from './sampling.registers'

const CHUNK = 200
const placeOf = (planId: string) => `sampling_draws.secret.${planId}`

/** 双随机: which unit, and who goes there. Drawn once, and never again. */
export class SamplingDrawing {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly seal: Seal,
    private readonly registers: SamplingRegisters,
  ) {}

  /**
   * Fixes both registers and half of the seed, and writes down what they are before anybody can know the other half.
   * May be done anew while nothing has been drawn: each time is a line in the ledger.
   * @throws Problem forbidden, plan_not_approved, already_drawn, draw_short
   */
  async commit(actor: StaffActor, planId: string): Promise<SamplingDraw> {
    if (!canCommit(actor)) throw forbidden()
    const secret = randomBytes(32).toString('hex')
    return this.database.transaction(async (tx) => {
      const plan = await lockedPlan(tx, planId)
      if (plan.drawnAt !== null) throw alreadyDrawn()
      if (plan.approvedAt === null) throw planNotApproved()
      const registers = sortedRegisters(await this.registers.snapshot(tx))
      // With a seed that is thrown away: only to see whether the plan can be filled.
      outcomeOf(sha256(secret + plan.id), plan, registers)
      const draw: SamplingDraw = {
        planId,
        algorithm: ALGORITHM,
        planHash: plan.contentHash,
        registers,
        registersHash: registersHashOf(registers),
        sealedSecret: this.seal.seal(secret, placeOf(planId)),
        commitment: sha256(secret),
        committedBy: actor.id,
        committedAt: this.clock.now(),
        secret: null,
        witness: null,
        seed: null,
        outcome: null,
        drawnBy: null,
        drawnAt: null,
      }
      await tx.save(SamplingDraw, draw)
      const { algorithm, planHash, registersHash, commitment } = draw
      const after = {
        algorithm,
        planHash,
        registersHash,
        commitment,
        units: registers.units.length,
        inspectors: registers.inspectors.length,
      }
      await this.ledger.append(tx, actor, 'sampling.commit_draw', planSubject(planId), { after })
      return draw
    })
  }

  /**
   * @param witness what the second person brings: a number drawn or thrown before everybody's eyes
   * @throws Problem forbidden, own_work, not_committed, already_drawn, draw_short
   */
  async draw(actor: StaffActor, planId: string, witness: string): Promise<SamplingDraw> {
    return this.database.transaction(async (tx) => {
      const plan = await lockedPlan(tx, planId)
      if (plan.drawnAt !== null) throw alreadyDrawn()
      const draw = await findForUpdate(tx, SamplingDraw, { planId })
      if (!draw || draw.planHash !== plan.contentHash) throw notCommitted()
      if (!canDraw(actor, draw)) throw draw.committedBy === actor.id ? ownWork() : forbidden()
      const secret = this.seal.open(draw.sealedSecret, placeOf(planId))
      const { planHash, registersHash, registers } = draw
      const seed = seedOf({ planId, planHash, registersHash, secret, witness })
      const outcome = outcomeOf(seed, plan, registers)
      const now = this.clock.now()
      const change = { secret, witness, seed, outcome, drawnBy: actor.id, drawnAt: now }
      await tx.update(SamplingDraw, { planId }, change)
      await tx.update(SamplingPlan, { id: planId }, { drawnAt: now, updatedAt: now })
      await this.insertBatches(tx, plan, outcome, registers, now)
      const after = { seed, witness, secret, registersHash, batches: outcome.batches.length }
      await this.ledger.append(tx, actor, 'sampling.draw', planSubject(planId), { after })
      return { ...draw, ...change }
    })
  }

  private async insertBatches(
    tx: EntityManager,
    plan: SamplingPlan,
    { batches, teams }: ReturnType<typeof drawPlan>,
    { units, inspectors }: Registers,
    now: number,
  ): Promise<void> {
    const unit = new Map(units.map((u) => [u.code, u]))
    const named = new Map(inspectors.map((i) => [i.certNo, i.name]))
    const rows = batches.map(({ lineId, code }, i): SamplingBatch => {
      const { name = '', address = '' } = unit.get(code) ?? {}
      return {
        id: newId(now),
        planId: plan.id,
        lineId,
        batchNo: `${plan.number}-${String(i + 1).padStart(4, '0')}`,
        unitCode: code,
        unitName: name,
        unitAddress: address,
        inspectors: (teams[code] ?? []).map((certNo) => ({ certNo, name: named.get(certNo) ?? '' })),
        replaced: [],
        waiver: null,
        state: 'drawn',
        result: null,
        deliveredOn: null,
        windowEnds: null,
        windowProvisional: false,
        retest: null,
        handling: null,
        importedAt: null,
        updatedAt: now,
      }
    })
    for (let at = 0; at < rows.length; at += CHUNK) await tx.insert(SamplingBatch, rows.slice(at, at + CHUNK))
  }
}

/** @throws Problem draw_short that says of what, and where */
function outcomeOf(seed: string, plan: SamplingPlan, registers: Registers) {
  try {
    return drawPlan(seed, plan.lines, plan.settings, registers)
  } catch (error) {
    if (error instanceof DrawShort) throw shortProblem(error, plan, registers)
    throw error
  }
}

function shortProblem({ shortage }: DrawShort, plan: SamplingPlan, { inspectors, on }: Registers): Problem {
  if (shortage.kind === 'units') {
    const at = plan.lines.findIndex((l) => l.id === shortage.lineId)
    const item = plan.lines[at]?.item ?? ''
    const detail = `“${item}”需要抽 ${shortage.wanted} 批次，符合条件的单位只够 ${shortage.found} 批次（每个单位最多 ${plan.settings.perUnit} 批次）。请补充名录库，或者重新打开计划调整批次、场所和每个单位的上限。`
    return drawShort({ detail, errors: [{ path: `lines.${at}.batches`, message: detail }] })
  }
  const able = inspectors.filter((i) => inspectorFits(i, plan.settings, on)).length
  const detail = `执法人员不够：符合条件的有 ${able} 人，每人最多去 ${plan.settings.maxLoad} 家、每家 ${plan.settings.team} 人，还要避开有利害关系的单位。请补充名录库，或者重新打开计划调整上限。`
  return drawShort({ detail, errors: [{ path: 'settings.maxLoad', message: detail }] })
}
