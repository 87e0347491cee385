import { type DrawRecord, lastDayOf, type MyWin, type PublicWin } from '../../src/modules/draws'
import { rfc3339 } from '../../src/platform/clock'

const instantOrNull = (at: number | null) => (at === null ? null : rfc3339(at))

export function presentRecord(record: DrawRecord) {
  const { quiz, source, value, shares, drawn, voided, revealUntil } = record
  return {
    quizId: quiz.id,
    title: quiz.title,
    state: record.state,
    algorithm: record.algorithm,
    opensAt: rfc3339(quiz.opensAt),
    closesAt: rfc3339(quiz.closesAt),
    qualifyingScore: quiz.qualifyingScore,
    prizes: quiz.prizes,
    rule: record.rule,
    announcedAt: rfc3339(record.announcedAt),
    source: { ...source, value },
    shares: shares.map(({ committedAt, revealedAt, ...share }) => ({
      ...share,
      committedAt: rfc3339(committedAt),
      revealedAt: instantOrNull(revealedAt),
    })),
    closedAt: instantOrNull(record.closedAt),
    revealBy: revealUntil === null ? null : lastDayOf(revealUntil),
    missing: record.missing,
    commitment: record.commitment,
    entrantCount: record.entrantCount,
    entrants: record.entrants,
    seed: record.seed,
    drawnAt: instantOrNull(drawn?.at ?? null),
    drawnBy: drawn?.by ?? null,
    winners: record.winners.map(presentPublicWin),
    substitutes: record.substitutes,
    followers: record.followers.map(presentPublicWin),
    voided: voided && { ...voided, at: rfc3339(voided.at) },
  }
}

const presentPublicWin = ({ forfeited, ...win }: PublicWin) => ({
  ...win,
  forfeited: forfeited && { ...forfeited, at: rfc3339(forfeited.at) },
})

/** What was filled in is not told again: the reply may be kept for a repeated key. */
export function presentMyWin({ win, quizTitle, prizeName, ticket, claim }: MyWin) {
  return {
    id: win.id,
    quizId: win.quizId,
    quizTitle,
    prizeId: win.prizeId,
    prizeName,
    state: win.state,
    token: win.token,
    ticket,
    allottedAt: rfc3339(win.allottedAt),
    claimBy: lastDayOf(win.claimUntil),
    claimedAt: instantOrNull(win.claimedAt),
    keptUntil: claim?.keepOn ?? null,
    purged: claim?.purged ?? false,
    handedOverAt: instantOrNull(win.handedOverAt),
    forfeitedAt: instantOrNull(win.forfeitedAt),
    forfeitReason: win.forfeitReason,
  }
}
