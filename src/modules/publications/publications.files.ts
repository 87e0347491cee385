import { type EntityManager, In } from 'typeorm'
import type { Database } from '../../platform/db/database'
import type { StoredFile } from '../../platform/files/files.entities'
import type { FileStore } from '../../platform/files/files.store'
import { markdownLinks } from '../../platform/markdown'
import { type Content, type FileStanding, PublicationFile } from './publications.entities'

const IN_TEXT = /^\/files\/([0-9a-f]{64})$/

/** Files named in the text itself, as pictures or links. */
export function filesInText(markdown: string): string[] {
  const found = markdownLinks(markdown).flatMap(({ address }) => IN_TEXT.exec(address)?.[1] ?? [])
  return [...new Set(found)]
}

interface Use {
  fileId: string
  name: string | null
}

/** Every file of a content once, in the order of their ids: locks are always taken in the same order. */
export function usesOf({ cover, attachments, markdown }: Content): Use[] {
  const uses = new Map<string, Use>()
  const ids = [...(cover ? [cover.fileId] : []), ...filesInText(markdown)]
  for (const fileId of ids) uses.set(fileId, { fileId, name: null })
  for (const { fileId, name } of attachments ?? []) uses.set(fileId, { fileId, name })
  return [...uses.values()].sort((a, b) => (a.fileId < b.fileId ? -1 : 1))
}

/** Residents fetch the live text's files and no others; `kept` only ever grows. */
export async function noteUses(
  tx: EntityManager,
  publicationId: string,
  standing: FileStanding,
  content: Content,
): Promise<void> {
  const uses = usesOf(content)
  if (standing !== 'kept') await tx.delete(PublicationFile, { publicationId, standing })
  const ids = uses.map((u) => u.fileId)
  const known =
    standing === 'kept' ? await tx.findBy(PublicationFile, { publicationId, standing, fileId: In(ids) }) : []
  const fresh = uses.filter((use) => !known.some((row) => row.fileId === use.fileId))
  for (const use of fresh) await tx.insert(PublicationFile, { publicationId, standing, ...use })
}

export async function hideFiles(tx: EntityManager, publicationId: string): Promise<void> {
  await tx.delete(PublicationFile, { publicationId, standing: 'live' })
}

export interface PublicFile {
  file: StoredFile
  name: string | null
}

/** Files of publications: who may fetch them, and which are still needed. */
export class PublicationFiles {
  constructor(
    private readonly database: Database,
    private readonly files: FileStore,
  ) {
    files.register((tx, fileId) => tx.existsBy(PublicationFile, { fileId }))
  }

  /** Null unless a text that is public now shows or attaches it. */
  async findPublic(fileId: string): Promise<PublicFile | null> {
    const uses = await this.database.reads.findBy(PublicationFile, { fileId, standing: 'live' })
    const file = uses.length > 0 ? await this.files.find(fileId) : null
    return file && { file, name: uses.find((use) => use.name !== null)?.name ?? null }
  }
}
