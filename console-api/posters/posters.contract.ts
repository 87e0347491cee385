import { z } from 'zod'
import { endpoint } from '../../src/platform/contract'
import { notFound, notOpened } from '../../src/platform/problem'
import { idParams } from '../../src/platform/schemas'
import { noMiniProgram } from '../../src/platform/wechat/codes'

const poster = (operationId: string, path: string, what: string) =>
  endpoint({
    operationId,
    method: 'GET',
    path: `/api/staff/${path}/{id}/poster`,
    tag: '海报（工作人员）',
    summary: `${what}的海报：svg 是标题和小程序码，png 只是小程序码`,
    access: { staff: ['editor', 'head', 'office', 'leader'] },
    params: idParams,
    query: z.strictObject({ format: z.enum(['svg', 'png'], '应是 svg 或 png').default('svg') }),
    replies: { 200: { contentType: 'image/svg+xml', description: 'SVG 海报，或小程序码图片' } },
    problems: [notOpened, noMiniProgram, notFound],
  })

export const pollPoster = poster('pollPoster', 'polls', '投票')
export const quizPoster = poster('quizPoster', 'quizzes', '有奖问答')
export const consultationPoster = poster('consultationPoster', 'consultations', '意见征集')
