import { type FieldKind, fieldFault, fieldKind, fitField } from '../../platform/wechat/fields'
import type { Purpose, TemplateKind } from './push.entities'
import type { FieldContent, TemplateHome } from './push.templates.entities'

/** As staff write it down: fields by WeChat's names, which say their kinds. */
export interface NewTemplate {
  home: TemplateHome
  purpose: Purpose
  kind: TemplateKind
  templateId: string
  page: string
  fields: readonly { key: string; from?: FieldContent; text?: string }[]
}

/** What such content looks like at its hardest: only a kind that can hold it may be filled with it. */
const samples: Record<FieldContent, string> = {
  title: '关于2026年春季学期校园周边食品安全专项检查情况的通报（第3号）',
  summary: '2026年本期公布合格 120 批次、不合格 3 批次；查询：www.example.cn。',
  day: '2026年11月24日',
  moment: '2026年11月24日 09:30',
}

/** Whether a field of this kind can be filled with this content, whatever it says. */
export function holds(kind: FieldKind, from: FieldContent): boolean {
  // Its values are a list of WeChat's own.
  return kind !== 'enum' && fieldFault(kind, fitField(kind, samples[from])) === null
}

export interface Fault {
  path: string
  message: string
}

/** Everything that WeChat, or its rules about unasked messages, would refuse of it, field by field. */
export function templateFaults(template: NewTemplate): Fault[] {
  const { home, purpose, kind, fields, page } = template
  const faults: Fault[] = []
  const fault = (path: string, message: string) => faults.push({ path, message })
  if (kind === 'unsolicited' && (home !== 'oa' || purpose !== 'alert'))
    fault('kind', '不经同意就发送的模板只能用于服务号的紧急提示（alert）')
  if (page.startsWith('/')) fault('page', '页面路径不要以斜杠开头')
  const seen = new Set<string>()
  for (const [i, field] of fields.entries()) {
    const path = `fields.${i}`
    if (seen.has(field.key)) fault(`${path}.key`, '字段重复')
    seen.add(field.key)
    const named = fieldKind(field.key)
    if (!named) fault(`${path}.key`, '微信没有这种字段，应像 thing1、time2 这样')
    else if ((field.from === undefined) === (field.text === undefined))
      fault(path, 'from 和 text 填一个，也只填一个')
    else if (field.text !== undefined) {
      const wrong = fieldFault(named, field.text)
      if (wrong) fault(`${path}.text`, wrong)
    } else if (field.from !== undefined && !holds(named, field.from))
      fault(`${path}.from`, `${named} 字段装不下这项内容`)
  }
  return faults
}
