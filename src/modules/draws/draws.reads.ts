import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import type { Database } from '../../platform/db/database'
import { notFound } from '../../platform/problem'
import { hasQualified, Quiz } from '../quizzes'
import { type ResidentActor, ResidentAlias } from '../residents'
import { Division, type Staff, StaffAccount, type StaffActor } from '../staff'
import { Draw, DrawEntrant, type DrawRule, DrawShare, DrawValue } from './draws.entities'
import { canDraw, canEnterValue, canOpenEnvelope, canSetRule, canVoid } from './draws.policy'
import { type DrawState, defaultRule, lastDayOf, missingOf, stateOf } from './draws.rules'
import type { Ticket, Tickets } from './draws.tickets'

export const drawActs = ['set_rule', 'commit_share', 'reveal_share', 'enter_value', 'draw', 'void'] as const
export type DrawAct = (typeof drawActs)[number]

export interface StaffWitness {
  id: string
  name: string
  division: string
  isMe: boolean
  committedAt: number | null
  revealedAt: number | null
}

/** What the screen of a quiz shows of its draw. */
export interface StaffDraw {
  state: DrawState
  /** Written by the author; false while the preset one holds. */
  isWritten: boolean
  rule: DrawRule
  witnesses: StaffWitness[]
  /** Who has typed in a value; what, only once two have typed the same. */
  enteredBy: string[]
  value: string | null
  announcedAt: number | null
  closedAt: number | null
  entrants: number
  commitment: string | null
  /** The last day on which what is missing comes in time. */
  revealBy: string | null
  drawnAt: number | null
  allowed: DrawAct[]
}

export interface MyEntry extends Partial<Ticket> {
  entered: boolean
  /** The list of entrants is fixed. */
  final: boolean
}

/** What staff see of a draw, and a resident of his own part in it. */
export class DrawReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly staff: Staff,
    private readonly tickets: Tickets,
  ) {}

  /** @throws Problem not_found where the quiz has no prizes */
  async find(actor: StaffActor, quizId: string): Promise<StaffDraw> {
    const { reads } = this.database
    const quiz = await reads.findOneBy(Quiz, { id: quizId })
    if (!quiz || quiz.prizes.length === 0) throw notFound()
    const draw = await reads.findOneBy(Draw, { quizId })
    const shares = await reads.find(DrawShare, { where: { quizId }, order: { ordinal: 'ASC' } })
    const values = await reads.find(DrawValue, { where: { quizId }, order: { enteredAt: 'ASC' } })
    const names = await this.staff.namesOf(
      reads,
      values.map((v) => v.staffId),
    )
    return {
      state: draw ? stateOf(draw, shares) : 'draft',
      isWritten: draw !== null,
      rule: draw?.rule ?? defaultRule(quiz.prizes),
      witnesses: await this.witnesses(actor, shares),
      enteredBy: values.map((v) => names.get(v.staffId) ?? ''),
      value: draw?.sourceValue ?? null,
      announcedAt: draw?.announcedAt ?? null,
      closedAt: draw?.closedAt ?? null,
      entrants: draw?.entrants ?? 0,
      commitment: draw?.commitment ?? null,
      revealBy: draw?.revealUntil ? lastDayOf(draw.revealUntil) : null,
      drawnAt: draw?.drawnAt ?? null,
      allowed: allowedActs(actor, quiz, draw, shares, this.clock.now()),
    }
  }

  private async witnesses(actor: StaffActor, shares: readonly DrawShare[]): Promise<StaffWitness[]> {
    if (shares.length === 0) return []
    const people = new Map((await this.colleagues()).map((c) => [c.id, c]))
    return shares.map(({ staffId, committedAt, revealedAt }) => ({
      id: staffId,
      name: people.get(staffId)?.name ?? '',
      division: people.get(staffId)?.division ?? '',
      isMe: staffId === actor.id,
      committedAt,
      revealedAt,
    }))
  }

  /** Everybody who could be a witness, also those who no longer could. */
  async colleagues(): Promise<{ id: string; name: string; division: string; isActive: boolean }[]> {
    const { reads } = this.database
    const divisions = new Map((await reads.find(Division)).map((d) => [d.id, d.name]))
    const accounts = await reads.find(StaffAccount, { order: { username: 'ASC' } })
    return accounts.map(({ id, name, divisionId, disabledAt }) => ({
      id,
      name,
      division: divisions.get(divisionId) ?? '',
      isActive: disabledAt === null,
    }))
  }

  /** Is he in it, and under which number? Told as soon as he qualifies, so that he can look for it in the list. @throws Problem not_found */
  async myEntry(resident: ResidentActor, quizId: string): Promise<MyEntry> {
    const { reads } = this.database
    const quiz = await reads.findOneBy(Quiz, { id: quizId })
    if (!quiz || quiz.openedAt === null || quiz.prizes.length === 0) throw notFound()
    if (quiz.frozenAt !== null) {
      const entrant = await reads.findOneBy(DrawEntrant, { quizId, residentId: resident.id })
      return entrant
        ? { entered: true, final: true, ...this.tickets.of(quizId, entrant.issuedTo) }
        : { entered: false, final: true }
    }
    const aliases = await reads.findBy(ResidentAlias, { residentId: resident.id })
    const entered = await hasQualified(reads, quizId, [resident.id, ...aliases.map((a) => a.aliasId)])
    return entered
      ? { entered, final: false, ...this.tickets.of(quizId, resident.id) }
      : { entered, final: false }
  }
}

/** What this person may do at this instant, for the buttons of a console; every use case judges for itself. */
function allowedActs(
  actor: StaffActor,
  quiz: Quiz,
  draw: Draw | null,
  shares: readonly DrawShare[],
  now: number,
): DrawAct[] {
  const state = draw ? stateOf(draw, shares) : 'draft'
  const mine = shares.find((s) => s.staffId === actor.id)
  const isPending = state === 'waiting' || state === 'ready'
  const source = draw?.rule.source
  const missing = draw ? missingOf(draw, shares) : { witnesses: [], value: false }
  const may: Record<DrawAct, boolean> = {
    set_rule: quiz.openedAt === null && canSetRule(actor, quiz),
    commit_share: quiz.openedAt === null && mine?.commitment === null,
    reveal_share:
      isPending && missing.witnesses.length > 0 && (mine?.share === null || canOpenEnvelope(actor)),
    enter_value:
      isPending &&
      missing.value &&
      source?.kind === 'public' &&
      shanghaiDay(now) >= source.announcedOn &&
      canEnterValue(actor, quiz),
    draw: state === 'ready' && canDraw(actor, quiz),
    void: state === 'waiting' && now >= (draw?.revealUntil ?? now) && canVoid(actor, quiz),
  }
  return drawActs.filter((act) => may[act])
}
