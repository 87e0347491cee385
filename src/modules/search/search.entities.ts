import { Entity } from 'typeorm'
import { Count, Instant, PrimaryKey, Text } from '../../platform/db/entity-columns'

/** What residents looked for and did not find: it tells staff what to publish next. Nobody's name stands beside it. */
@Entity('search_misses')
export class SearchMiss {
  @PrimaryKey({ length: 64 }) termHash!: string
  @Text() term!: string
  @Count() times!: number
  @Instant() lastAt!: number
}
