export { AwaitedPolls } from './polls.awaiting'
export { BallotBox, type CastBallot } from './polls.casting'
export {
  Ballot,
  type BallotAnswer,
  type Counts,
  Poll,
  type PollLoop,
  type PollQuestion,
  PollRows,
} from './polls.entities'
export { type FoodClass, foodClasses } from './polls.food-classes'
export { PollOpenData } from './polls.open-data'
export { PollOpenings } from './polls.openings'
export { PollOutcomes, VotersOfPoll } from './polls.outcome'
export { BallotsOfResident } from './polls.personal'
export { pollActs } from './polls.policy'
export { alreadyOpened, alreadyVoted, notOpened, ownWork, pollClosed, pollNotOpen } from './polls.problems'
export { PollReads, type PollTally } from './polls.reads'
export { BallotReceipts } from './polls.receipts'
export { contentHashOf, type OptionCount, type PollState, ranking } from './polls.rules'
export { countBallots, countRows } from './polls.scan'
export { RowSealing } from './polls.sealing'
export { SearchablePolls } from './polls.search'
export { type NewPoll, Polls } from './polls.service'
export { nationalForm, type PollTemplate, pollTemplates } from './polls.templates'
export { BallotTexts } from './polls.texts'
