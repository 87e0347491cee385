/** WeChat's own words; the rest of the text after them never matters to a caller. */
const messages: Record<number, string> = {
  [-1]: 'system error',
  40001:
    'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40008: 'invalid message type',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40016: 'invalid button size',
  40017: 'invalid button type',
  40018: 'invalid button name size',
  40019: 'invalid button key size',
  40023: 'invalid sub button size',
  40025: 'invalid sub button name size',
  40029: 'invalid code',
  40037: 'invalid template_id',
  40066: 'invalid url',
  40097: 'invalid args',
  40125: 'invalid appsecret',
  40129: 'invalid scene',
  40130: 'invalid openid list size, at least two openid',
  40164: 'invalid ip, not in whitelist',
  40226: 'code blocked',
  40243: 'appsecret has been frozen',
  41001: 'access_token missing',
  41008: 'missing code',
  41030: 'invalid page',
  42001: 'access_token expired',
  43002: 'require POST method',
  43004: 'require subscribe',
  43101: 'user refuse to accept the msg',
  43104: 'appid and openid not match',
  44002: 'empty post data',
  44004: 'empty content',
  45002: 'content size out of limit',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  45015: 'response out of time limit or subscription is canceled',
  45047: 'out of response count limit',
  45065: 'clientmsgid exist',
  45066: 'clientmsgid retry too fast, retry after one minute',
  45067: 'clientmsgid size out of limit',
  46003: 'menu no exist',
  47001: 'data format error',
  47003: 'argument invalid!',
  48001: 'api unauthorized',
  48006: 'forbid to clear quota because of reaching the limit',
  61010: 'code is expired',
  76021: 'cgi_path not found',
  76022: 'could not use this cgi_path, no permission',
}

/** An answer with an errcode other than 0. Not an Error: a million of them must cost no stack traces. */
export class Refusal {
  readonly errmsg: string

  constructor(
    readonly errcode: number,
    detail?: string,
    /** JSON members beside errcode and errmsg, as WeChat adds msg_id to 45065. */
    readonly more: string = '',
  ) {
    const words = messages[errcode] ?? 'unknown'
    this.errmsg = detail ? `${words} ${detail}` : words
  }
}

let requests = 0

export function refusalJson(refusal: Refusal): string {
  requests += 1
  const errmsg = JSON.stringify(`${refusal.errmsg} rid: ${requests.toString(16).padStart(8, '0')}-fake`)
  return `{"errcode":${refusal.errcode},"errmsg":${errmsg}${refusal.more}}`
}
