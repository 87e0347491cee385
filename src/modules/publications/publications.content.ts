import type { EntityManager } from 'typeorm'
import type { StoredFile } from '../../platform/files/files.entities'
import { isImageType } from '../../platform/files/files.image'
import { fitsType, nameOf } from '../../platform/files/files.intake'
import type { FileStore } from '../../platform/files/files.store'
import { type FieldError, invalidField, invalidRequest } from '../../platform/problem'
import { Division } from '../staff'
import { type Content, Publication, type PublicationKind } from './publications.entities'
import { filesInText } from './publications.files'

export interface NewPublication extends Omit<Content, 'source' | 'cover' | 'attachments'> {
  kind: PublicationKind
  /** The owning division, unless another source is named. */
  source?: string
  /** Files taken in before. */
  cover?: { fileId: string; alt: string }
  attachments?: { fileId: string; name: string }[]
}

interface Owner {
  id: string
  ownerDivisionId: string
}

/** The content in full: source and files looked up, and held until the transaction ends. @throws Problem invalid_request */
export async function contentOf(
  tx: EntityManager,
  files: FileStore,
  { id, ownerDivisionId }: Owner,
  { source, cover, attachments, ...rest }: Omit<NewPublication, 'kind'>,
): Promise<Content> {
  const related = rest.relatedDocumentId
  if (related !== undefined && (related === id || !(await tx.existsBy(Publication, { id: related }))))
    throw invalidField('relatedDocumentId', '没有这份关联文件')
  const given = { cover, attachments, inText: filesInText(rest.markdown) }
  return {
    ...rest,
    source: source ?? (await sourceOf(tx, ownerDivisionId)),
    ...(await held(tx, files, given)),
  }
}

async function held(
  tx: EntityManager,
  files: FileStore,
  given: Pick<NewPublication, 'cover' | 'attachments'> & { inText: string[] },
): Promise<Pick<Content, 'cover' | 'attachments'>> {
  const { cover, attachments = [], inText } = given
  const ids = [...(cover ? [cover.fileId] : []), ...attachments.map((a) => a.fileId), ...inText]
  const found = new Map<string, StoredFile>()
  for (const fileId of [...new Set(ids)].sort()) {
    const file = await files.hold(tx, fileId)
    if (file) found.set(fileId, file)
  }
  const errors: FieldError[] = []
  const picture = cover && found.get(cover.fileId)
  if (cover && !(picture && isImageType(picture.type)))
    errors.push({ path: 'cover.fileId', message: '没有这张图片，请重新上传封面' })
  for (const [index, { fileId, name }] of attachments.entries()) {
    const file = found.get(fileId)
    if (!file) errors.push({ path: `attachments.${index}.fileId`, message: '没有这个文件，请重新上传' })
    else if (!fitsType(name, file.type))
      errors.push({ path: `attachments.${index}.name`, message: '附件名的扩展名应与文件的类型一致' })
    if (attachments.findIndex((a) => a.fileId === fileId) < index)
      errors.push({ path: `attachments.${index}.fileId`, message: '同一个文件只能附一次' })
  }
  if (inText.some((fileId) => !found.has(fileId)))
    errors.push({ path: 'markdown', message: '正文里引用的图片或文件不存在，请重新上传' })
  if (errors.length > 0) throw invalidRequest({ detail: errors[0]?.message, errors })
  return {
    ...(cover && picture
      ? { cover: { ...cover, width: picture.width ?? 0, height: picture.height ?? 0 } }
      : {}),
    ...(attachments.length > 0
      ? {
          attachments: attachments.flatMap(({ fileId, name }) => {
            const file = found.get(fileId)
            return file ? [{ fileId, name: nameOf(name), type: file.type, bytes: file.bytes }] : []
          }),
        }
      : {}),
  }
}

/** 澜川市市场监督管理局办公室: a section is named with its bureau, a bureau by itself. */
async function sourceOf(tx: EntityManager, divisionId: string): Promise<string> {
  const division = await tx.findOneByOrFail(Division, { id: divisionId })
  if (division.kind !== 'section' || division.parentId === null) return division.name
  const parent = await tx.findOneBy(Division, { id: division.parentId })
  return `${parent?.name ?? ''}${division.name}`
}
