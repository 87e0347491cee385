import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a model sends back: words in its own envelope, or anything at all, or nothing ever. */
export type ModelReply = { say: string } | { status: number; raw?: string } | { raw: string } | 'hang'

export interface Asked {
  path: string
  headers: IncomingHttpHeaders
  /** As it was on the wire. */
  raw: string
  /** What the user message said. */
  text: string
}

export interface FakeModel {
  url: string
  asked: Asked[]
  /** How many were being answered at once, at the most. */
  atOnce(): number
  reply: (asked: Asked) => ModelReply | Promise<ModelReply>
  close(): Promise<void>
}

/** An OpenAI-compatible model at the wire, on a port of this machine. */
export async function startFakeModel(reply: FakeModel['reply'] = () => ({ say: '{}' })): Promise<FakeModel> {
  let [now, most] = [0, 0]
  const server = createServer(async (request, response) => {
    most = Math.max(most, ++now)
    response.once('close', () => now--)
    let raw = ''
    for await (const chunk of request) raw += chunk
    const body = JSON.parse(raw)
    const user = body.messages?.find((m: { role: string }) => m.role === 'user')?.content
    const asked = { path: request.url ?? '', headers: request.headers, raw, text: user ?? '' }
    fake.asked.push(asked)
    const answer = await fake.reply(asked)
    if (answer === 'hang') return
    response.writeHead('status' in answer ? answer.status : 200, { 'content-type': 'application/json' })
    response.end(
      'say' in answer
        ? JSON.stringify({ choices: [{ message: { role: 'assistant', content: answer.say } }] })
        : (answer.raw ?? ''),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const fake: FakeModel = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked: [],
    atOnce: () => most,
    reply,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}
