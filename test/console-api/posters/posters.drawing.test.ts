import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { drawPoster, imageType, wrap } from '../../../console-api/posters/posters.drawing'
import { xssPayloads } from '../../support/xss-payloads'

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const poster = (title: string, notice: string | null = null) =>
  drawPoster({ kind: '你点我检', title, opensAt: 0, closesAt: 86_400_000, notice }, png)

describe('a poster', () => {
  it('is well-formed, holds title, code and times, and says that the city is invented where it is', () => {
    const svg = poster('您最想检哪类食品？', '本站为虚构城市演示')
    expect(XMLValidator.validate(svg)).toBe(true)
    expect(svg).toContain('您最想检哪类食品？')
    expect(svg).toContain(`href="data:image/png;base64,${png.toString('base64')}"`)
    expect(svg).toContain('1970年1月1日 08:00')
    expect(svg).toContain('虚构')
    expect(poster('题目')).not.toContain('虚构')
  })

  it('whatever stands in a title stays text', () => {
    for (const payload of xssPayloads) {
      const svg = poster(payload, payload)
      expect(XMLValidator.validate(svg)).toBe(true)
      const tags = [...svg.matchAll(/<([a-zA-Z/!?][^\s>]*)/g)].map((m) => m[1])
      expect(new Set(tags)).toEqual(new Set(['svg', '/svg', 'rect', 'text', '/text', 'image']))
      // escapeMarkup leaves no quote: an attribute of ours cannot be left.
      expect(svg).not.toMatch(/\son\w+="/)
    }
  })

  it('a title of a hundred characters stays on the page', () => {
    const svg = poster('检'.repeat(100))
    const { svg: root } = new XMLParser({ ignoreAttributes: false }).parse(svg)
    expect(root.text.length).toBeLessThanOrEqual(10)
    expect(svg).toContain('…')
  })
})

describe('lines', () => {
  it('lose nothing but blanks, and none is longer than the page but for a closing mark', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 80 }),
        fc.integer({ min: 4, max: 30 }),
        (text, most) => {
          const lines = wrap(text, most)
          expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
        },
      ),
    )
  })

  it('never begin with a mark that closes', () => {
    expect(wrap('一二三四。五六', 4)).toEqual(['一二三四。', '五六'])
  })
})

it('a code is PNG or JPEG', () => {
  expect([imageType(png), imageType(Buffer.from([0xff, 0xd8, 0xff]))]).toEqual(['image/png', 'image/jpeg'])
  expect(() => imageType(Buffer.from('{"errcode":41030}'))).toThrow()
})
