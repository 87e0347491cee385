import { isChange } from '../../src/modules/consultations'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { linkLine, readRevision, uploadRevision } from './revisions.contract'

type Services = Pick<Office, 'revisions' | 'revisionReads' | 'staff' | 'database'>

export function revisionRoutes(
  counter: Counter,
  { revisions, revisionReads, staff, database }: Services,
): void {
  counter.serve(uploadRevision, async ({ caller, params, body, upload }) => {
    const { draft } = await revisions.uploadRevision(caller, params.id, upload ?? body)
    const changes = (draft.alignment?.changes ?? []).filter(isChange).length
    return { version: draft.version, changes, warnings: draft.warnings }
  })
  counter.serve(readRevision, async ({ params, query }) => {
    const found = await revisionReads.compare(params.id, query.version)
    const { draft, basisVersion, unexplained } = found
    const names = await staff.namesOf(
      database.reads,
      found.versions.map((v) => v.authorId),
    )
    return {
      version: draft.version,
      basisVersion,
      title: draft.title,
      uploadedAt: rfc3339(draft.createdAt),
      author: names.get(draft.authorId) ?? '',
      versions: found.versions.map((v) => ({
        version: v.version,
        uploadedAt: rfc3339(v.createdAt),
        author: names.get(v.authorId) ?? '',
      })),
      warnings: draft.warnings,
      changes: found.changes.map(({ change, explanations }) => ({
        ...change,
        lines: explanations.map(({ line, number, by }) => ({
          id: line.id,
          number,
          gist: line.gist,
          disposition: line.disposition,
          by,
        })),
      })),
      unexplained,
      idle: found.idle.map(({ id, gist }) => ({ id, gist })),
    }
  })
  counter.serve(linkLine, ({ caller, params, body }) =>
    revisions.linkLine(caller, params.id, params.lineId, body.clauseIds),
  )
}
