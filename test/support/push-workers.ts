import { type ChildProcess, fork } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { PushChildReport } from './push-child'

interface PushWorker {
  child: ChildProcess
  last: PushChildReport | null
}

/** Worker processes over one database, to be killed. */
export class PushWorkers {
  starts = 0
  kills = 0
  private readonly living = new Set<PushWorker>()
  private readonly failures: unknown[] = []

  /** @param args of a worker that starts now, see `PushChildArgs` */
  constructor(private readonly args: () => string[]) {}

  get reports(): PushChildReport[] {
    return [...this.living].flatMap((w) => (w.last ? [w.last] : []))
  }

  /** Resolves when it works. */
  async start(): Promise<void> {
    this.starts++
    const child = fork(join(__dirname, 'push-child.ts'), this.args(), {
      execArgv: ['-r', join(__dirname, 'swc-register.js')],
    })
    const worker: PushWorker = { child, last: null }
    this.living.add(worker)
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      // One that is killed while it starts has not failed.
      child.once('exit', (code) =>
        code === null ? resolve() : reject(new Error(`The worker ended with ${code} before it worked`)),
      )
    })
    child.on('message', (report: PushChildReport) => {
      worker.last = report
    })
  }

  /** As `start`, without waiting; that it failed is told by `check`. */
  startSoon(): void {
    this.start().catch((error: unknown) => this.failures.push(error))
  }

  /** @throws what kept a worker from starting */
  check(): void {
    if (this.failures.length > 0) throw this.failures[0]
  }

  /** kill -9, one of them by chance. */
  async killOne(): Promise<void> {
    const all = [...this.living]
    const worker = all[randomInt(all.length)]
    if (!worker) return
    this.living.delete(worker)
    this.kills++
    if (worker.child.exitCode !== null || worker.child.signalCode !== null) return
    const gone = new Promise((resolve) => worker.child.once('exit', resolve))
    worker.child.kill('SIGKILL')
    await gone
  }

  async killAll(): Promise<void> {
    while (this.living.size > 0) await this.killOne()
  }
}
