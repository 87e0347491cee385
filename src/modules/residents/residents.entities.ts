import { Entity } from 'typeorm'
import { Flag, Id, Instant, Json, Key, PrimaryKey } from '../../platform/db/entity-columns'

@Entity('residents')
export class Resident {
  @Id() id!: string
  @Instant() createdAt!: number
  /** Set while the person is gone: nothing personal is left on the row. */
  @Instant({ nullable: true }) erasedAt!: number | null
  /** The district whose tally a ballot also joins; chosen by the resident, never derived. */
  @Key({ length: 26, nullable: true }) divisionId!: string | null
  @Flag() ageFriendly!: boolean
  /** 个人信息保护法第二十四条: pushes chosen by interests can be switched off. */
  @Flag() personalised!: boolean
  @Json() topics!: string[]
  /** Version of the privacy statement agreed to, null before. */
  @Key({ length: 20, nullable: true }) consentVersion!: string | null
  @Instant({ nullable: true }) consentAt!: number | null
}

@Entity('resident_identities')
export class ResidentIdentity {
  /** HMAC-SHA-256 over app and openid: byte-exact on every database, and useless without the key. */
  @PrimaryKey({ length: 64 }) identityHash!: string
  @Key({ length: 26 }) residentId!: string
  @Key({ length: 40 }) appId!: string
  /** Null after an erasure. */
  @Key({ length: 1_000, nullable: true }) sealedOpenid!: string | null
  /**
   * After an erasure the bare hash stays until the polls and quizzes then open have closed, so that nobody is
   * counted twice by leaving and coming back.
   */
  @Instant({ nullable: true }) keepUntil!: number | null
}

/** Who a resident has been since two openids turned out to be one person's (docs/decisions/0014). */
@Entity('resident_aliases')
export class ResidentAlias {
  /** The younger resident; nobody acts under this id any more. */
  @PrimaryKey({ length: 26 }) aliasId!: string
  /** Never an alias itself. */
  @Key({ length: 26 }) residentId!: string
  @Instant() linkedAt!: number
}

@Entity('resident_unions')
export class ResidentUnion {
  /** HMAC-SHA-256 over the unionid, byte-exact like an openid's. */
  @PrimaryKey({ length: 64 }) unionHash!: string
  @Key({ length: 26 }) residentId!: string
  /** After an erasure, as for {@link ResidentIdentity}. */
  @Instant({ nullable: true }) keepUntil!: number | null
}

/** Codes that may be used once. */
@Entity('used_codes')
export class UsedCode {
  @PrimaryKey({ length: 64 }) hash!: string
  @Instant() usedAt!: number
}
