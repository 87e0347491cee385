import type { RouteLocationRaw, Router } from 'vue-router'
import type { ReplyOf } from '@/kit/client'
import type { Tone } from '@/kit/states'

export type Home = ReplyOf<'get', '/api/staff/home'>
type Waiting = Home['waiting'][number]['kind']
type Open = Home['open'][number]['kind']
type Channel = Home['channels'][number]

/** What is to be done, in a few characters, and the screen where it is done. */
export const waitingWords: Record<Waiting, { label: string; screen: string; tone: Tone; view?: string }> = {
  publication_sign_off: { label: '待我审核', screen: 'publications.one', tone: 'primary' },
  publication_returned: { label: '退回修改', screen: 'publications.one', tone: 'warning' },
  publication_cleared: { label: '待发布', screen: 'publications.one', tone: 'success' },
  enquiry_unassigned: { label: '留言待交办', screen: 'enquiries.one', tone: 'warning' },
  enquiry: { label: '留言待答复', screen: 'enquiries.one', tone: 'warning' },
  poll_opening: { label: '投票待开放', screen: 'polls.one', tone: 'primary' },
  quiz_opening: { label: '问答待开放', screen: 'quizzes.one', tone: 'primary' },
  quiz_draw: { label: '问答待开奖', screen: 'quizzes.one', tone: 'warning' },
  draw_witness: { label: '待我见证', screen: 'quizzes.one', tone: 'primary' },
  consultation_opening: { label: '征集待开放', screen: 'consultations.one', tone: 'primary' },
  poll_follow_up: { label: '待公布抽检结果', screen: 'polls.one', tone: 'info' },
  consultation_answering: { label: '待反馈采纳情况', screen: 'consultations.one', tone: 'info' },
  consultation_assignment: {
    label: '交办待答复',
    screen: 'consultations.one',
    tone: 'warning',
    view: 'assignments',
  },
  report_sign_off: { label: '采纳情况待审核', screen: 'consultations.one', tone: 'primary', view: 'report' },
  report_returned: { label: '采纳情况退回', screen: 'consultations.one', tone: 'warning', view: 'report' },
  report_cleared: { label: '采纳情况待公布', screen: 'consultations.one', tone: 'success', view: 'report' },
  sampling_plan: { label: '抽检计划待审批', screen: 'sampling.one', tone: 'primary' },
  sampling_draw: { label: '待抽签', screen: 'sampling.one', tone: 'primary' },
  sampling_results: { label: '待拟结果公布', screen: 'sampling.one', tone: 'warning' },
  held_text: { label: '留言待核看', screen: 'moderation', tone: 'warning' },
  delivery_unknown: { label: '推送结果不明', screen: 'push.one', tone: 'danger' },
}

export const openWords: Record<Open, { label: string; unit: string; screen: string }> = {
  poll: { label: '你点我检', unit: '票', screen: 'polls.one' },
  quiz: { label: '有奖问答', unit: '人次', screen: 'quizzes.one' },
  consultation: { label: '意见征集', unit: '条', screen: 'consultations.one' },
}

export const channelWords: Record<Channel['channel'], string> = {
  pages: '网页',
  wechat_oa: '微信服务号',
  policy_interpretation: '政策解读',
  consumer_alert: '消费提示',
  notice: '通知公告',
  sampling_result: '抽检结果',
}

export const freshnessWords: Record<Channel['state'], { label: string; tone: Tone }> = {
  fresh: { label: '正常', tone: 'success' },
  due: { label: '该更新了', tone: 'warning' },
  late: { label: '已超期', tone: 'danger' },
}

export const alarmWords: Record<
  Home['alarms'][number]['kind'],
  { said: (days: number) => string; screen: string }
> = {
  poll_without_results: { said: (days) => `结束 ${days} 天，还没有公布抽检结果`, screen: 'polls.one' },
}

export const failureWords: Record<Home['failures'][number]['kind'], string> = {
  job: '后台任务失败',
  campaign_paused: '推送已暂停',
  report_overdue: '采纳情况超期',
}

/** @returns where that is done, or nothing while this console has no such screen, or not for this person */
export function placeOf(
  router: Router,
  screen: string,
  id: string,
  view?: string,
): RouteLocationRaw | undefined {
  if (!router.hasRoute(screen)) return undefined
  return screen.endsWith('.one')
    ? { name: screen, params: { id }, query: view ? { view } : {} }
    : { name: screen }
}
