import { join } from 'node:path'
import { demoTemplates } from './modules/push'
import type { OfficeOptions } from './office'
import { systemClock } from './platform/clock'
import type { Config } from './platform/config'
import { demoMasterKeys } from './platform/keys'
import type { Log } from './platform/log'
import { WechatClient } from './platform/wechat/client'
import { MiniProgramIdentity, SimulatedIdentity } from './platform/wechat/identity'
import { SimulatedTextCheck, WechatTextCheck } from './platform/wechat/text-check'

/**
 * What an office needs, from the configuration of a process.
 * @param fakeUrl where a fake WeChat answers; without one a simulated office has no WeChat to write through
 */
export function officeOptions(config: Config, log: Log, fakeUrl?: string): OfficeOptions {
  const { mode, miniAppId, miniSecret, oaAppId, oaSecret } = config.wechat
  const apiBase = fakeUrl ?? config.wechat.apiBase
  const account = (appId: string, secret: string) =>
    new WechatClient({ apiBase, appId, secret, clock: systemClock, log })
  const mini = account(miniAppId, miniSecret)
  return {
    wechat: mode === 'live' || fakeUrl ? { mini, oa: account(oaAppId, oaSecret) } : undefined,
    templates: mode === 'simulated' ? demoTemplates : [],
    publicUrl: config.publicUrl,
    databaseUrl: config.databaseUrl,
    masterKeys: config.masterKeys ?? demoMasterKeys(config.dataDir),
    log,
    sheetPrefix: config.sheetPrefix,
    checkpointFile: join(config.dataDir, 'ledger-checkpoints.jsonl'),
    identities:
      mode === 'live'
        ? new MiniProgramIdentity({ apiBase, appId: miniAppId, secret: miniSecret, log })
        : new SimulatedIdentity(miniAppId),
    textCheck: mode === 'live' ? new WechatTextCheck(mini) : new SimulatedTextCheck(miniAppId),
  }
}
