import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { listMyMessages, markMessageRead } from './push.contract'

export function messageRoutes(counter: Counter, { inbox }: Office): void {
  counter.serve(listMyMessages, async ({ caller, query }) => {
    const { items, nextCursor } = await inbox.list(caller, query)
    return {
      items: items.map((m) => ({
        id: m.id,
        title: m.title,
        summary: m.summary,
        level: m.level,
        publicationId: m.publicationId,
        subjectKind: m.subjectKind,
        subjectId: m.subjectId,
        createdAt: rfc3339(m.createdAt),
        readAt: m.readAt === null ? null : rfc3339(m.readAt),
      })),
      nextCursor,
    }
  })
  counter.serve(markMessageRead, ({ caller, params }) => inbox.markRead(caller, params.id))
}
