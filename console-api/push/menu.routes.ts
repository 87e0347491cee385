import type { Office } from '../../src/office'
import type { Counter } from '../../src/platform/http/serve'
import type { Menu } from '../../src/platform/wechat/menu'
import { placeMenu, readMenu } from './menu.contract'

export function menuRoutes(counter: Counter, { accountMenu }: Office): void {
  counter.serve(readMenu, async () => {
    const { wanted, isShown } = await accountMenu.compare()
    return { menu: present(wanted), shown: isShown }
  })
  counter.serve(placeMenu, async ({ caller }) => ({
    menu: present(await accountMenu.place(caller)),
    shown: true,
  }))
}

const present = ({ button }: Menu) => ({
  button: button.map((b) => ('sub_button' in b ? { ...b, sub_button: [...b.sub_button] } : b)),
})
