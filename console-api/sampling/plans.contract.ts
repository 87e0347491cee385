import { z } from 'zod'
import { annexChanged } from '../../src/modules/publications'
import {
  alreadyAttached,
  alreadyDrawn,
  alreadyPlanned,
  approverRoles,
  BATCHES_AT_MOST,
  commitRoles,
  deskRoles,
  drawRoles,
  drawShort,
  handlingMissing,
  notCommitted,
  notDrawn,
  planActs,
  planApproved,
  planEmpty,
  planNotApproved,
  planStages,
  pollNotClosed,
  resultsMissing,
  ruleFixed,
} from '../../src/modules/sampling'
import { endpoint } from '../../src/platform/contract'
import { notFound, ownWork, stale } from '../../src/platform/problem'
import { day, id, idParams, instant, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import { contentHash } from '../reviews/reviews.contract'

const tag = '抽检计划（工作人员）'
const path = '/api/staff/sampling/plans/{id}'
const readers = { staff: deskRoles } as const
const writers = { staff: ['editor'] } as const

const whole = (min: number, max: number) =>
  z.int('应是整数').min(min, `不能小于 ${min}`).max(max, `不能大于 ${max}`)

export const samplingRule = z
  .strictObject({
    topN: whole(1, 100).meta({ description: '得票前几名；与末名并列的一并列入' }),
    batchesEach: whole(1, BATCHES_AT_MOST).meta({ description: '每类至少抽检的批次' }),
    itemQuestionId: id.meta({ description: '选食品类别的题' }),
    placeQuestionId: id.nullable().meta({ description: '选抽样场所的题' }),
    testQuestionId: id.nullable().meta({ description: '选检验项目的题' }),
  })
  .meta({ id: 'SamplingRule' })

const linked = z
  .strictObject({ optionId: id.nullable(), label: text({ max: 60 }) })
  .meta({ id: 'LinkedOption' })
const matter = z
  .strictObject({
    basis: text({ max: 300 }),
    authority: text({ max: 100 }),
    content: text({ max: 300 }),
    method: text({ max: 300 }),
  })
  .meta({ id: 'InspectionMatter' })
const settings = z
  .strictObject({
    team: whole(2, 5).meta({ description: '每个单位去几名执法人员，不少于两名' }),
    perUnit: whole(1, 20).meta({ description: '每个单位最多抽几批次' }),
    maxLoad: whole(1, 200).meta({ description: '每名执法人员最多去几个单位' }),
    specialty: text({ min: 0, max: 30 }).meta({ description: '执法人员应具备的专业；空为不限' }),
  })
  .meta({ id: 'DrawSettings' })

const counts = z
  .strictObject({ drawn: z.int(), not_taken: z.int(), compliant: z.int(), non_compliant: z.int() })
  .meta({ id: 'BatchCounts' })

/** At the poll: what its votes will lead to, or have led to. */
export const samplingOfPoll = z
  .strictObject({
    rule: samplingRule,
    plan: z.strictObject({ id, number: z.string(), stage: z.enum(planStages) }).nullable(),
    overdueDays: z.int().nullable().meta({ description: '投票结束满60天没有公布结果时，已过的天数' }),
  })
  .meta({ id: 'SamplingOfPoll' })

const planShape = {
  id,
  number: z.string(),
  pollId: id,
  title: z.string().meta({ description: '投票的标题' }),
  stage: z.enum(planStages),
  ballots: z.int(),
  batches: z.int().meta({ description: '计划的批次' }),
  counts,
  createdAt: instant,
}

const planLine = z
  .strictObject({
    id: z.string(),
    optionId: id.nullable(),
    item: z.string(),
    votes: z.int(),
    rank: z.int().nullable(),
    due: z.boolean().meta({ description: '按规则应当抽检的' }),
    batches: z.int(),
    places: z.array(z.strictObject({ optionId: id.nullable(), label: z.string() })),
    tests: z.array(z.strictObject({ optionId: id.nullable(), label: z.string() })),
    leftOut: z.boolean(),
    reason: z.string().nullable(),
    counts,
  })
  .meta({ id: 'SamplingPlanLine' })

const text_ = z
  .strictObject({
    id,
    title: z.string(),
    state: z.string(),
    stale: z.boolean().meta({ description: '文稿所附的数据已有改动，需要更新后重新送审' }),
    publishedAt: instant.nullable(),
  })
  .nullable()
const person = z.strictObject({ name: z.string(), at: instant }).nullable()

const plan = z
  .strictObject({
    ...planShape,
    rule: samplingRule,
    lines: z.array(planLine),
    matter,
    settings,
    questions: z.array(
      z.strictObject({ id, text: z.string(), options: z.array(z.strictObject({ id, label: z.string() })) }),
    ),
    contentHash: z.string(),
    contributors: z.array(z.string()),
    approved: person,
    draw: z
      .strictObject({
        algorithm: z.string(),
        registersHash: z.string(),
        commitment: z.string(),
        committed: z.strictObject({ name: z.string(), at: instant }),
        drawn: person,
        witness: z.string().nullable(),
        seed: z.string().nullable(),
      })
      .nullable(),
    planText: text_,
    resultsText: text_,
    windowEnds: day.nullable().meta({ description: '申请复检的最后期限；次日起可以公布' }),
    publishBy: day.nullable().meta({ description: '双随机结果公布期限：检验结束之日起20个工作日' }),
    retestsPending: z.int(),
    closedAt: instant,
    overdueDays: z.int().nullable().meta({ description: '投票结束满60天没有公布结果时，已过的天数' }),
    told: z.boolean().meta({ description: '已通知投票的群众' }),
    allowed: z.array(z.enum(planActs)).meta({ description: '本人现在可以办理的事' }),
  })
  .meta({ id: 'SamplingPlan' })

const writtenLine = z.strictObject({
  optionId: id.nullable(),
  item: text({ max: 60 }),
  batches: whole(0, BATCHES_AT_MOST),
  places: z.array(linked).max(20, '场所太多'),
  tests: z.array(linked).max(50, '项目太多'),
  leftOut: z.boolean('应是 true 或 false').default(false),
  reason: text({ max: 300, multiline: true }).nullable().default(null),
})

const contact = z
  .strictObject({
    division: text({ min: 0, max: 60 }),
    phone: text({ min: 0, max: 40 }),
    hours: text({ min: 0, max: 80 }),
  })
  .default({ division: '', phone: '', hours: '' })
const draftText = z
  .strictObject({
    contact,
    keepText: z.boolean('应是 true 或 false').default(false).meta({ description: '已有文稿时只更新数据' }),
  })
  .prefault({})
const drafted = z.strictObject({ publicationId: id })
const reason = z.strictObject({ reason: text({ max: 300, multiline: true }) })

export const setSamplingRule = endpoint({
  operationId: 'setSamplingRule',
  method: 'PUT',
  path: '/api/staff/polls/{id}/sampling-rule',
  tag,
  summary: '投票开放以前写明抽检规则；开放后不能更改，结束时按它拟出计划',
  access: writers,
  params: idParams,
  body: samplingRule,
  replies: { 200: samplingRule },
  problems: [ruleFixed, notFound],
})

export const listSamplingPlans = endpoint({
  operationId: 'listSamplingPlans',
  method: 'GET',
  path: '/api/staff/sampling/plans',
  tag,
  summary: '抽检计划，新的在前',
  access: readers,
  query: z.strictObject(pageQuery),
  replies: { 200: page(z.strictObject(planShape).meta({ id: 'SamplingPlanItem' })) },
})

export const draftSamplingPlan = endpoint({
  operationId: 'draftSamplingPlan',
  method: 'POST',
  path: '/api/staff/polls/{id}/sampling-plan',
  tag,
  summary: '为已经结束、还没有计划的投票拟计划；投票结束时会自动拟出',
  access: writers,
  params: idParams,
  replies: { 201: z.strictObject({ id, number: z.string() }) },
  problems: [pollNotClosed, alreadyPlanned, notFound],
})

export const readSamplingPlan = endpoint({
  operationId: 'readSamplingPlan',
  method: 'GET',
  path,
  tag,
  summary: '一份计划：各类别和选项的对应、审批、抽签、批次、文稿，以及本人现在可以办理的事',
  access: readers,
  params: idParams,
  replies: { 200: plan },
  problems: [notFound],
})

export const editSamplingPlan = endpoint({
  operationId: 'editSamplingPlan',
  method: 'PUT',
  path,
  tag,
  summary: '修改还没有审批的计划；群众投票选出的类别不抽检、少抽检，或另外增加类别，都要写明理由，理由将公布',
  access: writers,
  params: idParams,
  body: z.strictObject({ lines: z.array(writtenLine).max(120, '类别太多'), matter, settings, contentHash }),
  maxBody: 256 * 1024,
  replies: { 200: z.strictObject({ id, contentHash: z.string() }) },
  problems: [planApproved, stale, notFound],
})

export const approveSamplingPlan = endpoint({
  operationId: 'approveSamplingPlan',
  method: 'POST',
  path: `${path}/approval`,
  tag,
  summary: '审批计划，不能由写过它的人办理',
  // Editors come in too: whoever holds both roles is told that it is his or her own work.
  access: { staff: ['editor', ...approverRoles] },
  params: idParams,
  body: z.strictObject({ contentHash }),
  replies: { 200: z.strictObject({ id, contentHash: z.string() }) },
  problems: [ownWork, planApproved, planEmpty, stale, notFound],
})

export const reopenSamplingPlan = endpoint({
  operationId: 'reopenSamplingPlan',
  method: 'POST',
  path: `${path}/reopening`,
  tag,
  summary: '抽签以前重新打开已审批的计划，审批和已锁定的名录库随之作废',
  access: { staff: approverRoles },
  params: idParams,
  body: reason,
  replies: { 200: z.strictObject({ id, contentHash: z.string() }) },
  problems: [planNotApproved, alreadyDrawn, notFound],
})

export const draftPlanText = endpoint({
  operationId: 'draftPlanText',
  method: 'POST',
  path: `${path}/plan-text`,
  tag,
  summary: '拟计划公告的文稿（通知公告），计划随文稿一同审核；已有文稿的，按现在的计划更新',
  access: writers,
  params: idParams,
  body: draftText,
  replies: { 200: drafted },
  problems: [planNotApproved, alreadyAttached, annexChanged, stale, notFound],
})

export const commitDraw = endpoint({
  operationId: 'commitDraw',
  method: 'POST',
  path: `${path}/draw-commitment`,
  tag,
  summary: '锁定名录库，并公开种子前半的承诺值；抽签以前可以重新锁定',
  access: { staff: commitRoles },
  params: idParams,
  replies: { 200: z.strictObject({ registersHash: z.string(), commitment: z.string() }) },
  problems: [planNotApproved, alreadyDrawn, drawShort, notFound],
})

export const drawSampling = endpoint({
  operationId: 'drawSampling',
  method: 'POST',
  path: `${path}/draw`,
  tag,
  summary: '抽签，由锁定名录库以外的人带来现场见证数；只能抽一次',
  access: { staff: [...new Set([...commitRoles, ...drawRoles])] },
  params: idParams,
  body: z.strictObject({
    witness: text({ min: 6, max: 60 }).meta({ description: '现场摇出或抽出的数字，至少6位' }),
  }),
  replies: { 200: z.strictObject({ seed: z.string(), batches: z.int() }) },
  problems: [ownWork, notCommitted, alreadyDrawn, drawShort, notFound],
})

export const readSamplingDraw = endpoint({
  operationId: 'readSamplingDraw',
  method: 'GET',
  path: `${path}/draw`,
  tag,
  summary: '抽签记录全文（JSON 文件）：名录库、承诺值、种子和结果，可据以复算',
  access: readers,
  params: idParams,
  replies: { 200: { contentType: 'application/octet-stream', description: 'JSON 文件' } },
  problems: [notFound],
})

export const draftResultsText = endpoint({
  operationId: 'draftResultsText',
  method: 'POST',
  path: `${path}/results-text`,
  tag,
  summary: '拟结果公布的文稿（抽检结果），全部批次的结果随文稿一同审核；已有文稿的，按现在的结果更新',
  access: writers,
  params: idParams,
  body: draftText,
  replies: { 200: drafted },
  problems: [notDrawn, resultsMissing, handlingMissing, alreadyAttached, annexChanged, stale, notFound],
})
