export {
  ALGORITHM,
  allot,
  byHashThenToken,
  commitmentOf,
  drawnOrder,
  seedOf,
} from './draws.algorithm.rules'
export {
  Draw,
  DrawEntrant,
  type DrawResult,
  type DrawRule,
  DrawShare,
  DrawValue,
  type SeedSource,
} from './draws.entities'
export { DrawFollowsQuiz } from './draws.following'
export { DrawPreparing } from './draws.preparing'
export * from './draws.problems'
export { DrawReads, drawActs, type MyEntry, type StaffDraw } from './draws.reads'
export { type DrawRecord, DrawRecords, type PublicWin } from './draws.record'
export {
  agreedValue,
  claimUntilOf,
  defaultRule,
  drawStates,
  keepOnOf,
  lastDayOf,
  refuseImpossible,
  revealUntilOf,
  SUBSTITUTES_MOST,
  WITNESSES_LEAST,
  WITNESSES_MOST,
  writtenValue,
} from './draws.rules'
export { DrawSeeding } from './draws.seeding'
export { Draws } from './draws.service'
export { Tickets, tokenOf } from './draws.tickets'
export { Allotting } from './wins.allotting'
export { Claiming } from './wins.claiming'
export { dialled, keptOf, maskedClaim, maskName, type NewClaim } from './wins.claims.rules'
export { PrizeDesk } from './wins.desk'
export {
  Claim,
  decidedReasons,
  type ForfeitReason,
  forfeitReasons,
  handovers,
  movementKinds,
  PrizeMovement,
  Win,
  winStates,
} from './wins.entities'
export { sumsOf } from './wins.movements'
export { WinsOfResident } from './wins.personal'
export { type ListedWin, type MyWin, WinReads } from './wins.reads'
export { AwaitedDraws, WinnersTogether } from './wins.telling'
export { PrizeTerms } from './wins.terms'
