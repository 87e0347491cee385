// Talks to the public API, as a stranger or as a simulated resident.

export const isDemo = document.documentElement.dataset.demo === 'yes'
const KEY = 'guangting.openid'
const operations = new Map()
let token = null
let clockAhead = 0

/** What the API says when it says no, in its own words. */
export class Refused extends Error {
  constructor(sentence, code) {
    super(sentence)
    this.code = code
  }
}

export async function call(method, path, body) {
  const headers = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (token) headers.authorization = `Bearer ${token}`
  const sent = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }
  const response = await fetch(path, sent).catch(() => {
    throw new Refused('连不上服务器，请检查网络后再试。', 'offline')
  })
  clockAhead = (Date.parse(response.headers.get('date')) || Date.now()) - Date.now()
  const reply = response.status === 204 ? null : await response.json().catch(() => null)
  if (response.ok) return reply
  const more = (reply?.errors ?? []).map((e) => e.message).filter((m) => m !== reply.detail)
  throw new Refused([reply?.detail ?? '没有办成，请稍后再试。', ...new Set(more)].join(' '), reply?.code)
}

/** The server's time: a phone's own clock may be wrong. */
export const serverNow = () => Date.now() + clockAhead

/** Which operations this server has: sections for the others say what will come. */
export async function learnOperations() {
  const { paths } = await call('GET', '/openapi.json')
  for (const [path, item] of Object.entries(paths))
    for (const operation of Object.values(item)) operations.set(operation.operationId, path)
}
export const has = (operationId) => operations.has(operationId)
export const feedPaths = () =>
  [...operations.values()].filter((p) => /feed|atom|rss/i.test(p) && !p.includes('{'))
export const within = (list, id, part = '') => `/api/${list}/${encodeURIComponent(id)}${part}`

export const knownVisitor = () => localStorage.getItem(KEY)

/** The demo: a made-up WeChat identity that stays with this browser. */
async function signIn() {
  if (token) return
  if (!isDemo) throw new Refused('请在微信小程序里参加，这里只供查看。', 'not_here')
  const bytes = [...crypto.getRandomValues(new Uint8Array(8))]
  const openid = knownVisitor() ?? `trial-${bytes.map((n) => n.toString(16).padStart(2, '0')).join('')}`
  localStorage.setItem(KEY, openid)
  token = (await call('POST', '/api/session', { code: `sim:${openid}` })).token
  document.dispatchEvent(new Event('signed-in'))
}

export function becomeSomeoneElse() {
  localStorage.removeItem(KEY)
  location.reload()
}

/** A call in the resident's name; signs in first, and once more when the session has run out. */
export async function callAsResident(method, path, body) {
  await signIn()
  try {
    return await call(method, path, body)
  } catch (refused) {
    if (refused.code !== 'unauthenticated') throw refused
    token = null
    await signIn()
    return call(method, path, body)
  }
}
