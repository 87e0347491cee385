import { problem } from '../../platform/problem'

export const quizNotOpen = problem('quiz_not_open', 'conflict', '本期答题还没有开始。')
export const quizClosed = problem('quiz_closed', 'conflict', '本期答题已经结束，感谢您的参与。')
export const alreadyAttempted = problem('already_attempted', 'conflict', '您已经用完这一次答题机会了。')
export const alreadySubmitted = problem('already_submitted', 'conflict', '您已经交卷了，交卷后不能更改。')
export const attemptOver = problem('attempt_over', 'conflict', '答题时间已到，不能再交卷了。')
export const tooFewQuestions = problem(
  'too_few_questions',
  'conflict',
  '题库中可用的题目少于每份试卷的题数，请先补充题目。',
)
export const duplicateQuestion = problem(
  'duplicate_question',
  'conflict',
  '题库中已有题干和选项都相同的题目。',
)
export const alreadyRetired = problem('already_retired', 'conflict', '这道题已经停用。')
export const questionNeeded = problem(
  'question_needed',
  'conflict',
  '正在开放的答题离不开这道题，停用后题目不够一份试卷。',
)
