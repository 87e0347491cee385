import { z } from 'zod'
import { enquiryLimitReached, enquiryStates, QUESTION_MAX } from '../../src/modules/enquiries'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { day, id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

const tag = '留言和提问'

const enquiry = z
  .strictObject({
    id,
    number: z.string().meta({ description: '留言编号，例如 2026-000123' }),
    question: z.string().nullable(),
    state: z.enum(enquiryStates),
    receivedAt: instant,
    dueOn: day.meta({ description: '最迟答复日期：收到后 5 个工作日' }),
    provisional: z.boolean().meta({ description: '暂定：节假日安排尚未全部公布' }),
    answer: z.string().nullable(),
    answeredAt: instant.nullable(),
  })
  .meta({ id: 'Enquiry' })

const faq = z.strictObject({ id, question: z.string(), answer: z.string() }).meta({ id: 'Faq' })

export const ask = endpoint({
  operationId: 'ask',
  method: 'POST',
  path: '/api/ask',
  tag,
  summary: '提问：只从已公开的内容里摘录作答并注明出处，没有查到就如实说，并告诉您怎么找到人',
  access: 'guest',
  allowance: { burst: 60, perSecond: 2 },
  body: z.strictObject({ question: text({ min: 1, max: 200 }) }),
  replies: {
    200: z
      .strictObject({
        answer: z.string(),
        sources: z.array(
          z.strictObject({
            type: z.enum(['faq', 'publication', 'clause', 'consultation']),
            id,
            title: z.string(),
            path: z.string().meta({ description: '可以读到原文的网页，接在本站网址后面' }),
          }),
        ),
        confident: z.boolean(),
      })
      .meta({ id: 'Answer' }),
  },
})

export const createEnquiry = endpoint({
  operationId: 'createEnquiry',
  method: 'POST',
  path: '/api/enquiries',
  tag,
  summary: '留言，由工作人员在 5 个工作日内答复',
  access: 'resident',
  body: z.strictObject({ question: text({ min: 1, max: QUESTION_MAX, multiline: true }) }),
  replies: { 201: enquiry },
  problems: [enquiryLimitReached],
})

export const readEnquiryOfMine = endpoint({
  operationId: 'readMyEnquiry',
  method: 'GET',
  path: '/api/enquiries/{id}',
  tag,
  summary: '我的一条留言和答复',
  access: 'resident',
  params: idParams,
  replies: { 200: enquiry },
  problems: [notFound],
})

export const listMyEnquiries = endpoint({
  operationId: 'listMyEnquiries',
  method: 'GET',
  path: '/api/me/enquiries',
  tag: '我的',
  summary: '我的留言和答复，新的在前',
  access: 'resident',
  query: z.strictObject(pageQuery),
  replies: { 200: page(enquiry) },
})

export const listFaqs = endpoint({
  operationId: 'listFaqs',
  method: 'GET',
  path: '/api/faqs',
  tag,
  summary: '常见问题，新的在前',
  access: 'guest',
  query: z.strictObject(pageQuery),
  replies: { 200: page(faq) },
})

export const readFaq = endpoint({
  operationId: 'readFaq',
  method: 'GET',
  path: '/api/faqs/{id}',
  tag,
  summary: '一条常见问题',
  access: 'guest',
  params: idParams,
  replies: { 200: faq },
  problems: [notFound],
})
