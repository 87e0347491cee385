import { z } from 'zod'
import { formatDay, shanghaiDay } from '../src/platform/calendar'
import { dialogue, LEAVE, type Reply, type Turn } from './dialogue'
import { choiceIn, numbersIn } from './reading'
import { numbered, short } from './wording'

const state = z.object({ ids: z.array(z.string()) })
type State = z.infer<typeof state>

const LISTED = 8
/** Among that many hits of every kind; the index holds all that is public. */
const SEARCHED = 100

/** 解读: what is published, the latest or by words. */
export const publications = dialogue<State>({
  topic: 'publications',
  state,

  async begin(turn) {
    const words = turn.words.replace(/^解读[\s:：,，]*/u, '')
    return words === '' ? latest(turn) : search(turn, words)
  },

  async go(turn, { ids }) {
    const id = ids[(choiceIn(turn.words, ids.length) ?? 0) - 1]
    if (id === undefined && numbersIn(turn.words) === null) return null
    if (id === undefined)
      return { text: `请回复 1 到 ${ids.length} 之间的一个数字，看其中一篇。${LEAVE}`, state: { ids } }
    return { text: await told(turn, id), state: { ids } }
  },

  back: latest,
})

async function latest({ office }: Turn): Promise<Reply> {
  const { items } = await office.publicationReads.list({ kind: 'policy_interpretation', limit: LISTED })
  if (items.length === 0) return { text: '还没有发布政策解读。', state: null }
  const { text } = numbered(
    '最近的政策解读：',
    items.map((p) => p.title),
    '回复数字看其中一篇，或回复“解读”加几个字来查，例如“解读 预付卡”。',
    0,
  )
  return { text, state: { ids: items.map((p) => p.id) } }
}

async function search(turn: Turn, words: string): Promise<Reply> {
  const hits = await turn.office.publicSearch.search(words, SEARCHED)
  const ids = hits.filter((hit) => hit.type === 'publication').map((hit) => hit.id)
  const [only] = ids
  if (only === undefined)
    return {
      text: `没有查到与“${short(words, 30)}”有关的解读，换几个字再试试；回复“解读”看最近发布的。`,
      state: null,
    }
  if (ids.length === 1) return { text: await told(turn, only), state: null }
  const shown = hits.filter((hit) => hit.type === 'publication').slice(0, LISTED)
  const { text } = numbered(
    `与“${short(words, 30)}”有关的有：`,
    shown.map((hit) => hit.title),
    '回复数字看其中一篇。',
    0,
  )
  return { text, state: { ids: shown.map((hit) => hit.id) } }
}

/** One publication in short, with whom to ask and where to read the rest. */
async function told({ office, publicUrl }: Turn, id: string): Promise<string> {
  const { publication, version } = await office.publicationReads.find(id)
  const { title, content } = version
  const when = formatDay(shanghaiDay(version.publishedAt))
  const link = `${publicUrl}/publications/${id}`
  if (publication.withdrawnAt !== null) return `《${short(title, 60)}》已经撤回，请以最新发布为准。\n${link}`
  const { division, phone } = content.contact
  return `《${short(title, 60)}》\n${content.source} ${when}\n${short(content.summary, 300)}\n全文：${link}\n咨询：${division} ${phone}`
}
