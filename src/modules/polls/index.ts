export { AwaitedPolls } from './polls.awaiting'
export { BallotBox, type CastBallot, type StallBallot } from './polls.casting'
export {
  Ballot,
  type BallotAnswer,
  type Counts,
  Poll,
  type PollLoop,
  type PollQuestion,
  PollRows,
  Stall,
} from './polls.entities'
export { linkLoop, type PollFollower } from './polls.following'
export { type FoodClass, foodClasses } from './polls.food-classes'
export { type CountingOfPoll, type CountingSource, PollOpenData } from './polls.open-data'
export { PollOpenings } from './polls.openings'
export { PollOutcomes, VotersOfPoll } from './polls.outcome'
export { BallotsOfResident } from './polls.personal'
export { pollActs } from './polls.policy'
export {
  alreadyOpened,
  alreadyRevoked,
  alreadyVoted,
  notOpened,
  ownWork,
  pollClosed,
  pollNotOpen,
  stallUnknown,
} from './polls.problems'
export { PollReads, type PollTally } from './polls.reads'
export { BallotReceipts } from './polls.receipts'
export { contentHashOf, type OptionCount, type PollState, ranking } from './polls.rules'
export { alongIds, ChoiceReader, countBallots, countRows } from './polls.scan'
export { RowSealing } from './polls.sealing'
export { SearchablePolls } from './polls.search'
export { type NewPoll, Polls } from './polls.service'
export { type OpenStall, StallBox, type StallOutcome } from './polls.stall-box'
export { type NewStall, type StallCount, Stalls } from './polls.stalls'
export { BALLOT_LIMIT } from './polls.stalls.rules'
export { nationalForm, type PollTemplate, pollTemplates } from './polls.templates'
export { BallotTexts } from './polls.texts'
export { BallotTraces, TRACES_KEPT_MS } from './polls.traces'
export { type BallotOrigin, type City, CityNetworks, readTrace } from './polls.traces.rules'
