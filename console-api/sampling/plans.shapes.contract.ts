import { z } from 'zod'
import { BATCHES_AT_MOST, planActs, planStages } from '../../src/modules/sampling'
import { day, id, instant } from '../../src/platform/schemas'
import { text } from '../../src/platform/text'

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
export const matter = z
  .strictObject({
    basis: text({ max: 300 }),
    authority: text({ max: 100 }),
    content: text({ max: 300 }),
    method: text({ max: 300 }),
  })
  .meta({ id: 'InspectionMatter' })
export const settings = z
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

export const planShape = {
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

export const plan = z
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

export const writtenLine = z.strictObject({
  optionId: id.nullable(),
  item: text({ max: 60 }),
  batches: whole(0, BATCHES_AT_MOST),
  places: z.array(linked).max(20, '场所太多'),
  tests: z.array(linked).max(50, '项目太多'),
  leftOut: z.boolean('应是 true 或 false').default(false),
  reason: text({ max: 300, multiline: true }).nullable().default(null),
})
