import type { Answers } from './ballot'

/** A ballot written on this tablet that nobody has confirmed yet. */
export interface Waiting {
  key: string
  pollId: string
  /** By the service's clock, as far as the tablet knows it; ms. */
  writtenAt: number
  answers: Answers
  /** Why the service did not count it; it stays, as another link may be issued. */
  refusal?: string
}

/** Ballots by key; every promise is kept once they are on the disk, and refused where they could not be put there. */
interface Store {
  all(): Promise<Waiting[]>
  put(ballots: Waiting[]): Promise<void>
  remove(keys: string[]): Promise<void>
}

const NAME = 'guangting-stall'
const TABLE = 'ballots'
const PREFIX = 'guangting.stall.'

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: 'key' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** In a browser: written through to the disk before anybody is thanked, as a tablet's battery may be empty any moment. */
function inBrowser(): Store {
  let database: Promise<IDBDatabase> | null = null
  async function run<T>(mode: IDBTransactionMode, work: (table: IDBObjectStore) => IDBRequest<T> | null) {
    database ??= open().catch((error) => {
      database = null
      throw error
    })
    const transaction = (await database).transaction(TABLE, mode, { durability: 'strict' })
    const request = work(transaction.objectStore(TABLE))
    return new Promise<T | undefined>((resolve, reject) => {
      transaction.oncomplete = () => resolve(request?.result)
      transaction.onabort = () => reject(transaction.error)
      transaction.onerror = () => reject(transaction.error)
    })
  }
  return {
    all: async () => ((await run('readonly', (table) => table.getAll())) as Waiting[] | undefined) ?? [],
    put: async (ballots) => {
      await run('readwrite', (table) => {
        for (const ballot of ballots) table.put(ballot)
        return null
      })
    },
    remove: async (keys) => {
      await run('readwrite', (table) => {
        for (const key of keys) table.delete(key)
        return null
      })
    },
  }
}

/** In the mini-program: one entry a ballot, so that no write touches another ballot. */
function inMiniProgram(): Store {
  const names = () => uni.getStorageInfoSync().keys.filter((name) => name.startsWith(PREFIX))
  return {
    all: async () => names().map((name) => uni.getStorageSync(name) as Waiting),
    put: async (ballots) => {
      for (const ballot of ballots) uni.setStorageSync(PREFIX + ballot.key, ballot)
    },
    remove: async (keys) => {
      for (const key of keys) uni.removeStorageSync(PREFIX + key)
    },
  }
}

export const store: Store = __WEB__ ? inBrowser() : inMiniProgram()
