import { problem } from '../../platform/problem'

export const planApproved = problem('plan_approved', 'conflict', '计划已经审批，不能再修改。')
export const planNotApproved = problem('plan_not_approved', 'conflict', '计划还没有审批。')
export const planEmpty = problem('plan_empty', 'conflict', '计划里没有要抽检的类别。')
export const planNotPublished = problem(
  'plan_not_published',
  'conflict',
  '抽检计划还没有公布，或者公布的与审批的不一致。请先公布计划。',
)
export const pollNotClosed = problem('poll_not_closed', 'conflict', '投票还没有结束，不能拟抽检计划。')
export const ruleFixed = problem('rule_fixed', 'conflict', '投票已经开放，抽检规则不能再改。')
export const alreadyPlanned = problem('already_planned', 'conflict', '这期投票已经有抽检计划。')
export const notCommitted = problem('not_committed', 'conflict', '还没有锁定名录库，不能抽签。')
export const alreadyDrawn = problem('already_drawn', 'conflict', '已经抽签，结果不能更改。')
export const notDrawn = problem('not_drawn', 'conflict', '还没有抽签。')
export const drawShort = problem('draw_short', 'conflict', '符合条件的单位或者执法人员不够。')
export const noSubstitute = problem('no_substitute', 'conflict', '这一类没有可以替换的单位了。')
export const batchSettled = problem('batch_settled', 'conflict', '这一批次已经有结果，不能这样办理。')
export const notNonCompliant = problem('not_non_compliant', 'conflict', '这一批次不是不合格，不需要办理。')
export const retestOver = problem(
  'retest_over',
  'conflict',
  '已经超过申请复检的期限（收到检验结论之日起7个工作日）。',
)
export const retestOrder = problem(
  'retest_order',
  'conflict',
  '复检要先登记申请，再登记结论；结论登记后不能更改。',
)
export const resultsMissing = problem('results_missing', 'conflict', '还有批次没有结果。')
export const handlingMissing = problem(
  'handling_missing',
  'conflict',
  '不合格批次要写明危害、原因和核查处置以后才能公布。',
)
export const retestPending = problem('retest_pending', 'conflict', '还有批次正在复检，不能公布。')
export const retestWindowOpen = problem(
  'retest_window_open',
  'conflict',
  '申请复检的期限还没有过，不能公布。',
)
export const alreadyAttached = problem(
  'already_attached',
  'conflict',
  '已经有一篇文稿公布这份数据，请在那篇文稿里更新。',
)
