import type { IncomingMessage } from 'node:http'
import busboy from 'busboy'
import { invalidRequest, tooLarge } from '../problem'

export interface Upload {
  /** As the client named it, without any path. */
  filename: string
  /** As the client declares it, without parameters. */
  contentType: string
  content: Buffer
  fields: Record<string, string>
}

/** Reads one file from multipart/form-data. @throws Problem too_large, invalid_request */
export function readUpload(request: IncomingMessage, maxBytes: number): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      request.unpipe(parser)
      request.resume()
      reject(error)
    }
    let parser: ReturnType<typeof busboy>
    try {
      parser = busboy({
        headers: request.headers,
        defParamCharset: 'utf8',
        limits: { files: 1, fileSize: maxBytes, fields: 10, fieldSize: 4096, parts: 12, headerPairs: 20 },
      })
    } catch {
      reject(invalidRequest({ detail: '上传的表单格式不对。' }))
      return
    }
    let file: Omit<Upload, 'fields'> | null = null
    const fields: Record<string, string> = {}
    parser.on('file', (_name, stream, info) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('limit', () =>
        fail(tooLarge({ detail: `文件不能超过 ${Math.floor(maxBytes / 1024 / 1024)} MB。` })),
      )
      stream.on('end', () => {
        file = {
          filename: (info.filename ?? '').split(/[\\/]/).at(-1) ?? '',
          contentType: (info.mimeType ?? '').trim(),
          content: Buffer.concat(chunks),
        }
      })
    })
    parser.on('field', (name, value) => {
      fields[name] = value
    })
    parser.on('error', () => fail(invalidRequest({ detail: '上传的表单格式不对。' })))
    parser.on('close', () => {
      if (file) resolve({ ...file, fields })
      else reject(invalidRequest({ errors: [{ path: 'file', message: '请选择要上传的文件' }] }))
    })
    request.on('aborted', () => fail(invalidRequest({ detail: '上传在传完之前中断了。' })))
    request.pipe(parser)
  })
}
