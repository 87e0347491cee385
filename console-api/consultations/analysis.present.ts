import {
  type CommentAnalysis,
  type CommentGroup,
  commentFlags,
  dimensions,
  type GroupDetail,
  labelsOf,
  readOf,
  readStances,
} from '../../src/modules/consultations'
import { rfc3339 } from '../../src/platform/clock'

const HOUR_MS = 3_600_000

export function presentReading(row: CommentAnalysis) {
  const { person, groupId, judgedBy, judgedAt } = row
  const machine = readOf(row)
  return {
    ...labelsOf(machine, person),
    groupId,
    machine,
    person,
    judgedBy,
    judgedAt: judgedAt === null ? null : rfc3339(judgedAt),
  }
}

export function presentGroup(group: CommentGroup, labels: ReadonlyMap<string, string>) {
  const { campaign, clauseId } = group
  const burst = campaign?.burst
  return {
    ...group,
    clauseLabel: clauseId === null ? null : (labels.get(clauseId) ?? null),
    campaign: campaign && {
      ...campaign,
      burst: burst
        ? { ...burst, from: rfc3339(burst.from * HOUR_MS), to: rfc3339(burst.to * HOUR_MS) }
        : null,
    },
  }
}

export function presentDetail(detail: GroupDetail, labels: ReadonlyMap<string, string>) {
  const { parts, variants, nextCursor, onlyHere, ...group } = detail
  return {
    ...presentGroup(group, labels),
    parts: parts.map((part) => presentGroup(part, labels)),
    variants: variants.map((v) => ({ ...v, receivedAt: rfc3339(v.receivedAt) })),
    nextCursor,
    onlyHere,
  }
}

const counted = <K extends string>(names: readonly K[], of: (name: K) => number) =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<K, number>

/** Stances as read, of everything (`stance`) or of one clause (`clause:<id>`). */
export const presentStances = (counters: ReadonlyMap<string, number>, prefix: string) =>
  counted(readStances, (stance) => counters.get(`${prefix}:${stance}`) ?? 0)

export function presentRead(counters: ReadonlyMap<string, number>) {
  return {
    stances: presentStances(counters, 'stance'),
    flags: counted(commentFlags, (flag) => counters.get(`flag:${flag}`) ?? 0),
    dimensions: counted(dimensions, (dimension) => counters.get(`dimension:${dimension}`) ?? 0),
  }
}
