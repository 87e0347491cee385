import fc from 'fast-check'
import { type Finding, findings, type Reviewable } from '../../../src/modules/reviews/reviews.findings'
import { leastMs } from '../../support/least'

const today = '2026-11-24'

const clean: Reviewable = {
  title: '端午选粽提示',
  summary: '看标签、看包装、看贮存温度。',
  markdown: '买粽子选证照齐全的商家。拨打 12315 投诉。',
  contact: { division: '消保科', phone: '0750-3168315', hours: '工作日 9:00—17:00' },
}

const inBody = (markdown: string, more: Partial<Reviewable> = {}): Finding[] =>
  findings({ ...clean, markdown, ...more }, today)

const brief = (found: readonly Finding[]): string[] =>
  found.map(({ code, severity }) => `${code} ${severity}`)

const idNumber = '11010519491231002X'

test('clean content has no finding', () => {
  expect(findings(clean, today)).toEqual([])
})

describe('personal data', () => {
  test.each<[text: string, expected: string[]]>([
    [`当事人身份证号${idNumber}。`, ['id_number blocking']],
    [`号码 110105 19491231 002x`, ['id_number blocking']],
    ['号码１１０１０５１９４９１２３１００２Ｘ', ['id_number blocking']],
    ['号码110105194912310021', ['id_number warning']],
    ['联系张先生13812345678', ['phone blocking']],
    ['联系张先生 138-1234-5678', ['phone blocking']],
    ['联系张先生 +86 138 1234 5678', ['phone blocking']],
    ['联系１３８１２３４５６７８', ['phone blocking']],
    ['138**1234**5678', ['phone blocking']],
    ['1381234&#53;678', ['phone blocking']],
    ['[拨打](tel:13812345678)', ['phone blocking']],
    ['汇款至 6222 0212 3456 7890 128', ['bank_card blocking']],
    ['订单号 6222021234567890129', []],
    ['卡号4111111111111111', ['bank_card blocking']],
    ['邮箱 zhang.san@qq.com', ['email warning']],
    ['意见发至 scjg@lanchuan.gov.cn', []],
    ['[公告](https://a.cn/art/13812345678.html)', ['phone warning']],
    ['办公电话 021-64220000，0750-3168315', []],
    ['热线 12315、400-810-8888', []],
    ['已遮盖 138****5678、110105********002X', []],
    ['许可证 SC10644010300123，条码 6901234567892', []],
    ['统一社会信用代码 91310000MA1FL12345', []],
    ['沪市监处〔2026〕032026000123号', []],
  ])('%s', (text, expected) => {
    expect(brief(inBody(text))).toEqual(expected)
  })

  test('title and summary are read too, and the place is given', () => {
    const title = `关于${idNumber}的公示`
    const found = findings({ ...clean, title, summary: '电话13812345678' }, today)
    expect(found.map(({ field, start, end }) => [field, start, end])).toEqual([
      ['title', 2, 20],
      ['summary', 2, 13],
    ])
  })

  test('no excerpt or message bears the number', () => {
    const text = `甲${idNumber}乙13812345678丙4111111111111111丁a.b@qq.com 2026年2月30日13912345678`
    const found = inBody(text)
    expect(found.length).toBeGreaterThanOrEqual(6)
    for (const { excerpt = '', message } of found) expect(`${excerpt} ${message}`).not.toMatch(/\d{5}|a\.b@/)
  })

  test('the published contact number may stand in the body, another mobile may not', () => {
    const contact = { division: '消保科', phone: '138 1234 5678', hours: '工作日' }
    expect(inBody('咨询13812345678', { contact })).toEqual([])
    expect(brief(inBody('咨询13812345679', { contact }))).toEqual(['phone blocking'])
  })
})

describe('marks of secrecy', () => {
  test.each([
    '秘密★10年',
    '机密★',
    '绝密 ★ 长期',
    '机密☆启用前',
    '秘密 5年',
    '机密二十年',
    '绝密长期',
    '密级：机密',
    '密 级: 秘密',
    '【秘密】关于抽检的通报',
    '（内部资料）',
    '# 绝 密',
    '秘**密**★10年',
    '内部资料 注意保存',
    '内部资料，请注意保管',
    '内部文件，严禁外传',
    '此件为内部文件。',
    '仅供内部参考',
    '本件不予公开',
    '公开方式：不予公开',
    '本文件依法不予公开。',
    '不予公开',
  ])('%s is blocking', (text) => {
    for (const found of [inBody(text), findings({ ...clean, title: text.replace(/[*#]/g, '') }, today)])
      expect(brief(found)).toEqual(['secrecy_mark blocking'])
  })

  test.each([
    '不得泄露国家秘密、商业秘密和个人隐私',
    '保守秘密是每个人的义务',
    '保守商业秘密5年',
    '涉及商业秘密的，依法处理',
    '国家秘密的密级分为绝密、机密、秘密三级',
    '保守商业**秘密**',
    '美味的秘密：三年陈酿',
    '这家店的秘密十年前就有人知道',
    '秘密十年前就有人知道',
    '行政机关决定不予公开的，应当说明理由',
    '可以不予公开',
    '危及社会稳定的政府信息，不予公开。',
    '没有合理理由的，行政机关不予公开。',
    '告知申请人不予公开并说明理由',
    '予以公开、不予公开的范围',
    '企业内部文件管理制度',
    '查阅公司的内部文件',
    '商家内部资料显示',
    '密级：公开',
  ])('%s is none', (text) => {
    expect(inBody(text)).toEqual([])
  })
})

describe('contact', () => {
  test('each missing part is blocking', () => {
    const missing = (contact: Reviewable['contact']) => findings({ ...clean, contact }, today)
    expect(missing(null)).toHaveLength(3)
    expect(missing({ division: ' ', phone: '12315', hours: '全天' })).toEqual([
      {
        code: 'contact_missing',
        severity: 'blocking',
        field: 'contact',
        message: '请填写咨询科室，文件和解读都应当有咨询方式',
      },
    ])
    expect(
      missing({ division: '办公室', phone: '', hours: '\u3000' }).map(({ message }) => message.slice(3, 7)),
    ).toEqual(['咨询电话', '咨询时间'])
  })
})

describe('links and images', () => {
  test.each<[text: string, expected: string[]]>([
    ['[]()', ['empty_link blocking', 'empty_link blocking']],
    ['[详情]()', ['empty_link blocking']],
    ['[详情](#)', ['empty_link blocking']],
    ['[详情](https://)', ['empty_link blocking']],
    ['[ ](https://a.cn)', ['empty_link blocking']],
    ['[&#8203;](https://a.cn)', ['empty_link blocking']],
    ['[详情][1]\n\n[1]: #', ['empty_link blocking']],
    ['![](/files/a.png)', ['missing_alt blocking']],
    ['![图]()', ['empty_link blocking']],
    ['![image.PNG](/files/a.png)', ['missing_alt warning']],
    ['![图](http://a.cn/a.png)', ['empty_link warning']],
    ['[附件](a.pdf)', ['empty_link warning']],
    ['[![](/files/a.png)](https://a.cn)', ['empty_link blocking', 'missing_alt blocking']],
    ['[详情](https://a.cn)', []],
    ['![抽检流程图](/files/a.png)', []],
    ['`[]()`', []],
    ['[x] 已完成 ()', []],
  ])('%s', (text, expected) => {
    expect(brief(inBody(text))).toEqual(expected)
  })
})

describe('dates', () => {
  test.each<[text: string, message: RegExp]>([
    ['2026年2月30日', /2026年2月没有30日/],
    ['２０２６年２月３０日', /2026年2月没有30日/],
    ['2026年2月29日', /2026年2月没有29日/],
    ['2100年2月29日', /超过5年/],
    ['2月30日', /2月没有30日/],
    ['11月31日', /11月没有31日/],
    ['11月0日', /没有0日/],
    ['2026年13月', /没有“13月”/],
    ['13月5日', /没有“13月”/],
    ['2026-02-30', /2月没有30日/],
    ['2026.13.1', /13月/],
    ['2032年1月1日', /超过5年/],
    ['2206年', /超过5年/],
    ['1948年', /早于1949年/],
    ['20226年3月5日', /超过5年/],
    ['202年3月5日', /早于/],
    ['2026年12月24日至2026年11月24日', /结束日期早于/],
    ['2026年12月24日至11月24日', /结束日期早于/],
    ['2026年11月24日9时起至23日18时', /结束日期早于/],
    ['2026年11月24日（星期二）上午9:00至11月20日', /结束日期早于/],
    ['2026-11-24至2026-11-23', /结束日期早于/],
    ['2026.11.24-2026.10.24', /结束日期早于/],
    ['11月24日至20日', /结束日期早于/],
    ['2027年至2026年', /结束日期早于/],
    ['2026年6月1日至31日', /6月没有31日/],
    ['2026年1月1日至2月29日', /2026年2月没有29日/],
    ['11月23日（星期二）', /2026年11月23日是星期一，不是星期二/],
    ['2026年11月24日周三', /是星期二，不是星期三/],
    ['1月1日(星期四)', /2027年1月1日是星期五/],
  ])('%s is a warning', (text, message) => {
    const found = inBody(`活动时间：${text}，欢迎参加`)
    expect(brief(found)).toEqual(['odd_date warning'])
    expect(found[0]?.message).toMatch(message)
    expect(found[0]?.excerpt).toContain('欢迎参加')
  })

  test.each([
    '2028年2月29日',
    '2000年2月29日',
    '2月29日',
    '2031年12月31日',
    '1949年10月1日',
    '2026年11月24日至12月24日',
    '2026年11月24日9时至24日18时',
    '2026年11月24日至2026年11月24日',
    '12月20日至1月5日',
    '2026年12月20日至2027年1月5日',
    '2026年12月至次年3月',
    '2026年12月15日前反馈，11月30日公布',
    '11月24日（星期二）',
    '2027年1月1日（星期五）',
    '2025年11月20日发布，11月23日（星期日）开展',
    '11月23日（周二至周五）',
    '2026年12月1日至31日（周一至周五）',
    '5个工作日内',
    '30日内答复，15日至20日送达',
    '18月龄婴儿',
    '有1300年历史',
    '上下5000年',
    'GB 7718-2011、GB/T 2026-13-45',
    '版本1.13.1',
    '第2026131号',
    '9时至8时',
  ])('%s is none', (text) => {
    expect(inBody(`活动时间：${text}，欢迎参加`)).toEqual([])
  })

  test('exactly the days that the calendar has are accepted, with and without year', () => {
    const year = fc.integer({ min: 1949, max: 2031 })
    fc.assert(
      fc.property(year, fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 33 }), (y, m, d) => {
        const real = new Date(Date.UTC(y, m - 1, d))
        const there = real.getUTCMonth() === m - 1 && real.getUTCDate() === d && real.getUTCFullYear() === y
        expect(inBody(`${y}年${m}月${d}日`)).toHaveLength(there ? 0 : 1)
      }),
      { numRuns: 500 },
    )
  })

  test('exactly one of seven weekdays is right', () => {
    const instant = fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2031, 11, 31) })
    fc.assert(
      fc.property(instant, (at) => {
        const date = new Date(at)
        const text = `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日`
        const accepted = [...'日一二三四五六'].map((name) => inBody(`${text}（星期${name}）`).length === 0)
        expect(accepted.indexOf(true)).toBe(date.getUTCDay())
        expect(accepted.filter(Boolean)).toHaveLength(1)
      }),
      { numRuns: 200 },
    )
  })

  test('a period is a warning exactly when its end lies before its start', () => {
    const at = fc.integer({ min: 0, max: 3_000 })
    const said = (n: number) => {
      const date = new Date(Date.UTC(2020, 0, 1) + n * 86_400_000)
      return `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日`
    }
    fc.assert(
      fc.property(at, at, (from, to) => {
        expect(inBody(`${said(from)}至${said(to)}`)).toHaveLength(to < from ? 1 : 0)
      }),
    )
  })
})

describe('reserved terms', () => {
  test('食品安全风险警示 is a warning in a consumer alert, and in nothing else', () => {
    const alert = { ...clean, title: '食品安全风险警示：野生菌', kind: 'consumer_alert' }
    expect(findings(alert, today)).toMatchObject([
      { code: 'reserved_term', severity: 'warning', field: 'title', start: 0, end: 8 },
    ])
    expect(findings({ ...alert, title: '消费提示：食品安全风险' }, today)).toEqual([])
    expect(findings({ ...alert, kind: 'policy_interpretation' }, today)).toEqual([])
  })
})

describe('hostile text', () => {
  test.each([
    ['digits', '1'.repeat(65_536)],
    ['identity numbers', `${idNumber} `.repeat(3_449)],
    ['dates', '2026年2月30日至'.repeat(6_553)],
    ['days', '1日至'.repeat(21_845)],
    ['years', '2026年'.repeat(13_107)],
    ['dotted', '2026.1.'.repeat(9_362)],
    ['marks', '秘密★'.repeat(21_845)],
    ['blanks', '\u3000'.repeat(65_536)],
    ['lines', '\n'.repeat(65_536)],
    ['stars', '*'.repeat(65_536)],
    ['internal', '内部资料，'.repeat(13_107)],
    ['secrets', '秘 '.repeat(32_768)],
    ['addresses', 'https://'.repeat(8_192)],
    ['mails', 'a@b.cn '.repeat(9_362)],
    ['empty links', '[]()'.repeat(16_384)],
    ['brackets', '['.repeat(65_536)],
  ])('64 KiB of %s is read in time', async (_, text) => {
    const read = () =>
      findings({ ...clean, title: text, summary: text, markdown: text, kind: 'consumer_alert' }, today)
    expect(await leastMs(2_000, read)).toBeLessThan(2_000)
    expect(read().length).toBeLessThanOrEqual(1_000)
  })

  test('any text gives findings within its bounds, without throwing', () => {
    const bit = fc.constantFrom(
      '2026年',
      '13月',
      '5日',
      '至',
      '（星期二）',
      '秘密',
      '★',
      '[',
      '](',
      ')',
      '!',
      '138',
      '12345678',
      '\ud800',
      '\n',
    )
    fc.assert(
      fc.property(fc.string({ unit: bit, maxLength: 40 }), (markdown) => {
        for (const { start = 0, end = 0 } of inBody(markdown)) {
          expect(start).toBeLessThanOrEqual(end)
          expect(end).toBeLessThanOrEqual(markdown.length)
        }
      }),
      { numRuns: 500 },
    )
  })
})
