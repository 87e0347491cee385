import { join } from 'node:path'
import { demoTemplates } from './modules/push'
import type { OfficeOptions } from './office'
import { systemClock } from './platform/clock'
import type { Config } from './platform/config'
import { demoMasterKeys } from './platform/keys'
import type { Log } from './platform/log'
import { ModelClient } from './platform/model/model.client'
import { WechatClient } from './platform/wechat/client'
import { MiniProgramIdentity, SimulatedIdentity } from './platform/wechat/identity'
import { SimulatedTextCheck, WechatTextCheck } from './platform/wechat/text-check'
import { WebIdentity } from './platform/wechat/web-identity'

/** Somebody waits for a page meanwhile; without an answer two openids stay two people until WeChat tells. */
const UNION_MS = 1_000

/**
 * What an office needs, from the configuration of a process.
 * @param fakeUrl where a fake WeChat answers; without one a simulated office has no WeChat to write through
 */
export function officeOptions(config: Config, log: Log, fakeUrl?: string): OfficeOptions {
  const { mode, miniAppId, miniSecret, oaAppId, oaSecret, openBase } = config.wechat
  const apiBase = fakeUrl ?? config.wechat.apiBase
  const account = (appId: string, secret: string) =>
    new WechatClient({ apiBase, appId, secret, clock: systemClock, log })
  const mini = account(miniAppId, miniSecret)
  const oa = account(oaAppId, oaSecret)
  return {
    wechat: mode === 'live' || fakeUrl ? { mini, oa } : undefined,
    templates: mode === 'simulated' ? demoTemplates : [],
    publicUrl: config.publicUrl,
    databaseUrl: config.databaseUrl,
    masterKeys: config.masterKeys ?? demoMasterKeys(config.dataDir),
    log,
    sheetPrefix: config.sheetPrefix,
    cityNetworks: config.cityNetworks,
    checkpointFile: join(config.dataDir, 'ledger-checkpoints.jsonl'),
    journalDir: join(config.dataDir, 'push-journals'),
    identities:
      mode === 'live'
        ? new MiniProgramIdentity({ apiBase, appId: miniAppId, secret: miniSecret, log })
        : new SimulatedIdentity(miniAppId),
    webIdentities:
      mode === 'live'
        ? new WebIdentity({
            apiBase,
            openBase,
            appId: oaAppId,
            secret: oaSecret,
            log,
            unionOf: (openid) => unionOf(oa, openid),
          })
        : undefined,
    model: config.model && new ModelClient({ ...config.model, clock: systemClock, log }),
    textCheck: mode === 'live' ? new WechatTextCheck(mini) : new SimulatedTextCheck(miniAppId),
  }
}

/** WeChat tells it of followers only; throws nothing. */
export async function unionOf(oa: WechatClient, openid: string): Promise<string | undefined> {
  const told = await Promise.race([
    oa.userInfo(openid).catch(() => null),
    new Promise<null>((resolve) => setTimeout(resolve, UNION_MS, null).unref()),
  ])
  return told?.unionid
}
