import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

/** A TypeScript file of this folder in a process of its own, asked one thing at a time. */
export interface Child {
  process: ChildProcess
  ask<T>(question: object): Promise<T>
  /** Waits for a message nobody asked for, for example that the service listens. */
  next<T>(): Promise<T>
}

export function startChild(file: string, args: string[] = [], nodeArgs: string[] = []): Child {
  const child = fork(join(__dirname, file), args, {
    execArgv: ['-r', join(__dirname, '..', 'test', 'support', 'swc-register.js'), ...nodeArgs],
  })
  const next = <T>() =>
    new Promise<T>((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`${file} ended with ${code}`))
      child.once('exit', ended)
      child.once('message', (message: T & { failed?: string }) => {
        child.off('exit', ended)
        if (message.failed) reject(new Error(`${file}: ${message.failed}`))
        else resolve(message)
      })
    })
  return {
    process: child,
    next,
    ask<T>(question: object) {
      const reply = next<T>()
      child.send(question)
      return reply
    },
  }
}
