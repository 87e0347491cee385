import { city, contacts, divisions, staff } from '../../src/demo/city'
import { foodClasses, polls, template } from '../../src/demo/polls'
import { type DemoPublication, publications } from '../../src/demo/publications'
import { questions } from '../../src/demo/quiz-bank'

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
const unique = (keys: readonly string[]) => new Set(keys).size === keys.length
const publication = (key: string) => publications.find((each) => each.key === key)
const graphemes = (text: string) => [...new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(text)]
const han = (text: string) => text.match(/\p{Script=Han}/gu)?.length ?? 0
const cells = (row: string) => row.split('|').map((cell) => cell.replaceAll('*', '').trim())
const tableRows = (markdown: string) => markdown.split('\n').filter((line) => line.startsWith('|'))

/** Chinese numeral up to 999. */
function numeral(text: string): number {
  const digits = '零一二三四五六七八九'
  let total = 0
  let digit = 0
  for (const sign of text) {
    const unit = { 十: 10, 百: 100 }[sign]
    if (unit) total += (digit || 1) * unit
    digit = unit ? 0 : digits.indexOf(sign)
  }
  return total + digit
}

describe('the demo city', () => {
  test('is one tree of divisions under the bureau, each with a contact that cannot be dialled', () => {
    const roots = divisions.filter(({ parentKey }) => parentKey === null)
    expect(roots.map(({ kind }) => kind)).toEqual(['bureau'])
    divisions.forEach(({ parentKey }, position) => {
      const earlier: (string | null)[] = divisions.slice(0, position).map(({ key }) => key)
      expect(parentKey === null || earlier.includes(parentKey)).toBe(true)
    })
    for (const { key, name } of divisions) {
      expect(contacts[key].division).toBe(name)
      expect(contacts[key].phone).toMatch(/^0900-\d{7}（虚构）$/)
    }
  })

  test('has the seven demo staff, one duty each', () => {
    expect(staff.map(({ username }) => username)).toEqual(
      'editor head office leader secrecy auditor admin'.split(' '),
    )
    for (const { username, roles } of staff) expect(roles).toEqual([username])
    expect(city.fictional).toBe(true)
  })
})

describe('demo publications', () => {
  const published = publications.filter(({ state, withdrawn }) => state === 'published' && !withdrawn)

  test('are at least twelve on show over all four kinds, and some wait on desks', () => {
    expect(published.length).toBeGreaterThanOrEqual(12)
    expect(new Set(published.map(({ kind }) => kind)).size).toBe(4)
    for (const state of ['draft', 'in_review'])
      expect(publications.some((each) => each.state === state)).toBe(true)
    expect(publications.some(({ withdrawn }) => withdrawn)).toBe(true)
  })

  test.each(publications.map((each) => [each.key, each] as const))('%s reads well', (_key, each) => {
    expect(graphemes(each.summary).length).toBeLessThanOrEqual(120)
    expect(han(each.markdown)).toBeGreaterThanOrEqual(300)
    expect(han(each.markdown)).toBeLessThanOrEqual(900)
    expect(each.title + each.markdown).toContain('虚构')
    if (each.kind !== 'consumer_alert') expect(each.title).toMatch(/〔虚构〕$/)
    expect(divisions.map(({ key }) => String(key))).toContain(each.divisionKey)
    if (each.relatedKey) expect(publication(each.relatedKey)?.key).not.toBe(each.key)
    if (each.relatedKey) expect(publication(each.relatedKey)).toBeDefined()
    expect(each.withdrawn?.daysAgo ?? 0).toBeLessThanOrEqual(each.daysAgo)
  })

  test('have keys of their own', () => {
    expect(unique(publications.map(({ key }) => key))).toBe(true)
  })

  test('of the consumer kind never pass for a risk warning, which a city bureau may not issue', () => {
    const alerts = publications.filter(({ kind }) => kind === 'consumer_alert')
    for (const { title, summary, markdown } of alerts)
      expect(title + summary + markdown).not.toContain('风险警示')
  })

  test('hold what the correction says, and no longer what it replaced', () => {
    const corrected = publications.filter(({ corrected }) => corrected)
    expect(corrected).toHaveLength(1)
    const { markdown, corrected: change } = corrected[0] as Required<DemoPublication>
    expect(markdown.split(change.now)).toHaveLength(2)
    expect(markdown).not.toContain(change.was)
  })

  test('give the elevator interpretation all eight required parts', () => {
    const headings = publication('elevator-interpretation')?.markdown.match(/^## .+$/gm)
    expect(headings?.map((line) => line.replace(/^.*、/, ''))).toEqual(
      '背景 依据 目标 主要内容 新旧差异 关键词 与您有关 咨询'.split(' '),
    )
  })

  test('cite only articles whose text was read', () => {
    const readArticles: Record<string, number[]> = {
      中华人民共和国食品安全法: [34, 35, 53, 54, 55, 67, 68, 73, 78, 87, 88, 148],
      中华人民共和国消费者权益保护法: [23, 25, 26, 39, 44, 53, 55],
      中华人民共和国消费者权益保护法实施条例: [10],
      中华人民共和国反食品浪费法: [7, 12, 28],
      中华人民共和国电子商务法: [19, 39],
      中华人民共和国价格法: [13],
      中华人民共和国特种设备安全法: [40, 45],
      中华人民共和国药品管理法: [61],
      明码标价和禁止价格欺诈规定: [6, 7, 8, 11, 16, 18, 19],
      优化营商环境条例: [62],
      化妆品监督管理条例: [37],
      市场监督管理投诉举报处理暂行办法: [14],
    }
    const texts = [...publications.map(({ markdown }) => markdown), ...questions.map((each) => each.citation)]
    const citations = texts.flatMap((text) => [
      ...text.matchAll(/《([^》]+)》((?:[、至]?第[^条，。；]+条)+)/g),
    ])
    expect(citations.length).toBeGreaterThan(50)
    for (const [, law = '', list = ''] of citations)
      for (const [, article = ''] of list.matchAll(/第([^条]+)条/g))
        expect({ law, article, read: readArticles[law]?.includes(numeral(article)) }).toEqual({
          law,
          article,
          read: true,
        })
  })

  test.each(['sampling-result-12', 'poll-sampling-result', 'poll-plan-notice'])('%s adds up', (key) => {
    const rows = tableRows(publication(key)?.markdown ?? '').map(cells)
    const last = rows.findIndex((row) => row.includes('合计'))
    const totals = rows[last] as string[]
    const columns = totals.flatMap((cell, column) => (/^\d+$/.test(cell) ? [column] : []))
    expect(columns.length).toBeGreaterThan(0)
    for (const column of columns)
      expect(sum(rows.slice(2, last).map((row) => Number(row[column])))).toBe(Number(totals[column]))
  })
})

describe('demo polls', () => {
  test('know the 34 national classes, whose figures add up to the published ones less table salt', () => {
    expect(foodClasses.map(({ no }) => no)).toEqual(Array.from({ length: 34 }, (_, index) => index + 1))
    expect(sum(foodClasses.map(({ samples2019 }) => samples2019)) + 16_508).toBe(3_673_579)
    expect(sum(foodClasses.map(({ failing2019 }) => failing2019)) + 32).toBe(81_935)
    for (const each of foodClasses) expect(each.failing2019).toBeLessThan(each.samples2019)
  })

  test('ask four questions to tick and an open one last', () => {
    expect(template.map(({ kind }) => kind)).toEqual(['choice', 'choice', 'choice', 'choice', 'open'])
    expect(template[0]?.options).toHaveLength(34)
    expect(template[0]?.maxChoices).toBe(5)
    for (const { options, minChoices, maxChoices } of template.slice(0, 4)) {
      expect(minChoices).toBeLessThanOrEqual(maxChoices)
      expect(maxChoices).toBeLessThanOrEqual(options.length)
      expect(unique(options.map(({ label }) => label))).toBe(true)
    }
  })

  test('are one open, one planned, one closed, each 14 to 30 days long', () => {
    const state = (opens: number, closes: number) => (opens > 0 ? 'planned' : closes > 0 ? 'open' : 'closed')
    expect(polls.map((poll) => state(poll.opensInDays, poll.closesInDays))).toEqual([
      'open',
      'planned',
      'closed',
    ])
    for (const { opensInDays, closesInDays } of polls) {
      expect(closesInDays - opensInDays).toBeGreaterThanOrEqual(14)
      expect(closesInDays - opensInDays).toBeLessThanOrEqual(30)
    }
  })

  test('rank the closed one exactly as its published plan does, which came after it ended', () => {
    const closed = polls.find(({ ranking }) => ranking)
    const plan = publication(closed?.planKey ?? '')
    const planned = tableRows(plan?.markdown ?? '').flatMap((row) =>
      /^\d+$/.test(cells(row)[1] ?? '') ? [cells(row)[2]] : [],
    )
    expect(closed?.ranking?.map((no) => foodClasses[no - 1]?.name)).toEqual(planned)
    expect(plan?.daysAgo).toBeLessThan(-(closed?.closesInDays ?? 0))
    expect(publication(closed?.resultsKey ?? '')?.daysAgo).toBeLessThan(plan?.daysAgo ?? 0)
  })
})
