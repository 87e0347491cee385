import type { Database } from '../../platform/db/database'
import { ReviewRound, ReviewSheet, SignOff } from './reviews.entities'
import { openSteps, refusalOf, roleOfStep, type Step } from './reviews.rules'

/** A sheet that goes on only when somebody with this role signs. */
export interface WaitingSheet {
  subjectType: string
  subjectId: string
  title: string
  step: Step
  /** Since when: the submission, or the last sign-off after it. */
  since: number
}

/** Far more than a bureau has under review at once. */
const MOST = 200

/** What waits for one person's signature, by the rules that the signature itself will meet. */
export class WaitingReviews {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  async waitingFor(signer: { id: string; roles: readonly string[] }): Promise<WaitingSheet[]> {
    if (!Object.values(roleOfStep).some((role) => signer.roles.includes(role))) return []
    const { reads } = this.database
    const sheets = await reads.find(ReviewSheet, {
      where: { state: 'in_review' },
      order: { id: 'ASC' },
      take: MOST,
    })
    if (sheets.length === 0) return []
    const latest = sheets.map(({ id, round }) => ({ sheetId: id, round }))
    const [rounds, signOffs] = await Promise.all([
      reads.find(ReviewRound, { where: latest }),
      reads.find(SignOff, { where: latest, order: { id: 'ASC' } }),
    ])
    return sheets.flatMap((sheet) => {
      const round = rounds.find((r) => r.sheetId === sheet.id)
      if (!round) return []
      return stepsFor(
        signer,
        sheet,
        round,
        signOffs.filter((s) => s.sheetId === sheet.id),
      )
    })
  }
}

function stepsFor(
  signer: { id: string; roles: readonly string[] },
  { subjectType, subjectId }: ReviewSheet,
  round: ReviewRound,
  signed: SignOff[],
): WaitingSheet[] {
  const { contentHash, title } = round
  const matter = { contentHash, authorIds: round.authors.map((a) => a.id) }
  const since = signed.at(-1)?.signedAt ?? round.submittedAt
  const under = { ...round, signed }
  return openSteps(under)
    .filter((step) => !refusalOf(matter, under, signer, { step, decision: 'approve', contentHash }))
    .map((step) => ({ subjectType, subjectId, title, step, since }))
}
