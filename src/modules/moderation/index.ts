export { TextChecking } from './moderation.checking'
export {
  type CheckState,
  ContentCheck,
  ContentCheckCursor,
  checkLabels,
  checkStates,
  type TextType,
  textTypes,
} from './moderation.entities'
export { notHeld } from './moderation.problems'
export { isShown, placeholder } from './moderation.rules'
export { TextLookout } from './moderation.scanning'
export { type HeldText, HeldTexts, type TextDecision } from './moderation.service'
export type { ResidentText, TextPage, TextSource } from './moderation.sources'
