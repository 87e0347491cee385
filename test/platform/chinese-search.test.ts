import fc from 'fast-check'
import { ChineseSearch, words } from '../../src/platform/chinese-search'
import { stopWords } from '../../src/platform/chinese-stopwords'
import { leastMs } from '../support/least'

const library: readonly [id: string, title: string, body: string][] = [
  [
    'lift',
    '电梯安全：看清检验标志再乘梯',
    '使用单位应当委托有资质的单位进行电梯维护保养，至少每十五日一次。每年须做定期检验。',
  ],
  [
    'zongzi',
    '端午选粽提示',
    '买粽子选证照齐全的商家，预包装粽子看名称、配料、生产日期，真空包装漏气、胀袋不要买。',
  ],
  ['label', '食品标签怎么看', '预包装食品执行 GB 7718-2011。发现问题请拨打１２３１５热线。食品安全无小事。'],
  [
    'card',
    '预付卡“三问三看”',
    '办理预付卡先问清退费规则，商家停业可以投诉举报，维护消费者权益保护法赋予的权利。',
  ],
  ['latiao', '校园周边“辣条”怎么挑', '调味面制品要看厂名厂址，抽样检验不合格的批次请勿购买。'],
  ['heat', '高温天气：冷链食品收货先测温', '冷链食品应当在零下十八度保存，收货时测量温度并留存记录。'],
  ['plan', '监督抽检计划', '市场监管部门对茶叶、食用油开展抽检，重点检测农药残留。'],
]

const filled = (): ChineseSearch => {
  const search = new ChineseSearch()
  for (const [id, title, body] of library) search.put({ type: 'publication', id, title, body })
  return search
}

const ids = (search: ChineseSearch, query: string): string[] => search.search(query).map(({ id }) => id)

describe('words', () => {
  test.each<[text: string, holds: string[]]>([
    ['電梯維護保養', ['电梯', '维护', '保养', '维保']],
    ['ＧＢ　７７１８', ['gb', '7718']],
    ['GB7718-2011', ['gb', '7718', '2011']],
    ['拨打12315', ['12315']],
    ['校园辣条', ['校园', '辣条']],
    ['小微维保单位', ['小微', '维保', '维护', '保养', '单位']],
    ['市监局', ['市监', '市场', '监管', '监督']],
    ['电\u200b梯', ['电梯']],
    ['不同意收费', ['不同意', '收费']],
    ['Wi-Fi 6', ['wi', 'fi', '6']],
  ])('of %s hold %j', (text, holds) => {
    expect(words(text)).toEqual(expect.arrayContaining(holds))
  })

  test.each(['青年检察官', '取消保险', '城市监管员'])('%s holds no abbreviation across its words', (text) => {
    for (const short of ['年检', '消保', '市监']) expect(words(text)).not.toContain(short)
  })

  test.each(['不', '没', '没有', '无', '未', '别', '勿', '非', '莫', '不是', '不要', '不能'])(
    '%s is a negation and no stop word',
    (negation) => {
      expect(stopWords.has(negation)).toBe(false)
      expect(words(negation)).not.toEqual([])
    },
  )

  test('punctuation and stop words give none', () => {
    for (const text of ['', '，。！？…', '的了吗', '请问怎么办？', '🙂', '\ud800'])
      expect(words(text)).toEqual([])
  })

  test('any text gives words without throwing, and the same words in any width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(words(text)).toEqual(words(text.normalize('NFKC')))
      }),
      { numRuns: 300 },
    )
  })
})

describe('ChineseSearch', () => {
  const search = filled()

  test.each([
    ['电梯维保', 'lift'],
    ['電梯維保', 'lift'],
    ['電梯檢驗標誌', 'lift'],
    ['年检', 'lift'],
    ['食安', 'label'],
    ['消保', 'card'],
    ['12315', 'label'],
    ['１２３１５', 'label'],
    ['gb 7718', 'label'],
    ['ＧＢ7718', 'label'],
    ['粽', 'zongzi'],
    ['茶', 'plan'],
    ['辣条', 'latiao'],
    ['市监', 'plan'],
    ['请问预付卡怎么退费？', 'card'],
    ['买到胀袋的粽子', 'zongzi'],
  ])('%s finds %s first', (query, first) => {
    expect(ids(search, query)[0]).toBe(first)
  })

  test('a synonym works in both directions', () => {
    const short = new ChineseSearch()
    short.put({ type: 'publication', id: 'a', title: '维保单位名单', body: '今年年检、食安、消保要点' })
    for (const query of ['维护保养', '定期检验', '食品安全', '消费者权益保护'])
      expect(ids(short, query)).toEqual(['a'])
  })

  test.each([
    '',
    '，。！？',
    '的 了 吗',
    '请问怎么办',
    '🙂🙂',
    '火星殖民地的房价走势',
    '量子纠缠火星人',
    'constructor __proto__',
  ])('%j finds nothing', (query) => {
    expect(search.search(query)).toEqual([])
  })

  test('a hit in the title outranks hits in the body, however many', () => {
    const two = new ChineseSearch()
    two.put({ type: 'publication', id: 'body', title: '通知', body: '燃气灶具'.repeat(30) })
    two.put({
      type: 'publication',
      id: 'title',
      title: '冬季用气安全与燃气灶具选购的几点提示',
      body: '请阅读全文。',
    })
    two.put({ type: 'publication', id: 'other', title: '节日提示', body: '返程请看路况' })
    expect(ids(two, '燃气灶具')).toEqual(['title', 'body'])
  })

  test('documents with every word hide those with some, which answer when there is no better', () => {
    const two = new ChineseSearch()
    two.put({ type: 'publication', id: 'both', title: '月饼', body: '月饼包装的价格' })
    two.put({ type: 'publication', id: 'one', title: '月饼', body: '月饼的保存' })
    expect(ids(two, '月饼价格')).toEqual(['both'])
    two.remove('publication', 'both')
    expect(ids(two, '月饼价格')).toEqual(['one'])
  })

  test('the excerpt is about 80 graphemes around the hit, with ellipses where text was left out', () => {
    const long = new ChineseSearch()
    const filler = '市局召开会议研究部署有关工作。'.repeat(40)
    long.put({
      type: 'publication',
      id: 'x',
      title: '简报',
      body: `${filler}電梯困人👩‍👩‍👧‍👦请拨打救援电话。${filler}`,
    })
    const { excerpt } = long.search('电梯困人')[0]!
    expect(excerpt).toMatch(/^….*電梯困人👩‍👩‍👧‍👦请拨打救援电话.*…$/u)
    expect([...new Intl.Segmenter('zh').segment(excerpt)]).toHaveLength(82)
    expect(search.search('端午')[0]?.excerpt).toMatch(/^买粽子.*不要买。$/u)
  })

  test('put replaces, remove forgets, and the same id may live in two types', () => {
    const own = filled()
    own.put({ type: 'document', id: 'lift', title: '电梯办法', body: '' })
    expect(own.size).toBe(library.length + 1)
    own.put({ type: 'publication', id: 'lift', title: '烟花', body: '燃放' })
    expect(own.size).toBe(library.length + 1)
    expect(own.search('电梯').map(({ type, id }) => [type, id])).toEqual([['document', 'lift']])
    own.remove('document', 'lift')
    own.remove('document', 'lift')
    expect(own.search('电梯')).toEqual([])
    expect(own.size).toBe(library.length)
  })

  test('the limit is kept within reason', () => {
    const many = new ChineseSearch()
    for (let i = 0; i < 150; i += 1) many.put({ type: 'p', id: String(i), title: '月饼', body: '' })
    const counts = [undefined, 3, 0, -1, Number.NaN, 2.9, 1e9].map(
      (limit) => many.search('月饼', limit).length,
    )
    expect(counts).toEqual([20, 3, 1, 1, 1, 2, 100])
  })

  test('a query of 64 KiB is cut to its first 100 graphemes', async () => {
    expect(ids(search, `电梯维保${'，'.repeat(65_536)}粽子`)[0]).toBe('lift')
    expect(ids(search, `${'，'.repeat(100)}粽子`)).toEqual([])
    const hostile = [
      'a\u0301'.repeat(32_768),
      '年检'.repeat(32_768),
      `a${'\u0301'.repeat(65_535)}`,
      '1.'.repeat(32_768),
    ]
    const asked = await leastMs(2_000, () => {
      for (const query of hostile) search.search(query)
    })
    expect(asked).toBeLessThan(2_000)
  })

  test.each([
    ['rare characters', '龘靐'.repeat(32_768)],
    ['one character', '电'.repeat(65_536)],
    ['one word', '电梯维护保养单位'.repeat(8_192)],
    ['families', '👩‍👩‍👧‍👦电梯㎎'.repeat(4_681)],
    ['stacked accents', `电梯${'\u0301'.repeat(65_534)}`],
    ['numbers', '1.'.repeat(32_768)],
    ['blanks', ' \u00a0'.repeat(32_768)],
  ])('64 KiB of %s can be put, found and removed in time', async (_, body) => {
    const own = new ChineseSearch()
    const seen: number[] = []
    const took = await leastMs(2_000, () => {
      own.put({ type: 'p', id: '1', title: '电梯', body })
      for (const hit of own.search('电梯')) seen.push(hit.excerpt.length)
      own.remove('p', '1')
    })
    expect(took).toBeLessThan(2_000)
    expect(seen.length).toBeGreaterThan(0)
    expect(Math.max(...seen)).toBeLessThanOrEqual(802)
  })

  test('2,000 short documents are indexed and asked: times are printed', () => {
    const big = new ChineseSearch()
    const [, , body] = library[0]!
    const started = performance.now()
    for (let i = 0; i < 2_000; i += 1)
      big.put({
        type: 'p',
        id: String(i),
        title: `${library[i % library.length]![1]} 第${i}期`,
        body: body.repeat(3),
      })
    const filledAt = performance.now()
    for (let i = 0; i < 100; i += 1) big.search(`电梯维保 ${i}`)
    const asked = (performance.now() - filledAt) / 100
    process.stdout.write(
      `index of 2,000 documents ${Math.round(filledAt - started)} ms, query ${asked.toFixed(1)} ms\n`,
    )
    expect(big.size).toBe(2_000)
  })
})
