import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(__dirname, '../..')

export interface RealProcess {
  child: ChildProcess
  /** Everything it wrote so far, both streams. */
  output(): string
  exited: Promise<number | null>
}

/** The process as `npm start` runs it, from the sources. */
export function startProcess(environment: Record<string, string>): RealProcess {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, ['--require', './test/support/swc-register.js', 'src/main.ts'], {
    cwd: root,
    env: { PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, output: () => output, exited }
}

/** Where it listens, once it does. */
export async function addressOf({ output, child }: RealProcess): Promise<string> {
  for (let i = 0; i < 600; i++) {
    const port = /"port":(\d+)/.exec(output())?.[1]
    if (port) return `http://127.0.0.1:${port}`
    if (child.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`It did not start:\n${output()}`)
}
