import type { Office } from '../../src/office'
import { answer, type Counter } from '../../src/platform/http/serve'
import { notOpened } from '../../src/platform/problem'
import { consultationPoster, pollPoster, quizPoster } from './posters.contract'
import { drawPoster, imageType } from './posters.drawing'

interface Shown {
  id: string
  title: string
  opensAt: number
  closesAt: number
  openedAt: number | null
}

/** Pages of the mini-program, and what its code begins with: 28 of the 32 characters that WeChat allows. */
const kinds = {
  poll: { name: '你点我检', page: 'pages/polls/read', mark: 'p' },
  quiz: { name: '有奖问答', page: 'pages/quizzes/read', mark: 'q' },
  consultation: { name: '意见征集', page: 'pages/consultations/read', mark: 'c' },
} as const

type Services = Pick<Office, 'pollReads' | 'quizReads' | 'consultationReads' | 'codes' | 'notice'>

export function posterRoutes(counter: Counter, services: Services): void {
  const { pollReads, quizReads, consultationReads, codes, notice } = services
  const poster = async (kind: keyof typeof kinds, shown: Shown, format: 'svg' | 'png') => {
    // A code in the streets that leads to nothing yet must not be made.
    if (shown.openedAt === null) throw notOpened({ detail: '还没有开放，不能制作海报。' })
    const { name, page, mark } = kinds[kind]
    const code = await codes.unlimitedQr({ scene: `${mark}=${shown.id}`, page })
    if (format === 'png')
      return answer({
        raw: { content: code, contentType: imageType(code), filename: `${shown.title}-小程序码.png` },
      })
    const content = drawPoster({ ...shown, kind: name, notice }, code)
    return answer({ raw: { content, contentType: 'image/svg+xml', filename: `${shown.title}-海报.svg` } })
  }
  counter.serve(pollPoster, async ({ params, query }) =>
    poster('poll', await pollReads.find(params.id, true), query.format),
  )
  counter.serve(quizPoster, async ({ params, query }) =>
    poster('quiz', await quizReads.find(params.id, true), query.format),
  )
  counter.serve(consultationPoster, async ({ params, query }) =>
    poster('consultation', await consultationReads.find(params.id, true), query.format),
  )
}
