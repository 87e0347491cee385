import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { elevatorConsultation } from '../../../src/demo/consultations'
import { alignDrafts } from '../../../src/modules/consultations/alignment'
import { changesBetween, isChange } from '../../../src/modules/consultations/alignment.changes'
import { importMarkdown, importText } from '../../../src/modules/consultations/drafts.import'
import type { ImportedDraft } from '../../../src/modules/consultations/drafts.shape'
import { ruleText } from '../../support/consultations'
import { dice, edited, editNames } from './alignment.edits'
import { alignable, measure } from './alignment.measure'

/** Few and many edits, single ones and all kinds together. */
const plans: readonly (readonly string[])[] = [
  ['insert', 'insert', 'remove', 'move'],
  ['split', 'splitText', 'merge', 'joinTexts'],
  ['insert', 'split', 'merge', 'move', 'reword', 'addSentence'],
  ['addItem', 'dropItem', 'turnItems', 'insert', 'reword'],
  editNames,
]

function kept(drafts: readonly ImportedDraft[], seeds: number) {
  let [anchors, right] = [0, 0]
  for (const draft of drafts)
    for (const [n, plan] of plans.entries())
      for (let seed = 1; seed <= seeds; seed++) {
        const m = measure(draft, edited(draft, dice(seed * 101 + n), plan))
        anchors += m.anchors
        right += m.kept
      }
  return { anchors, share: right / anchors }
}

const written = (text: string) => {
  const draft = importText(text)
  return draft.clauses.map(({ key, parentKey, suffix, ...c }) => ({
    ...c,
    id: key,
    parentId: parentKey,
    suffix: suffix ?? null,
  }))
}
const compare = (before: string, after: string) => {
  const [old, fresh] = [written(before), written(after)]
  return changesBetween(old, fresh, alignDrafts(old, fresh))
}
const shown = (changes: ReturnType<typeof compare>) =>
  changes.map((c) => [c.kind, c.from.map((a) => a.label).join('、'), c.to.map((a) => a.label).join('、')])

describe('clauses keep their identity', () => {
  it('in our own made-up drafts, through 25 made-up revisions each whose truth is known: 97 of 100 and more', () => {
    const own = [importText(ruleText), importText(elevatorConsultation.draft)]
    const { anchors, share } = kept(own, 5)
    process.stdout.write(`clause identity, own texts: ${share.toFixed(4)} of ${anchors} anchors\n`)
    expect(anchors).toBeGreaterThan(2_500)
    expect(share).toBeGreaterThanOrEqual(0.97)
  })

  const laws = join(__dirname, '../../../../shared/data/laws')
  if (existsSync(laws)) {
    const names = readdirSync(laws).filter((n) => n.endsWith('.md'))
    it('in ten real laws, through made-up revisions whose truth is known', () => {
      const drafts = names.map((name) => importMarkdown(readFileSync(join(laws, name), 'utf8')))
      const { anchors, share } = kept(drafts, 1)
      process.stdout.write(
        `clause identity, ${names.length} laws: ${share.toFixed(4)} of ${anchors} anchors\n`,
      )
      expect(drafts).toHaveLength(10)
      expect(share).toBeGreaterThanOrEqual(0.97)
    })

    it('between the two versions of a law that was amended', () => {
      const [old, fresh] = ['2010-12-23', '2020-12-30'].map((day) =>
        importMarkdown(readFileSync(join(laws, `上海市住宅物业管理规定(${day}).md`), 'utf8')),
      )
      if (!old || !fresh) throw new Error('a version is missing')
      const alignment = alignDrafts(alignable(old, ''), alignable(fresh, ''))
      // None was put in or taken out: every article is the one with its number.
      expect(alignment.articles).toHaveLength(95)
      expect(alignment.articles.filter((l) => l.from !== l.to)).toEqual([])
      const strayed = alignment.texts.filter((l) => l.from.split('.')[0] !== l.to.split('.')[0])
      expect(strayed).toEqual([])
    })
  } else process.stdout.write(`skipped: no folder ${laws}\n`)
})

describe('what has changed', () => {
  const before = [
    '标价规定',
    '第一条 为了让市民买得明白，制定本规定。',
    '第二条 商品标价应当标明品名、计价单位和价格。',
    '第三条 违反本规定第二条的，责令改正；拒不改正的，处五百元以上二千元以下罚款。',
    '第四条 消费者可以拨打电话反映。受理部门应当在七个工作日内答复。',
    '第五条 本规定由市市场监督管理局解释。',
    '第六条 本规定自公布之日起施行。',
  ]
  const lines = (...all: string[]) => all.join('\n')

  it('is nothing where only numbers moved, and references follow them', () => {
    const after = lines(
      '标价规定',
      '第一条 为了让市民买得明白，制定本规定。',
      '第二条 网络经营者应当在商品详情页面展示营业执照信息。',
      '第三条 商品标价应当标明品名、计价单位和价格。',
      '第四条 违反本规定第三条的，责令改正；拒不改正的，处五百元以上二千元以下罚款。',
      '第五条 消费者可以拨打电话反映。受理部门应当在七个工作日内答复。',
      '第六条 本规定由市市场监督管理局解释。',
      '第七条 本规定自公布之日起施行。',
    )
    const changes = compare(before.join('\n'), after)
    expect(shown(changes.filter(isChange))).toEqual([['added', '', '第二条']])
    expect(changes.map((c) => c.renumbered)).toEqual([false, false, true, true, true, true, true])
    expect(changes.every((c) => !c.moved)).toBe(true)
  })

  it('is shown word by word, what was taken out where it stood, and what was divided or put together as such', () => {
    const after = lines(
      '标价规定',
      '第一条 为了让市民买得明白、商户卖得踏实，制定本规定。',
      '第二条 违反本规定的，责令改正；拒不改正的，处五百元以上二千元以下罚款。',
      '第三条 消费者可以拨打电话反映。',
      '第四条 受理部门应当在七个工作日内答复。',
      '第五条 本规定由市市场监督管理局解释。',
      '本规定自公布之日起施行。',
    )
    const changes = compare(before.join('\n'), after)
    expect(shown(changes)).toEqual([
      ['changed', '第一条', '第一条'],
      ['removed', '第二条', ''],
      ['changed', '第三条', '第二条'],
      ['split', '第四条', '第三条、第四条'],
      ['merged', '第五条、第六条', '第五条'],
    ])
    const words = (i: number, op: string) => changes[i]?.parts.filter((p) => p.op === op).map((p) => p.text)
    expect([words(0, 'added'), words(0, 'removed')]).toEqual([['、商户卖得踏实'], []])
    expect(words(2, 'removed')).toEqual(['第二条'])
    for (const c of changes)
      expect(
        c.parts
          .filter((p) => p.op !== 'added')
          .map((p) => p.text)
          .join(''),
      ).toBe(
        c.from
          .map((a) => before.find((line) => line.startsWith(a.label))?.slice(a.label.length + 1))
          .join('\n'),
      )
  })

  it('is a move where an article stands elsewhere, and those around it have not moved', () => {
    const [title = '', one = '', two = '', three = '', ...rest] = before
    const body = (line: string) => line.replace(/^第.条 /, '')
    const order = [two, three, ...rest.slice(0, 2), one, ...rest.slice(2)]
    const after = lines(title, ...order.map((line, i) => `第${'一二三四五六'[i]}条 ${body(line)}`))
    const moved = compare(before.join('\n'), after).filter((c) => c.moved)
    expect(shown(moved)).toEqual([['same', '第一条', '第五条']])
  })

  it('tells apart items that say the same by where they stand', () => {
    const list = (a: string, b: string) =>
      lines(
        '处罚规定',
        '第一条 食品经营者有下列情形之一的，给予处分：',
        '（一）警告；',
        `（二）${a}；`,
        '第二条 电梯维保单位有下列情形之一的，给予处分：',
        '（一）警告；',
        `（二）${b}；`,
      )
    const [old, fresh] = [written(list('罚款', '停业')), written(list('罚款', '停业整顿'))]
    const { texts } = alignDrafts(old, fresh)
    expect(texts.filter((l) => l.from.endsWith('i1'))).toEqual([
      { from: 'a1.i1', to: 'a1.i1' },
      { from: 'a2.i1', to: 'a2.i1' },
    ])
  })
})
