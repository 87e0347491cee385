import { Problem } from '../src/platform/problem'
import { consultations } from './consultations.dialogue'
import type { Dialogue, Reply, Turn } from './dialogue'
import { cancelledText, helpText, onlyTextText } from './help.dialogue'
import { polls } from './polls.dialogue'
import { tellPrizes } from './prizes.dialogue'
import { publications } from './publications.dialogue'
import { answerQuestion, tellEnquiries } from './questions.dialogue'
import { quizzes } from './quizzes.dialogue'
import { spoken } from './reading'
import { results } from './results.dialogue'
import { fitting } from './wording'

const dialogues: readonly Dialogue[] = [polls, quizzes, consultations, results, publications]

/** Sentences that begin a dialogue, wherever the conversation stands. */
const beginnings: readonly (readonly [RegExp, Dialogue])[] = [
  [/^(我要)?(投票|你点我检|我点你检)$/, polls],
  [/^(我要)?(答题|有奖问答|有奖答题)$/, quizzes],
  [/^(我要)?(征求意见|意见征集|提意见)$/, consultations],
  [/^(投票|查看)?结果$/, results],
  [/^(政策)?解读$|^解读[\s:：,，]+/, publications],
]

const HELP = /^(帮助|菜单|help|你好|您好)$/
const ENQUIRIES = /^(我的)?留言$/
const PRIZES = /^(我的)?(奖品|中奖|领奖|兑奖)$/
const CANCEL = /^(取消|退出|结束|算了|不投了|不答了)$/
const BACK = /^(返回|上一步|上一题|后退)$/

/** The reply to one sentence, and where the conversation stands afterwards. @throws Problem unavailable */
export async function converse(turn: Turn, stored: object | null): Promise<Reply> {
  try {
    const { text, state } = await heard(turn, stored)
    return { text: fitting(text), state }
  } catch (error) {
    // A refusal is told in its own words; that nobody can help now is no answer: it is tried again later.
    if (error instanceof Problem && error.kind !== 'unavailable')
      return { text: fitting(error.message), state: null }
    throw error
  }
}

async function heard(turn: Turn, stored: object | null): Promise<Reply> {
  const said = spoken(turn.words)
  const current = underWay(stored)
  if (turn.words === '') return { text: onlyTextText, state: stored }
  if (HELP.test(said)) return { text: helpText, state: null }
  if (ENQUIRIES.test(said)) return { text: await tellEnquiries(turn), state: null }
  if (PRIZES.test(said)) return { text: await tellPrizes(turn), state: null }
  if (CANCEL.test(said)) return { text: cancelledText, state: null }
  if (BACK.test(said))
    return current ? current.dialogue.back(turn, current.state) : { text: helpText, state: null }
  const begun = beginnings.find(([sentence]) => sentence.test(said))?.[1]
  if (begun) return begun.begin(turn)
  const reply = current && (await current.dialogue.go(turn, current.state))
  if (reply) return reply
  if (said === '') return { text: helpText, state: null }
  // A question in between: what was going on may go on afterwards.
  return { text: await answerQuestion(turn), state: stored }
}

function underWay(stored: object | null): { dialogue: Dialogue; state: object } | null {
  const topic = stored && 'topic' in stored ? stored.topic : null
  const found = dialogues.find((d) => d.topic === topic)
  return found && stored ? { dialogue: found, state: stored } : null
}
