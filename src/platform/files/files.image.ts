import { cleanJpeg } from './files.jpeg'
import { cleanPng } from './files.png'
import { cleanWebp } from './files.webp'

export interface CleanImage {
  content: Buffer
  width: number
  height: number
}

export const imageCleaners = {
  'image/jpeg': cleanJpeg,
  'image/png': cleanPng,
  'image/webp': cleanWebp,
} as const
export type ImageType = keyof typeof imageCleaners

export const isImageType = (type: string): type is ImageType => type in imageCleaners

/** 40 million pixels are 160 MB once some reader's phone has decoded them. */
const MOST_PIXELS = 40_000_000
const LONGEST_SIDE = 12_000

/** Judged by the sizes in the header: nothing is decoded here. @returns a Chinese sentence, or null */
export function sizeFault(width: number, height: number): string | null {
  if (width < 1 || height < 1) return '图片没有尺寸，文件可能已损坏。'
  if (width > LONGEST_SIDE || height > LONGEST_SIDE || width * height > MOST_PIXELS)
    return `图片尺寸太大（${width}×${height}），请缩小到 4000 万像素、边长 12000 以内。`
  return null
}
