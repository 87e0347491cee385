import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import { listTemplates, planGrants, recordGrants } from './grants.contract'

export function grantRoutes(counter: Counter, { grants, consentPlanner }: Office): void {
  counter.serve(listTemplates, async () => ({ items: await grants.askable(), nextCursor: null }))
  counter.serve(planGrants, async ({ caller, query }) => ({
    items: await consentPlanner.plan(caller, query.moment, query.subjectId),
    nextCursor: null,
  }))
  counter.serve(recordGrants, ({ caller, body }) => grants.record(caller, body.results))
}
