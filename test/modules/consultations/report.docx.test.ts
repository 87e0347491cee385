import { reportDocx } from '../../../src/modules/consultations/report.docx'
import type { ReadableReport } from '../../../src/modules/consultations/report.reads'
import type { ReportLine } from '../../../src/modules/consultations/report.rules'
import { docxTables } from '../../support/docx'
import { yauzlEntries } from '../../support/unzip'

const line: ReportLine = {
  id: 'line',
  gist: '希望字号再大一些',
  legality: '符合规定。',
  rationality: '便于老年人看清。',
  feasibility: '换一批标签即可。',
  disposition: 'adopted',
  reason: '字号小了看不清。',
  revisedText: null,
  clauseIds: ['a8', 'a10.p2.i3'],
  clauses: ['第八条', '第十条第二款（三）'],
  comments: 1_204,
  groups: { resident: 200, association: 1_004 },
  quotes: [],
}

function report(lines: ReportLine[]): ReadableReport {
  return {
    consultationId: 'c',
    reportId: null,
    publishedAt: null,
    quotes: new Map(),
    content: {
      title: '标价办法（征求意见稿）',
      introduction: '',
      contact: { division: '价监科', phone: '0900-0000019', hours: '工作日' },
      opensAt: 0,
      closesAt: 86_400_000,
      received: 1_204,
      persons: 1_204,
      sources: { mini_program: 1_204 },
      groups: { resident: 200, association: 1_004 },
      draftVersion: 1,
      lines,
      totals: { adopted: 0, partly_adopted: 0, not_adopted: 0, out_of_scope: 0 },
    },
  }
}

const xmlOf = async (file: Buffer) => String((await yauzlEntries(file)).get('word/document.xml'))
const paragraphWith = (xml: string, words: string) =>
  xml.match(/<w:p>.*?<\/w:p>/gs)?.find((p) => p.includes(words)) ?? ''

it('what ends the document never stands on a page by itself: the paragraph before goes with it', async () => {
  const xml = await xmlOf(await reportDocx(report([line]), null))
  expect(xml).toContain('（送审稿，尚未公布）')
  expect(paragraphWith(xml, '咨询：')).toContain('<w:keepNext/>')
})

it('clauses stand one below the other, so that none is broken in its middle', async () => {
  const [, , rows = []] = await docxTables(await reportDocx(report([line]), null))
  expect(rows[1]?.[3]).toBe('第八条\n第十条第二款（三）')
})

it('a report without answers says so instead of showing a head with nothing below', async () => {
  const file = await reportDocx(report([]), null)
  expect(await docxTables(file)).toHaveLength(2)
  expect(await xmlOf(file)).toContain('还没有处理意见。')
})
