import { Entity } from 'typeorm'
import { Count, Id, Instant, Json, Key, PrimaryKey, Text } from '../db/entity-columns'

/**
 * handling: somebody has it until the lease ends · waiting: to be handled again · answered: the reply went back on the
 * same connection · to_send: the reply follows as a message of its own · sending: it is on its way · done: it has left,
 * or whether it did is not known and it is never sent again.
 */
export type ChatMessageState = 'handling' | 'waiting' | 'answered' | 'to_send' | 'sending' | 'done'

/** One push of WeChat: kept for a while, so that a retry is answered like the first try. */
@Entity('chat_messages')
export class ChatMessage {
  @PrimaryKey({ length: 64 }) hash!: string
  @Key({ length: 10 }) state!: ChatMessageState
  @Key({ length: 26, nullable: true }) residentId!: string | null
  @Count() attempts!: number
  @Instant() leaseUntil!: number
  /** Only as long as it is still needed. */
  @Text({ nullable: true }) sealedMessage!: string | null
  /** Null before it is answered, and where nothing is said. */
  @Text({ nullable: true }) sealedAnswer!: string | null
  @Instant() receivedAt!: number
}

/** Where a conversation stands. */
@Entity('chats')
export class Chat {
  @Id() residentId!: string
  @Json({ nullable: true }) state!: object | null
  @Instant() expiresAt!: number
  /** The message being handled: two messages of one person are handled one after the other. */
  @Key({ length: 64, nullable: true }) busyWith!: string | null
  @Instant() busyUntil!: number
  @Instant({ nullable: true }) followedAt!: number | null
  @Instant({ nullable: true }) unfollowedAt!: number | null
  /** When the person last wrote, by WeChat's clock: it opens the window for customer-service messages. */
  @Instant({ nullable: true }) saidAt!: number | null
  /** Such messages sent since. */
  @Count() toldSince!: number
}
