import { create } from 'qrcode'
import { escapeMarkup } from './html'

/** Light modules around a code, as the standard asks. */
const QUIET = 4

/** A QR code as an SVG image: one path, nothing loaded from elsewhere. */
export function qrSvg(text: string, label: string): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  let path = ''
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      if (modules.get(row, column)) path += `M${column + QUIET} ${row + QUIET}h1v1h-1z`
  const side = size + 2 * QUIET
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges" role="img" aria-label="${escapeMarkup(label)}">`,
    `<rect width="${side}" height="${side}" fill="#fff"/><path d="${path}"/></svg>`,
  ].join('')
}
