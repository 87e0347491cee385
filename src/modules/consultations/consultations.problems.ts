import { problem } from '../../platform/problem'

export const consultationNotOpen = problem('consultation_not_open', 'conflict', '征求意见还没有开始。')
export const consultationClosed = problem(
  'consultation_closed',
  'conflict',
  '征求意见已经结束，感谢您的关注。',
)
export const commentLimitReached = problem(
  'comment_limit_reached',
  'conflict',
  '您对这次征求意见提出的意见已达到 50 条。如还有意见，请拨打公布的联系电话。',
)
export const draftMissing = problem('draft_missing', 'conflict', '还没有上传征求意见稿，不能开放。')
export const draftRefused = problem('draft_refused', 'invalid', '这个文件不能作为征求意见稿导入。')
export const reportPublished = problem(
  'report_published',
  'conflict',
  '采纳情况已经公布，不能再更改答复或者补录意见。',
)
export const commentsUnanswered = problem(
  'comments_unanswered',
  'conflict',
  '还有意见没有答复，每一条意见都答复以后才能公布采纳情况。',
)
export const quoteRefused = problem(
  'quote_refused',
  'conflict',
  '提出人没有同意引用原话，或者意见已经删除，不能引用。',
)
export const notClosed = problem(
  'not_closed',
  'conflict',
  '征求意见还没有结束，结束以后才能送审和公布采纳情况。',
)
export const commentAnswered = problem(
  'comment_answered',
  'conflict',
  '其中有意见已经在另一条答复里，一条意见只能答复一次。',
)
export const notAnalysed = problem('not_analysed', 'conflict', '这条意见还没有分析，请稍后再试。')
