import type { MigrationInterface, QueryRunner } from 'typeorm'
import { createTable } from '../columns'

/** Titles of what was there before; run again after an interruption, it goes on where it stopped. */
class FillPublicationTitles1764000002003 implements MigrationInterface {
  name = 'Fill_publication_titles_1764000002003'
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'INSERT INTO publication_titles (id, title) SELECT p.id, p.title FROM publications p LEFT JOIN publication_titles t ON t.id = p.id WHERE t.id IS NULL',
    )
  }
  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup to go back')
  }
}

export const publicationDeskTables = [
  createTable(1764000002001, {
    name: 'publication_contents',
    columns: [
      { name: 'publication_id', kind: 'id' },
      { name: 'content_hash', kind: 'key', length: 64 },
      { name: 'content', kind: 'json' },
      { name: 'submitted_by', kind: 'id' },
      { name: 'submitted_at', kind: 'instant' },
    ],
    primary: ['publication_id', 'content_hash'],
  }),
  // Nothing but titles, so that a search through a hundred thousand of them reads no contents.
  createTable(1764000002002, {
    name: 'publication_titles',
    columns: [
      { name: 'id', kind: 'id' },
      { name: 'title', kind: 'text' },
    ],
    clustered: true,
    primary: ['id'],
  }),
  FillPublicationTitles1764000002003,
]
