import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Office } from '../../src/office'
import { site } from '../../src/platform/http/site'

const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

/** `console/dist` of the checkout, whether this runs from sources or from `dist/`. */
const built = ['../..', '../../..']
  .map((up) => join(__dirname, up, 'console'))
  .find((home) => existsSync(join(home, 'package.json')))

const missing = `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<title>管理后台正在准备</title>
<h1>管理后台正在准备</h1>
<p>首次启动时要安装并编译管理后台，通常不超过一分钟，本页会自动刷新。</p>
<p>如果一直停在这里，请查看启动服务的终端：没有网络时无法安装，其他服务不受影响。</p>
</html>
`

/**
 * The staff console at `/console/`.
 * @param notice says that everything shown is invented; null at a real bureau
 */
export function consolePages(
  office: Office,
  notice: string | null,
  folder = join(built ?? 'console', 'dist'),
) {
  const bureau = async () => (await office.divisions.list()).find((d) => d.parentId === null)?.name ?? ''
  return site({
    folder,
    base: '/console/',
    missing: () => missing,
    page: async (html) =>
      html
        .replace('content="bureau"', `content="${escaped(await bureau())}"`)
        .replace('content="notice"', `content="${escaped(notice ?? '')}"`),
  })
}
