import type { EntityManager } from 'typeorm'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import type { FileStore } from '../../platform/files/files.store'
import { newId } from '../../platform/ids'
import { forbidden, notFound } from '../../platform/problem'
import { maskPersonal } from '../../platform/text'
import type { Ledger } from '../ledger'
import type { Reviews } from '../reviews'
import type { StaffActor } from '../staff'
import type { Annexes } from './publications.annexes'
import {
  type Audience,
  type Content,
  type Level,
  Publication,
  PublicationVersion,
} from './publications.entities'
import { hideFiles, noteUses, usesOf } from './publications.files'
import { canPublish, canWithdraw } from './publications.policy'
import { alreadyPublished, fileChanged, notPublished, pushUnavailable } from './publications.problems'
import { contentHashOf, coverOf, isLive } from './publications.rules'
import { matterOf, subjectOf } from './publications.service'

/** What sends a publication to residents: a campaign row and its job, in the same transaction. */
export interface CampaignLauncher {
  /** @returns the campaign's id */
  launch(
    tx: EntityManager,
    actor: StaffActor,
    input: {
      publicationId: string
      title: string
      summary: string
      level: Level
      audience?: Audience
      channels?: string[]
    },
  ): Promise<string>
  /** Ends what is still being sent of a publication. */
  cancelOf(tx: EntityManager, publicationId: string): Promise<void>
}

export interface Push {
  push: boolean
  channels?: string[]
}

/** Letting out what was cleared, and taking it back. */
export class Publishing {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly reviews: Reviews,
    private readonly campaigns: CampaignLauncher | null,
    private readonly files: FileStore,
    private readonly annexes: Annexes,
  ) {}

  /**
   * Status, version, annex, campaign and ledger entry are committed together or not at all. Where an annex tells those
   * who asked, `push` alone tells nobody a second time; a stated audience is told as well.
   * @throws Problem review_incomplete, file_changed, annex_changed, already_published, push_unavailable, forbidden, not_found
   */
  async publish(
    actor: StaffActor,
    id: string,
    { push, channels }: Push = { push: false },
  ): Promise<{ publication: Publication; version: PublicationVersion; campaignId: string | null }> {
    if (!canPublish(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const publication = await this.locked(tx, id)
      if (publication.state === 'published') throw alreadyPublished()
      const { kind, content } = publication
      // Computed again: what goes out is what was signed for, whatever the hash column says.
      const contentHash = contentHashOf(kind, content)
      const matter = { ...matterOf(publication), contentHash }
      const sheet = await this.reviews.release(tx, actor, subjectOf(id), matter)
      if (push && !this.campaigns) throw pushUnavailable()
      for (const { fileId } of usesOf(content))
        if (!(await this.files.isIntact(tx, fileId))) throw fileChanged()
      const now = this.clock.now()
      const number = (await tx.countBy(PublicationVersion, { publicationId: id })) + 1
      const version: PublicationVersion = {
        id: newId(now),
        publicationId: id,
        number,
        kind,
        title: content.title,
        summary: content.summary,
        level: content.level ?? null,
        coverUrl: coverOf(content),
        relatedDocumentId: content.relatedDocumentId ?? null,
        content,
        contentHash,
        sheetId: sheet.id,
        publishedBy: actor.id,
        publishedAt: now,
      }
      await tx.insert(PublicationVersion, version)
      for (const standing of ['live', 'kept'] as const) await noteUses(tx, id, standing, content)
      const change = {
        state: 'published' as const,
        liveVersionId: version.id,
        publishedAt: publication.publishedAt ?? now,
        correctedAt: publication.publishedAt === null ? null : now,
        withdrawnAt: null,
        withdrawalReason: null,
      }
      await tx.update(Publication, { id }, change)
      const { title, summary, level = 'info', audience } = content
      const told = await this.annexes.release(tx, actor, content.annex, id)
      const pushed =
        push && this.campaigns && (told === null || audience)
          ? await this.campaigns.launch(tx, actor, {
              publicationId: id,
              title,
              summary,
              level,
              audience,
              channels,
            })
          : null
      const campaignId = pushed ?? told
      await this.ledger.append(tx, actor, 'publications.publish', subjectOf(id), {
        before: { state: publication.state, liveVersionId: publication.liveVersionId },
        after: {
          state: change.state,
          version: number,
          contentHash,
          sheetNumber: sheet.sheetNumber,
          campaignId,
          ...(told !== null && pushed !== null ? { toldCampaignId: told } : {}),
        },
      })
      return { publication: { ...publication, ...change }, version, campaignId }
    })
  }

  /** Residents then see title and reason, not the text; a correction under review ends. @throws Problem not_published */
  async withdraw(actor: StaffActor, id: string, reason: string): Promise<Publication> {
    if (!canWithdraw(actor)) throw forbidden()
    return this.database.transaction(async (tx) => {
      const publication = await this.locked(tx, id)
      if (!isLive(publication)) throw notPublished()
      const change = {
        state: 'withdrawn' as const,
        withdrawnAt: this.clock.now(),
        withdrawalReason: reason,
      }
      await tx.update(Publication, { id }, change)
      await hideFiles(tx, id)
      await this.annexes.withdraw(tx, (await liveContent(tx, publication))?.annex)
      await this.reviews.voidRound(tx, subjectOf(id))
      // What has not gone out yet need not go out.
      await this.campaigns?.cancelOf(tx, id)
      await this.ledger.append(tx, actor, 'publications.withdraw', subjectOf(id), {
        before: { state: publication.state },
        after: { state: change.state, reason: maskPersonal(reason) },
      })
      return { ...publication, ...change }
    })
  }

  private async locked(tx: EntityManager, id: string): Promise<Publication> {
    const publication = await findForUpdate(tx, Publication, { id })
    if (!publication) throw notFound()
    return publication
  }
}

async function liveContent(tx: EntityManager, { liveVersionId }: Publication): Promise<Content | undefined> {
  return (await tx.findOneBy(PublicationVersion, { id: liveVersionId ?? '' }))?.content
}
