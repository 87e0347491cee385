import { fileUrl } from '../../src/modules/publications'
import type { Office } from '../../src/office'
import { answer, type Counter } from '../../src/platform/http/serve'
import { readStaffFile, uploadFile } from './files.contract'

export const staffFileUrl = (fileId: string): string => `/api/staff${fileUrl(fileId)}`

/** Pictures of a text that is not public yet come through the door that asks who is looking. */
export const withStaffPictures = (html: string): string =>
  html.replace(/<img src="\/files\/([0-9a-f]{64})"/g, (_, id: string) => `<img src="${staffFileUrl(id)}"`)

export function staffFileRoutes(counter: Counter, { publicationUploads }: Office): void {
  counter.serve(uploadFile, async ({ caller, upload }) => {
    const { file, name } = await publicationUploads.uploadFile(caller, upload)
    const { id, type, bytes, width, height } = file
    return { fileId: id, name, type, bytes, width, height, url: staffFileUrl(id), publicUrl: fileUrl(id) }
  })
  counter.serve(readStaffFile, async ({ params }) => {
    const { file, content } = await publicationUploads.read(params.id)
    return answer({ raw: { content, contentType: file.type, filename: file.id } })
  })
}
