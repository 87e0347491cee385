import { z } from 'zod'
import type { Tokenless } from './token'
import type { Answer } from './wire'

/** What became of a message. No send is ever repeated here, save once with a new token after WeChat refused the old. */
export type SendResult =
  /** Accepted by WeChat; its own delivery report follows by event. */
  | { kind: 'sent'; msgId: string | null }
  /**
   * Certain: nothing went out. `errcode` is WeChat's; -1 means that the request never left (no connection, or no
   * token to be had because WeChat was away or busy) and may be tried again later.
   */
  | { kind: 'failed'; errcode: number; errmsg: string }
  /** The request left and may have been carried out: never to be sent again blindly. */
  | { kind: 'unknown'; why: 'timeout' | 'reset' | 'garbled' | 'busy' }

export type TemplateData = Record<string, { value: string }>

const id = z.union([z.string(), z.number()]).transform(String).optional()
const reply = z.object({ errcode: z.number().int(), msgid: id, msg_id: id })

/** WeChat knows this clientmsgid: the message went out before. */
const SENT_BEFORE = 45065

export function toSendResult(answer: Answer | Tokenless): SendResult {
  if (answer.kind === 'tokenless') return { kind: 'failed', errcode: answer.errcode, errmsg: answer.errmsg }
  if (answer.kind === 'unreached') return { kind: 'failed', errcode: -1, errmsg: answer.why }
  if (answer.kind === 'lost') return { kind: 'unknown', why: answer.why }
  const told = reply.safeParse(answer.json)
  if (!told.success) return { kind: 'unknown', why: 'garbled' }
  const { errcode, msgid, msg_id } = told.data
  if (errcode === 0 || errcode === SENT_BEFORE) return { kind: 'sent', msgId: msgid ?? msg_id ?? null }
  // “System busy” does not say whether it happened before or after the message was taken.
  if (errcode < 0) return { kind: 'unknown', why: 'busy' }
  return { kind: 'failed', errcode, errmsg: answer.errmsg }
}

export type MassSend = {
  /** 1–64 bytes, the same for every try at one message. */
  clientMsgId: string
} & ({ openids: readonly string[] } | { tagId: number } | { toAll: true }) &
  ({ text: string } | { mediaId: string })

/** @throws RangeError */
export function massSendBody(message: MassSend): object {
  const bytes = Buffer.byteLength(message.clientMsgId)
  if (bytes < 1 || bytes > 64) throw new RangeError('clientMsgId: 1–64 bytes')
  if ('openids' in message && (message.openids.length < 2 || message.openids.length > 10_000))
    throw new RangeError('openids: 2–10,000')
  return {
    ...('openids' in message
      ? { touser: message.openids }
      : { filter: 'toAll' in message ? { is_to_all: true } : { is_to_all: false, tag_id: message.tagId } }),
    ...('text' in message
      ? { msgtype: 'text', text: { content: message.text } }
      : { msgtype: 'mpnews', mpnews: { media_id: message.mediaId }, send_ignore_reprint: 0 }),
    clientmsgid: message.clientMsgId,
  }
}
