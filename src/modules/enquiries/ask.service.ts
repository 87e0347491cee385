import type { SearchDocument } from '../../platform/chinese-search'
import { publicPathOf } from '../search'
import { asksHow, bestPassage, CONFIDENT, isComplaint, toQuestion, wholeAnswer } from './ask.passages'

export interface AskSource {
  type: string
  id: string
  title: string
  /** Where it is read, under the public address. */
  path: string
}

export interface Answer {
  kind: 'answered' | 'not_found' | 'complaint'
  /** Where answered, the source's own words. */
  answer: string
  sources: AskSource[]
  confident: boolean
}

/** What is public, and a note of what is not. */
export interface Library {
  documentsAbout(question: string, limit: number): Promise<SearchDocument[]>
  noteMiss(question: string): void
}

const CANDIDATES = 30
const MOST_SOURCES = 3
/** Who is asked most precisely answers most precisely. */
const preference: Record<string, number> = { faq: 0.05, publication: 0.02 }
/** A poll or a quiz takes part in nothing but itself. */
const answering = new Set(['faq', 'publication', 'clause', 'consultation'])

export const waysToAPerson =
  '您可以：①换个说法再问一次；②点“留言”写下问题，工作人员会在5个工作日内答复；③拨打12345政务服务便民热线；消费投诉举报请拨打12315。'
export const notFoundAnswer = `没有查到与这个问题有关的已公开内容，不敢乱说。${waysToAPerson}`
const hotline = '投诉举报请拨打12315，或者登录全国12315平台（www.12315.cn）。'
export const complaintAnswer =
  '您说的像是投诉举报。投诉举报由全国12315平台统一受理：拨打12315，或者打开“全国12315平台”网站（www.12315.cn）、小程序，写明商家名称和地址、时间、经过和您的要求，并留好小票、付款记录和照片。这里不受理、也不裁决具体纠纷。'

const toSource = (document: SearchDocument): AskSource => ({
  type: document.type,
  id: document.id,
  title: document.title,
  path: publicPathOf(document),
})

/** Answers from what is published and from nothing else: an extract with its source, or the way to a person. */
export class Ask {
  constructor(private readonly library: Library) {}

  async answer(question: string): Promise<Answer> {
    const complains = isComplaint(question)
    if (complains && !asksHow(question))
      return { kind: 'complaint', answer: complaintAnswer, sources: [], confident: false }
    const found = await this.find(question)
    const [best] = found
    if (!best) {
      this.library.noteMiss(question)
      return complains
        ? { kind: 'complaint', answer: complaintAnswer, sources: [], confident: false }
        : { kind: 'not_found', answer: notFoundAnswer, sources: [], confident: false }
    }
    const sources = found.map(({ document }) => toSource(document))
    const answer = complains ? `${best.text}\n${hotline}` : best.text
    return { kind: 'answered', answer, sources, confident: true }
  }

  /** Sources that hold enough of the question, the best first. */
  private async find(question: string) {
    const asked = toQuestion(question)
    const documents = await this.library.documentsAbout(question, CANDIDATES)
    return documents
      .filter((d) => answering.has(d.type))
      .flatMap((document, place) => {
        const passage = document.type === 'faq' ? wholeAnswer(asked, document) : bestPassage(asked, document)
        if (!passage || passage.coverage < CONFIDENT) return []
        const rank = passage.coverage + (preference[document.type] ?? 0) - place / 1_000
        return [{ document, text: passage.text, rank }]
      })
      .sort((a, b) => b.rank - a.rank)
      .slice(0, MOST_SOURCES)
  }
}
