import { api } from '@/api/client'
import type { BodyOf, ReplyOf } from '@/api/contract'
import { Problem } from '@/api/problem'
import { mine } from '@/session/session'

export type DrawRecord = ReplyOf<'get', '/api/quizzes/{id}/draw'>
export type MyEntry = ReplyOf<'get', '/api/quizzes/{id}/entry'>
export type MyWin = ReplyOf<'get', '/api/wins/{id}'>
export type WinState = MyWin['state']
export type Claim = NonNullable<BodyOf<'post', '/api/wins/{id}/claim'>>

export const draws = {
  /** @param entrants also the numbers of all who took part */
  read: (id: string, entrants = false) =>
    api.get('/api/quizzes/{id}/draw', { params: { id }, query: { entrants: entrants ? 'true' : 'false' } }),
  entry: (id: string) => mine.get('/api/quizzes/{id}/entry', { params: { id } }),
  wins: async () => (await mine.get('/api/me/wins', { query: { limit: 100 } })).items,
  win: (id: string) => mine.get('/api/wins/{id}', { params: { id } }),
  /** One prize for one person in each quiz. */
  winOf: async (quizId: string): Promise<MyWin> => {
    const won = (await draws.wins()).find((win) => win.quizId === quizId)
    if (!won) throw new Problem('not_found', 404)
    return won
  },
  claim: (id: string, body: Claim, idempotencyKey: string) =>
    mine.post('/api/wins/{id}/claim', { params: { id }, body, idempotencyKey }),
}

export const winStates: Record<WinState, string> = {
  open: '等您领奖',
  claimed: '已登记',
  handed_over: '已领取',
  forfeited: '已作废',
}
export const forfeitWords: Record<NonNullable<MyWin['forfeitReason']>, string> = {
  late: '超过了登记的期限',
  erased: '您已注销',
  declined: '您放弃了领奖',
  undeliverable: '按登记的信息联系不上、送不到',
  disqualified: '经核查不符合规则',
}
