import { formatDay, shanghaiDay } from '../../platform/calendar'
import { cutGraphemes, quoted } from '../../platform/text'
import type { SamplingBatch } from './sampling.batches.entities'
import { totalsOf } from './sampling.batches.rules'
import type { Linked, PlanLine, SamplingDraw, SamplingPlan } from './sampling.entities'
import { totalOf } from './sampling.plans.rules'

export interface DraftedText {
  title: string
  summary: string
  markdown: string
}

const TITLE_MAX = 100
const SUMMARY_MAX = 200
/** More of them make no text: they stand in the table that residents search. */
const EXPLAINED_AT_MOST = 30

/** What others wrote, in a table of ours: none of it is markup. */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>~|#!&]/g, (mark) => `\\${mark}`)
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
const named = (linked: readonly Linked[]) => linked.map((l) => plain(l.label)).join('；') || '—'
const dash = (text: string) => plain(text) || '—'

/** 抽检计划 as a notice: what the votes said, what will be sampled, and why something is not. */
export function planText(plan: SamplingPlan): DraftedText {
  const { lines, rule, matter, ballots, number } = plan
  const sampled = lines.filter((l) => !l.leftOut)
  const total = totalOf(lines)
  const explained = lines.filter((l) => l.reason !== null)
  const voted = lines.filter((l) => l.optionId !== null)
  const parts = [
    `${quoted(plain(plan.title))}投票已经结束，共收到 ${ballots} 张选票。按照投票前公布的规则（得票前 ${rule.topN} 的类别，并列的一并列入，每类不少于 ${rule.batchesEach} 批次），制定抽检计划如下。计划编号：${number}。`,
    `## 一、抽检的类别\n\n${table(
      ['名次', '食品类别', '得票', '计划批次', '抽样场所'],
      [
        ...sampled.map((l) => [l.rank ?? '—', plain(l.item), l.votes, l.batches, named(l.places)]),
        ['', '**合计**', '', total, ''],
      ],
    )}`,
    `## 二、检验的项目\n\n${testsText(sampled)}`,
    ...(explained.length > 0 ? [`## 三、需要说明的\n\n${explained.map(explanation).join('\n')}`] : []),
    `## ${explained.length > 0 ? '四' : '三'}、怎么抽\n\n- 抽查依据：${dash(matter.basis)}\n- 抽查主体：${dash(matter.authority)}\n- 抽查内容：${dash(matter.content)}\n- 抽查方式：${dash(matter.method)}\n\n被抽样单位和抽样人员从名录库中随机抽取，抽签前先锁定名录库，抽签的种子和承诺值随结果公布，任何人都可以核对。商家对检验结论有异议的，自收到检验结论之日起7个工作日内可以申请复检。检验完成、复检期限届满以后，公布全部批次的结果。`,
  ]
  return {
    title: cutGraphemes(`投票结果和抽检计划：${plan.title}`, TITLE_MAX),
    summary: cutGraphemes(
      `${ballots} 张选票选出 ${voted.length} 类食品，列入计划 ${sampled.length} 类，共抽检 ${total} 批次。`,
      SUMMARY_MAX,
    ),
    markdown: parts.join('\n\n'),
  }
}

function testsText(lines: readonly PlanLine[]): string {
  const same = new Set(lines.map((l) => named(l.tests))).size === 1
  const [first] = lines
  if (same && first) return `各类别都重点检验：${named(first.tests)}。`
  return lines.map((l) => `- ${plain(l.item)}：${named(l.tests)}`).join('\n')
}

function explanation(line: PlanLine): string {
  const what = line.leftOut ? '本期不抽检' : line.rank === null ? '另外增加' : `抽检 ${line.batches} 批次`
  return `- **${plain(line.item)}**（得票 ${line.votes}）${what}。理由：${plain(line.reason ?? '')}`
}

/** 抽检结果 as a text: option by option, and everything that failed with what it means and what was done. */
export function resultsText(
  plan: SamplingPlan,
  draw: SamplingDraw,
  batches: readonly SamplingBatch[],
): DraftedText {
  const totals = new Map(totalsOf(plan.lines, batches).map((t) => [t.lineId, t]))
  const taken = batches.filter((b) => b.result)
  const failed = batches.filter((b) => b.state === 'non_compliant')
  const classes = plan.lines.filter((l) => !l.leftOut)
  const of = (line: PlanLine) => totals.get(line.id) ?? { compliant: 0, nonCompliant: 0, notTaken: 0 }
  const passed = taken.length - failed.length
  const missed = batches.filter((b) => b.waiver !== null)
  const rows = classes.map((l) => {
    const t = of(l)
    return [plain(l.item), l.votes, t.compliant + t.nonCompliant, t.compliant, t.nonCompliant]
  })
  const parts = [
    `根据${quoted(plain(plan.title))}的投票，本期抽检 ${classes.length} 类食品 ${taken.length} 批次，合格 ${passed} 批次，不合格 ${failed.length} 批次。申请复检的期限已过，现将结果全部公布。抽检计划编号：${plan.number}。`,
    `## 一、您点的，检了多少\n\n${table(
      ['食品类别', '得票', '抽检批次', '合格', '不合格'],
      [...rows, ['**合计**', '', taken.length, passed, failed.length]],
    )}`,
    `## 二、不合格的批次\n\n${failed.length > 0 ? failedTable(failed) : '本期没有不合格的批次。'}`,
    ...(failed.length > 0
      ? [`## 三、危害、原因和核查处置\n\n${failed.slice(0, EXPLAINED_AT_MOST).map(handled).join('\n\n')}`]
      : []),
    ...(missed.length > 0
      ? [`## 未抽样的批次\n\n${missed.map((b) => `- ${b.batchNo}：${plain(b.waiver ?? '')}`).join('\n')}`]
      : []),
    `## 随机抽签\n\n被抽样单位和抽样人员由系统随机抽取，任何人都可以核对。算法：${draw.algorithm}；锁定名录库：${formatDay(shanghaiDay(draw.committedAt))}；抽签：${formatDay(shanghaiDay(draw.drawnAt ?? draw.committedAt))}；名录库指纹：${draw.registersHash}；承诺值：${draw.commitment}；现场见证数：${plain(draw.witness ?? '')}；种子：${draw.seed ?? ''}。`,
    '抽检结果只对所抽批次负责，不代表同一企业的其他产品。每一批次的结果都可以在“抽检结果查询”里查到。\n\n**依据**：《中华人民共和国食品安全法》第八十七条、第八十八条。',
  ]
  return {
    title: cutGraphemes(`您点的，检好了：${plan.title}抽检结果`, TITLE_MAX),
    summary: cutGraphemes(
      `按群众投票抽检 ${classes.length} 类食品 ${taken.length} 批次，合格 ${passed} 批次，不合格 ${failed.length} 批次，核查处置情况一并公布。`,
      SUMMARY_MAX,
    ),
    markdown: parts.join('\n\n'),
  }
}

function failedTable(failed: readonly SamplingBatch[]): string {
  const head = ['样品', '规格', '生产日期/批号', '被抽样单位', '标称生产者', '不合格项目', '检验值', '标准值']
  const rows = failed.flatMap((b) => {
    const r = b.result
    if (!r) return []
    return r.failures.map((f) =>
      [r.sampleName, r.spec, r.producedOn, b.unitName, r.producer, f.item, f.found, f.limit].map(dash),
    )
  })
  return table(head, rows)
}

const retestNotes = { applied: '', declined: '', upheld: '（经复检维持不合格结论）', overturned: '' } as const

function handled(batch: SamplingBatch): string {
  const { hazard = '', cause = '', measures = '' } = batch.handling ?? {}
  const note = batch.retest ? retestNotes[batch.retest.state] : ''
  return `**${plain(batch.result?.sampleName ?? '')}**（${plain(batch.unitName)}）${note}\n\n- 危害：${plain(hazard)}\n- 原因：${plain(cause)}\n- 核查处置：${plain(measures)}${batch.handling?.done ? '（已办结）' : ''}`
}
