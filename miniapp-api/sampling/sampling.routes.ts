import { conclusionWords, type SamplingResult } from '../../src/modules/sampling'
import type { Office } from '../../src/office'
import { formatShanghai } from '../../src/platform/calendar'
import { answer, type Counter } from '../../src/platform/http/serve'
import { type Cell, csvStream, xlsxStream } from '../../src/platform/sheets'
import { exportSamplingResults, readPollSampling, searchSamplingResults } from './sampling.contract'
import { presentRow, presentSampling } from './sampling.present'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const retestWords = {
  applied: '复检中',
  declined: '复检未受理',
  upheld: '复检维持',
  overturned: '复检推翻',
} as const

export function samplingRoutes(counter: Counter, { samplingPublic }: Office): void {
  counter.serve(readPollSampling, async ({ params }) =>
    presentSampling(await samplingPublic.ofPoll(params.id)),
  )
  counter.serve(searchSamplingResults, async ({ query }) => {
    const { items, nextCursor } = await samplingPublic.search(query)
    return { items: items.map(presentRow), nextCursor }
  })
  counter.serve(exportSamplingResults, async ({ query: { format, ...filter } }) => {
    const sheet = { name: '抽检结果', header, rows: rows(samplingPublic.all(filter)) }
    const csv = format === 'csv'
    return answer({
      raw: {
        content: csv ? csvStream(sheet) : xlsxStream(sheet),
        contentType: csv ? 'text/csv; charset=utf-8' : XLSX,
        filename: `抽检结果.${format}`,
      },
    })
  })
}

const header = [
  ...['抽检批次号', '食品大类', '食品品种', '样品名称', '规格', '商标', '生产日期/批号'],
  ...['标称生产者名称', '标称生产者地址', '被抽样单位名称', '被抽样单位地址', '检验项目', '结论'],
  ...['不合格项目', '检验值', '标准值', '检验机构', '报告日期', '复检状态'],
  ...['危害说明', '不合格原因', '核查处置', '公布日期'],
]

async function* rows(results: AsyncIterable<SamplingResult>): AsyncGenerator<Cell[]> {
  for await (const row of results) {
    const r = presentRow(row)
    const joined = (of: (f: (typeof r.failures)[number]) => string) => r.failures.map(of).join('；')
    yield [
      ...[r.batchNo, r.foodClass, r.variety, r.sampleName, r.spec, r.brand, r.producedOn],
      ...[r.producer, r.producerAddress, r.unitName, r.unitAddress, r.tests.join('；')],
      conclusionWords[r.conformity],
      ...[joined((f) => f.item), joined((f) => f.found), joined((f) => f.limit), r.lab, r.reportedOn],
      r.retest === null ? '' : retestWords[r.retest],
      ...[r.handling?.hazard ?? '', r.handling?.cause ?? '', r.handling?.measures ?? ''],
      formatShanghai(row.publishedAt),
    ]
  }
}
