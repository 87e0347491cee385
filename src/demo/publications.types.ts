import type { DivisionKey } from './city'

export type PublicationKind = 'policy_interpretation' | 'consumer_alert' | 'notice' | 'sampling_result'

export type DemoPublication = {
  key: string
  kind: PublicationKind
  title: string
  /** At most 120 characters as a reader counts them. */
  summary: string
  /** The text as it stands today, that is after the correction where there is one. */
  markdown: string
  divisionKey: DivisionKey
  level?: 'info' | 'notice' | 'urgent'
  /** The publication this one belongs with, e.g. the notice that an interpretation explains. */
  relatedKey?: string
  /** Days between publication (or, unpublished, last editing) and today. */
  daysAgo: number
  /** Answers this poll: data of its sampling go out with the text. */
  answers?: { pollKey: string; with: 'plan' | 'results' }
  state: 'published' | 'draft' | 'in_review'
  withdrawn?: { reason: string; daysAgo: number }
  /** First published with `was` where the text now reads `now`. */
  corrected?: { reason: string; was: string; now: string; daysAgo: number }
}
