import { api } from '@/api/client'
import { mine } from '@/session/session'

/**
 * The draw and what one has won. Typed here by hand: the operations are on their way with the draws module, and the
 * client must compile before and after.
 */
export interface PublicWin {
  token: string
  prizeId: string
  state: WinState
  name: string | null
}
export interface DrawRecord {
  state: 'announced' | 'waiting' | 'ready' | 'drawn' | 'void'
  algorithm: string
  prizes: { id: string; name: string; count: number }[]
  rule: { substitutes: number; claimDays: number; keepDays: number; revealDays: number }
  announcedAt: string
  source: {
    kind: 'system' | 'witnesses' | 'public'
    name?: string
    writing?: string
    announcedOn?: string
    value: string | null
  }
  shares: { by: string; commitment: string; committedAt: string; share: string | null }[]
  revealBy: string | null
  missing: string[]
  commitment: string | null
  entrantCount: number
  entrants: string[]
  seed: string | null
  drawnAt: string | null
  winners: PublicWin[]
  substitutes: string[]
  followers: PublicWin[]
  voided: { at: string; reason: string } | null
}
export interface MyEntry {
  entered: boolean
  final: boolean
  token: string | null
  ticket: string | null
}
export type WinState = 'open' | 'claimed' | 'handed_over' | 'forfeited'
export interface MyWin {
  id: string
  quizId: string
  quizTitle: string
  prizeName: string
  state: WinState
  token: string
  ticket: string
  claimBy: string
  claimedAt: string | null
  keptUntil: string | null
  purged: boolean
  handedOverAt: string | null
  forfeitReason: 'late' | 'erased' | 'declined' | 'undeliverable' | 'disqualified' | null
}
export interface Claim {
  name: string
  phone: string
  address?: string
  isOver14: boolean
  guardianName?: string
  guardianPhone?: string
  guardianConsent?: boolean
  showName?: boolean
}

type Loose = (path: string, input?: object) => Promise<unknown>
const read = api.get as unknown as Loose
const readMine = mine.get as unknown as Loose
const post = mine.post as unknown as Loose

export const draws = {
  /** @param entrants also the numbers of all who took part */
  read: (id: string, entrants = false) =>
    read('/api/quizzes/{id}/draw', {
      params: { id },
      query: { entrants: String(entrants) },
    }) as Promise<DrawRecord>,
  entry: (id: string) => readMine('/api/quizzes/{id}/entry', { params: { id } }) as Promise<MyEntry>,
  wins: async () => ((await readMine('/api/me/wins', { query: { limit: 100 } })) as { items: MyWin[] }).items,
  win: (id: string) => readMine('/api/wins/{id}', { params: { id } }) as Promise<MyWin>,
  claim: (id: string, body: Claim, idempotencyKey: string) =>
    post('/api/wins/{id}/claim', { params: { id }, body, idempotencyKey }) as Promise<MyWin>,
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
