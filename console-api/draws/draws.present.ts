import type { StaffDraw } from '../../src/modules/draws'
import { rfc3339 } from '../../src/platform/clock'

/** The draw of a quiz as staff see it. */
export function presentDraw(quizId: string, draw: StaffDraw) {
  return {
    ...draw,
    quizId,
    witnesses: draw.witnesses.map((w) => ({
      ...w,
      committedAt: instantOrNull(w.committedAt),
      revealedAt: instantOrNull(w.revealedAt),
    })),
    announcedAt: instantOrNull(draw.announcedAt),
    closedAt: instantOrNull(draw.closedAt),
    drawnAt: instantOrNull(draw.drawnAt),
  }
}

const instantOrNull = (at: number | null) => (at === null ? null : rfc3339(at))
