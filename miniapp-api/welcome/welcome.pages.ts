import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context, Next } from 'koa'

const parts = ['api', 'dom', 'polls', 'tally', 'quizzes', 'consultations', 'reading']
const scripts = ['welcome.js', ...parts.map((part) => `welcome.${part}.js`)]
const styles = ['welcome.css', 'welcome.forms.css', 'welcome.reading.css']
const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
const fileOf = (name: string) => readFileSync(join(__dirname, name), 'utf8')

/** Where feeds, shared links and the sources of answers point: the page opens that article. */
const article = /^\/(publications|consultations|faqs)\/\w{26}$/

const simulatorLink = '<li><a href="/simulator">微信模拟器：和服务号聊一聊</a></li>'

interface Served {
  type: string
  body: string
}

function filesOf(notice: string | null, simulator: boolean): Map<string, Served> {
  const banner =
    notice === null ? '' : `<aside class="banner" aria-label="演示说明">${escaped(notice)}</aside>`
  const html = fileOf('welcome.html')
    .replace('<!-- banner -->', () => banner)
    .replace('<!-- simulator -->', () => (simulator ? simulatorLink : ''))
    .replace('<html ', `<html data-demo="${notice === null ? 'no' : 'yes'}" `)
  const files = new Map<string, Served>([['/', { type: 'text/html; charset=utf-8', body: html }]])
  const serve = (names: string[], type: string) => {
    for (const name of names) files.set(`/${name}`, { type, body: fileOf(name) })
  }
  serve(styles, 'text/css; charset=utf-8')
  serve(scripts, 'text/javascript; charset=utf-8')
  serve(['welcome.svg'], 'image/svg+xml')
  files.set('/favicon.ico', { type: 'image/svg+xml', body: fileOf('welcome.svg') })
  return files
}

/**
 * The trial page at `/` and what it loads, from memory. `notice` says that everything here is invented and stands on
 * top for good; without it (a real bureau) the page shows what is public and offers no simulated sign-in.
 * @param simulator whether there is a /simulator to go to
 */
export function welcomePages(notice: string | null, simulator = false) {
  const files = filesOf(notice, simulator)
  return async (ctx: Context, next: Next): Promise<void> => {
    const file =
      ctx.method === 'GET' || ctx.method === 'HEAD'
        ? files.get(article.test(ctx.path) ? '/' : ctx.path)
        : undefined
    if (!file) return next()
    ctx.type = file.type
    ctx.body = file.body
  }
}
