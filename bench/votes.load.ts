import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { someAnswers } from '../test/support/polls'

/** One run: every request is another resident's ballot. */
export interface Run {
  port: number
  path: string
  tokensFile: string
  connections: number
  /** Ends when the tokens are used up or after this time. */
  ms: number
  /** Requests a second over all connections; 0 goes as fast as answers come. */
  pace: number
}

export interface RunResult {
  requests: number
  seconds: number
  /** 201 Created. */
  acknowledged: number
  others: number
  p50: number
  p99: number
}

const body = JSON.stringify({ answers: someAnswers })

function requestBytes(path: string, token: string): string {
  return `PUT ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

/** A raw-socket keep-alive loop: a client library would cost more than the service it measures. */
function runLoad(run: Run): Promise<RunResult> {
  const tokens = readFileSync(run.tokensFile, 'latin1').split('\n')
  const latencies: number[] = []
  const from = performance.now()
  let next = 0
  let acknowledged = 0
  let others = 0
  const done = () => next >= tokens.length || performance.now() - from > run.ms
  const worker = (index: number) =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(run.port, '127.0.0.1')
      socket.setNoDelay(true)
      let sentAt = 0
      let turn = 0
      let waiting = ''
      const send = () => {
        if (done()) return void socket.end(resolve)
        sentAt = performance.now()
        socket.write(requestBytes(run.path, tokens[next++] ?? ''), 'latin1')
      }
      const later = () => {
        if (run.pace === 0) return send()
        turn++
        const due = from + ((turn * run.connections + index) / run.pace) * 1000
        setTimeout(send, Math.max(0, due - performance.now()))
      }
      socket.on('data', (bytes) => {
        waiting += bytes.toString('latin1')
        const head = waiting.indexOf('\r\n\r\n')
        if (head < 0) return
        const length = /content-length: (\d+)/i.exec(waiting)?.[1]
        if (waiting.length < head + 4 + Number(length)) return
        latencies.push(performance.now() - sentAt)
        if (waiting.startsWith('201', 9)) acknowledged++
        else others++
        waiting = ''
        later()
      })
      socket.on('error', reject)
      socket.on('connect', () => {
        if (run.pace === 0) send()
        else setTimeout(send, (index / run.pace) * 1000)
      })
    })
  return Promise.all(Array.from({ length: run.connections }, (_, i) => worker(i))).then(() => {
    latencies.sort((a, b) => a - b)
    const at = (share: number) =>
      latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]
    return {
      requests: latencies.length,
      seconds: (performance.now() - from) / 1000,
      acknowledged,
      others,
      p50: at(0.5) ?? 0,
      p99: at(0.99) ?? 0,
    }
  })
}

process.on('message', (run: Run) => {
  runLoad(run).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})
