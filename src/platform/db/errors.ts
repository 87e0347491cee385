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

const AWAY = new Set([
  1021, // disk full
  1040, // too many connections
  1041, // out of memory
  1053, // shutdown in progress
  1114, // table full
  1290, // read-only server
  1317, // query interrupted by an operator
  1792, // read-only transaction
  1836, // read-only mode
  1927, // MariaDB: connection was killed
  1969, // MariaDB: max_statement_time
  3024, // MySQL: max_execution_time
])

/** The database is away, refuses, or does not answer: nobody's input is at fault. */
export function isOutage(error: unknown): boolean {
  const e = driverError(error)
  const code = e.code ?? ''
  return (
    AWAY.has(e.errno ?? 0) ||
    /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|PROTOCOL_|POOL_|ER_CON_COUNT|ER_SERVER_SHUTDOWN|ER_TOO_MANY|SQLITE_FULL|SQLITE_IOERR|SQLITE_NOMEM|SQLITE_CANTOPEN|SQLITE_BUSY|SQLITE_READONLY)/.test(
      code,
    ) ||
    /Can't add new command when connection is in closed state|Pool is closed/.test(e.message ?? '')
  )
}

/** It did not answer in time; trying again at once would only take as long. */
export function isTimeout(error: unknown): boolean {
  return /^(PROTOCOL_SEQUENCE_TIMEOUT|ETIMEDOUT|POOL_ACQUIRE_TIMEOUT)/.test(driverError(error).code ?? '')
}
