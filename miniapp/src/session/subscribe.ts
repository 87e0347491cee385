import type { ReplyOf } from '@/api/contract'
import { mine } from './session'

type Plan = ReplyOf<'get', '/api/me/grant-plan'>['items']
export type Moment = 'after_vote' | 'after_comment' | 'after_quiz' | 'after_question' | 'following_topics'
type Answer = 'accept' | 'reject' | 'ban' | 'filter'
const answers: readonly string[] = ['accept', 'reject', 'ban', 'filter']

/** At most three templates that make sense right now; WeChat asks only right after a tap, so this is known before. */
export const planOf = async (moment: Moment, subjectId?: string): Promise<Plan> =>
  (await mine.get('/api/me/grant-plan', { query: { moment, subjectId } })).items.slice(0, 3)

/**
 * Shows WeChat's own question. Call it from the tap itself.
 * @returns how many were agreed to; null where WeChat did not ask
 */
export function ask(plan: Plan): Promise<number | null> {
  return new Promise((resolve) => {
    uni.requestSubscribeMessage({
      tmplIds: plan.map(({ templateId }) => templateId),
      success: (told) => {
        const results = Object.fromEntries(
          Object.entries(told as unknown as Record<string, string>).filter(([, v]) => answers.includes(v)),
        ) as Record<string, Answer>
        resolve(Object.values(results).filter((v) => v === 'accept').length)
        if (Object.keys(results).length > 0) void record(results)
      },
      fail: () => resolve(null),
    })
  })
}

/** What was chosen counts with WeChat in any case: it is told again another time where this fails. */
const record = (results: Record<string, Answer>) =>
  mine.post('/api/me/grants', { body: { results } }).catch(() => undefined)
