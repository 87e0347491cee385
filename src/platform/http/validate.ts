import type { z } from 'zod'
import { type FieldError, invalidRequest } from '../problem'
import { chineseMessage } from './messages'

/** @throws Problem invalid_request with every issue found, each naming its field */
export function validate<S extends z.ZodType>(
  schema: S | undefined,
  value: unknown,
  place: 'path' | 'query' | 'body',
): z.output<S> {
  if (!schema) {
    if (place !== 'path' && value !== undefined && Object.keys(value as object).length > 0)
      throw invalidRequest({
        errors: Object.keys(value as object).map((path) => ({ path, message: '不认识的参数' })),
      })
    return undefined as z.output<S>
  }
  const parsed = schema.safeParse(value, { error: chineseMessage })
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.flatMap((issue) => fieldErrors(issue))
  const first = errors[0]
  throw invalidRequest({
    detail: first ? `${first.path || '请求内容'}：${first.message}` : undefined,
    errors,
  })
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: '不认识的字段' }))
  return [{ path, message: issue.message }]
}

/** Repeated parameters become a list, which no scalar schema accepts. */
export function queryObject(query: string): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = found[name]
    found[name] =
      earlier === undefined ? value : Array.isArray(earlier) ? [...earlier, value] : [earlier, value]
  }
  return { ...found }
}
