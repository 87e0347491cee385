import { formatDay } from '../../platform/calendar'
import type { Problem } from '../../platform/problem'
import type { Unready } from './sampling.batches.rules'
import { handlingMissing, resultsMissing, retestPending, retestWindowOpen } from './sampling.problems'

const NAMED_AT_MOST = 5

/** Why results may not go out, as a refusal that names the batches. */
export function unreadyProblem(unready: Unready): Problem {
  const { batchNos } = unready
  const shown = batchNos.slice(0, NAMED_AT_MOST).join('、')
  const which = batchNos.length > NAMED_AT_MOST ? `${shown} 等 ${batchNos.length} 个批次` : shown
  const extra = { batchNos }
  switch (unready.kind) {
    case 'no_result':
      return resultsMissing({ detail: which ? `还没有结果：${which}。` : resultsMissing.sentence, extra })
    case 'unhandled':
      return handlingMissing({ detail: `${handlingMissing.sentence}还缺：${which}。`, extra })
    case 'retest_pending':
      return retestPending({ detail: `正在复检，不能公布：${which}。`, extra })
    case 'window_open': {
      const until = unready.until === '' ? '' : `到 ${formatDay(unready.until)} 为止，次日起可以公布。`
      return retestWindowOpen({ detail: `申请复检的期限还没有过：${which}。${until}`, extra })
    }
  }
}
