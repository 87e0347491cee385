import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { likely } from '../../../miniapp/src/pages/ask/likely'
import { openDemoOffice } from '../../../src/demo/open'
import { systemClock } from '../../../src/platform/clock'
import { everyRole } from '../../support/everyone'
import { serveOffice } from '../../support/http'
import { testOfficeOptions } from '../../support/office'
import { checking, isStaffs, isWrite, pathOf, readDocument } from '../../support/openapi'

const folder = mkdtempSync(join(tmpdir(), 'guangting-city-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Phone numbers of persons and identity numbers, wherever they might stand. */
const PERSONAL = /(?<![\w.-])1[3-9]\d{9}(?![\w-])|(?<![\w-])\d{17}[\dXx](?![\w-])/

it('over the whole demo city, every list and every thing it shows is answered as declared, to every role', async () => {
  const password = 'Demo-Word-2026'
  const options = testOfficeOptions(`sqlite:${folder}/city.db`, systemClock)
  const { office } = await openDemoOffice(options, password)
  const web = await serveOffice(office)
  const document = await readDocument(web.stranger)
  const faults: string[] = []
  const answered = new Set<string>()
  const people = new Map([
    ['stranger', web.stranger],
    ['resident', await web.resident('o-city')],
  ])
  for (const role of everyRole) people.set(role, await web.staff(role, password))
  const reads = document.operations.filter((o) => !isWrite(o)).sort((a, b) => a.path.length - b.path.length)
  for (const [who, client] of people) {
    const ask = checking(document, client, faults)
    const ids = new Map<string, string[]>()
    for (const operation of reads.filter((o) => !isStaffs(o) || !['stranger', 'resident'].includes(who))) {
      const place = operation.path.split('/{')[0] ?? ''
      const found = operation.path.includes('{') ? (ids.get(place) ?? []).slice(0, 8) : ['']
      const query = operation.operationId === 'search' ? `?q=${encodeURIComponent('食品')}` : ''
      for (const id of found) {
        const reply = await ask('GET', pathOf(operation, id) + query)
        if (reply.status === 200) answered.add(operation.operationId)
        if (reply.status >= 500) faults.push(`${who} ${operation.operationId} ${id}: ${reply.text}`)
        const personal = PERSONAL.exec(reply.text)
        if (personal) faults.push(`${who} ${operation.operationId} ${id}: shows ${personal[0]}`)
        if (!operation.path.includes('{'))
          ids.set(operation.path, (reply.json?.items ?? []).map((i: { id?: string }) => i.id).filter(Boolean))
      }
    }
  }
  expect(faults).toEqual([])
  const silent = reads.map((o) => o.operationId).filter((id) => !answered.has(id))
  // What only a person's own doing brings about, what the city has none of, or what needs WeChat or a question.
  expect(
    silent.filter(
      (id) =>
        !/^(readMyBallot|readMyWin|readReceipt|readConsistency|readCommentGroup|readAttempt|readJoint|readDraw|readFaq|readMyEnquiry|readEnquiry|readDueDate|listUnknownDeliveries|readFile|readStaffFile|planGrants|readMenu)|Poster$/.test(
          id,
        ),
    ),
  ).toEqual([])
  for (const question of likely) {
    const { json } = await web.stranger('POST', '/api/ask', { question })
    expect([question, json.confident, json.sources?.length > 0]).toEqual([question, true, true])
  }
  for (const question of ['月亮上有没有电梯？', '火车上有没有保健品卖？']) {
    const { json } = await web.stranger('POST', '/api/ask', { question })
    expect([question, json.confident, json.sources]).toEqual([question, false, []])
  }
  expect((await office.ledger.verify()).ok).toBe(true)
  await web.close()
  await office.close()
})
