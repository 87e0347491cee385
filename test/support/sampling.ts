import type { Poll } from '../../src/modules/polls'
import { resultHeader } from '../../src/modules/sampling'
import { readSheet } from '../../src/platform/sheets.reading'
import { formOf } from './files'
import type { HttpClient } from './http'
import type { TestOffice } from './office'
import { buildPoll } from './polls'

/** As our own exports write one line. */
const csvLine = (cells: readonly string[]) =>
  cells.map((c) => (/[",\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(',')
export const csvOf = (header: readonly string[], rows: readonly (readonly string[])[]) =>
  Buffer.from([header, ...rows].map((row) => `${csvLine(row)}\r\n`).join(''))
export const sheetForm = (header: readonly string[], rows: readonly (readonly string[])[]) =>
  formOf('表.csv', csvOf(header, rows), 'text/csv')

const unitHead = ['单位编号', '单位名称', '地址', '场所类型', '食品类别', '许可证号', '许可有效期至', '状态']
const inspectorHead = ['执法证号', '姓名', '所属单位', '证件有效期至', '专业', '状态', '回避单位']
const two = (n: number) => String(n).padStart(3, '0')
export const unitRow = (n: number, over: Record<string, string> = {}) =>
  rowOf(unitHead, {
    单位编号: `DW-${two(n)}`,
    单位名称: `虚构食品店${n}号`,
    地址: `澜东区虚构路${n}号`,
    场所类型: '商场、超市',
    食品类别: '全部',
    许可证号: `JY9900${two(n)}`,
    许可有效期至: '2028-12-31',
    状态: '正常',
    ...over,
  })
export const inspectorRow = (n: number, over: Record<string, string> = {}) =>
  rowOf(inspectorHead, {
    执法证号: `ZF-${two(n)}`,
    姓名: `虚构员${n}`,
    所属单位: '食品抽检科',
    证件有效期至: '2028-12-31',
    专业: '食品',
    状态: '在岗',
    回避单位: '',
    ...over,
  })
const rowOf = (head: readonly string[], cells: Record<string, string>) =>
  head.map((name) => cells[name] ?? '')
export const unitForm = (rows: readonly (readonly string[])[]) => sheetForm(unitHead, rows)
export const inspectorForm = (rows: readonly (readonly string[])[]) => sheetForm(inspectorHead, rows)

/** Both registers, filled through the counter. */
export async function fillRegisters(head: HttpClient, units: number, inspectors: number): Promise<void> {
  const many = <T>(n: number, make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i + 1))
  for (const [kind, form] of [
    ['units', unitForm(many(units, (n) => unitRow(n)))],
    ['inspectors', inspectorForm(many(inspectors, (n) => inspectorRow(n)))],
  ] as const) {
    const reply = await head('POST', `/api/staff/sampling/${kind}/sheet`, form)
    if (reply.status !== 200) throw new Error(reply.text)
  }
}

export const foods = [
  '粮食加工品',
  '食用油、油脂及其制品',
  '调味品',
  '肉制品',
  '乳制品',
  '饮料',
  '饼干',
  '糕点',
  '酒类',
  '豆制品',
  '蜂产品',
]

/** A poll over food classes, opened; the rule is set before. */
export async function openFoodPoll(test: TestOffice, batchesEach: number, topN = 10): Promise<Poll> {
  const { polls, samplingRules } = test.office
  const [editor, leader] = [await test.staff('editor'), await test.staff('leader')]
  const questions = [
    {
      text: '您最想检哪类食品？',
      kind: 'choice' as const,
      minChoices: 1,
      maxChoices: foods.length,
      options: foods,
    },
    {
      text: '在哪里抽？',
      kind: 'choice' as const,
      minChoices: 1,
      maxChoices: 2,
      options: ['商场、超市', '农贸市场'],
    },
    {
      text: '最担心什么项目？',
      kind: 'choice' as const,
      minChoices: 1,
      maxChoices: 2,
      options: ['农药残留', '微生物'],
    },
  ]
  const poll = await polls.createPoll(
    editor,
    buildPoll(test.clock.now(), { title: '冬季“你点我检”', questions }),
  )
  await samplingRules.setRule(editor, poll.id, {
    topN,
    batchesEach,
    itemQuestionId: 'q1',
    placeQuestionId: 'q2',
    testQuestionId: 'q3',
  })
  return polls.openPoll(leader, poll.id)
}

/** Option n is ticked by so many of them that counts fall from the first to the last. */
export const wishes = (voter: number, of = foods.length) => [
  {
    questionId: 'q1',
    optionIds: Array.from({ length: of }, (_, i) => `q1o${i + 1}`).slice(0, Math.max(1, of - voter)),
  },
  { questionId: 'q2', optionIds: ['q2o1'] },
  { questionId: 'q3', optionIds: ['q3o2'] },
]

export type ResultCells = Record<(typeof resultHeader)[number], string>

/** The sheet that the service gives to the laboratory, as rows to be filled in. */
export async function sheetRows(head: HttpClient, planId: string): Promise<ResultCells[]> {
  const { text } = await head('GET', `/api/staff/sampling/plans/${planId}/results/sheet?format=csv`)
  const [first, ...rows] = await readSheet('表.csv', Buffer.from(text))
  return rows.map(
    ({ cells }) =>
      Object.fromEntries((first?.cells ?? []).map((name, i) => [name, cells[i] ?? ''])) as ResultCells,
  )
}

export const resultForm = (rows: readonly ResultCells[]) =>
  sheetForm(
    resultHeader,
    rows.map((row) => resultHeader.map((name) => row[name])),
  )

/** What a laboratory writes; `failing` says of which row that it failed. */
export function filledIn(
  rows: readonly ResultCells[],
  on: string,
  failing: (i: number) => boolean,
): ResultCells[] {
  return rows.map((row, i) => ({
    ...row,
    样品名称: `虚构样品${i + 1}`,
    规格: '500克/袋',
    商标: '虚构牌',
    '生产日期/批号': `甲${String(i + 1).padStart(4, '0')}`,
    标称生产者名称: '虚构食品厂',
    标称生产者地址: '望汀县虚构路',
    检验项目: '菌落总数；苯甲酸',
    检验机构: '虚构检验所',
    报告日期: on,
    结论: '合格',
    ...(failing(i)
      ? {
          结论: '不合格',
          不合格项目: '菌落总数',
          检验值: '2300CFU/g',
          标准值: '≤1000CFU/g',
          结论送达日期: on,
          危害说明: '可能引起肠胃不适。',
          不合格原因: '加工环节卫生控制不严。',
          核查处置: '已责令下架，立案调查。',
        }
      : {}),
  }))
}
