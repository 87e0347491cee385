export interface FieldError {
  /** As the contract names it: `text`, `answers.0.optionIds`. */
  path: string
  message: string
}

/** What the service, or the way to it, answered instead of doing what was asked. */
export class Problem extends Error {
  override readonly name = 'Problem'
  /** In seconds, where the service said how long to wait. */
  retryAfter?: number

  constructor(
    readonly code: string,
    readonly status: number,
    detail?: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(detail)
  }

  /** Nobody knows whether it was done: the same try again, under the same key, is safe. */
  get isUnknown(): boolean {
    return this.code === 'offline' || this.code === 'timeout'
  }
}
