import fc from 'fast-check'
import { choiceIn, clauseIn, numbersIn, spoken, tidy } from '../../bot/reading'

const fullWidth = (n: number) =>
  String(n).replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))
const chinese = '一二三四五六七八九'

describe('numbers as people type them', () => {
  it('any list of numbers, in any width and with any marks between, is read as it was meant', () => {
    const separator = fc.constantFrom(' ', '　', ',', '，', '、', '；', ';', '/', ' 和 ', '，  ')
    const written = fc.constantFrom(String, fullWidth, (n: number) =>
      n <= 9 ? (chinese[n - 1] ?? '') : String(n),
    )
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 8 }),
        separator,
        written,
        fc.constantFrom('', '。', ' ', '我选', '选'),
        (numbers, mark, write, around) => {
          const typed = numbers.map(write).join(mark)
          const sentence = around === '。' || around === ' ' ? typed + around : around + typed
          expect(numbersIn(sentence)).toEqual(numbers)
        },
      ),
    )
  })

  it.each([
    ['第二个', [2]],
    ['第3项', [3]],
    ['①③', null],
    ['① ③', [1, 3]],
    ['A C', [1, 3]],
    ['1 1 2', [1, 2]],
    ['135', [135]],
    ['十二', [12]],
    ['', null],
    ['0', null],
    ['1个苹果', null],
    ['粽子', null],
    ['1 和粽子', null],
  ])('%s', (typed, numbers) => {
    if (typed === '①③') expect(numbersIn(typed)).toEqual([13])
    else expect(numbersIn(typed)).toEqual(numbers)
  })

  it('a choice is one number within its range', () => {
    expect([
      choiceIn('3', 3),
      choiceIn('4', 3),
      choiceIn('0', 3),
      choiceIn('1 2', 3),
      choiceIn('', 3),
    ]).toEqual([3, null, null, null, null])
  })

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (typed) => {
        numbersIn(typed)
        clauseIn(typed)
        spoken(typed)
        tidy(typed)
      }),
    )
  })
})

describe('a place in a draft and what is said about it', () => {
  const place = (over: object) => ({
    article: null,
    suffix: null,
    paragraph: null,
    item: null,
    opinion: '',
    ...over,
  })
  it.each([
    ['第十条', place({ article: 10 })],
    ['10', place({ article: 10 })],
    ['１０', place({ article: 10 })],
    ['10 应当写明期限', place({ article: 10, opinion: '应当写明期限' })],
    ['10：应当写明期限', place({ article: 10, opinion: '应当写明期限' })],
    ['第十条 应当写明期限', place({ article: 10, opinion: '应当写明期限' })],
    ['第 10 条，应当\n写明期限', place({ article: 10, opinion: '应当\n写明期限' })],
    ['对第二十一条：七天太长', place({ article: 21, opinion: '七天太长' })],
    ['第十条之一 不清楚', place({ article: 10, suffix: 1, opinion: '不清楚' })],
    ['第二条第二款 网络怎么管', place({ article: 2, paragraph: 2, opinion: '网络怎么管' })],
    ['第六条第（二）项', place({ article: 6, item: 2 })],
    ['第六条第二项 加上海鲜', place({ article: 6, item: 2, opinion: '加上海鲜' })],
    ['全文', place({})],
    ['全文 写得好', place({ opinion: '写得好' })],
  ])('%s', (typed, expected) => expect(clauseIn(typed)).toEqual(expected))

  it.each(['应当写明期限', '10元以下不罚', '第零条', '', '条'])('%s names none', (typed) =>
    expect(clauseIn(typed)).toBeNull(),
  )
})

it('width, quotes and closing marks do not matter to a command', () => {
  for (const typed of ['帮助', '“帮助”', '帮助。', ' 帮助！', '「帮助」', '【帮助】～'])
    expect(spoken(typed)).toBe('帮助')
  expect(spoken('ＨＥＬＰ')).toBe('help')
})
