import { problem } from '../../platform/problem'

export const alreadyPublished = problem('already_published', 'conflict', '这个版本已经发布，无需重复办理。')
export const notPublished = problem('not_published', 'conflict', '还没有发布，或者已经撤回。')
export const pushUnavailable = problem(
  'push_unavailable',
  'unavailable',
  '推送功能目前不可用，请先不带推送发布。',
)
