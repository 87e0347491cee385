import type { z } from 'zod'

const types: Record<string, string> = {
  string: '应为文字',
  number: '应为数字',
  int: '应为整数',
  boolean: '应为 true 或 false',
  array: '应为列表',
  object: '应为一组字段',
  record: '应为一组字段',
  null: '应为空',
  date: '应为日期',
}

const units: Record<string, string> = { string: '个字符', array: '项', set: '项', file: '字节' }

const formats: Record<string, string> = {
  datetime: '应是 RFC 3339 时间，例如 2026-11-24T01:00:00.000Z',
  date: '应是 YYYY-MM-DD 日期',
  url: '应是完整网址',
  email: '应是电子邮箱地址',
}

/** What a contract that gives no sentence of its own says to people. */
export function chineseMessage(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? '请填写此项' : (types[issue.expected] ?? '内容的类型不对')
    case 'invalid_value':
      return issue.input === undefined ? '请填写此项' : `应是 ${issue.values.map(String).join('、')} 之一`
    case 'too_small':
      return bound('少于', '小于', issue.origin, issue.minimum)
    case 'too_big':
      return bound('超过', '大于', issue.origin, issue.maximum)
    case 'invalid_format':
      return formats[issue.format] ?? '格式不对'
    case 'not_multiple_of':
      return `应是 ${issue.divisor} 的倍数`
    case 'unrecognized_keys':
      return '不认识的字段'
    case 'invalid_union':
      return issue.input === undefined ? '请填写此项' : '内容不符合其中任何一种形式'
    default:
      return '内容不符合要求'
  }
}

function bound(counted: string, measured: string, origin: string, limit: number | bigint): string {
  const unit = units[origin]
  return unit ? `不能${counted} ${limit} ${unit}` : `不能${measured} ${limit}`
}
