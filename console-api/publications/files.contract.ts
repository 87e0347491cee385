import { z } from 'zod'
import { fileRefused } from '../../src/modules/publications'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams } from '../../src/platform/schemas'
import { UPLOAD_MAX } from '../../src/platform/uploads'

const tag = '信息发布（工作人员）'

export const uploadFile = endpoint({
  operationId: 'uploadFile',
  method: 'POST',
  path: '/api/staff/files',
  tag,
  summary:
    '上传封面、正文图片（JPG、PNG、WebP，8 MB 以内）或附件（PDF、DOCX、XLSX、图片，15 MB 以内）。拍摄地点、作者等信息随即去除；一天内没有用到的文件会被清理',
  access: { staff: ['editor'] },
  upload: { maxBytes: UPLOAD_MAX },
  replies: {
    201: z
      .strictObject({
        fileId: id.meta({ description: '内容的 SHA-256' }),
        name: z.string(),
        type: z.string(),
        bytes: z.int(),
        width: z.int().nullable(),
        height: z.int().nullable(),
        url: z.string().meta({ description: '工作人员查看的地址' }),
        publicUrl: z.string().meta({ description: '写进正文的地址；发布以后群众才能看到' }),
      })
      .meta({ id: 'UploadedFile' }),
  },
  problems: [fileRefused],
})

export const readStaffFile = endpoint({
  operationId: 'readStaffFile',
  method: 'GET',
  path: '/api/staff/files/{id}',
  tag,
  summary: '查看上传的文件，每次都须登录',
  access: 'staff',
  params: idParams,
  replies: { 200: { contentType: 'application/octet-stream', description: '图片或附件' } },
  problems: [notFound],
})
