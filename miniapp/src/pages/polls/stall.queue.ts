import { computed, onUnmounted, reactive, watch } from 'vue'
import { api } from '@/api/client'
import type { ReplyOf } from '@/api/contract'
import { Problem } from '@/api/problem'
import { network } from '@/shell/network'
import type { Answers } from './ballot'
import { keepLink, newBallotKey, type StallLink } from './stall.link'
import { store, type Waiting } from './stall.store'

type Outcome = ReplyOf<'post', '/api/stall/ballots'>['outcomes'][number]

const MOST_AT_ONCE = 50
const TICK_MS = 1_000
/** Between two tries: soon at first, and not for ever faster than a dying network can bear. */
const AGAIN_MS = { least: 2_000, most: 30_000 }
const LOOK_MS = 60_000
const tooMuch = new Set([400, 413])

/**
 * What a stall's tablet has gathered. A ballot is on the disk before its voter is thanked, and leaves it only when the
 * service has confirmed its key; nothing else removes one. Sending again under the same key never counts twice.
 */
export function useStall(link: StallLink) {
  const state = reactive({
    stall: link.stall,
    /** Why the service was not reached, or did not know the link. */
    problem: null as Problem | null,
    /** The tablet's own memory failed: no ballot may be taken. */
    isBroken: false,
    isReady: false,
    isSending: false,
    waiting: [] as Waiting[],
    /** Receipts of this visit, by key. */
    receipts: {} as Record<string, string>,
    now: Date.now() + link.ahead,
  })
  const now = () => Date.now() + link.ahead
  const ofPoll = computed(() => state.waiting.filter((b) => b.pollId === state.stall?.poll.id))
  const unsent = computed(() => ofPoll.value.filter((b) => b.refusal === undefined))
  const refused = computed(() => ofPoll.value.filter((b) => b.refusal !== undefined))
  const elsewhere = computed(() => state.waiting.length - ofPoll.value.length)
  const isTaking = computed(
    () =>
      state.stall?.state === 'open' &&
      state.stall.poll.state === 'open' &&
      state.now < Date.parse(state.stall.endsAt),
  )
  let pause = AGAIN_MS.least
  let nextSend = 0
  let nextLook = 0

  function told(error: unknown): void {
    if (!(error instanceof Problem)) throw error
    state.problem = error
    pause = error.retryAfter ? error.retryAfter * 1000 : Math.min(pause * 2, AGAIN_MS.most)
    nextSend = Date.now() + pause
  }

  async function look(): Promise<void> {
    nextLook = Date.now() + LOOK_MS
    try {
      const stall = await api.post('/api/stall', { body: { secret: link.secret } })
      link.ahead = Date.parse(stall.now) - Date.now()
      Object.assign(state, { stall, problem: null, now: now() })
      link.stall = state.stall
      keepLink(link)
    } catch (error) {
      nextLook = Date.now() + pause
      told(error)
    }
  }

  async function settle(outcomes: Outcome[]): Promise<void> {
    const counted = new Set(outcomes.filter((o) => o.status < 300).map((o) => o.key))
    for (const { key, receipt } of outcomes) if (receipt) state.receipts[key] = receipt
    if (state.stall && counted.size > 0) {
      state.stall.ballots += counted.size
      keepLink(link)
      // What an earlier try had counted may be in the number already.
      if (outcomes.some((o) => o.status === 200)) nextLook = 0
    }
    const words = new Map(outcomes.filter((o) => o.status >= 300).map((o) => [o.key, o.detail ?? '']))
    state.waiting = state.waiting
      .filter((b) => !counted.has(b.key))
      .map((b) => (words.has(b.key) ? { ...b, refusal: words.get(b.key) } : b))
    // Where the disk does not follow, they are sent again some day and answered as the first time.
    await store.remove([...counted]).catch(() => undefined)
  }

  async function sendOnce(most: number): Promise<void> {
    const batch = unsent.value.slice(0, most)
    try {
      const ballots = batch.map(({ key, writtenAt, answers }) => ({
        key,
        age: Math.max(0, Math.round(now() - writtenAt)),
        answers: answers.map((answer) => ({ ...answer, optionIds: [...answer.optionIds] })),
      }))
      const { outcomes } = await api.post('/api/stall/ballots', { body: { secret: link.secret, ballots } })
      await settle(outcomes)
      state.problem = null
      pause = AGAIN_MS.least
    } catch (error) {
      const isFormal = error instanceof Problem && tooMuch.has(error.status)
      if (!isFormal) throw error
      // One that cannot be read must not hold up the others: each by itself, and it alone is set aside.
      if (batch.length > 1) for (let left = batch.length; left > 0; left--) await sendOnce(1)
      else await settle(batch.map(({ key }) => ({ key, status: error.status, detail: error.message })))
    }
  }

  async function send(): Promise<void> {
    if (state.isSending || !state.stall) return
    state.isSending = true
    try {
      while (unsent.value.length > 0) await sendOnce(MOST_AT_ONCE)
    } catch (error) {
      told(error)
    } finally {
      state.isSending = false
    }
  }

  /** @returns the ballot's key; null where the tablet could not keep it, and nobody may be thanked for it */
  async function write(answers: Answers): Promise<string | null> {
    if (!state.stall) return null
    const ballot: Waiting = { key: newBallotKey(), pollId: state.stall.poll.id, writtenAt: now(), answers }
    try {
      // A plain copy: a store of the browser's takes nothing that watches itself.
      await store.put([JSON.parse(JSON.stringify(ballot)) as Waiting])
    } catch {
      state.isBroken = true
      return null
    }
    state.isBroken = false
    state.waiting.push(ballot)
    if (Date.now() >= nextSend) void send()
    return ballot.key
  }

  /** What was refused is tried again too: a new link, or more room, may have been given since. */
  async function again(): Promise<void> {
    state.waiting = state.waiting.map(({ refusal: _, ...ballot }) => ballot)
    pause = AGAIN_MS.least
    await look()
    await send()
  }

  async function start(): Promise<void> {
    try {
      state.waiting = (await store.all()).sort((a, b) => a.writtenAt - b.writtenAt)
    } catch {
      state.isBroken = true
    }
    state.isReady = true
    await look()
    await send()
  }

  const timer = setInterval(() => {
    state.now = now()
    if (!state.isReady) return
    if (Date.now() >= nextLook) void look()
    if (unsent.value.length > 0 && Date.now() >= nextSend) void send()
  }, TICK_MS)
  onUnmounted(() => clearInterval(timer))
  watch(
    () => network.isOnline,
    (isOnline) => {
      if (!isOnline || !state.isReady) return
      nextSend = 0
      nextLook = 0
    },
  )
  void start()
  return { state, unsent, refused, elsewhere, isTaking, write, again }
}
