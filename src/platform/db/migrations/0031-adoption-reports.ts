import type { MigrationInterface, QueryRunner } from 'typeorm'
import { addColumns, createTable } from '../columns'

/** What each line answers was not counted by clause and by writers before: counted once, for lines that are there. */
class CountLines implements MigrationInterface {
  name = 'Count_adoption_lines_1764000003106'

  async up(queryRunner: QueryRunner): Promise<void> {
    const mysql = queryRunner.dataSource.options.type === 'mysql'
    const item = (prefix: string, column: string, none: string) =>
      mysql
        ? `CONCAT('${prefix}:', COALESCE(${column}, '${none}'))`
        : `'${prefix}:' || COALESCE(${column}, '${none}')`
    await queryRunner.query(
      'DELETE FROM tallies WHERE subject IN (SELECT DISTINCT line_id FROM answered_comments)',
    )
    for (const counted of [item('clause', 'clause_id', '-'), item('group', 'writer_group', 'unstated')])
      await queryRunner.query(
        `INSERT INTO tallies (subject, item, votes) SELECT line_id, ${counted} AS counted, COUNT(*) FROM comments
         WHERE line_id IS NOT NULL GROUP BY line_id, counted`,
      )
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup to go back')
  }
}

/** 采纳情况反馈: one report a consultation, its quoted words, and who agreed to be quoted. */
export const reportTables = [
  createTable(1764000003101, {
    name: 'adoption_reports',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'consultation_id', kind: 'id' },
      { name: 'introduction', kind: 'text' },
      { name: 'contributor_ids', kind: 'json' },
      { name: 'content', kind: 'json', nullable: true },
      { name: 'content_hash', kind: 'key', length: 64, nullable: true },
      { name: 'sheet_id', kind: 'id', nullable: true },
      { name: 'campaign_id', kind: 'id', nullable: true },
      { name: 'published_by', kind: 'id', nullable: true },
      { name: 'published_at', kind: 'instant', nullable: true },
      { name: 'created_at', kind: 'instant' },
    ],
    primary: ['id'],
    unique: [['consultation_id']],
  }),
  createTable(1764000003102, {
    name: 'line_quotes',
    columns: [
      { name: 'comment_id', kind: 'id' },
      { name: 'line_id', kind: 'id' },
      { name: 'text', kind: 'text', nullable: true },
      { name: 'text_hash', kind: 'key', length: 64 },
      { name: 'redaction', kind: 'text', nullable: true },
      { name: 'author_id', kind: 'id' },
      { name: 'created_at', kind: 'instant' },
    ],
    primary: ['comment_id'],
    indexes: [['line_id', 'comment_id']],
  }),
  addColumns(1764000003103, 'consultations', [
    { name: 'reported_at', kind: 'instant', nullable: true },
    { name: 'report_id', kind: 'id', nullable: true },
    { name: 'overdue_noted_at', kind: 'instant', nullable: true },
  ]),
  addColumns(1764000003104, 'adoption_lines', [{ name: 'note', kind: 'text', nullable: true }]),
  addColumns(1764000003105, 'comments', [{ name: 'quotable', kind: 'flag', preset: 0 }]),
  CountLines,
]
