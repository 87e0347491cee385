import { problem } from '../../platform/problem'

export const unknownReceipt = problem(
  'unknown_receipt',
  'not_found',
  '没有查到这个凭证，请核对后再试。凭证是 32 位的数字和字母。',
)
export const notSealedYet = problem(
  'not_sealed_yet',
  'conflict',
  '结果还没有固定，开放数据在投票结束、票数固定以后提供。',
)
