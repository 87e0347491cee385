import type { z } from 'zod'
import type { ResidentActor } from '../src/modules/residents'
import type { Office } from '../src/office'

/** One thing said by one person. */
export interface Turn {
  office: Office
  resident: ResidentActor
  /** Tidy text as it was typed. */
  words: string
  /** Where links point, without a slash at the end. */
  publicUrl: string
}

export interface Reply {
  text: string
  /** Where the conversation stands afterwards; null: nowhere. */
  state: object | null
}

export interface Dialogue {
  topic: string
  begin(turn: Turn): Promise<Reply>
  /** Null: what was said has nothing to do with it. */
  go(turn: Turn, state: object): Promise<Reply | null>
  back(turn: Turn, state: object): Promise<Reply>
}

interface Written<S extends object> {
  topic: string
  /** What it remembers between two sentences. */
  state: z.ZodType<S>
  begin(turn: Turn): Promise<Reply>
  /** The next sentence of somebody who is in the middle of it; null where it has nothing to do with it. */
  go(turn: Turn, state: S): Promise<Reply | null>
  /** One step back. */
  back(turn: Turn, state: S): Promise<Reply>
}

/** A dialogue over a state of its own; a state that an earlier version wrote differently begins it anew. */
export function dialogue<S extends object>(written: Written<S>): Dialogue {
  const known = (state: object) => written.state.safeParse(state).data
  const named = ({ text, state }: Reply): Reply => ({
    text,
    state: state && { topic: written.topic, ...state },
  })
  return {
    topic: written.topic,
    begin: async (turn) => named(await written.begin(turn)),
    async go(turn, stored) {
      const state = known(stored)
      const reply = state === undefined ? await written.begin(turn) : await written.go(turn, state)
      return reply && named(reply)
    },
    async back(turn, stored) {
      const state = known(stored)
      return named(state === undefined ? await written.begin(turn) : await written.back(turn, state))
    },
  }
}

export const LEAVE = '回复“取消”可以退出。'
