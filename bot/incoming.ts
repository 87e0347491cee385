import { z } from 'zod'
import type { MassReport } from '../src/modules/push'
import { sha256 } from '../src/platform/crypto'
import { parseXml } from '../src/platform/wechat/xml'

/** A field that WeChat fills with letters, digits and marks. */
const word = z.string().min(1).max(128)
const seconds = z.string().regex(/^\d{1,12}$/)
const base = { ToUserName: word, FromUserName: word, CreateTime: seconds }
/** One template's answer or outcome in a subscribe_msg_* event. */
const listed = z.object({ TemplateId: word }).catchall(z.unknown())
const list = z.object({ List: z.array(listed) })

const message = z.object({
  ...base,
  MsgType: z.enum([
    'text',
    'image',
    'voice',
    'video',
    'shortvideo',
    'location',
    'link',
    'file',
    'miniprogrampage',
  ]),
  MsgId: z.string().regex(/^\d{1,24}$/),
  Content: z.string().max(20_000).optional(),
})
const event = z.object({
  ...base,
  MsgType: z.literal('event'),
  Event: word,
  EventKey: z.unknown().optional(),
  Ticket: z.unknown().optional(),
  SubscribeMsgPopupEvent: list.optional(),
  SubscribeMsgChangeEvent: list.optional(),
  SubscribeMsgSentEvent: list.optional(),
  MsgID: z.string().optional(),
  Status: z.string().max(200).optional(),
  TotalCount: z.string().optional(),
  FilterCount: z.string().optional(),
  SentCount: z.string().optional(),
  ErrorCount: z.string().optional(),
})
const fields = z.discriminatedUnion('MsgType', [message, event])

/** A template's line in an event, in WeChat's own field names. */
export type Listed = z.infer<typeof listed>

interface Addressed {
  openid: string
  /** The account as the push addressed it: it signs the reply. */
  account: string
  /** Epoch ms, in whole seconds. */
  at: number
}
export type Incoming = Addressed &
  (
    | { kind: 'text'; text: string }
    | { kind: 'other_message' }
    | { kind: 'subscribe' | 'unsubscribe' | 'scan' }
    | { kind: 'click'; key: string }
    | { kind: 'subscription'; change: 'popup' | 'change' | 'sent'; lines: Listed[] }
    | { kind: 'template_outcome'; msgId: string; status: string }
    | ({ kind: 'mass_outcome'; msgId: string } & MassReport)
    | { kind: 'other_event' }
  )

/** What is pushed, or null where it is none of what WeChat pushes. @throws XmlRefused */
export function readIncoming(xml: string): Incoming | null {
  const read = fields.safeParse(parseXml(xml))
  if (!read.success) return null
  const { FromUserName: openid, ToUserName: account, CreateTime } = read.data
  const addressed = { openid, account, at: Number(CreateTime) * 1_000 }
  if (read.data.MsgType === 'text') return { ...addressed, kind: 'text', text: read.data.Content ?? '' }
  if (read.data.MsgType !== 'event') return { ...addressed, kind: 'other_message' }
  return { ...addressed, ...eventOf(read.data) }
}

type Told<T> = T extends unknown ? Omit<T, keyof Addressed> : never

function eventOf(e: z.infer<typeof event>): Told<Incoming> {
  const subscription = (change: 'popup' | 'change' | 'sent', told: z.infer<typeof list> | undefined) =>
    ({ kind: 'subscription', change, lines: told?.List ?? [] }) as const
  switch (e.Event) {
    case 'subscribe':
    case 'unsubscribe':
      return { kind: e.Event }
    case 'SCAN':
      return { kind: 'scan' }
    case 'CLICK':
      return { kind: 'click', key: typeof e.EventKey === 'string' ? e.EventKey : '' }
    case 'subscribe_msg_popup_event':
      return subscription('popup', e.SubscribeMsgPopupEvent)
    case 'subscribe_msg_change_event':
      return subscription('change', e.SubscribeMsgChangeEvent)
    case 'subscribe_msg_sent_event':
      return subscription('sent', e.SubscribeMsgSentEvent)
    case 'TEMPLATESENDJOBFINISH':
      return { kind: 'template_outcome', msgId: e.MsgID ?? '', status: e.Status ?? '' }
    case 'MASSSENDJOBFINISH':
      return massOutcome(e)
    default:
      return { kind: 'other_event' }
  }
}

function massOutcome(e: z.infer<typeof event>): Told<Incoming> {
  const { MsgID: msgId = '', Status: status = '' } = e
  if (!/^\d{1,24}$/.test(msgId)) return { kind: 'other_event' }
  const [total, filtered, sent, failed] = [e.TotalCount, e.FilterCount, e.SentCount, e.ErrorCount].map(
    counted,
  )
  if (total === undefined || filtered === undefined || sent === undefined || failed === undefined)
    return { kind: 'other_event' }
  return { kind: 'mass_outcome', msgId, status, total, filtered, sent, failed }
}

const counted = (digits = '0'): number | undefined => (/^\d{1,10}$/.test(digits) ? Number(digits) : undefined)

/**
 * What makes a push itself. MsgId alone has collided, and two events of one second have the same sender and time:
 * so everything that tells them apart goes in.
 */
export function dedupeHash(xml: string): string {
  const f = parseXml(xml)
  const parts =
    f.MsgId === undefined
      ? ['event', f.FromUserName, f.CreateTime, f.Event, f.EventKey, sha256(xml)]
      : ['message', f.MsgId, f.FromUserName, f.CreateTime]
  return sha256(JSON.stringify(parts))
}
