import { z } from 'zod'
import { annexChanged } from '../../src/modules/publications'
import {
  alreadyAttached,
  alreadyDrawn,
  alreadyPlanned,
  approverRoles,
  commitRoles,
  deskRoles,
  drawRoles,
  drawShort,
  handlingMissing,
  notCommitted,
  notDrawn,
  planApproved,
  planEmpty,
  planNotApproved,
  pollNotClosed,
  resultsMissing,
  ruleFixed,
} from '../../src/modules/sampling'
import { endpoint } from '../../src/platform/contract'
import { notFound, ownWork, stale } from '../../src/platform/problem'
import { id, idParams, page, pageQuery } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'
import { contentHash } from '../reviews/reviews.contract'
import { matter, plan, planShape, samplingRule, settings, writtenLine } from './plans.shapes.contract'

const tag = '抽检计划（工作人员）'
const path = '/api/staff/sampling/plans/{id}'
const readers = { staff: deskRoles } as const
const writers = { staff: ['editor'] } as const

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
