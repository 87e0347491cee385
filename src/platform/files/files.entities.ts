import { Entity } from 'typeorm'
import { Count, Instant, Key, PrimaryCount, PrimaryKey, Text } from '../db/entity-columns'
import type { FileType } from './files.intake'

/** A file that was taken in, named by the SHA-256 of its bytes: another content is another file. */
@Entity('files')
export class StoredFile {
  @PrimaryKey({ length: 64 }) id!: string
  @Key({ length: 80 }) type!: FileType
  @Count() bytes!: number
  @Count({ nullable: true }) width!: number | null
  @Count({ nullable: true }) height!: number | null
  /** The latest upload of these bytes: what nobody has used a day later is swept. */
  @Instant() uploadedAt!: number
}

@Entity('file_chunks')
export class FileChunk {
  @PrimaryKey({ length: 64 }) fileId!: string
  @PrimaryCount() number!: number
  /** Base64: dumps, both databases and every client carry it unharmed. */
  @Text() content!: string
}
