import { z } from 'zod'
import type { TokenCalls } from './token'

export interface CheckRequest {
  openid: string
  /** 1 资料, 2 评论, 3 论坛, 4 社交日志. */
  scene: 1 | 2 | 3 | 4
  content: string
  nickname?: string
}

/**
 * `review`: staff decide, also where the check cannot be done at all (the person was not in the mini-program within
 * two hours, 61010; the openid is another account's, 43104), then with label 0. `away`: WeChat could not be asked
 * now; hold the text and ask again later.
 */
export type CheckResult =
  | { verdict: 'pass' | 'review' | 'risky'; label: number; traceId: string }
  | { verdict: 'away' }

/** Code points that WeChat reads of one text. */
export const CHECK_LIMIT = 2_500
/** Pieces overlap, or a word could hide across a cut. */
const OVERLAP = 50

/** Asking again later may help: quota of the minute or the day, and too many calls. */
const LATER: ReadonlySet<number> = new Set([40001, 40014, 42001, 45009, 45011])
const reply = z.object({
  errcode: z.literal(0),
  result: z.object({ suggest: z.enum(['pass', 'review', 'risky']), label: z.number().int() }),
  trace_id: z.string().default(''),
})
const rank = { pass: 0, review: 1, risky: 2 } as const

/** The text in pieces of at most 2,500 code points; one piece when it is short enough. */
export function checkPieces(content: string): string[] {
  const points = Array.from(content)
  const pieces: string[] = []
  for (let from = 0; from === 0 || from + OVERLAP < points.length; from += CHECK_LIMIT - OVERLAP)
    pieces.push(points.slice(from, from + CHECK_LIMIT).join(''))
  return pieces
}

/** The gravest verdict over all pieces of a text: WeChat reads no further than its limit, so a long one is cut. */
export async function checkText(calls: TokenCalls, request: CheckRequest): Promise<CheckResult> {
  let gravest: Extract<CheckResult, { label: number }> | null = null
  for (const piece of checkPieces(request.content)) {
    const result = await checkPiece(calls, request, piece)
    if (result.verdict === 'away') return result
    if (gravest === null || rank[result.verdict] > rank[gravest.verdict]) gravest = result
    if (result.verdict === 'risky') break
  }
  return gravest ?? { verdict: 'away' }
}

async function checkPiece(calls: TokenCalls, request: CheckRequest, content: string): Promise<CheckResult> {
  const { openid, scene, nickname } = request
  const answer = await calls.call('/wxa/msg_sec_check', { version: 2, openid, scene, content, nickname })
  if (answer.kind !== 'answered' || answer.errcode < 0 || LATER.has(answer.errcode))
    return { verdict: 'away' }
  const told = reply.safeParse(answer.json)
  // Errcode 0 is no verdict, only the suggestion is; one that is missing or new to us is for people to decide.
  if (!told.success) return { verdict: 'review', label: 0, traceId: '' }
  const { result, trace_id } = told.data
  return { verdict: result.suggest, label: result.label, traceId: trace_id }
}
