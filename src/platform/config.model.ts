import { z } from 'zod'

const perDay = 'MODEL_PER_DAY 应是 1 到 1000000 的整数。'

/** The language model that may be asked about comments; without `MODEL_URL` none is. */
export const modelEnvironment = {
  MODEL_URL: z.url({ protocol: /^https?$/, error: 'MODEL_URL 应是完整网址。' }).optional(),
  MODEL_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'MODEL_KEY 只能是字母、数字和符号，不能有空格。')
    .optional(),
  MODEL_NAME: z.string().max(100, 'MODEL_NAME 至多 100 个字符。').optional(),
  MODEL_PER_DAY: z.coerce.number(perDay).int(perDay).min(1, perDay).max(1_000_000, perDay).default(2_000),
}
const environment = z.object(modelEnvironment)
type ModelEnvironment = z.infer<typeof environment>

export interface ModelConfig {
  baseUrl: string
  key?: string
  chat: string
  perDay: number
}

/** Nothing but this machine itself may be spoken to in the clear. */
const isSafe = (url: string) => {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname)
}

export function modelFaults({
  MODEL_URL: url,
  MODEL_NAME: model,
  MODEL_KEY: key,
}: ModelEnvironment): string[] {
  if (url === undefined)
    return model === undefined && key === undefined
      ? []
      : ['MODEL_URL 未设置：MODEL_NAME、MODEL_KEY 要和它一起设置。']
  const { username, password, search, hash } = new URL(url)
  return [
    ...(isSafe(url) ? [] : ['MODEL_URL 不是 https 网址（本机地址除外）。']),
    ...(username || password || search || hash
      ? ['MODEL_URL 不能带账号、密码或者参数，密钥请写在 MODEL_KEY。']
      : []),
    ...(model === undefined ? ['MODEL_NAME 未设置：设了 MODEL_URL 就要写明用哪个模型。'] : []),
  ]
}

export function modelOf({
  MODEL_URL: baseUrl,
  MODEL_KEY: key,
  MODEL_NAME: chat,
  MODEL_PER_DAY: perDay,
}: ModelEnvironment): ModelConfig | undefined {
  return baseUrl === undefined || chat === undefined ? undefined : { baseUrl, key, chat, perDay }
}
