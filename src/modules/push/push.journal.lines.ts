import { z } from 'zod'
import type { Sent } from './push.channel'
import { type Outcome, outcomes } from './push.entities'
import { isWaiting } from './push.rules'

/** One claim of one delivery: claimed again, it has one more attempt. */
export interface Try {
  id: string
  attempts: number
}

/** What the journal of a flight says. */
export interface JournalContent {
  campaignId: string
  /** Of the machine's start under which it was written; null where that could not be told. */
  boot: string | null
  /** Every line but the last, which a kill may cut short, is one of ours. */
  isWhole: boolean
  /** That it left, and what came of it; null for a try of which there is no word. */
  of(tried: Try): 'left' | Sent | null
}

const attempts = z.number().int().positive()
const flight = z.tuple([z.literal('flight'), z.literal(1), z.string().min(1), z.string().nullable()])
const left = z.tuple([z.literal('left'), z.string().min(1), attempts])
const came = z.tuple([
  z.literal('came'),
  z.string().min(1),
  attempts,
  z.enum(outcomes as [Outcome, ...Outcome[]]),
  z.string().nullable(),
  z.number().int().nullable(),
  z.number().int().nonnegative().optional(),
])
const line = z.union([left, came])

const lineOf = (values: unknown[]) => `${JSON.stringify(values)}\n`

export const flightLine = (campaignId: string, boot: string | null) => lineOf(['flight', 1, campaignId, boot])
export const leftLine = ({ id, attempts }: Try) => lineOf(['left', id, attempts])
/** With its time (epoch ms) where that decides about the next try: whoever settles it may do so another day. */
export const cameLine = ({ id, attempts }: Try, { outcome, msgId, errorCode }: Sent, now: number) =>
  lineOf([
    'came',
    id,
    attempts,
    outcome,
    msgId ?? null,
    errorCode ?? null,
    ...(isWaiting(outcome) ? [now] : []),
  ])

const keyOf = ({ id, attempts }: Try) => `${id} ${attempts}`

/** @returns null for what does not begin as a journal does */
export function readJournal(text: string): JournalContent | null {
  const [first = '', ...rest] = text.split('\n')
  const head = flight.safeParse(parsed(first))
  if (!head.success) return null
  const [, , campaignId, boot] = head.data
  const words = new Map<string, 'left' | Sent>()
  let isWhole = true
  for (const [n, raw] of rest.entries()) {
    const told = line.safeParse(parsed(raw))
    // The last one ends without a line break: written in part, or not begun.
    if (!told.success) isWhole &&= n === rest.length - 1
    else if (told.data[0] === 'left') words.set(keyOf({ id: told.data[1], attempts: told.data[2] }), 'left')
    else {
      const [, id, attempts, outcome, msgId, errorCode, at] = told.data
      words.set(keyOf({ id, attempts }), { outcome, msgId, errorCode, ...(at === undefined ? {} : { at }) })
    }
  }
  return { campaignId, boot, isWhole, of: (tried) => words.get(keyOf(tried)) ?? null }
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}
