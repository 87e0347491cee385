import { Entity } from 'typeorm'
import { Instant, Json, Key, PrimaryKey, Text } from '../../platform/db/entity-columns'

/** One year of the working calendar as an administrator entered it. */
@Entity('calendar_years')
export class CalendarYearEntry {
  @PrimaryKey({ length: 4 }) year!: string
  @Key({ length: 12 }) status!: 'final' | 'provisional'
  @Json() off!: string[]
  @Json() work!: string[]
  @Text() source!: string
  @Key({ length: 26 }) enteredBy!: string
  @Instant() enteredAt!: number
}

/** One setting that was changed from its preset. */
@Entity('settings')
export class Setting {
  @PrimaryKey({ length: 40 }) name!: string
  @Json() value!: unknown
  @Key({ length: 26 }) changedBy!: string
  @Instant() changedAt!: number
}
