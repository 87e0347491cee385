import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { holdLock } from '../../src/platform/lock'

const folder = mkdtempSync(join(tmpdir(), 'guangting-lock-'))
const path = join(folder, 'a.lock')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a lock on a file', () => {
  it('is held once, also within one process, and again after it was released; no file lies beside it', () => {
    const first = holdLock(path)
    expect(first).not.toBeNull()
    expect(holdLock(path)).toBeNull()
    first?.release()
    const second = holdLock(path)
    expect(second).not.toBeNull()
    second?.release()
    expect(readdirSync(folder)).toEqual(['a.lock'])
  })

  it('belongs to another process until that is killed', async () => {
    const register = join(__dirname, '..', 'support', 'swc-register.js')
    const lock = join(__dirname, '..', '..', 'src', 'platform', 'lock.ts')
    const script = `require(${JSON.stringify(lock)}).holdLock(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['-r', register, '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    expect(holdLock(path)).toBeNull()
    child.kill('SIGKILL')
    await once(child, 'exit')
    const mine = holdLock(path)
    expect(mine).not.toBeNull()
    mine?.release()
  })
})
