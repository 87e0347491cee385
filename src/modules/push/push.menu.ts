import type { Database } from '../../platform/db/database'
import type { Log } from '../../platform/log'
import { forbidden, Problem } from '../../platform/problem'
import { type WechatClient, WechatRefused } from '../../platform/wechat/client'
import { isSameMenu, type Menu } from '../../platform/wechat/menu'
import { type Ledger, systemActor } from '../ledger'
import type { StaffActor } from '../staff'
import { canKeepAccounts } from './push.policy'
import { menuRefused, noServiceAccount } from './push.problems'

/** 自定义菜单: what the bot answers to, put up at WeChat. */
export class AccountMenu {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly log: Log,
    private readonly client: Pick<WechatClient, 'appId' | 'readMenu' | 'createMenu'> | null,
    /** As the bot wants it; null in an office without one. */
    readonly wanted: Menu | null,
  ) {}

  /** Whether WeChat shows what is wanted. @throws Problem no_service_account, menu_refused, unavailable */
  async compare(): Promise<{ wanted: Menu; isShown: boolean }> {
    const { client, wanted } = this.parts()
    const shown = await told(client.readMenu())
    return { wanted, isShown: isSameMenu(shown, wanted) }
  }

  /** Puts the menu up, also over one that somebody made by hand. @throws Problem as `compare`, forbidden */
  async place(actor: StaffActor): Promise<Menu> {
    if (!canKeepAccounts(actor)) throw forbidden()
    return this.put(actor)
  }

  /** At a start, where it differs. What stands in the way is logged: people can write without a menu. */
  async placeAtStart(): Promise<void> {
    if (!this.client || !this.wanted) return
    try {
      if (!(await this.compare()).isShown) await this.put(systemActor)
    } catch (error) {
      const { code, message } = error instanceof Problem ? error : { code: 'unknown', message: String(error) }
      this.log.warn({ code, message }, 'the menu of the service account could not be put up')
    }
  }

  /** The same menu put up twice is one menu: WeChat first, then the book. */
  private async put(actor: StaffActor | typeof systemActor): Promise<Menu> {
    const { client, wanted } = this.parts()
    await told(client.createMenu(wanted))
    await this.database.transaction((tx) =>
      this.ledger.append(
        tx,
        actor,
        'push.place_menu',
        { type: 'service_account', id: client.appId },
        { after: wanted },
      ),
    )
    return wanted
  }

  private parts() {
    const { client, wanted } = this
    if (!client || !wanted) throw noServiceAccount()
    return { client, wanted }
  }
}

/** WeChat's number says what is wrong with the account or the menu; its words hold nothing secret. */
async function told<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof WechatRefused)) throw error
    throw menuRefused({ detail: `微信没有接受菜单操作：错误码 ${error.errcode}（${error.errmsg}）。` })
  }
}
