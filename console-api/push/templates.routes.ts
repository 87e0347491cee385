import type { RegisteredTemplate } from '../../src/modules/push'
import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { listMessageTemplates, registerMessageTemplate, retireMessageTemplate } from './templates.contract'

export function templateRoutes(counter: Counter, { templateDesk }: Office): void {
  const present = async (t: RegisteredTemplate) => {
    const [first] = (await templateDesk.list({ home: t.home })).filter((o) => o.purpose === t.purpose)
    return presentTemplate(t, first?.id === t.id)
  }
  counter.serve(listMessageTemplates, async ({ query }) => {
    const all = await templateDesk.list({ home: query.home, retired: query.retired === 'true' })
    const isCurrent = (t: RegisteredTemplate) =>
      t === all.find((o) => o.home === t.home && o.purpose === t.purpose && o.retiredAt === null)
    return { items: all.map((t) => presentTemplate(t, isCurrent(t))), nextCursor: null }
  })
  counter.serve(registerMessageTemplate, async ({ caller, body }) =>
    present(await templateDesk.register(caller, body)),
  )
  counter.serve(retireMessageTemplate, async ({ caller, params }) =>
    present(await templateDesk.retire(caller, params.id)),
  )
}

function presentTemplate(t: RegisteredTemplate, current: boolean) {
  return {
    id: t.id,
    home: t.home,
    purpose: t.purpose,
    version: t.version,
    kind: t.kind,
    templateId: t.templateId,
    page: t.page,
    fields: t.fields,
    current,
    createdAt: rfc3339(t.createdAt),
    retiredAt: t.retiredAt === null ? null : rfc3339(t.retiredAt),
  }
}
