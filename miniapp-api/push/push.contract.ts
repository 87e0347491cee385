import { z } from 'zod'
import { levels, subjectKinds } from '../../src/modules/push'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'

const message = z
  .strictObject({
    id,
    title: z.string(),
    summary: z.string(),
    level: z.enum(levels),
    publicationId: id.meta({ description: '说这件事的发布；没有发布时，与 subjectId 相同' }),
    subjectKind: z.enum(subjectKinds).meta({ description: '说的是什么' }),
    subjectId: id.meta({ description: '所说的发布、投票、意见征集、留言或有奖问答' }),
    createdAt: instant,
    readAt: instant.nullable(),
  })
  .meta({ id: 'Message' })

export const listMyMessages = endpoint({
  operationId: 'listMyMessages',
  method: 'GET',
  path: '/api/me/messages',
  tag: '我的',
  summary: '我的站内消息，新的在前',
  access: 'resident',
  query: z.strictObject(pageQuery),
  replies: { 200: page(message) },
})

export const markMessageRead = endpoint({
  operationId: 'markMessageRead',
  method: 'PUT',
  path: '/api/me/messages/{id}/read',
  tag: '我的',
  summary: '把一条站内消息标为已读',
  access: 'resident',
  params: idParams,
  replies: { 204: null },
  problems: [notFound],
})
