import fc from 'fast-check'
import sanitizeHtml from 'sanitize-html'
import { markdownLinks, plainText, renderMarkdown } from '../../src/platform/markdown'
import { leastMs } from '../support/least'
import { xssPayloads } from '../support/xss-payloads'

const attributesOf: Record<string, readonly string[]> = {
  a: ['href', 'rel'],
  img: ['alt', 'src'],
  ol: ['start'],
}
const bare = 'p h2 h3 h4 ul ol li strong em blockquote table thead tbody tr th td a img hr br code pre'.split(
  ' ',
)

/** What a parser sees in the HTML that must not be there. Sees every tag and every attribute, and changes none. */
const faults = (html: string): string[] => {
  const found: string[] = []
  sanitizeHtml(html, {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    transformTags: {
      '*': (tagName, attribs) => {
        if (!bare.includes(tagName)) found.push(`<${tagName}>`)
        for (const [name, value] of Object.entries(attribs)) {
          if (!attributesOf[tagName]?.includes(name)) found.push(`${tagName}[${name}]`)
          if (name === 'href' && !/^(?:https?:\/\/[^/]|mailto:|tel:)/i.test(value))
            found.push(`href ${value}`)
          if (name === 'src' && !/^(?:https:\/\/[^/]|\/files\/(?!.*(?:\.|%2e)(?:\.|%2e)))/i.test(value))
            found.push(`src ${value}`)
        }
        if (tagName === 'a' && attribs.rel !== 'noopener noreferrer nofollow') found.push('a without rel')
        return { tagName, attribs }
      },
    },
  })
  return found
}

describe('the checker itself', () => {
  test.each([
    '<script>alert(1)</script>',
    '<p onclick=x>',
    '<img src=data:,x>',
    '<img src=/files/../api>',
    '<a href="javascript:x" rel="noopener noreferrer nofollow">',
    '<a href="https://ok.example">',
  ])('sees the fault in %s', (html) => {
    expect(faults(html)).not.toEqual([])
  })
})

describe('renderMarkdown against stored XSS', () => {
  test('there are at least 120 different payloads', () => {
    expect(new Set(xssPayloads).size).toBe(xssPayloads.length)
    expect(xssPayloads.length).toBeGreaterThanOrEqual(120)
  })

  test.each(xssPayloads)('%j leaves nothing alive', (payload) => {
    for (const source of [
      payload,
      `正文 ${payload} 正文`,
      `- ${payload}`,
      `[${payload}](https://ok.example)`,
    ]) {
      expect(faults(renderMarkdown(source))).toEqual([])
    }
  })

  test('two payloads joined leave nothing alive', () => {
    const payload = fc.constantFrom(...xssPayloads)
    const glue = fc.constantFrom('', '\n', '\n\n', '`', '"', '<', '](', '\n> ', '|', '\\')
    fc.assert(
      fc.property(payload, glue, payload, (first, between, second) => {
        expect(faults(renderMarkdown(first + between + second))).toEqual([])
      }),
      { numRuns: 400 },
    )
  })
})

describe('renderMarkdown', () => {
  test.each<[source: string, html: string]>([
    ['# 一、目的', '<h2>一、目的</h2>'],
    ['## 二\n### 三\n#### 四\n##### 五', '<h2>二</h2>\n<h3>三</h3>\n<h4>四</h4>\n<h4>五</h4>'],
    ['**重点**和*强调*', '<p><strong>重点</strong>和<em>强调</em></p>'],
    ['3. 丙\n4. 丁', '<ol start="3">\n<li>丙</li>\n<li>丁</li>\n</ol>'],
    ['> 引文', '<blockquote>\n<p>引文</p>\n</blockquote>'],
    ['a  \nb\n\n---', '<p>a<br />\nb</p>\n<hr />'],
    ['`1 < 2`', '<p><code>1 &lt; 2</code></p>'],
    [
      '[总局](https://www.samr.gov.cn/a?b=1&c=2)',
      '<p><a href="https://www.samr.gov.cn/a?b=1&amp;c=2" rel="noopener noreferrer nofollow">总局</a></p>',
    ],
    ['[电话](tel:12315)', '<p><a href="tel:12315" rel="noopener noreferrer nofollow">电话</a></p>'],
    ['[邮箱](mailto:a@b.cn)', '<p><a href="mailto:a@b.cn" rel="noopener noreferrer nofollow">邮箱</a></p>'],
    [
      '![一图读懂](/files/01J/图解.png)',
      '<p><img src="/files/01J/%E5%9B%BE%E8%A7%A3.png" alt="一图读懂" /></p>',
    ],
    ['![图](https://img.example/a.png)', '<p><img src="https://img.example/a.png" alt="图" /></p>'],
    ['![图](http://img.example/a.png)后', '<p>后</p>'],
    ['[相对](/files/a.pdf)', '<p>相对</p>'],
    ['<b>原样</b>', '<p>&lt;b&gt;原样&lt;/b&gt;</p>'],
    ['12315.com https://a.cn', '<p>12315.com https://a.cn</p>'],
  ])('%j', (source, html) => {
    expect(renderMarkdown(source).trim()).toBe(html)
  })

  test('a table keeps its cells and loses its style', () => {
    const html = renderMarkdown('| 批次 | 结论 |\n|--:|:-:|\n| 3 | 合格 |')
    expect(html.replace(/\n/g, '')).toBe(
      '<table><thead><tr><th>批次</th><th>结论</th></tr></thead><tbody><tr><td>3</td><td>合格</td></tr></tbody></table>',
    )
  })

  test.each([
    ['open brackets', '['.repeat(65_536)],
    ['bang brackets', '!['.repeat(32_768)],
    ['quotes', '> '.repeat(32_768)],
    ['lists', '- '.repeat(32_768)],
    ['stars', '*a_'.repeat(21_845)],
    ['angles', '<'.repeat(65_536)],
    ['backticks', Array.from({ length: 360 }, (_, i) => `${'`'.repeat(i)} `).join('')],
    ['table row', `|a`.repeat(16_000).concat('\n', '|-'.repeat(16_000))],
    ['references', '[a]: https://a.cn\n'.repeat(3_600)],
    ['entities', '&#x6A;'.repeat(10_922)],
    ['links', '[a](b'.repeat(13_107)],
    ['comments', '<!--'.repeat(16_384)],
    ['real links', '[a](https://b.cn)'.repeat(3_855)],
    ['emphasis', '**a '.repeat(16_384)],
    ['nested links', `${'['.repeat(20_000)}a${'](b)'.repeat(11_000)}`],
  ])('64 KiB of %s are rendered and read in time', async (_, source) => {
    const took = await leastMs(3_000, () => {
      expect(faults(renderMarkdown(source))).toEqual([])
      plainText(source)
      markdownLinks(source)
    })
    expect(took).toBeLessThan(3_000)
  })
})

describe('plainText', () => {
  test.each<[source: string, text: string]>([
    ['# 标题\n\n正文**重点**，见[链接](https://a.cn "t")。', '标题\n正文重点，见链接。'],
    ['电梯维护\n保养', '电梯维护保养'],
    ['see\nthis', 'see this'],
    ['![一图读懂](/files/a.png)', '一图读懂'],
    ['- 甲\n- 乙', '甲\n乙'],
    ['| 批次 | 结论 |\n|---|---|\n| 3 | 合格 |', '批次\n结论\n3\n合格'],
    ['`代码` &amp; \\*星\\*', '代码 & *星*'],
    ['```\n甲\n```', '甲'],
    ['<script>x</script>', '<script>x</script>'],
    ['', ''],
  ])('of %j is %j', (source, text) => {
    expect(plainText(source)).toBe(text)
  })
})

describe('markdownLinks', () => {
  test('gives links and images in order with the offsets of their block', () => {
    const source = '# 一\r\n\r\n见[总局](https://a.cn)和[空]()。\r\n\r\n![图](/files/a.png)\r\n\r\n`[码](x)`'
    const found = markdownLinks(source)
    expect(found.map(({ kind, text, address, kept }) => [kind, text, address, kept])).toEqual([
      ['link', '总局', 'https://a.cn', true],
      ['link', '空', '', false],
      ['image', '图', '/files/a.png', true],
    ])
    expect(found.map(({ start, end }) => source.slice(start, end).trim())).toEqual([
      '见[总局](https://a.cn)和[空]()。',
      '见[总局](https://a.cn)和[空]()。',
      '![图](/files/a.png)',
    ])
  })

  test('an image inside a link gives both, and the link takes its text', () => {
    const source = '[![图](http://x.cn/a.png)](#)'
    expect(markdownLinks(source)).toEqual([
      { kind: 'link', text: '图', address: '#', kept: false, start: 0, end: source.length },
      { kind: 'image', text: '图', address: 'http://x.cn/a.png', kept: false, start: 0, end: source.length },
    ])
  })
})
