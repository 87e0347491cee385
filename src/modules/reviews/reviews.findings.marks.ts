import type { Spot } from './reviews.finding'

const number = '(?:\\d{1,3}|[一二三四五六七八九十两]{1,3})'
const term = `${number}[ \\t]?(?:年|个?月|天|日)(?![前后来内里多间级度初底末中])`
/** Running text speaks of 商业秘密, 保守秘密 and 国家秘密; a mark stands by itself. */
const notRunning = '(?<![业家守露密作人术个的些之漏泄取窃知侵犯何种])'

/** Marks of secrecy as documents carry them, not the words in running text. */
const marks: readonly RegExp[] = [
  /(?:绝[ \t\u3000]?密|机[ \t\u3000]?密|秘[ \t\u3000]?密)[ \t\u3000]{0,4}[★☆⭐✩✭]/gu,
  new RegExp(`${notRunning}(?:绝密|机密|秘密)[ \\t\\u3000·]{0,4}(?:${term}|长期(?!以来|存在)|启用前)`, 'gu'),
  /密[ \t\u3000]?级[ \t]{0,4}(?:[:：为][ \t]{0,4})(?:绝密|机密|秘密|内部)/gu,
  /[【[(（〔](?:绝密|机密|秘密|内部资料|内部文件|不予公开)[】\])）〕]/gu,
  /^[ \t\u3000>#*]{0,10}(?:绝[ \t\u3000]{0,2}密|机[ \t\u3000]{0,2}密|秘[ \t\u3000]{0,2}密|内部资料|不予公开)[ \t\u3000*。]{0,10}$/gmu,
  /内部(?:资料|材料|文件|刊物|使用|参考)[ \t\u3000，,、；;·*（(]{0,6}(?:请?注意(?:保存|保管|保密)|妥善保管|(?:请勿|不得|严禁|禁止)(?:外传|公开|转发|传播|翻印))/gu,
  /(?<!(?:企业|公司|单位|商家|机构)的?)内部文件(?!管理|制度|规定|规范|夹|的管理|、|和|或)/gu,
  /(?:仅供|仅限|限于)(?:本?[单局机][位关]?)?内部(?:参考|使用|传阅|掌握|工作)/gu,
  /(?:(?:[本此该](?:件|文|文件|信息|公文|材料)|公开(?:属性|方式|类别|类型|形式))[ \t]{0,2}[:：=为是]?|[:：=])[ \t]{0,2}(?:依法|暂|属于)?不予公开(?!的|情形|范围)/gu,
]

const message = '含有密级或不公开标识，请核实是否可以公开，并经保密审查'

/** Where a text bears a mark of secrecy or of internal use. */
export const secrecySpots = (text: string): Spot[] => {
  const found = marks.flatMap((mark) =>
    [...text.matchAll(mark)].map(({ 0: { length }, index }) => ({ start: index, end: index + length })),
  )
  found.sort((one, other) => one.start - other.start || other.end - one.end)
  let reached = 0
  return found.flatMap(({ start, end }) => {
    if (start < reached) return []
    reached = end
    return [{ code: 'secrecy_mark' as const, severity: 'blocking' as const, message, start, end }]
  })
}

const reserved = /食品安全风险警示/g

/** 食品安全法第一百一十八条: only national or authorised provincial bodies publish food safety risk warnings. */
export const reservedSpots = (text: string): Spot[] =>
  [...text.matchAll(reserved)].map(({ 0: { length }, index }) => ({
    code: 'reserved_term',
    severity: 'warning',
    message:
      '“食品安全风险警示”由国家或者经授权的省级部门公布（食品安全法第一百一十八条），请改用“消费提示”等表述或核实授权',
    start: index,
    end: index + length,
  }))
