import { Problem } from './problem'

/**
 * What a resident reads for a problem code. The service's own sentences (`detail`) are written for residents and come
 * first where they say more; here stands what only the client knows, and what must never be left without words.
 */
const words: Record<string, string> = {
  offline: '网络没有连上，请检查手机的网络，然后再试一次。',
  timeout: '网络太慢，等了很久没有回音，请稍后再试一次。',
  internal: '服务出了点问题，我们会尽快修好。请稍后再试。',
  unavailable: '服务正忙，请过一会儿再试。',
  unauthenticated: '登录已过期，请重新进入这一页。',
  not_found: '没有找到这项内容，可能已经撤下。',
  invalid_request: '填写的内容有不对的地方，请按提示修改。',
  too_large: '内容太多了，请精简以后再提交。',
  idempotency_conflict: '刚才的提交还没有办完，请返回重新进入这一页，看看是否已经成功。',
  idempotency_pending: '刚才的提交正在处理，请稍等几秒再试。',
  consent_refused: '参加之前需要您同意隐私说明。不同意也可以照常浏览。',
  not_here: '在这里可以照常查看。要投票、答题、提意见，请用微信打开这个网页，或到微信小程序“广听”。',
}

/** Said by the service in its own words, which name what is meant better than a general sentence. */
const prefersOwn = new Set(['unauthenticated', 'internal', 'not_found'])

/** @returns the sentence to show; never empty */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Problem)) return '页面出了点问题，请返回重新进入。'
  const { code, message, errors, retryAfter } = error
  if (code === 'rate_limited')
    return `操作太快了，请${retryAfter ? `过 ${retryAfter} 秒` : '稍等一会儿'}再试。`
  const known = words[code]
  const sentence = known && (prefersOwn.has(code) || !message) ? known : message || known || fallbackOf(error)
  const fields = [...new Set(errors.map((e) => e.message))].filter((m) => !sentence.includes(m))
  return [sentence, ...fields].join(' ')
}

const fallbackOf = ({ status }: Problem) =>
  status >= 500 ? (words.internal as string) : '没有办成，请稍后再试。'
