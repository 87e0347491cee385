import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import { invalidField } from '../../src/platform/problem'
import { eraseMe, exportMe, readPreferences, setPreferences } from './me.contract'

export function meRoutes(counter: Counter, { residents, personalData, divisions }: Office): void {
  counter.serve(setPreferences, async ({ caller, body }) => {
    if (body.divisionId && !(await divisions.find(body.divisionId)))
      throw invalidField('divisionId', '没有这个辖区')
    return presentPreferences(await residents.setPreferences(caller, body))
  })
  counter.serve(readPreferences, async ({ caller }) => presentPreferences(await residents.find(caller.id)))
  counter.serve(exportMe, ({ caller }) => personalData.exportAll(caller))
  counter.serve(eraseMe, ({ caller }) => personalData.erase(caller))
}

const presentPreferences = ({
  ageFriendly,
  topics,
  personalised,
  divisionId,
  consentVersion,
}: Awaited<ReturnType<Office['residents']['find']>>) => ({
  ageFriendly,
  topics,
  personalised,
  divisionId,
  consentVersion,
})
