import { In } from 'typeorm'
import type { Database } from '../../platform/db/database'
import { notFound } from '../../platform/problem'
import type { AdoptionLine } from './adoption.entities'
import { type ClauseChange, isChange } from './alignment.changes'
import { articleOf } from './alignment.texts'
import { clausesOf, currentDraft } from './consultations.drafting'
import { Draft, LineChange } from './consultations.entities'
import type { ReportReads } from './report.reads'
import type { ReportLine } from './report.rules'

/** An answer that explains a change: by the comments it answers, or because staff say so. */
export interface Explanation {
  line: ReportLine
  number: number
  by: 'comments' | 'staff'
}

export interface ExplainedChange {
  change: ClauseChange
  explanations: Explanation[]
}

export interface RevisionComparison {
  draft: Draft
  basisVersion: number
  versions: Pick<Draft, 'version' | 'createdAt' | 'authorId' | 'format'>[]
  changes: ExplainedChange[]
  /** Changes that no answer explains. */
  unexplained: number
  /** Answers that promise other words, and nothing has changed where they say so. */
  idle: Explanation['line'][]
}

const titleOf = ({ from, to }: ClauseChange): string => {
  const sides = [from, to].map((side) => side.map((a) => a.label).join('、'))
  return [...new Set(sides.filter((s) => s !== ''))].join(' → ')
}

const promises = (line: Pick<AdoptionLine, 'disposition'>) =>
  line.disposition === 'adopted' || line.disposition === 'partly_adopted'

/** What changed since the draft was consulted on, and which answers caused it. */
export class RevisionReads {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportReads,
  ) {}

  /** Null while nobody has handed in a revision. @throws Problem not_found, also for a version that is none */
  async compare(consultationId: string, version?: number): Promise<RevisionComparison | null> {
    const { reads } = this.database
    const versions = await reads.find(Draft, {
      where: { consultationId, revision: true },
      order: { version: 'DESC' },
    })
    const { content } = await this.reports.readable(consultationId)
    if (versions.length === 0 && version === undefined) return null
    const draft = version === undefined ? versions[0] : versions.find((d) => d.version === version)
    const basis = await currentDraft(reads, consultationId)
    if (!draft?.alignment || !basis) throw notFound({ detail: '没有这一版修改稿。' })
    const told = await reads.findBy(LineChange, { lineId: In(content.lines.map((l) => l.id)) })
    const clauses = new Map((await clausesOf(reads, basis.id)).map((c) => [c.id, c]))
    const lines = content.lines.map((line, index) => ({
      line,
      number: index + 1,
      articles: new Set(
        line.clauseIds.flatMap((id) => {
          const clause = clauses.get(id)
          return clause ? [articleOf(clauses, clause)] : []
        }),
      ),
      told: new Set(told.filter((t) => t.lineId === line.id).map((t) => t.clauseId)),
    }))
    const changes = draft.alignment.changes.map((change) => ({
      change,
      explanations: lines.flatMap(({ line, number, articles, told }): Explanation[] => {
        if ([...change.from, ...change.to].some((a) => told.has(a.id))) return [{ line, number, by: 'staff' }]
        const isAbout = promises(line) && change.from.some((a) => articles.has(a.id))
        return isAbout ? [{ line, number, by: 'comments' }] : []
      }),
    }))
    const changed = changes.filter(({ change }) => isChange(change))
    const busy = new Set(changed.flatMap((c) => c.explanations.map((e) => e.line.id)))
    return {
      draft,
      basisVersion: basis.version,
      versions,
      changes,
      unexplained: changed.filter((c) => c.explanations.length === 0).length,
      idle: lines
        .filter(({ line }) => line.revisedText !== null && !busy.has(line.id))
        .map(({ line }) => line),
    }
  }

  /** Which articles of the latest revision an answer changed, by line: 第十条, or 第十条 → 第十一条. */
  async causedBy(consultationId: string): Promise<Map<string, string[]>> {
    const byLine = new Map<string, string[]>()
    if (!(await this.database.reads.existsBy(Draft, { consultationId, revision: true }))) return byLine
    const found = await this.compare(consultationId)
    for (const { change, explanations } of found?.changes.filter((c) => isChange(c.change)) ?? [])
      for (const { line } of explanations)
        byLine.set(line.id, [...(byLine.get(line.id) ?? []), titleOf(change)])
    return byLine
  }
}
