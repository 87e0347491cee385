import type { Database } from '../../platform/db/database'
import type { StoredFile } from '../../platform/files/files.entities'
import { takeFile } from '../../platform/files/files.intake'
import { FileRefused } from '../../platform/files/files.refused'
import type { FileStore } from '../../platform/files/files.store'
import { forbidden, invalidField, notFound } from '../../platform/problem'
import type { Ledger } from '../ledger'
import type { StaffActor } from '../staff'
import { canCreate } from './publications.policy'
import { fileRefused } from './publications.problems'

export interface GivenFile {
  filename: string
  contentType: string
  content: Buffer
}

/** Pictures and attachments on their way into a publication: taken in first, then named in its content. */
export class PublicationUploads {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly files: FileStore,
  ) {}

  /** @throws Problem file_refused, forbidden, invalid_request */
  async uploadFile(
    actor: StaffActor,
    given: GivenFile | undefined,
  ): Promise<{ file: StoredFile; name: string }> {
    if (!canCreate(actor)) throw forbidden()
    if (!given) throw invalidField('file', '请选择要上传的文件')
    const taken = await takeFile(given).catch((error: unknown) => {
      throw error instanceof FileRefused ? refusal(error.message) : error
    })
    const file = await this.database.transaction(async (tx) => {
      const stored = await this.files.put(tx, taken)
      const after = { name: taken.name, type: stored.type, bytes: stored.bytes }
      await this.ledger.append(
        tx,
        actor,
        'publications.upload_file',
        { type: 'file', id: stored.id },
        { after },
      )
      return stored
    })
    return { file, name: taken.name }
  }

  /** For staff, whatever its publication's state. @throws Problem not_found */
  async read(id: string): Promise<{ file: StoredFile; content: Buffer }> {
    const file = await this.files.find(id)
    if (!file) throw notFound()
    return { file, content: await this.files.read(id) }
  }
}

const refusal = (message: string) => fileRefused({ detail: message, errors: [{ path: 'file', message }] })
