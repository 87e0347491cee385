import type { Logger } from 'typeorm'

/** TypeORM would print a slow query with its parameters, which are what residents wrote: nothing is printed. */
export class QuietLogger implements Logger {
  logQuery(): void {}
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
