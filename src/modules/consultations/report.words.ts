import { formatDay, shanghaiDay } from '../../platform/calendar'
import { dispositions } from './adoption.entities'
import type { ReportContent, ReportLine } from './report.rules'
import { dispositionNames } from './report.telling'

export const groupNames: Record<string, string> = {
  resident: '居民',
  business: '经营者',
  association: '行业协会',
  other: '其他',
  unstated: '未说明',
}
export const sourceNames: Record<string, string> = {
  mini_program: '小程序',
  wechat: '微信对话',
  website: '网站',
  email: '电子邮件',
  letter: '信函',
  meeting: '座谈会',
}

/** 居民 5 条、经营者 2 条 */
export const countedWords = (
  counts: Readonly<Record<string, number>>,
  names: Record<string, string>,
): string =>
  Object.entries(names)
    .flatMap(([item, name]) => (counts[item] ? [`${name} ${counts[item]} 条`] : []))
    .join('、')

/** 居民 5 条、经营者 2 条，共 7 条 */
export const writersOf = ({ groups, comments }: ReportLine): string =>
  Object.keys(groups).length > 1
    ? `${countedWords(groups, groupNames)}，共 ${comments} 条`
    : countedWords(groups, groupNames) || `${comments} 条`

export const clausesOfLine = ({ clauses }: ReportLine): string => clauses.join('、')

/** How it went, in one paragraph. */
export function summaryOf(content: ReportContent): string {
  const { opensAt, closesAt, received, persons, sources, totals } = content
  const days = `${formatDay(shanghaiDay(opensAt))}至${formatDay(shanghaiDay(closesAt))}`
  if (received === 0) return `${days}公开征求意见期间，没有收到意见。`
  const became = dispositions.flatMap((d) => (totals[d] ? [`${dispositionNames[d]} ${totals[d]} 条`] : []))
  return `${days}公开征求意见，共收到 ${persons} 人（单位）提出的 ${received} 条意见（${countedWords(sources, sourceNames)}）。经逐条研究，${became.join('，')}。`
}
