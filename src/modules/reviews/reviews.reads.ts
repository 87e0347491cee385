import { In, IsNull } from 'typeorm'
import type { Database } from '../../platform/db/database'
import { notFound } from '../../platform/problem'
import type { Subject } from '../ledger'
import { FindingOverride, type OverrideLine, ReviewRound, ReviewSheet, SignOff } from './reviews.entities'
import { type Matter, openSteps, type RoundState, refusalOf, requiredSteps, type Step } from './reviews.rules'

/** One line of the 三审单; without a signature while the step is still to come. */
export interface SheetLine {
  step: Step
  signOff: SignOff | null
}

export interface SheetRound {
  round: ReviewRound
  lines: SheetLine[]
}

export interface Sheet {
  sheet: ReviewSheet
  /** Oldest first. */
  rounds: SheetRound[]
}

/** What staff read about reviews: whole sheets, with every round and every person. */
export class ReviewReads {
  constructor(private readonly database: Database) {}

  /** All sheets of a subject, newest first. @throws Problem not_found before its first submission */
  async sheets(subject: Subject): Promise<[Sheet, ...Sheet[]]> {
    const found = await this.database.reads.find(ReviewSheet, {
      where: { subjectType: subject.type, subjectId: subject.id },
      order: { id: 'DESC' },
    })
    const [latest, ...earlier] = await Promise.all(found.map((sheet) => this.whole(sheet)))
    if (!latest) throw notFound({ detail: '还没有送审，没有三审单。' })
    return [latest, ...earlier]
  }

  /** The latest sheet's number, where its round stands, and the steps that wait for someone, if there is one. */
  async standing(subject: Subject): Promise<{ sheetNumber: string; state: RoundState; open: Step[] } | null> {
    const sheet = await this.database.reads.findOne(ReviewSheet, {
      where: { subjectType: subject.type, subjectId: subject.id },
      order: { id: 'DESC' },
    })
    if (!sheet) return null
    const latest = (await this.whole(sheet)).rounds.at(-1)
    const { sheetNumber, state } = sheet
    if (!latest) return { sheetNumber, state, open: [] }
    const signed = latest.lines.flatMap((l) => (l.signOff ? [l.signOff] : []))
    return { sheetNumber, state, open: openSteps({ ...latest.round, signed }) }
  }

  /** What this person signed or returned last, over whichever content it was. */
  async lastSignedBy(subject: Subject, staffId: string): Promise<SignOff | null> {
    const sheets = await this.database.reads.find(ReviewSheet, {
      select: { id: true },
      where: { subjectType: subject.type, subjectId: subject.id },
    })
    return this.database.reads.findOne(SignOff, {
      where: { staffId, sheetId: In(sheets.map((sheet) => sheet.id)) },
      order: { id: 'DESC' },
    })
  }

  /** Steps that this person may sign now, by the rules that judge a signature; subjects without any are left out. */
  async stepsFor(
    signer: { id: string; roles: readonly string[] },
    subjectType: string,
    subjects: readonly { id: string; matter: Matter }[],
  ): Promise<Map<string, Step[]>> {
    const found = new Map<string, Step[]>()
    if (subjects.length === 0) return found
    const { reads } = this.database
    const ids = subjects.map((subject) => subject.id)
    const sheets = await reads.findBy(ReviewSheet, { subjectType, subjectId: In(ids), releasedAt: IsNull() })
    const sheetIds = sheets.map((sheet) => sheet.id)
    const rounds = await reads.find(ReviewRound, {
      select: { sheetId: true, round: true, contentHash: true, major: true, state: true },
      where: { sheetId: In(sheetIds), state: 'in_review' },
    })
    const signOffs = await reads.findBy(SignOff, { sheetId: In(sheetIds) })
    for (const { id, matter } of subjects) {
      const sheet = sheets.find((s) => s.subjectId === id)
      const round = rounds.find((r) => r.sheetId === sheet?.id && r.round === sheet.round)
      if (!round) continue
      const signed = signOffs.filter((s) => s.sheetId === round.sheetId && s.round === round.round)
      const { contentHash } = matter
      const steps = requiredSteps(round.major).filter(
        (step) =>
          refusalOf(matter, { ...round, signed }, signer, { step, decision: 'approve', contentHash }) ===
          null,
      )
      if (steps.length > 0) found.set(id, steps)
    }
    return found
  }

  overrides({ type, id }: Subject, contentHash: string): Promise<OverrideLine[]> {
    return this.database.reads.find(FindingOverride, {
      where: { subjectType: type, subjectId: id, contentHash },
      order: { id: 'ASC' },
    })
  }

  private async whole(sheet: ReviewSheet): Promise<Sheet> {
    const of = { where: { sheetId: sheet.id } }
    const rounds = await this.database.reads.find(ReviewRound, { ...of, order: { round: 'ASC' } })
    const signOffs = await this.database.reads.find(SignOff, { ...of, order: { id: 'ASC' } })
    return {
      sheet,
      rounds: rounds.map((round) => ({
        round,
        lines: requiredSteps(round.major).map((step) => ({
          step,
          signOff: signOffs.find((s) => s.round === round.round && s.step === step) ?? null,
        })),
      })),
    }
  }
}
