import fs from 'node:fs'

/** The disk refused what was committed: only a restart tells what is really there. */
export class LogLost extends Error {
  readonly code = 'SQLITE_IOERR_FSYNC'
}

/**
 * SQLite's write-ahead log, brought to the disk without stopping the event loop for it. A commit waits for the disk
 * inside the call, and everybody else with it; here the wait is the thread pool's, and requests are read meanwhile.
 */
export class SqliteLog {
  private file: number | null = null
  private lost: LogLost | null = null

  constructor(private readonly path: string) {}

  /**
   * Resolves when everything committed before the call is on the disk.
   * @throws LogLost, from then on every time: after a failed sync the kernel may have forgotten the pages
   */
  sync(): Promise<void> {
    if (this.lost) return Promise.reject(this.lost)
    // Opened once: SQLite makes the log anew only when its last connection has gone.
    this.file ??= fs.openSync(`${this.path}-wal`, 'r+')
    const file = this.file
    return new Promise((resolve, reject) =>
      fs.fdatasync(file, (error) => {
        if (!error) return resolve()
        this.lost = new LogLost(`the write-ahead log did not reach the disk: ${error.code}`)
        reject(this.lost)
      }),
    )
  }

  get isLost(): boolean {
    return this.lost !== null
  }

  close(): void {
    if (this.file !== null) fs.closeSync(this.file)
    this.file = null
  }
}
