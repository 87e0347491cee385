import type { PollSampling, PublicResult, SamplingResult } from '../../src/modules/sampling'
import { rfc3339 } from '../../src/platform/clock'

type Where = Pick<SamplingResult, 'pollId' | 'publicationId' | 'publishedAt'>

export function presentResult(detail: PublicResult, { pollId, publicationId, publishedAt }: Where) {
  const { final, conclusion: _, ...result } = detail
  return {
    ...result,
    conformity: final,
    // What a re-inspection has overturned is no failure any more.
    failures: final === 'non_compliant' ? result.failures : [],
    pollId,
    publicationId,
    publishedAt: rfc3339(publishedAt),
  }
}

export const presentRow = (row: SamplingResult) => presentResult(row.detail, row)

export function presentSampling({ poll, rule, number, plan, results, nonCompliant }: PollSampling) {
  const found = new Map(results?.lines.map(({ lineId, ...totals }) => [lineId, totals]) ?? [])
  const sum = (of: 'batches' | 'compliant' | 'nonCompliant' | 'notTaken') =>
    results?.lines.reduce((total, line) => total + line[of], 0) ?? 0
  const { topN, batchesEach, itemQuestionId } = rule
  return {
    pollId: poll.id,
    title: poll.title,
    rule: { topN, batchesEach, itemQuestionId },
    plan: plan && {
      publicationId: plan.publicationId,
      number: number ?? '',
      publishedAt: rfc3339(plan.publishedAt),
      matter: plan.matter,
    },
    results: results && {
      publicationId: results.publicationId,
      publishedAt: rfc3339(results.publishedAt),
      resultsHash: results.resultsHash,
      batches: sum('batches'),
      compliant: sum('compliant'),
      nonCompliant: sum('nonCompliant'),
      notTaken: sum('notTaken'),
      notTakenBatches: results.notTaken,
      draw: results.draw,
    },
    lines: (plan?.lines ?? []).map(({ id, ...line }) => ({
      lineId: id,
      ...line,
      found: found.get(id) ?? null,
    })),
    nonCompliant: results
      ? nonCompliant.map((detail) => presentResult(detail, { ...results, pollId: poll.id }))
      : [],
  }
}
