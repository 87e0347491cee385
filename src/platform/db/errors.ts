interface DriverError {
  code?: string
  errno?: number
  driverError?: DriverError
  message?: string
}

function driverError(error: unknown): DriverError {
  const e = error as DriverError
  return e?.driverError ?? e ?? {}
}

/** A UNIQUE or PRIMARY KEY refused the row, on either database. */
export function isDuplicate(error: unknown): boolean {
  const e = driverError(error)
  return (
    e.errno === 1062 ||
    e.code === 'ER_DUP_ENTRY' ||
    e.code === 'SQLITE_CONSTRAINT_UNIQUE' ||
    e.code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  )
}

/** Deadlock or lock wait timeout: nothing was done, the whole transaction may be tried again. */
export function isRetryable(error: unknown): boolean {
  const e = driverError(error)
  return e.errno === 1213 || e.errno === 1205
}

/** The database is away, refuses, or does not answer: nobody's input is at fault. */
export function isOutage(error: unknown): boolean {
  const e = driverError(error)
  const code = e.code ?? ''
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|PROTOCOL_|POOL_|ER_CON_COUNT|ER_SERVER_SHUTDOWN|ER_TOO_MANY|SQLITE_FULL|SQLITE_IOERR|SQLITE_BUSY|SQLITE_READONLY)/.test(
      code,
    ) ||
    e.errno === 3024 || // MySQL: query exceeded max_execution_time
    e.errno === 1969 || // MariaDB: max_statement_time
    /Can't add new command when connection is in closed state|Pool is closed/.test(e.message ?? '')
  )
}
