export { PollsWithoutResults, type PollWithoutResults } from './sampling.alarm'
export { SamplingPlanAnnex, SamplingResultsAnnex } from './sampling.annexes'
export { SamplingBatches } from './sampling.batches'
export {
  type BatchState,
  batchStates,
  conclusions,
  type Handling,
  type PublicResult,
  retestStates,
  SamplingBatch,
  SamplingResult,
} from './sampling.batches.entities'
export { RESULTS_WITHIN } from './sampling.batches.rules'
export { type PlanDetail, SamplingDetail } from './sampling.detail'
export { SamplingDrawing } from './sampling.drawing'
export { RetestWindowsDue } from './sampling.due'
export {
  type DrawRecord,
  type PlanLine,
  type Rule,
  SamplingDraw,
  SamplingPlan,
  SamplingRule,
} from './sampling.entities'
export { type ResultsImport, SamplingImporting } from './sampling.importing'
export { SamplingPlans } from './sampling.plans'
export { BATCHES_AT_MOST, itemName, totalOf } from './sampling.plans.rules'
export {
  approverRoles,
  commitRoles,
  deskRoles,
  drawRoles,
  planActs,
  planStages,
  recordRoles,
  stageOf,
} from './sampling.policy'
export * from './sampling.problems'
export { SamplingRules } from './sampling.promises'
export { type PollSampling, SamplingPublic } from './sampling.public'
export { type PlanItem, SamplingReads } from './sampling.reads'
export { type RegisterImport, SamplingRegisters } from './sampling.registers'
export { inspectorStates, SamplingInspector, SamplingUnit, unitStates } from './sampling.registers.entities'
export {
  type InspectorRow,
  inspectorCells,
  inspectorExamples,
  inspectorHeader,
  type UnitRow,
  unitCells,
  unitExamples,
  unitHeader,
} from './sampling.registers.sheet'
export { conclusionWords, nationalHeader, resultCells, resultHeader } from './sampling.results.sheet'
export { SamplingTexts } from './sampling.texts'
