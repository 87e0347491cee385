import type { EntityManager } from 'typeorm'
import type { Seal } from '../../platform/crypto'

/** The openids of many residents in one app at once; one per resident. Who has left has none. */
export class Openids {
  constructor(private readonly seal: Seal) {}

  async of(tx: EntityManager, appId: string, residentIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.rows(tx, appId, residentIds, 'resident_id, identity_hash, sealed_openid')
    return new Map(
      rows.map((row) => [
        row.resident_id,
        this.seal.open(row.sealed_openid, `resident_identities.${row.identity_hash}`),
      ]),
    )
  }

  /** Which of them can be written to at all, without opening anything. */
  async known(tx: EntityManager, appId: string, residentIds: readonly string[]): Promise<string[]> {
    const there = new Set((await this.rows(tx, appId, residentIds, 'resident_id')).map((r) => r.resident_id))
    return residentIds.filter((id) => there.has(id))
  }

  private rows(
    tx: EntityManager,
    appId: string,
    residentIds: readonly string[],
    columns: string,
  ): Promise<{ resident_id: string; identity_hash: string; sealed_openid: string }[]> {
    if (residentIds.length === 0) return Promise.resolve([])
    return tx.query(
      `SELECT ${columns} FROM resident_identities
       WHERE resident_id IN (${residentIds.map(() => '?').join(', ')})
         AND app_id = ? AND sealed_openid IS NOT NULL`,
      [...residentIds, appId],
    )
  }
}
