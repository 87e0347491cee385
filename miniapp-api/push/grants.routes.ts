import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import { listTemplates, recordGrants } from './grants.contract'

export function grantRoutes(counter: Counter, { grants }: Office): void {
  counter.serve(listTemplates, async () => ({ items: await grants.askable(), nextCursor: null }))
  counter.serve(recordGrants, ({ caller, body }) => grants.record(caller, body.results))
}
