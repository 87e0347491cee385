export interface QrRequest {
  /** 1–32 of 0-9 A-Z a-z !#$&'()*+,/:;=?@-._~ */
  scene: string
  /** A page of the released mini-program, without a leading slash and without a query. */
  page: string
  /** Pixels, 280–1280; 430 unless given. */
  width?: number
}

const SCENE = /^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$/

/** Why WeChat would not draw this code, or null. */
export function qrFault({ scene, page, width = 430 }: QrRequest): string | null {
  if (!SCENE.test(scene)) return "scene: 1–32 of 0-9 A-Z a-z !#$&'()*+,/:;=?@-._~"
  if (!/^[^/?\s][^?\s]*$/.test(page)) return 'page: no leading slash, no query'
  if (!Number.isInteger(width) || width < 280 || width > 1280) return 'width: 280–1280'
  return null
}
