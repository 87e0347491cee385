import type { ReplyOf } from '@/kit/client'

export type Enquiry = ReplyOf<'get', '/api/staff/enquiries/{id}'>
export type Faq = ReplyOf<'get', '/api/staff/faqs'>['items'][number]
export type Division = ReplyOf<'get', '/api/staff/divisions'>['items'][number]

export const sourceWords: Record<Enquiry['source'], string> = {
  mini_program: '小程序',
  wechat: '微信对话',
}

/** As the bureau lists them: superior first, each with its superior before its own name where two share one. */
export function divisionNames(divisions: readonly Division[]): Map<string, string> {
  const byId = new Map(divisions.map((d) => [d.id, d]))
  const times = new Map<string, number>()
  for (const { name } of divisions) times.set(name, (times.get(name) ?? 0) + 1)
  return new Map(
    divisions.map((d) => {
      const parent = d.parentId ? byId.get(d.parentId)?.name : undefined
      return [d.id, (times.get(d.name) ?? 0) > 1 && parent ? `${parent} ${d.name}` : d.name]
    }),
  )
}

const DAY = 24 * 60 * 60_000
/** Shanghai days until the day an answer is due, in words. */
export function dueWords(enquiry: Pick<Enquiry, 'state' | 'dueOn' | 'overdue'>, today: string): string {
  if (enquiry.state === 'answered' || enquiry.state === 'erased') return ''
  const days = Math.round((Date.parse(enquiry.dueOn) - Date.parse(today)) / DAY)
  if (enquiry.overdue) return `已超期 ${-days} 天`
  return days === 0 ? '今天到期' : `还有 ${days} 天`
}
