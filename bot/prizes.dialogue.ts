import { type ForfeitReason, lastDayOf, type MyWin } from '../src/modules/draws'
import { formatDay } from '../src/platform/calendar'
import { notFound } from '../src/platform/problem'
import type { Turn } from './dialogue'
import { short } from './wording'

const LISTED = 5

/** 奖品: what somebody has won. Names and addresses are filled in where nobody reads along, never in the chat. */
export async function tellPrizes({ office, resident }: Turn): Promise<string> {
  const { items } = await office.winReads.mine(resident, { limit: LISTED })
  if (items.length === 0) return '您还没有中奖。回复“答题”可以参加有奖问答；开奖以后，中奖的会收到通知。'
  const waits = items.some((mine) => mine.win.state === 'open' && !mine.isOver)
  const foot = waits ? '请到小程序“我的奖品”登记，聊天里请不要发送姓名、电话和地址。' : ''
  return ['您的奖品：', ...items.map(lineOf), `${foot}领奖不收取任何费用。`].join('\n')
}

const gone: Record<ForfeitReason, string> = {
  late: '逾期没有登记，已由候补递补',
  erased: '已放弃',
  declined: '您已放弃',
  undeliverable: '无法送达，已收回',
  disqualified: '因违反活动规则已收回',
}

function lineOf({ win, quizTitle, prizeName, isOver }: MyWin): string {
  const what = `· ${short(prizeName, 20)}（${short(quizTitle, 30)}）\n`
  if (win.state === 'handed_over') return `${what}已发放。`
  if (win.state === 'claimed') return `${what}已登记领奖信息，等待发放。`
  if (win.state === 'forfeited') return `${what}${gone[win.forfeitReason ?? 'late']}。`
  if (isOver) return `${what}${gone.late}。`
  return `${what}请在${formatDay(lastDayOf(win.claimUntil))}前（含当天）登记领奖信息。`
}

/** The number in the draw, for whoever has just qualified; nothing where there are no prizes. */
export async function entryLine({ office, resident }: Turn, quizId: string): Promise<string> {
  try {
    const { token } = await office.drawReads.myEntry(resident, quizId)
    return token ? `\n您的抽奖号码：${token}\n结束后可在公开名单里核对；回复“奖品”看是否中奖。` : ''
  } catch (error) {
    if (notFound.is(error)) return ''
    throw error
  }
}
