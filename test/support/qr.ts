import jsQr from 'jsqr'

const SCALE = 4

/** What a camera would read from an SVG of unit squares (`qrSvg`). */
export function jsQrOf(svg: string): string | null {
  const side = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1])
  const width = side * SCALE
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let dy = 0; dy < SCALE; dy++)
      for (let dx = 0; dx < SCALE; dx++) {
        const at = ((Number(y) * SCALE + dy) * width + Number(x) * SCALE + dx) * 4
        pixels.fill(0, at, at + 3)
      }
  return jsQr(pixels, width, width)?.data ?? null
}
