import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import { readAbout } from './about.contract'

/** The bureau is the root of its divisions. */
export const bureauOf = async ({ divisions }: Pick<Office, 'divisions'>): Promise<string> =>
  (await divisions.list()).find((d) => d.parentId === null)?.name ?? ''

export function aboutRoutes(
  counter: Counter,
  office: Pick<Office, 'divisions'>,
  notice: string | null,
): void {
  counter.serve(readAbout, async () => ({ bureau: await bureauOf(office), notice }))
}
