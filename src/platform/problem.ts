/** What went wrong, in the one taxonomy that both HTTP and chat translate. */
export type ProblemKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'rate_limited'
  | 'unavailable'

export const statusOf: Record<ProblemKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
}

export const titleOf: Record<ProblemKind, string> = {
  invalid: '提交的内容有误',
  unauthenticated: '请先登录',
  forbidden: '没有权限',
  not_found: '没有找到',
  conflict: '当前状态下不能这样操作',
  too_large: '内容太大',
  rate_limited: '操作太频繁',
  unavailable: '服务暂时不可用',
}

export interface FieldError {
  path: string
  message: string
}

export interface ProblemDetails {
  /** Overrides the declared sentence. */
  detail?: string
  errors?: FieldError[]
  /** Further members of the problem document, for example the ids of unanswered comments. */
  extra?: Record<string, unknown>
  /** Seconds, for the Retry-After header. */
  retryAfter?: number
}

/** A refusal that its hearer can understand; anything else thrown is a bug. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly errors?: FieldError[]
  readonly extra?: Record<string, unknown>
  readonly retryAfter?: number

  constructor(
    readonly code: string,
    readonly kind: ProblemKind,
    sentence: string,
    details: ProblemDetails = {},
  ) {
    super(details.detail ?? sentence)
    this.errors = details.errors
    this.extra = details.extra
    this.retryAfter = details.retryAfter
  }
}

/** A kind of refusal, declared beside its rule: call it to make one to throw. */
export interface ProblemType {
  (details?: ProblemDetails): Problem
  readonly code: string
  readonly kind: ProblemKind
  readonly sentence: string
  is(error: unknown): boolean
}

/** Declares a refusal: a fixed code for programs and a Chinese sentence for people. */
export function problem(code: string, kind: ProblemKind, sentence: string): ProblemType {
  const make = (details?: ProblemDetails) => new Problem(code, kind, sentence, details)
  const is = (error: unknown) => error instanceof Problem && error.code === code
  return Object.assign(make, { code, kind, sentence, is })
}

export const invalidRequest = problem('invalid_request', 'invalid', '提交的内容不符合要求，请按提示修改。')
export const unauthenticated = problem('unauthenticated', 'unauthenticated', '您还没有登录，或者登录已过期。')
export const forbidden = problem('forbidden', 'forbidden', '您没有办理这件事的权限。')
export const notFound = problem('not_found', 'not_found', '没有找到您要的内容。')
export const tooLarge = problem('too_large', 'too_large', '提交的内容超过了允许的大小。')
export const rateLimited = problem('rate_limited', 'rate_limited', '操作太频繁了，请稍后再试。')
export const unavailable = problem('unavailable', 'unavailable', '服务暂时繁忙，请稍后再试。')
export const stale = problem('stale', 'conflict', '内容已被他人修改，请刷新后重试。')
export const ownWork = problem('own_work', 'forbidden', '不能由起草人本人办理这一步，请由其他人办理。')
export const alreadyOpened = problem('already_opened', 'conflict', '这件事已经开放，不能重复开放。')
export const notOpened = problem('not_opened', 'conflict', '还没有开放，不能结束。')

/** What any operation may answer, so that no contract need say so. */
export const commonProblems: readonly ProblemType[] = [
  invalidRequest,
  unauthenticated,
  forbidden,
  notFound,
  tooLarge,
  rateLimited,
  unavailable,
  stale,
]

/** One invalid field, found by a rule rather than by the contract. */
export function invalidField(path: string, message: string): Problem {
  return invalidRequest({ detail: message, errors: [{ path, message }] })
}
