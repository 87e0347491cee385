import {
  type OverrideLine,
  type Person,
  type Sheet,
  type SheetRound,
  stepNames,
} from '../../src/modules/reviews'
import { rfc3339 } from '../../src/platform/clock'

const presentPerson = ({ name, division }: Person) => ({ name, division })
const instantOrNull = (at: number | null) => (at === null ? null : rfc3339(at))

export const presentOverride = ({ code, reason, person, overriddenAt }: OverrideLine) => ({
  code,
  reason,
  by: presentPerson(person),
  at: rfc3339(overriddenAt),
})

function presentRound({ round, lines }: SheetRound) {
  return {
    round: round.round,
    title: round.title,
    contentHash: round.contentHash,
    major: round.major,
    state: round.state,
    authors: round.authors.map(presentPerson),
    submittedBy: presentPerson(round.submittedBy),
    submittedAt: rfc3339(round.submittedAt),
    endedAt: instantOrNull(round.endedAt),
    findings: round.findings,
    overrides: round.overrides.map(presentOverride),
    steps: lines.map(({ step, signOff }) => ({
      step,
      name: stepNames[step],
      person: signOff && presentPerson(signOff.person),
      signedAt: signOff && rfc3339(signOff.signedAt),
      decision: signOff?.decision ?? null,
      opinion: signOff?.opinion ?? null,
    })),
  }
}

function presentSheet({ sheet, rounds }: Sheet) {
  return {
    sheetNumber: sheet.sheetNumber,
    subject: { type: sheet.subjectType, id: sheet.subjectId },
    title: rounds.at(-1)?.round.title ?? '',
    state: sheet.state,
    round: sheet.round,
    rounds: rounds.map(presentRound),
    publisher: sheet.releasedBy && presentPerson(sheet.releasedBy),
    publishedAt: instantOrNull(sheet.releasedAt),
  }
}

export const presentSheets = ([latest, ...earlier]: readonly [Sheet, ...Sheet[]]) => ({
  ...presentSheet(latest),
  earlier: earlier.map(presentSheet),
})
