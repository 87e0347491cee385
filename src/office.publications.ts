import type { Ledger } from './modules/ledger'
import {
  Annexes,
  PublicationChanges,
  PublicationDesk,
  PublicationFiles,
  PublicationReads,
  PublicationStories,
  Publications,
  PublicationUploads,
  Publishing,
} from './modules/publications'
import { ReviewReads, Reviews } from './modules/reviews'
import { type buildPush } from './office.push'
import type { Clock } from './platform/clock'
import type { Database } from './platform/db/database'
import { FileStore } from './platform/files/files.store'

interface Hall {
  database: Database
  clock: Clock
  ledger: Ledger
  campaigns: ReturnType<typeof buildPush>['campaigns']
  sheetPrefix?: string
}

/** 信息发布: writing, reviewing, files, publishing. */
export function buildPublications({ database, clock, ledger, campaigns, sheetPrefix }: Hall) {
  const reviews = new Reviews(clock, sheetPrefix ?? '市监审')
  const reviewReads = new ReviewReads(database)
  const files = new FileStore(database, clock)
  const publicationReads = new PublicationReads(database)
  campaigns.register(new PublicationStories(publicationReads))
  const annexes = new Annexes()
  return {
    reviews,
    reviewReads,
    files,
    annexes,
    publicationReads,
    publications: new Publications(database, clock, ledger, reviews, files, annexes),
    publishing: new Publishing(database, clock, ledger, reviews, campaigns, files, annexes),
    publicationUploads: new PublicationUploads(database, ledger, files),
    publicationFiles: new PublicationFiles(database, files),
    publicationDesk: new PublicationDesk(database, reviewReads),
    publicationChanges: new PublicationChanges(database, reviewReads),
  }
}
