export {
  alarmKinds,
  type ChannelState,
  type Failure,
  failureKinds,
  HomeReads,
  homeChannels,
  type OpenItem,
  openKinds,
} from './home.reads'
export { columnFreshness, dailyFreshness, type UpdateState } from './home.rules'
export { HomeWaiting, type WaitingItem, type WaitingKind, waitingKinds } from './home.waiting'
