import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Context, Next } from 'koa'
import type { Office } from '../../src/office'
import { site } from '../../src/platform/http/site'
import { bureauOf } from '../about/about.routes'

export interface ResidentPages {
  /** Says that everything shown is invented, and stands on top for good; null at a real bureau. */
  notice: string | null
  /** Whether there is a /simulator to go to. */
  simulator: boolean
  /** How one signs in here: as a made-up person of the demo, or through WeChat. */
  signIn: 'simulated' | 'wechat'
  folder?: string
}

/** Pages of the application, and what feeds, shared links and the sources of answers point to. */
const own = /^\/$|^\/pages\/[\w/-]+$|^\/(publications|consultations|faqs|polls|quizzes)\/\w{26}$/

const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

/** `miniapp/dist` of the checkout, whether this runs from sources or from `dist/`. */
const built = ['../..', '../../..']
  .map((up) => join(__dirname, up, 'miniapp'))
  .find((home) => existsSync(join(home, 'package.json')))

const missing = (notice: string | null) => `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>广听正在准备</title>
<h1>广听正在准备</h1>
${notice === null ? '' : `<p>${escaped(notice)}</p>\n`}<p>首次启动要准备页面，通常不超过一分钟，本页会自动刷新，不用您做什么。</p>
<p>（给管理员：如果一直停在这里，请查看启动服务的终端；没有网络时无法安装，接口和订阅源照常可用，见 <a href="/docs">接口说明</a>。）</p>
</html>
`

/** What residents see in a browser, at `/`: built from `miniapp/`, the same source as the mini-program. */
export function residentPages(office: Pick<Office, 'divisions'>, options: ResidentPages) {
  const { notice, simulator, signIn, folder = join(built ?? 'miniapp', 'dist') } = options
  const serve = site({
    folder,
    base: '/',
    owns: (path) => own.test(path),
    missing: () => missing(notice),
    page: async (html) =>
      html
        .replace('content="bureau"', `content="${escaped(await bureauOf(office))}"`)
        .replace('content="notice"', `content="${escaped(notice ?? '')}"`)
        .replace('content="sign-in"', `content="${signIn}"`)
        .replace('content="simulator"', `content="${simulator ? '/simulator' : ''}"`),
  })
  return async (ctx: Context, next: Next): Promise<void> => {
    if (ctx.path === '/favicon.ico') ctx.path = '/static/mark.svg'
    return serve(ctx, next)
  }
}
