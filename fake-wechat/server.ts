import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer } from './call'
import type { Control } from './control'
import type { Desk } from './desk'
import { Refusal, refusalJson } from './refusal'
import type { World } from './world'

const MOST_BYTES = 1_048_576
const JSON_TYPE = 'application/json; encoding=utf-8'

/** Listens on this machine only. */
export async function serve(
  world: World,
  desk: Desk,
  control: Control,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer({ keepAliveTimeout: 65_000, noDelay: true }, (req, res) => {
    collect(req, res, (text) => {
      const url = req.url ?? '/'
      if (url.startsWith('/__fake/')) void control.answer(req.method ?? 'GET', url, text, res)
      else reply(world, desk.answer(req.method ?? 'GET', url, text), res)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => shut(server),
  }
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function collect(req: IncomingMessage, res: ServerResponse, done: (text: string) => void): void {
  const chunks: Buffer[] = []
  let bytes = 0
  req.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MOST_BYTES) {
      res.writeHead(413).end()
      req.destroy()
    } else chunks.push(chunk)
  })
  req.on('end', () => done(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString('utf8')))
}

function reply(world: World, answer: Answer, res: ServerResponse): void {
  const wait = world.faults.waitMs()
  const loss = answer.sent === undefined ? null : world.faults.losesReply()
  if (answer.sent !== undefined && loss) world.sent.markReplyLost(answer.sent)
  const leave = () => {
    if (isGone(res)) world.unheard(answer)
    if (loss === 'cut') res.destroy()
    else if (loss === 'busy') write(res, { json: refusalJson(new Refusal(-1)) })
    else if (!loss) write(res, answer)
    if (answer.then) setImmediate(answer.then)
  }
  if (wait > 0) setTimeout(leave, wait).unref()
  else leave()
}

/** Whoever asked has hung up, as the system does for a process that died: nobody hears the answer. */
const isGone = ({ destroyed, socket }: ServerResponse) =>
  destroyed || socket === null || socket.destroyed || socket.readableEnded

function write(res: ServerResponse, answer: Answer): void {
  if (answer.redirect !== undefined) {
    res.writeHead(302, { location: answer.redirect }).end()
    return
  }
  const body = answer.png ?? answer.json ?? answer.html ?? ''
  res.writeHead(200, {
    'content-type': answer.png ? 'image/png' : answer.html ? 'text/html; charset=utf-8' : JSON_TYPE,
    'content-length': typeof body === 'string' ? Buffer.byteLength(body) : body.length,
  })
  res.end(body)
}
