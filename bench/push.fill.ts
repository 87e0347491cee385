import { SubscriptionGrant } from '../src/modules/push'
import { insertRows } from '../src/modules/push/push.rows'
import { Resident, ResidentIdentity } from '../src/modules/residents'
import { createOffice } from '../src/office'
import { systemClock } from '../src/platform/clock'
import { Seal, sha256 } from '../src/platform/crypto'
import { newId } from '../src/platform/ids'
import { testKeys, testOfficeOptions } from '../test/support/office'
import { bulk, urgent, wechatApp } from './push.people'

/** People in one commit. */
const CHUNK = 2_000
const seal = new Seal(testKeys)

/** Fills the database in a process of its own, so that the worker's memory is that of its work alone. */
async function main([databaseUrl = '', count = '0']: string[]): Promise<void> {
  const office = await createOffice(testOfficeOptions(databaseUrl, systemClock))
  for (let at = 0; at < Number(count); at += CHUNK) {
    const now = systemClock.now()
    const ids = Array.from({ length: Math.min(CHUNK, Number(count) - at) }, () => newId(now))
    const consent = { appId: wechatApp.appId, state: 'accept' as const, claimed: 1, confirmed: 0, spent: 0 }
    const of = (residentId: string, { templateId, kind }: typeof bulk | typeof urgent) =>
      ({ residentId, templateId, kind, ...consent, decidedAt: now, createdAt: now }) as SubscriptionGrant
    await office.database.transaction(async (tx) => {
      await insertRows(
        tx,
        Resident,
        ids.map((id) => resident(id, now)),
      )
      await insertRows(tx, ResidentIdentity, ids.map(identity))
      // One in ten follows the alerts too.
      await insertRows(
        tx,
        SubscriptionGrant,
        ids.map((id) => of(id, bulk)),
      )
      await insertRows(
        tx,
        SubscriptionGrant,
        ids.filter((_, n) => n % 10 === 0).map((id) => of(id, urgent)),
      )
    })
  }
  await office.close()
  process.send?.({ filled: true })
  process.disconnect()
}

function resident(id: string, now: number): Resident {
  return {
    ...{ id, createdAt: now, erasedAt: null, divisionId: null, ageFriendly: false, personalised: true },
    ...{ topics: [], consentVersion: null, consentAt: null },
  }
}

function identity(residentId: string): ResidentIdentity {
  const openid = `${bulk.prefix}${residentId}`
  const identityHash = sha256(openid)
  const sealedOpenid = seal.seal(openid, `resident_identities.${identityHash}`)
  return { identityHash, residentId, appId: wechatApp.appId, sealedOpenid, keepUntil: null }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.send?.({ failed: error instanceof Error ? error.stack : String(error) })
  process.exit(1)
})
