export { type Annex, Annexes, type AnnexSource, annexKinds } from './publications.annexes'
export { type FieldChange, PublicationChanges } from './publications.changes'
export type { NewPublication } from './publications.content'
export { PublicationDesk, type StaffPublicationItem } from './publications.desk'
export {
  type Attachment,
  type Audience,
  type Content,
  levels,
  Publication,
  PublicationFile,
  type PublicationKind,
  PublicationTitle,
  PublicationVersion,
  publicationKinds,
  publicationStates,
  SubmittedContent,
} from './publications.entities'
export { PublicationFiles, type PublicFile } from './publications.files'
export { allowedActs, publicationActs } from './publications.policy'
export {
  alreadyPublished,
  annexChanged,
  fileChanged,
  fileRefused,
  notPublished,
  pushUnavailable,
} from './publications.problems'
export { type CampaignLauncher, Publishing } from './publications.publishing'
export {
  type PublicationItem,
  PublicationReads,
  type PublicPublication,
  type RelatedItem,
} from './publications.reads'
export { fileUrl } from './publications.rules'
export { SearchablePublications } from './publications.search'
export { Publications } from './publications.service'
export { PublicationStories } from './publications.stories'
export { type GivenFile, PublicationUploads } from './publications.uploads'
