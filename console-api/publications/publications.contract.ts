import { z } from 'zod'
import {
  alreadyPublished,
  annexChanged,
  annexKinds,
  fileChanged,
  levels,
  notPublished,
  publicationActs,
  publicationKinds,
  publicationStates,
  pushUnavailable,
} from '../../src/modules/publications'
import {
  alreadySubmitted,
  findingsBlocking,
  notOverridable,
  outOfOrder,
  reviewIncomplete,
  samePerson,
} from '../../src/modules/reviews'
import {
  handlingMissing,
  planNotPublished,
  resultsMissing,
  retestPending,
  retestWindowOpen,
} from '../../src/modules/sampling'
import { endpoint } from '../../src/platform/contract'
import { notFound, ownWork, stale } from '../../src/platform/problem'
import { id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import {
  contentHash,
  finding,
  override,
  overrideBody,
  reviewSheet,
  signOffBody,
  step,
} from '../reviews/reviews.contract'

const tag = '信息发布（工作人员）'
const path = '/api/staff/publications/{id}'
const kind = z.enum(publicationKinds, `应是 ${publicationKinds.join('、')} 之一`)
const state = z.enum(publicationStates, `应是 ${publicationStates.join('、')} 之一`)
const level = z.enum(levels, '应是 info、notice 或 urgent')
const contactShape = { division: z.string(), phone: z.string(), hours: z.string() }

const audience = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('all') }),
    z.strictObject({ kind: z.literal('topic'), topic: text({ max: 40 }) }),
    z.strictObject({ kind: z.literal('division'), divisionId: id }),
  ],
  '推送对象应是 all、topic 或 division',
)

const fileId = z.string('请填写文件编号').regex(/^[0-9a-f]{64}$/, '文件编号应是上传时得到的 fileId')

/** A missing 咨询方式 may be saved in a draft, and stops its submission. */
const contact = z.strictObject(
  {
    division: text({ min: 0, max: 60 }),
    phone: text({ min: 0, max: 40 }),
    hours: text({ min: 0, max: 80 }),
  },
  '请填写咨询方式：科室、电话、时间',
)

const content = {
  kind,
  title: text({ max: 100 }),
  summary: text({ max: 200, multiline: true }),
  markdown: text({ max: 30_000, multiline: true }),
  contact,
  source: text({ max: 60 }).optional(),
  relatedDocumentId: z.string().length(26, '没有这份关联文件').regex(/^\w+$/, '没有这份关联文件').optional(),
  level: level.optional(),
  audience: audience.optional(),
  cover: z.strictObject({ fileId, alt: text({ max: 100 }) }).optional(),
  attachments: z
    .array(z.strictObject({ fileId, name: text({ max: 100 }) }))
    .max(20, '附件不能超过 20 个')
    .optional(),
  correction: text({ max: 300, multiline: true }).optional(),
}
const MAX_BODY = 512 * 1024

const saved = { id, contentHash: z.string(), state, findings: z.array(finding) }

const summaryOfStaff = {
  id,
  kind,
  title: z.string(),
  state,
  contentHash: z.string(),
  owner: z.strictObject({ id, name: z.string() }),
  authorId: id,
  author: z.strictObject({ id, name: z.string() }),
  updatedAt: instant,
  publishedAt: instant.optional(),
  correctedAt: instant.optional(),
  withdrawn: z.strictObject({ at: instant, reason: z.string() }).optional(),
  mySteps: z.array(step).meta({ description: '等待本人签署的环节' }),
}

const staffPublication = z
  .strictObject({
    ...summaryOfStaff,
    contributorIds: z.array(id),
    summary: z.string(),
    markdown: z.string(),
    html: z.string(),
    contact: z.strictObject(contactShape),
    source: z.string(),
    relatedDocumentId: id.optional(),
    relatedDocument: z.strictObject({ id, title: z.string() }).optional(),
    level: level.optional(),
    audience: audience.optional(),
    cover: z
      .strictObject({ fileId: id, alt: z.string(), width: z.int(), height: z.int(), url: z.string() })
      .optional(),
    attachments: z.array(
      z.strictObject({ fileId: id, name: z.string(), type: z.string(), bytes: z.int(), url: z.string() }),
    ),
    correction: z.string().optional(),
    annex: z
      .strictObject({ kind: z.enum(annexKinds), id, hash: z.string() })
      .optional()
      .meta({ description: '随文公布的数据：抽检计划或抽检结果，与文稿一同审核' }),
    allowed: z.array(z.enum(publicationActs)).meta({ description: '本人现在可以办理的事' }),
    findings: z.array(finding),
    overrides: z.array(override),
    sheetNumber: z.string().optional(),
    openSteps: z.array(step),
    versions: z.array(
      z.strictObject({ number: z.int(), title: z.string(), contentHash: z.string(), publishedAt: instant }),
    ),
  })
  .meta({ id: 'StaffPublication' })

export const listStaffPublications = endpoint({
  operationId: 'listStaffPublications',
  method: 'GET',
  path: '/api/staff/publications',
  tag,
  summary: '全部信息，含未发布的，新的在前；可按状态、类型、拟稿人、标题筛选，或只看等待本人签署的',
  access: 'staff',
  query: z.strictObject({
    ...pageQuery,
    kind: kind.optional(),
    state: state.optional(),
    author: id.optional().meta({ description: '拟稿人的编号；me 是本人' }),
    q: text({ max: 50 }).optional().meta({ description: '标题中的文字' }),
    mine: z.enum(['to_review'], '应是 to_review').optional().meta({ description: '只看等待本人签署的' }),
  }),
  replies: { 200: page(z.strictObject(summaryOfStaff).meta({ id: 'StaffPublicationItem' })) },
})

export const readStaffPublication = endpoint({
  operationId: 'readStaffPublication',
  method: 'GET',
  path,
  tag,
  summary: '在办内容、系统提示、审核进度和已发布的版本',
  access: 'staff',
  params: idParams,
  replies: { 200: staffPublication },
  problems: [notFound],
})

export const createPublication = endpoint({
  operationId: 'createPublication',
  method: 'POST',
  path: '/api/staff/publications',
  tag,
  summary: '拟一条信息，归拟稿人所在科室',
  access: { staff: ['editor'] },
  maxBody: MAX_BODY,
  body: z.strictObject(content),
  replies: { 201: z.strictObject(saved) },
})

export const editPublication = endpoint({
  operationId: 'editPublication',
  method: 'PUT',
  path,
  tag,
  summary: '修改，仅限主办科室。修改后已有的审核签署全部作废；已发布的保持原样，直到更正审核通过并发布',
  access: { staff: ['editor'] },
  maxBody: MAX_BODY,
  params: idParams,
  body: z.strictObject({ ...content, contentHash }),
  replies: { 200: z.strictObject(saved) },
  problems: [stale, notFound],
})

export const submitForReview = endpoint({
  operationId: 'submitForReview',
  method: 'POST',
  path: `${path}/submission`,
  tag,
  summary: '送审。重大事项（major）的保密审查还须分管领导审批',
  access: { staff: ['editor'] },
  params: idParams,
  body: z.strictObject({ major: z.boolean('应是 true 或 false').default(false) }).prefault({}),
  replies: { 200: z.strictObject({ ...saved, sheetNumber: z.string(), round: z.int() }) },
  problems: [findingsBlocking, annexChanged, alreadySubmitted, alreadyPublished, notFound],
})

export const signOff = endpoint({
  operationId: 'signOff',
  method: 'POST',
  path: `${path}/sign-offs`,
  tag,
  summary: '审核签署：初审、复审、终审依次办理，保密审查在送审后随时办理',
  // Editors come in too: whoever holds several roles is told that it is his or her own work.
  access: { staff: ['editor', 'head', 'office', 'leader', 'secrecy'] },
  params: idParams,
  body: signOffBody,
  replies: { 200: z.strictObject({ id, state, contentHash: z.string(), sheetNumber: z.string() }) },
  problems: [ownWork, samePerson, outOfOrder, stale, notFound],
})

export const overrideFinding = endpoint({
  operationId: 'overrideFinding',
  method: 'POST',
  path: `${path}/finding-overrides`,
  tag,
  summary: '对涉密、个人信息提示说明理由后放行，仅限保密审查员，记入台账',
  access: { staff: ['secrecy'] },
  params: idParams,
  body: overrideBody,
  replies: { 201: z.strictObject({ overrides: z.array(override) }) },
  problems: [ownWork, notOverridable, stale, notFound],
})

export const publish = endpoint({
  operationId: 'publish',
  method: 'POST',
  path: `${path}/publish`,
  tag,
  summary:
    '发布三审和保密审查全部通过的内容，可同时推送。“你点我检”的抽检结果一经发布即通知投过票的群众，不必另行推送',
  access: { staff: ['office', 'leader'] },
  params: idParams,
  body: z
    .strictObject({
      push: z.boolean('应是 true 或 false').default(false),
      channels: z
        .array(text({ max: 40 }))
        .max(10, '渠道太多')
        .optional(),
    })
    .prefault({}),
  replies: {
    200: z.strictObject({ publishedAt: instant, correctedAt: instant.optional(), campaignId: id.optional() }),
  },
  problems: [
    reviewIncomplete,
    fileChanged,
    annexChanged,
    planNotPublished,
    retestWindowOpen,
    retestPending,
    handlingMissing,
    resultsMissing,
    alreadyPublished,
    pushUnavailable,
    notFound,
  ],
})

export const withdraw = endpoint({
  operationId: 'withdraw',
  method: 'POST',
  path: `${path}/withdrawal`,
  tag,
  summary: '撤回并说明理由，群众仍能看到标题和撤回理由',
  access: { staff: ['office', 'leader'] },
  params: idParams,
  body: z.strictObject({ reason: text({ max: 300, multiline: true }) }),
  replies: { 200: z.strictObject({ id, state, withdrawnAt: instant }) },
  problems: [notPublished, notFound],
})

export const readReviewSheet = endpoint({
  operationId: 'readReviewSheet',
  method: 'GET',
  path: `${path}/review-sheet`,
  tag,
  summary: '三审单：每一轮、每个环节、审核人、时间、意见和发布人；Accept: text/html 时是打印页',
  access: 'staff',
  params: idParams,
  replies: { 200: reviewSheet },
  problems: [notFound],
})
