import { type MarkdownLink, markdownLinks } from '../../platform/markdown'
import type { Spot } from './reviews.finding'

type Remark = Pick<Spot, 'code' | 'severity' | 'message'>

const blank = (text: string): boolean => text.replace(/[\s\p{Cf}\u2800\u3164]/gu, '') === ''

const noTarget = (address: string): boolean => blank(address) || /^(?:#|https?:\/\/)$/i.test(address.trim())

const aboutAddress = ({ kind, address, kept }: MarkdownLink): Remark[] => {
  const what = kind === 'image' ? '图片' : '链接'
  if (noTarget(address))
    return [{ code: 'empty_link', severity: 'blocking', message: `${what}没有地址，请补全或删除` }]
  if (kept) return []
  const ways =
    kind === 'image' ? '图片应上传到本系统，或使用 https 地址' : '链接应使用 http、https、mailto 或 tel 地址'
  return [{ code: 'empty_link', severity: 'warning', message: `${what}地址发布后不会显示：${ways}` }]
}

const aboutText = ({ kind, text }: MarkdownLink): Remark[] => {
  if (kind === 'link')
    return blank(text)
      ? [{ code: 'empty_link', severity: 'blocking', message: '链接没有文字，读屏软件无法读出，请补充' }]
      : []
  if (blank(text))
    return [{ code: 'missing_alt', severity: 'blocking', message: '图片没有替代文字，请说明图中内容' }]
  return /\.(?:png|jpe?g|gif|webp|svg|bmp)$/i.test(text.trim())
    ? [{ code: 'missing_alt', severity: 'warning', message: '图片的替代文字像是文件名，请改为说明图中内容' }]
    : []
}

/** Links and images that lead nowhere or that a screen reader cannot read out. */
export const linkSpots = (markdown: string): Spot[] =>
  markdownLinks(markdown).flatMap((link) =>
    [...aboutAddress(link), ...aboutText(link)].map((remark) => ({
      ...remark,
      start: link.start,
      end: link.end,
    })),
  )
