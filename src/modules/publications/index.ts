export {
  type Audience,
  type Content,
  levels,
  Publication,
  type PublicationKind,
  PublicationVersion,
  publicationKinds,
  publicationStates,
} from './publications.entities'
export { alreadyPublished, notPublished, pushUnavailable } from './publications.problems'
export { type CampaignLauncher, Publishing } from './publications.publishing'
export {
  type PublicationItem,
  PublicationReads,
  type PublicPublication,
  type RelatedItem,
} from './publications.reads'
export { SearchablePublications } from './publications.search'
export { type NewPublication, Publications } from './publications.service'
export { PublicationStories } from './publications.stories'
