import { reactive } from 'vue'
import { api, type ReplyOf } from '@/kit/client'
import { bytes } from '@/kit/format'
import { isAborted, wordsOf } from '@/kit/problem'

export type Uploaded = NonNullable<ReplyOf<'post', '/api/staff/files'>>

const MEGABYTE = 1024 * 1024
export const pictures = '.jpg,.jpeg,.png,.webp'
export const documents = '.pdf,.docx,.xlsx,.jpg,.jpeg,.png,.webp'

/** @returns why this file need not even be sent, or nothing */
export function refusalOf(file: Pick<File, 'name' | 'size'>, accept: string): string | undefined {
  const extension = /\.[^.]+$/.exec(file.name.toLowerCase())?.[0] ?? ''
  const isPicture = pictures.split(',').includes(extension)
  const words = accept === pictures ? 'JPG、PNG、WebP 图片' : 'PDF、DOCX、XLSX 文件和 JPG、PNG、WebP 图片'
  if (!accept.split(',').includes(extension)) return `“${file.name}”不能上传：这里只接受 ${words}。`
  const most = (isPicture ? 8 : 15) * MEGABYTE
  if (file.size > most)
    return `“${file.name}”有 ${bytes(file.size)}，${isPicture ? '图片不能超过 8 MB' : '文件不能超过 15 MB'}。`
  if (file.size === 0) return `“${file.name}”是空的。`
  return undefined
}

/** Files on their way to the service, one after the other; what is refused is told in words. */
export function useUpload(accept: string) {
  let underWay: AbortController | undefined
  const upload = reactive({
    /** The name of what is being sent. */
    sending: '',
    problem: '',
    cancel: () => underWay?.abort(),
    async send(files: readonly File[]): Promise<Uploaded[]> {
      const done: Uploaded[] = []
      upload.problem = ''
      underWay = new AbortController()
      for (const file of files) {
        const refusal = refusalOf(file, accept)
        if (refusal) {
          upload.problem = refusal
          continue
        }
        const body = new FormData()
        body.append('file', file)
        upload.sending = file.name
        try {
          const { signal } = underWay
          const reply = await api.post('/api/staff/files', { body, signal, timeoutMs: 5 * 60_000 })
          if (reply) done.push(reply)
        } catch (error) {
          if (isAborted(error)) break
          upload.problem = `“${file.name}”没有上传：${wordsOf(error)}`
        } finally {
          upload.sending = ''
        }
      }
      return done
    },
  })
  return upload
}
