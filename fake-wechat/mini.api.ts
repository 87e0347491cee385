import type { Answer, Api, Call } from './call'
import { pictureOf } from './picture'
import { Refusal } from './refusal'
import type { App } from './world'

const ACTIVE_MS = 2 * 3_600_000
const TEXT_LIMIT = 2_500
let traces = 0

/** Text check v2. errcode is 0 for bad text too: the verdict is `result.suggest`. */
function checkText({ world, app, body, now }: Call): Answer {
  const { content, version, scene, openid } = body
  if (version !== 2) throw new Refusal(40097, 'version')
  if (scene !== 1 && scene !== 2 && scene !== 3 && scene !== 4) throw new Refusal(40129)
  if (typeof content !== 'string' || content === '') throw new Refusal(44004)
  if (content.length > TEXT_LIMIT && [...content].length > TEXT_LIMIT) throw new Refusal(45002)
  if (typeof openid !== 'string' || !world.people.exists(openid)) throw new Refusal(40003)
  if (!world.people.knows(openid, app.appId)) throw new Refusal(43104)
  const visitedAt = world.people.find(openid)?.visitedAt ?? Number.NEGATIVE_INFINITY
  if (now - visitedAt > ACTIVE_MS) throw new Refusal(61010)
  const seen = [content, body.nickname, body.title, body.signature]
    .filter((v) => typeof v === 'string')
    .join('\n')
  const hits = world.words.filter((w) => seen.includes(w.word))
  const worst = hits.find((w) => w.suggest === 'risky') ?? hits[0]
  const result = { suggest: worst?.suggest ?? 'pass', label: worst?.label ?? 100 }
  traces += 1
  return {
    json: JSON.stringify({
      errcode: 0,
      errmsg: 'ok',
      result,
      detail: [
        { strategy: 'content_model', errcode: 0, ...result, prob: 90 },
        ...hits.map((w) => ({
          strategy: 'keyword',
          errcode: 0,
          suggest: w.suggest,
          label: w.label,
          keyword: w.word,
        })),
      ],
      trace_id: `fake-${traces.toString(16).padStart(8, '0')}`,
    }),
  }
}

/** @throws Refusal 41030 with a leading slash, with a query where none may be, or not in the released version */
export function checkPage(app: App, page: unknown, queryAllowed: boolean): void {
  if (typeof page !== 'string' || page.startsWith('/')) throw new Refusal(41030)
  const [path = '', query] = page.split('?')
  if (query !== undefined && !queryAllowed) throw new Refusal(41030)
  if (path === '' || (app.pages && !app.pages.includes(path))) throw new Refusal(41030)
}

const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/

function unlimitedCode({ app, body }: Call): Answer {
  const { scene, page, width = 430, env_version: version = 'release' } = body
  if (typeof scene !== 'string' || !SCENE.test(scene)) throw new Refusal(40129)
  if (page !== undefined) {
    // Unchecked pages may be unreleased, but a slash or a query is wrong all the same.
    checkPage(body.check_path === false ? { ...app, pages: undefined } : app, page, false)
  }
  if (typeof width !== 'number' || !Number.isInteger(width) || width < 280 || width > 1280)
    throw new Refusal(40097, 'width')
  if (version !== 'release' && version !== 'trial' && version !== 'develop')
    throw new Refusal(40097, 'env_version')
  return { png: pictureOf(`${scene} ${page ?? ''}`, width) }
}

export const miniApis: Record<string, Api> = {
  '/wxa/msg_sec_check': { method: 'POST', kind: 'mini', run: checkText },
  '/wxa/getwxacodeunlimit': { method: 'POST', kind: 'mini', run: unlimitedCode },
}
