import type { EntityManager } from 'typeorm'
import type { StaffActor } from '../staff'

export const annexKinds = ['sampling_plan', 'sampling_results'] as const
export type AnnexKind = (typeof annexKinds)[number]

/** Rows of a duty that go out with a text: named by their hash, so that whoever signs the text signs them too. */
export interface Annex {
  kind: AnnexKind
  id: string
  hash: string
}

/** A duty to the right whose rows are published with a text; the office introduces it. Each joins the caller's transaction. */
export interface AnnexSource {
  readonly kind: AnnexKind
  /** A text takes it along. @throws Problem when another text has it already */
  attach(tx: EntityManager, annex: Annex, publicationId: string): Promise<void>
  /** @throws Problem annex_changed unless the rows are what the hash says */
  check(tx: EntityManager, annex: Annex): Promise<void>
  /** The rows go out. @returns the campaign that tells those who asked, if there is one */
  release(tx: EntityManager, actor: StaffActor, annex: Annex, publicationId: string): Promise<string | null>
  withdraw(tx: EntityManager, annex: Annex): Promise<void>
}

/** What goes out with texts, whoever's it is. A text without an annex passes through untouched. */
export class Annexes {
  private readonly sources = new Map<AnnexKind, AnnexSource>()

  register(source: AnnexSource): void {
    this.sources.set(source.kind, source)
  }

  async attach(tx: EntityManager, annex: Annex | undefined, publicationId: string): Promise<void> {
    if (annex) await this.of(annex).attach(tx, annex, publicationId)
  }

  async check(tx: EntityManager, annex: Annex | undefined): Promise<void> {
    if (annex) await this.of(annex).check(tx, annex)
  }

  async release(
    tx: EntityManager,
    actor: StaffActor,
    annex: Annex | undefined,
    publicationId: string,
  ): Promise<string | null> {
    if (!annex) return null
    await this.of(annex).check(tx, annex)
    return this.of(annex).release(tx, actor, annex, publicationId)
  }

  async withdraw(tx: EntityManager, annex: Annex | undefined): Promise<void> {
    if (annex) await this.of(annex).withdraw(tx, annex)
  }

  private of({ kind }: Annex): AnnexSource {
    const source = this.sources.get(kind)
    if (!source) throw new Error(`Nobody answers for annexes of kind ${kind}`)
    return source
  }
}
