import { Entity } from 'typeorm'
import { Id, Instant, Key, Text } from '../../platform/db/entity-columns'
import type { Group } from './consultations.entities'

export const invitationWays = ['letter', 'meeting', 'phone', 'push'] as const
/** 发函、座谈会、电话、站内推送 */
export type InvitationWay = (typeof invitationWays)[number]

/** Somebody asked for an opinion beside the public call: an organisation by name, or a part of the residents by a push. */
@Entity('consultation_invitations')
export class Invitation {
  @Id() id!: string
  @Key({ length: 26 }) consultationId!: string
  @Text() name!: string
  @Key({ length: 12 }) writerGroup!: Group
  @Key({ length: 10 }) way!: InvitationWay
  @Key({ length: 10 }) invitedOn!: string
  @Key({ length: 10, nullable: true }) answeredOn!: string | null
  /** The comment it answered with. */
  @Key({ length: 26, nullable: true }) commentId!: string | null
  /** Of a push. */
  @Key({ length: 26, nullable: true }) campaignId!: string | null
  @Key({ length: 26 }) authorId!: string
  @Instant() createdAt!: number
}
