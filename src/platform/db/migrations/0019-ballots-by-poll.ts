import type { MigrationInterface, QueryRunner } from 'typeorm'
import { createTableSql } from '../columns'

const columns = [
  { name: 'id', kind: 'id' },
  { name: 'poll_id', kind: 'id' },
  { name: 'resident_id', kind: 'id' },
  { name: 'period', kind: 'key', length: 10 },
  { name: 'answers', kind: 'json' },
  { name: 'answers_hash', kind: 'key', length: 64 },
  { name: 'division_id', kind: 'id', nullable: true },
  { name: 'cast_at', kind: 'instant' },
  { name: 'receipt', kind: 'key', length: 32 },
] as const

/**
 * The unique key of ballots begins with the poll: those who vote at the same time then share the few pages of this
 * poll, instead of each touching a page of all the years. A resident's ballots are found poll by poll.
 */
class BallotsByPoll implements MigrationInterface {
  name = 'BallotsByPoll_1764000001901'

  async up(queryRunner: QueryRunner): Promise<void> {
    if (queryRunner.dataSource.options.type === 'mysql') {
      const there = await queryRunner.query(
        "SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'ballots' AND index_name = 'ballots_by_poll'",
      )
      if (there.length === 0)
        await queryRunner.query(
          'ALTER TABLE ballots ADD UNIQUE KEY ballots_by_poll (poll_id, resident_id, period), DROP KEY ballots_u1',
        )
      return
    }
    const [create] = createTableSql(
      {
        name: 'ballots_by_poll',
        columns: [...columns],
        clustered: true,
        primary: ['id'],
        unique: [['poll_id', 'resident_id', 'period']],
      },
      false,
    )
    const names = columns.map((c) => c.name).join(', ')
    await queryRunner.query(create as string)
    await queryRunner.query(`INSERT INTO ballots_by_poll (${names}) SELECT ${names} FROM ballots ORDER BY id`)
    await queryRunner.query('DROP TABLE ballots')
    await queryRunner.query('ALTER TABLE ballots_by_poll RENAME TO ballots')
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup to go back')
  }
}

export const ballotsByPoll = [BallotsByPoll]
