import Libsql from 'libsql'

export interface Lock {
  release(): void
}

/**
 * A lock on a file, which is made where it is missing, until it is released or the process ends, however it ends: the
 * operating system takes it back, so no number of a process that is used again can pass for its holder. Never open the
 * file in the process that holds it: closing it would give the lock up.
 * @returns null where somebody holds it, this process included
 */
export function holdLock(path: string): Lock | null {
  const lock = new Libsql(path, { timeout: 0 })
  try {
    // Nothing is ever written: no file beside it.
    lock.exec('PRAGMA journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null
    throw error
  }
  return {
    release() {
      lock.exec('ROLLBACK')
      lock.close()
    },
  }
}
