export interface FieldError {
  /** As the contract names it: `title`, `questions.0.text`. */
  path: string
  message: string
}

/** What the service (or the way to it) answered instead of doing what was asked. */
export class Problem extends Error {
  override readonly name = 'Problem'
  retryAfter?: number

  constructor(
    readonly code: string,
    readonly status: number,
    detail?: string,
    readonly errors: readonly FieldError[] = [],
    /** Further members of the problem document, for example the ids of unanswered comments. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail || '服务出了点问题，请稍后再试。')
  }

  /** Nobody knows whether it was done: the same try again, under the same key, is safe. */
  get isUnknown(): boolean {
    return this.status === 0
  }

  static offline = () => new Problem('offline', 0, '连不上服务，请检查网络后再试。')
  static timeout = () => new Problem('timeout', 0, '等了很久没有答复，请稍后再试。')
}

/** @returns the sentence to show */
export const wordsOf = (error: unknown): string =>
  error instanceof Problem ? error.message : '页面出了点问题，请刷新后再试。'

export const isAborted = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError'
