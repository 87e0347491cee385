import { Resident } from '../../src/modules/residents'
import type { Office } from '../../src/office'
import { newToken, sha256 } from '../../src/platform/crypto'
import { newId } from '../../src/platform/ids'
import { Session } from '../../src/platform/sessions'

const AT_ONCE = 200

/**
 * Residents with a session each, put into the tables at once, for tests and benches that are not about signing in.
 * @returns their tokens
 */
export async function manyPeople(office: Office, count: number): Promise<string[]> {
  const now = office.clock.now()
  const people = Array.from({ length: count }, () => ({ id: newId(now), token: newToken() }))
  for (let at = 0; at < count; at += AT_ONCE) {
    const some = people.slice(at, at + AT_ONCE)
    await office.database.transaction(async (tx) => {
      await tx.insert(
        Resident,
        some.map(({ id }) => ({
          id,
          createdAt: now,
          erasedAt: null,
          divisionId: null,
          ageFriendly: false,
          personalised: true,
          topics: [],
          consentVersion: null,
          consentAt: null,
        })),
      )
      await tx.insert(
        Session,
        some.map(({ id, token }) => ({
          tokenHash: sha256(token),
          kind: 'resident' as const,
          holderId: id,
          csrfToken: newToken(),
          context: null,
          createdAt: now,
          seenAt: now,
        })),
      )
    })
  }
  return people.map(({ token }) => token)
}
