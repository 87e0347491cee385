import type { MessageTemplate } from './modules/push'
import type { Clock } from './platform/clock'
import type { MasterKey, PasswordCost } from './platform/crypto'
import type { Log } from './platform/log'
import type { ModelClient } from './platform/model/model.client'
import type { WechatClient } from './platform/wechat/client'
import type { IdentitySource } from './platform/wechat/identity'
import type { Menu } from './platform/wechat/menu'
import type { TextCheck } from './platform/wechat/text-check'
import type { WebIdentity } from './platform/wechat/web-identity'

/** What an office needs to be built; what is optional may be missing in a test, or in a small bureau. */
export interface OfficeOptions {
  databaseUrl: string
  masterKeys: MasterKey[]
  log: Log
  clock?: Clock
  identities: IdentitySource
  /** Signs people in on pages in WeChat's browser; without it they are simulated as in the mini-program. */
  webIdentities?: WebIdentity
  /** Accounts through which WeChat is written to; without one there is no such channel. */
  wechat?: { mini?: WechatClient; oa?: WechatClient }
  /** Message templates that the demo brings along; those of a real account are registered by staff. */
  templates?: readonly MessageTemplate[]
  /** Where residents find what is published; this machine unless given. */
  publicUrl?: string
  /** As the bot wants the menu of the 服务号. */
  menu?: Menu
  passwordCost?: PasswordCost
  /** Simulated unless given. */
  textCheck?: TextCheck
  /** Printed on everything that leaves the office, for example that the city is fictional. */
  notice?: string | null
  /** A language model that may be asked about comments; without one nothing ever leaves for one. */
  model?: ModelClient
  /** What the numbers of review sheets begin with. */
  sheetPrefix?: string
  /** Where the ledger's daily checkpoints are appended; without it there are none. */
  checkpointFile?: string
  /** Where this machine's workers write down what leaves; without it a kill leaves `unknown` all that was claimed. */
  journalDir?: string
  /** The city's own networks, addresses or CIDR ranges; without them nobody can say who votes from elsewhere. */
  cityNetworks?: readonly string[]
}
