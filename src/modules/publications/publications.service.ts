import type { EntityManager } from 'typeorm'
import { shanghaiDay } from '../../platform/calendar'
import type { Clock } from '../../platform/clock'
import { type Database, findForUpdate } from '../../platform/db/database'
import type { FileStore } from '../../platform/files/files.store'
import { newId } from '../../platform/ids'
import { forbidden, invalidField, notFound, ownWork, stale } from '../../platform/problem'
import { maskPersonal } from '../../platform/text'
import type { Ledger, Subject } from '../ledger'
import { type Finding, type Reviews, type SignOffAsk } from '../reviews'
import type { StaffActor } from '../staff'
import type { Annexes } from './publications.annexes'
import { contentOf, type NewPublication } from './publications.content'
import { Publication, PublicationTitle, SubmittedContent } from './publications.entities'
import { noteUses } from './publications.files'
import { canCreate, canEdit, canOverride } from './publications.policy'
import { alreadyPublished } from './publications.problems'
import { contentHashOf, findingsOf, stateAfterReview } from './publications.rules'

/** Content after a save, and what the machine noticed in it. */
export interface Saved {
  publication: Publication
  findings: Finding[]
}

export const subjectOf = (id: string): Subject => ({ type: 'publication', id })
export const matterOf = ({
  contentHash,
  contributorIds,
}: Pick<Publication, 'contentHash' | 'contributorIds'>) => ({
  contentHash,
  authorIds: contributorIds,
})

/** Writing and reviewing what will be published. Publishing and withdrawing are in publications.publishing.ts. */
export class Publications {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly reviews: Reviews,
    private readonly files: FileStore,
    private readonly annexes: Annexes,
  ) {}

  /** @throws Problem forbidden, invalid_request */
  async createPublication(actor: StaffActor, { kind, ...input }: NewPublication): Promise<Saved> {
    if (!canCreate(actor)) throw forbidden()
    const now = this.clock.now()
    const id = newId(now)
    return this.database.transaction(async (tx) => {
      const owner = { id, ownerDivisionId: actor.divisionId }
      const content = await contentOf(tx, this.files, owner, input)
      const publication: Publication = {
        id,
        kind,
        title: content.title,
        content,
        contentHash: contentHashOf(kind, content),
        state: 'draft',
        ownerDivisionId: actor.divisionId,
        authorId: actor.id,
        contributorIds: [actor.id],
        liveVersionId: null,
        publishedAt: null,
        correctedAt: null,
        withdrawnAt: null,
        withdrawalReason: null,
        createdAt: now,
        updatedAt: now,
      }
      await tx.insert(Publication, publication)
      await tx.insert(PublicationTitle, { id, title: content.title })
      await noteUses(tx, id, 'draft', content)
      await this.annexes.attach(tx, content.annex, id)
      const after = { kind, contentHash: publication.contentHash, ownerDivisionId: actor.divisionId }
      await this.ledger.append(tx, actor, 'publications.create', subjectOf(id), { after })
      return { publication, findings: this.findings(publication) }
    })
  }

  /**
   * Replaces the content and voids every sign-off, also where nothing differs. What residents see stays as it is
   * until the correction has been cleared and published. An annex stays unless a new one is given.
   * @param seenHash the content the editor had on the desk
   * @throws Problem stale, forbidden, not_found, invalid_request
   */
  async editPublication(
    actor: StaffActor,
    id: string,
    { kind, ...input }: NewPublication,
    seenHash: string,
  ): Promise<Saved> {
    return this.database.transaction(async (tx) => {
      const publication = await this.locked(tx, id)
      if (!canEdit(actor, publication)) throw forbidden({ detail: '只有主办科室的拟稿人可以修改。' })
      if (publication.contentHash !== seenHash) throw stale()
      if (publication.kind !== kind) throw invalidField('kind', '类型在建立后不能更改')
      const annex = input.annex ?? publication.content.annex
      const content = await contentOf(tx, this.files, publication, { ...input, annex })
      await this.annexes.attach(tx, input.annex, id)
      const change = {
        title: content.title,
        content,
        contentHash: contentHashOf(kind, content),
        state: 'draft' as const,
        contributorIds: [...new Set([...publication.contributorIds, actor.id])],
        updatedAt: this.clock.now(),
      }
      await tx.update(Publication, { id }, change)
      await tx.update(PublicationTitle, { id }, { title: content.title })
      await noteUses(tx, id, 'draft', content)
      await this.reviews.voidRound(tx, subjectOf(id))
      await this.ledger.append(tx, actor, 'publications.edit', subjectOf(id), {
        before: { contentHash: publication.contentHash, state: publication.state },
        after: { contentHash: change.contentHash, state: change.state },
      })
      const edited = { ...publication, ...change }
      return { publication: edited, findings: this.findings(edited) }
    })
  }

  /** @throws Problem findings_blocking, already_submitted, already_published, annex_changed, forbidden, not_found */
  async submitForReview(actor: StaffActor, id: string, major = false) {
    return this.database.transaction(async (tx) => {
      const publication = await this.locked(tx, id)
      if (!canEdit(actor, publication)) throw forbidden({ detail: '只有主办科室的拟稿人可以送审。' })
      if (publication.state === 'published' || publication.state === 'withdrawn') throw alreadyPublished()
      await this.annexes.check(tx, publication.content.annex)
      const findings = this.findings(publication)
      const sheet = await this.reviews.submit(tx, actor, subjectOf(id), {
        ...matterOf(publication),
        title: publication.title,
        findings,
        major,
      })
      await this.keep(tx, actor, publication)
      const after = {
        state: 'in_review' as const,
        sheetNumber: sheet.sheetNumber,
        round: sheet.round,
        contentHash: publication.contentHash,
        major,
      }
      await this.settle(tx, actor, 'publications.submit', publication, after)
      return { publication: { ...publication, state: after.state }, sheet, findings }
    })
  }

  /** @throws Problem own_work, same_person, forbidden, stale, out_of_order, not_found */
  async signOff(actor: StaffActor, id: string, ask: SignOffAsk & { opinion: string }) {
    return this.database.transaction(async (tx) => {
      const publication = await this.locked(tx, id)
      const matter = matterOf(publication)
      const { state, sheet } = await this.reviews.signOff(tx, actor, subjectOf(id), matter, ask)
      const after = {
        state: stateAfterReview[state],
        step: ask.step,
        decision: ask.decision,
        contentHash: ask.contentHash,
        sheetNumber: sheet.sheetNumber,
      }
      await this.settle(tx, actor, 'publications.sign_off', publication, after)
      return { publication: { ...publication, state: after.state }, sheet }
    })
  }

  /** 负面清单: the secrecy officer lets a finding pass, with a reason. @throws Problem stale, own_work, not_overridable */
  async overrideFinding(
    actor: StaffActor,
    id: string,
    ask: { code: Finding['code']; reason: string; contentHash: string },
  ): Promise<void> {
    if (!canOverride(actor)) throw forbidden()
    await this.database.transaction(async (tx) => {
      const publication = await this.locked(tx, id)
      if (publication.contributorIds.includes(actor.id)) throw ownWork()
      if (publication.contentHash !== ask.contentHash) throw stale()
      const found = this.findings(publication)
      await this.reviews.override(tx, actor, subjectOf(id), ask.contentHash, found, ask)
      const after = { ...ask, reason: maskPersonal(ask.reason) }
      await this.ledger.append(tx, actor, 'publications.override_finding', subjectOf(id), { after })
    })
  }

  findings({ kind, content }: Pick<Publication, 'kind' | 'content'>): Finding[] {
    return findingsOf(kind, content, shanghaiDay(this.clock.now()))
  }

  /** What is under review is kept as it was, with its files, to be compared with later. */
  private async keep(tx: EntityManager, actor: StaffActor, { id, content, contentHash }: Publication) {
    await noteUses(tx, id, 'kept', content)
    const key = { publicationId: id, contentHash }
    if (await tx.existsBy(SubmittedContent, key)) return
    const submittedAt = this.clock.now()
    await tx.insert(SubmittedContent, { ...key, content, submittedBy: actor.id, submittedAt })
  }

  private async locked(tx: EntityManager, id: string): Promise<Publication> {
    const publication = await findForUpdate(tx, Publication, { id })
    if (!publication) throw notFound()
    return publication
  }

  private async settle(
    tx: EntityManager,
    actor: StaffActor,
    action: string,
    publication: Publication,
    after: { state: Publication['state'] },
  ): Promise<void> {
    const { id, state } = publication
    await tx.update(Publication, { id }, { state: after.state })
    await this.ledger.append(tx, actor, action, subjectOf(id), { before: { state }, after })
  }
}
