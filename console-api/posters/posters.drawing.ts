import { formatShanghai } from '../../src/platform/calendar'
import { escapeMarkup } from '../../src/platform/html'

export interface PosterContent {
  /** 你点我检、有奖问答、意见征集 */
  kind: string
  title: string
  opensAt: number
  closesAt: number
  /** That the city is fictional; null in production. */
  notice: string | null
}

const WIDTH = 600
const MARGIN = 48
const TITLE_LINES = 5
const QR = 300

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47])
/** WeChat draws codes as PNG or JPEG, as it likes. @throws Error for anything else */
export function imageType(image: Buffer): 'image/png' | 'image/jpeg' {
  if (image.subarray(0, 4).equals(PNG)) return 'image/png'
  if (image[0] === 0xff && image[1] === 0xd8) return 'image/jpeg'
  throw new Error('A code that is neither PNG nor JPEG')
}

const graphemesOf = new Intl.Segmenter('zh', { granularity: 'grapheme' })
/** What may not begin a line. */
const closing = /^[，。、；：！？”’）》〉】〕…]$/u

/** Lines of at most `most` full-width places; a Latin letter takes about half of one. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = []
  let line = ''
  let taken = 0
  for (const { segment } of graphemesOf.segment(text)) {
    const places = /^[\x20-\x7e]$/.test(segment) ? 0.55 : 1
    if (taken + places > most && !closing.test(segment)) {
      lines.push(line.trimEnd())
      line = ''
      taken = 0
    }
    if (line === '' && segment === ' ') continue
    line += segment
    taken += places
  }
  return line === '' ? lines : [...lines, line]
}

/** A poster to be printed or shown, with the code in it: nothing is loaded from elsewhere. */
export function drawPoster(content: PosterContent, code: Buffer): string {
  const wrapped = wrap(content.title, 12)
  const title = wrapped.slice(0, TITLE_LINES)
  if (wrapped.length > TITLE_LINES) title.push('…')
  const rows: string[] = []
  let y = 96
  const row = (text: string, size: number, more = '') => {
    rows.push(
      `<text x="${WIDTH / 2}" y="${y}" font-size="${size}" text-anchor="middle"${more}>${escapeMarkup(text)}</text>`,
    )
    y += Math.round(size * 1.5)
  }
  row(content.kind, 28, ' fill="#0b5a8f" font-weight="bold"')
  y += 16
  for (const line of title) row(line, 40, ' font-weight="bold"')
  row(`${formatShanghai(content.opensAt)} 至`, 20, ' fill="#444"')
  row(formatShanghai(content.closesAt), 20, ' fill="#444"')
  const top = y
  y += QR + 40
  row('微信扫一扫，说说您的想法', 26)
  for (const line of content.notice === null ? [] : wrap(content.notice, 24)) row(line, 20, ' fill="#a33"')
  const height = y + MARGIN
  const image = `data:${imageType(code)};base64,${code.toString('base64')}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeMarkup(content.title)}" font-family="'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<rect x="16" y="16" width="${WIDTH - 32}" height="${height - 32}" fill="none" stroke="#0b5a8f" stroke-width="4"/>`,
    ...rows,
    `<image x="${(WIDTH - QR) / 2}" y="${top}" width="${QR}" height="${QR}" href="${image}"/>`,
    '</svg>',
  ].join('\n')
}
