import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Chain } from './ledger.rules'

/** The book's last line as it stood once, kept outside the database. */
export interface Checkpoint extends Chain {
  /** RFC 3339. */
  at: string
}

const HASH = /^[0-9a-f]{64}$/

/**
 * One line a day in a file of its own: whoever rewrites the whole book, head and all, would have to rewrite this too.
 * Copy it to where the database's administrator cannot write.
 */
export class CheckpointFile {
  constructor(private readonly path: string) {}

  async append(checkpoint: Checkpoint): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true })
    await appendFile(this.path, `${JSON.stringify(checkpoint)}\n`, { mode: 0o600, flush: true })
  }

  /** In the order of the book. A line cut short by a crash is not a checkpoint. */
  async read(): Promise<Checkpoint[]> {
    const content = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    const found = content.split('\n').flatMap((line) => {
      const checkpoint = parse(line)
      return checkpoint ? [checkpoint] : []
    })
    return found.sort((a, b) => a.seq - b.seq)
  }
}

function parse(line: string): Checkpoint | null {
  try {
    const { seq, hash, at } = JSON.parse(line) as Checkpoint
    return Number.isSafeInteger(seq) && seq > 0 && HASH.test(hash) ? { seq, hash, at: String(at) } : null
  } catch {
    return null
  }
}
