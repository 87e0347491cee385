import { problem } from '../../platform/problem'

export const alreadyPublished = problem('already_published', 'conflict', '这个版本已经发布，无需重复办理。')
export const notPublished = problem('not_published', 'conflict', '还没有发布，或者已经撤回。')
export const pushUnavailable = problem(
  'push_unavailable',
  'unavailable',
  '推送功能目前不可用，请先不带推送发布。',
)
export const fileRefused = problem('file_refused', 'invalid', '这个文件不能上传。')
export const fileChanged = problem(
  'file_changed',
  'conflict',
  '封面、图片或附件与审核时的不一致，不能发布。请重新上传后再次送审。',
)
export const annexChanged = problem(
  'annex_changed',
  'conflict',
  '随文公布的数据与文稿不一致，可能在拟稿之后有改动。请更新文稿后重新送审。',
)
