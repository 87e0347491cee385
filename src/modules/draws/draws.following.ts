import { randomBytes } from 'node:crypto'
import { type EntityManager, In } from 'typeorm'
import { canonicalJson, type Seal, sha256 } from '../../platform/crypto'
import { findForUpdate } from '../../platform/db/database'
import { newId } from '../../platform/ids'
import { type Actor, systemActor } from '../ledger'
import { type Quiz, type QuizFollower, qualifiedResidents } from '../quizzes'
import { StaffAccount } from '../staff'
import { ALGORITHM, commitmentOf } from './draws.algorithm.rules'
import { Draw, DrawEntrant, DrawShare } from './draws.entities'
import { witnessesMissing } from './draws.problems'
import { defaultRule, refuseImpossible, revealUntilOf } from './draws.rules'
import type { Tickets } from './draws.tickets'
import { PrizeMovement } from './wins.entities'

/** Rows in one statement. */
const CHUNK = 1_000
export const placeOf = (quizId: string) => `draws.share.${quizId}`

/** A draw without anything promised yet, as the rule says or as it is preset. */
export function newDraw(quiz: Pick<Quiz, 'id' | 'prizes'>, rule = defaultRule(quiz.prizes)): Draw {
  const nothing = { sealedShare: null, shareCommitment: null, commitment: null, share: null, seed: null }
  return {
    ...nothing,
    quizId: quiz.id,
    rule,
    announcedAt: null,
    closedAt: null,
    revealUntil: null,
    entrants: 0,
    sourceValue: null,
    result: null,
    drawnBy: null,
    drawnAt: null,
    rounds: 0,
    substitutes: 0,
    substitutesUsed: 0,
    voidBy: null,
    voidAt: null,
    voidReason: null,
  }
}

/** What the draw does when its quiz is opened and when it ends: promise, and fix who takes part. */
export class DrawFollowsQuiz implements QuizFollower {
  constructor(
    private readonly seal: Seal,
    private readonly tickets: Tickets,
  ) {}

  /** Makes rule and promises public. @throws Problem witnesses_missing, invalid_request */
  async opened(tx: EntityManager, actor: Actor, quiz: Quiz, now: number): Promise<object> {
    if (quiz.prizes.length === 0) return {}
    const { draw, witnesses } = await this.announce(tx, actor, quiz, now)
    const promises = [draw.shareCommitment, ...witnesses.map((w) => w.commitment)]
    return {
      draw: { algorithm: ALGORITHM, rule: draw.rule, ruleHash: sha256(canonicalJson(draw.rule)), promises },
    }
  }

  /** Fixes the entrants: whoever is not among them now never is. */
  async frozen(tx: EntityManager, quiz: Quiz, now: number): Promise<object> {
    if (quiz.prizes.length === 0) return {}
    // A quiz that was opened before there were draws: it has the preset rule, public from now on.
    const draw =
      (await findForUpdate(tx, Draw, { quizId: quiz.id })) ??
      (await this.announce(tx, systemActor, quiz, now)).draw
    const people = await qualifiedResidents(tx, quiz.id)
    const rows = [...people].map((id) => [this.tickets.of(quiz.id, id).token, id] as const)
    for (let at = 0; at < rows.length; at += CHUNK) {
      const some = rows.slice(at, at + CHUNK)
      await tx.query(
        `INSERT INTO draw_entrants (quiz_id, token, resident_id, issued_to) VALUES ${some.map(() => '(?, ?, ?, ?)').join(', ')}`,
        some.flatMap(([token, id]) => [quiz.id, token, id, id]),
      )
    }
    const change = {
      closedAt: now,
      revealUntil: revealUntilOf(draw.rule, now),
      entrants: rows.length,
      commitment: commitmentOf(rows.map(([token]) => token)),
    }
    await tx.update(Draw, { quizId: quiz.id }, change)
    return { draw: { entrants: change.entrants, commitment: change.commitment } }
  }

  private async announce(
    tx: EntityManager,
    actor: Actor,
    quiz: Quiz,
    now: number,
  ): Promise<{ draw: Draw; witnesses: DrawShare[] }> {
    const before = await findForUpdate(tx, Draw, { quizId: quiz.id })
    const draw = before ?? newDraw(quiz)
    if (!before) await tx.insert(Draw, draw)
    refuseImpossible(draw.rule, quiz)
    const witnesses = await tx.find(DrawShare, { where: { quizId: quiz.id }, order: { ordinal: 'ASC' } })
    await refuseUncommitted(tx, witnesses)
    const share = randomBytes(32).toString('hex')
    const change = {
      sealedShare: this.seal.seal(share, placeOf(quiz.id)),
      shareCommitment: sha256(share),
      announcedAt: now,
    }
    await tx.update(Draw, { quizId: quiz.id }, change)
    for (const { id: prizeId, count } of quiz.prizes)
      await tx.insert(PrizeMovement, {
        id: newId(now),
        quizId: quiz.id,
        prizeId,
        kind: 'stock_in',
        quantity: count,
        token: null,
        at: now,
        actorId: actor.id,
        actorName: actor.name,
      })
    return { draw: { ...draw, ...change }, witnesses }
  }
}

async function refuseUncommitted(tx: EntityManager, witnesses: readonly DrawShare[]): Promise<void> {
  const idle = witnesses.filter((w) => w.commitment === null).map((w) => w.staffId)
  if (idle.length === 0) return
  const accounts = await tx.findBy(StaffAccount, { id: In(idle) })
  const names = accounts.map((a) => a.name).join('、')
  throw witnessesMissing({ detail: `见证人${names}还没有提交承诺，提交齐了才能开放。` })
}

/** Tokens as they were fixed, in ascending order. */
export async function tokensOf(manager: EntityManager, quizId: string): Promise<string[]> {
  const tokens: string[] = []
  for (let after = ''; ; ) {
    const rows: Pick<DrawEntrant, 'token'>[] = await manager.query(
      'SELECT token FROM draw_entrants WHERE quiz_id = ? AND token > ? ORDER BY token LIMIT 10000',
      [quizId, after],
    )
    for (const { token } of rows) tokens.push(token)
    if (rows.length < 10_000) return tokens
    after = tokens.at(-1) ?? ''
  }
}
