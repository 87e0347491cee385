import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Where a message with COMMIT is lost: before the server sees it, on its way, or the reply to it. */
export type CommitCut = 'before' | 'during' | 'after'

/** A cable to the database that a test can cut. */
export interface Cable {
  url: string
  /** New connections are refused, old ones reset. */
  refuse(): void
  /** Every connection is reset; new ones get through. */
  reset(): void
  /** Nothing passes any more and nobody is told; old connections never come back. */
  swallow(): void
  heal(): void
  /** Cuts the connection that sends the next COMMIT. @returns how many were cut so far */
  cutCommits(where: CommitCut, times: number): void
  readonly cuts: number
  close(): Promise<void>
}

interface Pair {
  client: Socket
  server: Socket
  swallowed: boolean
  cut: CommitCut | null
}

export async function proxyTo(databaseUrl: string): Promise<Cable> {
  const target = new URL(databaseUrl)
  const near = new URL(databaseUrl)
  const pairs = new Set<Pair>()
  const state = {
    mode: 'open' as 'open' | 'refuse' | 'swallow',
    cut: 'before' as CommitCut,
    left: 0,
    cuts: 0,
  }
  const end = (pair: Pair) => {
    pairs.delete(pair)
    pair.client.destroy()
    pair.server.destroy()
  }
  const listener = createServer((client) => {
    client.on('error', () => undefined)
    if (state.mode === 'refuse') return void client.resetAndDestroy()
    const server = connect(Number(target.port || 3306), target.hostname)
    const pair: Pair = { client, server, swallowed: state.mode === 'swallow', cut: null }
    pairs.add(pair)
    server.on('error', () => end(pair))
    client.on('close', () => (pair.swallowed ? undefined : end(pair)))
    server.on('close', () => (pair.swallowed ? undefined : end(pair)))
    server.on('data', (bytes) => {
      if (pair.cut === 'after') return end(pair)
      if (!pair.swallowed) client.write(bytes)
    })
    client.on('data', (bytes) => {
      if (pair.swallowed) return
      if (state.left > 0 && bytes.includes('COMMIT')) {
        state.left--
        state.cuts++
        if (state.cut === 'before') return end(pair)
        pair.cut = state.cut
        server.write(bytes, () => (state.cut === 'during' ? end(pair) : undefined))
        return
      }
      server.write(bytes)
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  near.hostname = '127.0.0.1'
  near.port = String((listener.address() as AddressInfo).port)
  const resetAll = () => {
    for (const pair of pairs) {
      pair.client.resetAndDestroy()
      pair.server.destroy()
    }
    pairs.clear()
  }
  return {
    url: near.href,
    refuse() {
      state.mode = 'refuse'
      resetAll()
    },
    reset: resetAll,
    swallow() {
      state.mode = 'swallow'
      for (const pair of pairs) pair.swallowed = true
    },
    heal() {
      state.mode = 'open'
    },
    cutCommits(where, times) {
      state.cut = where
      state.left = times
    },
    get cuts() {
      return state.cuts
    },
    close() {
      resetAll()
      return new Promise((resolve) => listener.close(() => resolve()))
    },
  }
}
