import { CommentTexts } from './modules/consultations'
import type { Ledger } from './modules/ledger'
import { HeldTexts, TextChecking, TextLookout } from './modules/moderation'
import { BallotTexts } from './modules/polls'
import type { Residents } from './modules/residents'
import type { Clock } from './platform/clock'
import type { Database } from './platform/db/database'
import { SimulatedTextCheck, type TextCheck } from './platform/wechat/text-check'

export interface ModerationParts {
  database: Database
  clock: Clock
  ledger: Ledger
  residents: Residents
  /** Simulated unless given. */
  textCheck?: TextCheck
}

/** The composition root's page about what residents write. */
export function buildModeration({ database, clock, ledger, residents, textCheck }: ModerationParts) {
  const texts = [new BallotTexts(database), new CommentTexts(database)]
  const check = textCheck ?? new SimulatedTextCheck()
  return {
    textLookout: new TextLookout(database, clock, texts),
    textChecking: new TextChecking(database, clock, residents, check, texts),
    heldTexts: new HeldTexts(database, clock, ledger, texts),
  }
}
