import { problem } from '../../platform/problem'

export const enquiryAnswered = problem(
  'enquiry_answered',
  'conflict',
  '这条留言已经答复，或者留言人已经注销。',
)
export const enquiryLimitReached = problem(
  'enquiry_limit_reached',
  'conflict',
  '您今天的留言已经很多了，请明天再来，急事请拨打12345。',
)
export const nothingToOpen = problem('nothing_to_open', 'conflict', '没有待发布的内容。')
