import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import { readAbout } from './about.contract'

/** The bureau is the root of its divisions. */
export const bureauOf = async ({ divisions }: Pick<Office, 'divisions'>): Promise<string> =>
  (await divisions.list()).find((d) => d.parentId === null)?.name ?? ''

/** Who serves people where they live; what stands between the bureau and its streets. */
const isDistrict = new Set<string>(['branch', 'county'])

export function aboutRoutes(
  counter: Counter,
  office: Pick<Office, 'divisions'>,
  notice: string | null,
): void {
  counter.serve(readAbout, async () => {
    const all = await office.divisions.list()
    const districts = all.filter(({ kind, closedAt }) => isDistrict.has(kind) && closedAt === null)
    return {
      bureau: await bureauOf(office),
      notice,
      districts: districts.map(({ id, name }) => ({ id, name })),
    }
  })
}
