import { activityNotices } from './publications.activity-notices'
import { consumerAlerts } from './publications.consumer-alerts'
import { foodAlerts } from './publications.food-alerts'
import { interpretations } from './publications.interpretations'
import { notices } from './publications.notices'
import { samplingResults } from './publications.sampling-results'
import type { DemoPublication } from './publications.types'
import { waiting } from './publications.waiting'

export type { DemoPublication, PublicationKind } from './publications.types'

/** Everything the demo bureau has published, withdrawn, corrected, or still has on its desks. */
export const publications: readonly DemoPublication[] = [
  ...interpretations,
  ...foodAlerts,
  ...consumerAlerts,
  ...notices,
  ...activityNotices,
  ...samplingResults,
  ...waiting,
]
