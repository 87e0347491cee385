import { NUMERAL, parseNumeral } from './drafts.numerals'

/** What is counted in drafts and in what people say of them; other numbers (一目了然, 三三两两) stay words. */
const UNITS =
  '个?工作日|个月|个?小时|个?钟头|分钟|批次|公里|厘米|平方米|千克|公斤|块钱|月|年|天|日|周|元|块|角|次|台|倍|成|分|岁|斤|克|米|级|周岁'
const figure = `[${NUMERAL}万]+`
const percent = new RegExp(`百分之(${figure})(?:点(${figure}))?`, 'g')
const counted = new RegExp(`(?<![数几上好成])(${figure})(余|多)?(${UNITS})`, 'g')
const numbered = new RegExp(`第(${figure})((?:[、和与及](?:第)?${figure})*)([条款项章节目])`, 'g')
/** 罚五百, 三千太少: a round figure without its unit. 千万别 is none. */
const round =
  /(?<![数几上好近成])[一二两三四五六七八九][一二三四五六七八九十零]*[百千万][一二三四五六七八九十零百千万]*/g
const listed = new RegExp(figure, 'g')

/** One way to say a unit: 7 日 and 7 天, 10 块钱 and 10 元 are the same. */
const sameUnit: Record<string, string> = {
  个工作日: '工作日',
  日: '天',
  块: '元',
  块钱: '元',
  个小时: '小时',
  钟头: '小时',
  个钟头: '小时',
  公斤: '千克',
  周岁: '岁',
}

const tenthOf: Record<string, number> = { 百: 10, 千: 100, 万: 1000 }

/** 30000 for 三万, 3万 and 30000; null for what is no number (两三千). As spoken, 一千三 is 1300. */
export function figureOf(written: string): number | null {
  const spoken = /^(.+)([百千万])([一二三四五六七八九])$/.exec(written)
  if (spoken) {
    const [, head, unit, tail] = spoken as unknown as [string, string, string, string]
    const [whole, last] = [figureOf(head + unit), figureOf(tail)]
    return whole === null || last === null ? null : whole + last * tenthOf[unit]!
  }
  const [high, low, ...more] = written.split('万')
  if (more.length > 0 || high === undefined) return null
  const value = (part: string) => (/^\d+$/.test(part) ? Number(part) : (parseNumeral(part)?.value ?? null))
  if (low === undefined) return value(high)
  const [tens, ones] = [value(high), low === '' ? 0 : value(low)]
  return tens === null || ones === null ? null : tens * 10_000 + ones
}

const digits = (written: string) => String(figureOf(written) ?? written)

/**
 * Normalised text with its numbers in one spelling: 百分之五十 → 50%, 三十分钟 and 半小时 → 30分钟, 第十七条 → 第17条,
 * 第七、八条 → 第7条第8条.
 */
export function withDigits(plain: string): string {
  return plain
    .replace(/半个?(?:小时|钟头)/g, '30分钟')
    .replace(/半个月/g, '15天')
    .replace(/半年/g, '6个月')
    .replace(
      percent,
      (_, whole: string, part?: string) => `${digits(whole)}${part ? `.${digits(part)}` : ''}%`,
    )
    .replace(numbered, (_, first: string, others: string, unit: string) =>
      [first, ...(others.match(listed) ?? [])].map((n) => `第${digits(n)}${unit}`).join(''),
    )
    .replace(counted, (all, n: string, about: string | undefined, unit: string) =>
      // 十分困难 counts nothing.
      figureOf(n) === null || n + unit === '十分'
        ? all
        : `${digits(n)}${about ?? ''}${sameUnit[unit] ?? unit}`,
    )
    .replace(round, digits)
}

const amount = new RegExp(`\\d+(?:\\.\\d+)?(?:%|${UNITS})?`, 'g')

/** The amounts of a text in one spelling, in their order: 30分钟, 50%, 5000元. */
export const amountsOf = (plain: string): string[] => plain.match(amount) ?? []
