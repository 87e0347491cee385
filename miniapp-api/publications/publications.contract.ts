import { z } from 'zod'
import { levels, publicationKinds } from '../../src/modules/publications'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'

const tag = '信息公开'
const kind = z.enum(publicationKinds, `应是 ${publicationKinds.join('、')} 之一`)
const level = z.enum(levels)

const item = {
  id,
  kind,
  title: z.string(),
  summary: z.string(),
  publishedAt: instant,
  level: level.optional(),
  coverUrl: z.string().optional(),
}

const related = z
  .strictObject({ id, kind, title: z.string(), withdrawn: z.boolean() })
  .meta({ id: 'RelatedPublication' })

export const publication = z
  .strictObject({
    ...item,
    correctedAt: instant.optional(),
    corrections: z
      .array(z.strictObject({ at: instant, note: z.string() }))
      .meta({ description: '历次更正，旧的在前' }),
    cover: z.strictObject({ url: z.string(), alt: z.string(), width: z.int(), height: z.int() }).optional(),
    attachments: z.array(
      z.strictObject({ name: z.string(), type: z.string(), bytes: z.int(), url: z.string() }),
    ),
    html: z.string(),
    source: z.string(),
    contact: z.strictObject({ division: z.string(), phone: z.string(), hours: z.string() }),
    relatedDocument: related.optional(),
    relatedFrom: z.array(related),
    withdrawn: z.strictObject({ at: instant, reason: z.string() }).optional(),
  })
  .meta({ id: 'Publication' })

export const listPublications = endpoint({
  operationId: 'listPublications',
  method: 'GET',
  path: '/api/publications',
  tag,
  summary: '政策解读、消费提示、通知公告和抽检结果，新的在前',
  access: 'guest',
  query: z.strictObject({ ...pageQuery, kind: kind.optional() }),
  replies: { 200: page(z.strictObject(item).meta({ id: 'PublicationItem' })) },
})

export const readPublication = endpoint({
  operationId: 'readPublication',
  method: 'GET',
  path: '/api/publications/{id}',
  tag,
  summary: '一条信息的全文、来源、咨询方式和关联文件；撤回的只有标题和理由',
  access: 'guest',
  params: idParams,
  replies: { 200: publication },
  problems: [notFound],
})

export const readFile = endpoint({
  operationId: 'readFile',
  method: 'GET',
  path: '/files/{id}',
  tag,
  summary: '已发布信息的图片和附件；撤回以后不再提供',
  access: 'anyone',
  params: idParams,
  replies: { 200: { contentType: 'application/octet-stream', description: '图片或附件' } },
  problems: [notFound],
})

export const feedRss = endpoint({
  operationId: 'feedRss',
  method: 'GET',
  path: '/feeds/publications.xml',
  tag,
  summary: '最新信息的 RSS 2.0 订阅源',
  access: 'anyone',
  replies: { 200: { contentType: 'application/rss+xml; charset=utf-8', description: 'RSS 2.0' } },
})

export const feedJson = endpoint({
  operationId: 'feedJson',
  method: 'GET',
  path: '/feeds/publications.json',
  tag,
  summary: '最新信息的 JSON Feed 1.1 订阅源',
  access: 'anyone',
  replies: { 200: { contentType: 'application/feed+json; charset=utf-8', description: 'JSON Feed 1.1' } },
})
