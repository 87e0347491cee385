import type { Office } from '../../src/office'
import { rfc3339 } from '../../src/platform/clock'
import type { Counter } from '../../src/platform/http/serve'
import { signIn, signOut } from './session.contract'

export function sessionRoutes(counter: Counter, { residents }: Office): void {
  counter.serve(signIn, async ({ body }) => {
    const { token, expiresAt, resident } = await residents.signIn(body.code)
    return {
      token,
      expiresAt: rfc3339(expiresAt),
      resident: { id: resident.id, ageFriendly: resident.ageFriendly },
    }
  })
  counter.serve(signOut, ({ caller }) => residents.signOut(caller.sessionHash))
}
