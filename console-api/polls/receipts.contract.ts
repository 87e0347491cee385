import { notSealedYet } from '../../src/modules/receipts'
import { endpoint } from '../../src/platform/contract'
import { notFound } from '../../src/platform/problem'
import { idParams } from '../../src/platform/schemas'

const tag = '你点我检（工作人员）'

export const exportOpenings = endpoint({
  operationId: 'exportOpenings',
  method: 'GET',
  path: '/api/staff/polls/{id}/openings',
  tag,
  summary: '审计用的开封文件：每条凭证承诺的选项，对应逐票选择中的哪一条。涉密，下载记入台账',
  access: { staff: ['auditor'] },
  params: idParams,
  replies: { 200: { contentType: 'text/plain', description: '每行一个 JSON，供 tools/verify 使用' } },
  problems: [notFound, notSealedYet],
})
