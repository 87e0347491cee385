import { holdLock, type Lock } from '../lock'

/** SQLite has one writing process: a second one would be told "busy", or count what the first does not see. */
export class DatabaseInUse extends Error {
  constructor(path: string) {
    super(`数据库 ${path} 正被另一个广听进程使用。SQLite 只能由一个进程打开；多个实例请用 MariaDB 或 MySQL。`)
  }
}

/**
 * Holds a lock beside the database until it is released or the process ends, however it ends.
 * @throws DatabaseInUse
 */
export function ownSqlite(path: string): Lock {
  const lock = holdLock(`${path}-owner`)
  if (!lock) throw new DatabaseInUse(path)
  return lock
}
