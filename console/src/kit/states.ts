/** What a state is called and how loud it is. Colour is never the only cue: the word is always there. */
export type Tone = 'info' | 'primary' | 'success' | 'warning' | 'danger'
export interface Shown {
  label: string
  tone: Tone
}
const shown = (label: string, tone: Tone): Shown => ({ label, tone })

/** Of polls, quizzes and consultations: told by their dates. */
const window = {
  draft: shown('草稿', 'info'),
  planned: shown('待开始', 'primary'),
  open: shown('进行中', 'success'),
  closed: shown('已结束', 'info'),
}

export const states = {
  publication: {
    draft: shown('草稿', 'info'),
    in_review: shown('审核中', 'primary'),
    returned: shown('已退回', 'warning'),
    cleared: shown('审核通过', 'success'),
    published: shown('已发布', 'success'),
    withdrawn: shown('已撤回', 'danger'),
  },
  review: {
    in_review: shown('审核中', 'primary'),
    returned: shown('已退回', 'warning'),
    cleared: shown('审核通过', 'success'),
    void: shown('已作废', 'info'),
  },
  poll: window,
  stall: {
    open: shown('收票中', 'success'),
    grace: shown('到时间，等上传', 'warning'),
    over: shown('已结束', 'info'),
    revoked: shown('已收回', 'info'),
  },
  aside: {
    proposed: shown('待批准', 'warning'),
    in_force: shown('已另列', 'primary'),
    restored: shown('已恢复', 'success'),
    withdrawn: shown('已撤回', 'info'),
  },
  quiz: window,
  consultation: window,
  plan: {
    draft: shown('待审批', 'warning'),
    approved: shown('已审批', 'primary'),
    committed: shown('待抽签', 'primary'),
    drawn: shown('检验中', 'primary'),
    published: shown('已公布', 'success'),
  },
  batch: {
    drawn: shown('待检验', 'info'),
    not_taken: shown('未抽样', 'warning'),
    compliant: shown('合格', 'success'),
    non_compliant: shown('不合格', 'danger'),
  },
  unit: {
    active: shown('正常', 'success'),
    suspended: shown('停业', 'warning'),
    cancelled: shown('注销', 'info'),
  },
  campaign: {
    planned: shown('待发送', 'info'),
    running: shown('发送中', 'primary'),
    paused: shown('已暂停', 'warning'),
    done: shown('已完成', 'success'),
    cancelled: shown('已取消', 'info'),
  },
  delivery: {
    queued: shown('待发送', 'info'),
    sent: shown('已发出', 'primary'),
    delivered: shown('已送达', 'success'),
    refused: shown('对方未订阅', 'info'),
    window_closed: shown('不在可发时段', 'info'),
    bad_payload: shown('内容不合要求', 'danger'),
    quota: shown('额度用尽', 'warning'),
    busy: shown('平台繁忙', 'warning'),
    unknown: shown('结果不明', 'danger'),
    undelivered: shown('未送达', 'warning'),
    cancelled: shown('已取消', 'info'),
  },
  draw: {
    draft: shown('未公开', 'info'),
    announced: shown('规则已公开', 'primary'),
    waiting: shown('等待种子', 'warning'),
    ready: shown('可以开奖', 'success'),
    drawn: shown('已开奖', 'success'),
    void: shown('已作废', 'danger'),
  },
  win: {
    open: shown('待登记', 'warning'),
    claimed: shown('待发放', 'primary'),
    handed_over: shown('已发放', 'success'),
    forfeited: shown('已放弃', 'info'),
  },
  enquiry: {
    open: shown('待交办', 'danger'),
    assigned: shown('办理中', 'warning'),
    answered: shown('已答复', 'success'),
    erased: shown('已删除', 'info'),
  },
  text: {
    pending: shown('检测中', 'info'),
    passed: shown('通过', 'success'),
    held: shown('待处理', 'warning'),
    released: shown('已放行', 'success'),
    rejected: shown('不公开', 'danger'),
  },
} as const satisfies Record<string, Record<string, Shown>>

export type StateOf = keyof typeof states

/** A state this console does not know yet is shown by its name, not hidden. */
export const shownState = (of: StateOf, state: string): Shown =>
  (states[of] as Record<string, Shown>)[state] ?? shown(state, 'info')

/** For a filter: 全部 first. */
export const stateOptions = (of: StateOf): { value: string; label: string }[] =>
  Object.entries(states[of]).map(([value, { label }]) => ({ value, label }))
