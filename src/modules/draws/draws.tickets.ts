import { hmacSha256, sha256 } from '../../platform/crypto'

export interface Ticket {
  /** 抽奖号码, public: nobody learns from it who is behind it. */
  token: string
  /** 抽奖凭据, known to its holder alone: whoever shows it shows that the token is his. */
  ticket: string
}

const TICKET = 32
const TOKEN = 24

/** SHA-256 over quiz and ticket, cut: anybody can check which token a ticket belongs to. */
export const tokenOf = (quizId: string, ticket: string) => sha256(`${quizId}\n${ticket}`).slice(0, TOKEN)

/** Tickets are made again whenever they are asked for, from a key that never leaves the office. */
export class Tickets {
  constructor(private readonly key: Buffer) {}

  of(quizId: string, residentId: string): Ticket {
    const ticket = hmacSha256(this.key, `${quizId}\n${residentId}`).slice(0, TICKET)
    return { token: tokenOf(quizId, ticket), ticket }
  }
}
