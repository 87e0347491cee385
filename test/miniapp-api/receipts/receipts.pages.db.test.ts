import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { castMany } from '../../support/ballots'
import { openConsultation } from '../../support/consultations'
import { serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'
import { openPoll, someAnswers } from '../../support/polls'
import { yauzlEntries } from '../../support/unzip'
import { xssPayloads } from '../../support/xss-payloads'

let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
beforeAll(async () => {
  test = await openTestOffice()
  web = await serveOffice(test.office)
})
afterAll(async () => {
  await web.close()
  await test.close()
})
const look = async (query: string) => (await web.stranger('GET', `/receipts${query}`)).text

it('says of a receipt first that it will be in the log, then that it is, and gives the proof', async () => {
  const poll = await openPoll(test, { title: '谁的<b>投票</b>' })
  const me = await web.resident('o-page')
  const { receipt } = (await me('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers })).json
  expect(await look(`?receipt=${receipt}`)).toMatch(/<b>已计入。<\/b>.*前载入公开日志/)
  const promised = (await web.stranger('GET', `/api/receipts/${receipt}`)).json
  expect([promised.state, promised.inclusion]).toEqual(['promised', undefined])
  expect(Date.parse(promised.includedBy) - Date.parse(promised.takenAt)).toBe(60_000)
  await test.office.logs.sequence()
  const page = await look(`?receipt=%20${receipt.toUpperCase()}%20`)
  expect(page).toContain('是公开日志的第 1 条（共 1 条）')
  expect(page).toContain('谁的&#60;b&#62;投票')
  const proof = await web.stranger('GET', `/receipts/proof?receipt=${receipt}`)
  expect(proof.headers.get('content-disposition')).toBe(`attachment; filename="${receipt}.tlog-proof"`)
  expect(proof.text).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra \S+\nindex 0\n\n127\.0\.0\.1:3000\/logs\//)
  expect((await web.stranger('GET', '/receipts/proof?receipt=x')).status).toBe(404)
})

it('shows every log with its newest checkpoint, the public key, and after the end the file', async () => {
  const poll = await openPoll(test, { title: '有文件的一期' })
  await castMany(test, poll, 12)
  const { consultation } = await openConsultation(test)
  expect(await look('')).not.toContain(`/api/polls/${poll.id}/open-data`)
  await test.office.polls.closePoll(await test.staff('leader'), poll.id)
  const page = await look('')
  for (const text of [
    '有文件的一期',
    `/api/polls/${poll.id}/open-data`,
    `/api/logs/${consultation.id}/checkpoint`,
    '12 张选票',
    test.office.receiptReads.publicKey.replaceAll('=', '&#61;').replaceAll('&#61;', '='),
  ])
    expect([text, page.includes(text)]).toEqual([text, true])
  expect(page).toMatch(/签名公钥（Ed25519）：<code>[A-Za-z0-9+/]{43}=<\/code>/)
})

it('takes what anybody types for text, and finds nothing behind what is no receipt', async () => {
  for (const payload of [...xssPayloads.slice(0, 30), '', '0'.repeat(32), 'a'.repeat(500), '\u0000']) {
    const page = await look(`?receipt=${encodeURIComponent(payload)}`)
    const [, value] = /value="([^"]*)"><button type="submit">/.exec(page) ?? []
    expect([payload, /[<>"']/.test(value ?? '<')]).toEqual([payload, false])
    expect(page).not.toMatch(/<script|<img|<iframe|<object/i)
    if (payload.trim() !== '') expect(page).toContain('没有查到这个凭证')
  }
  expect((await web.stranger('GET', '/receipts?cursor=../x')).status).toBe(200)
  expect((await web.stranger('HEAD', '/receipts')).status).toBe(200)
  expect((await web.stranger('GET', '/receipts/nothing')).status).toBe(404)
})

it('gives the verifier away, which runs as it comes out of the archive', async () => {
  const poll = await openPoll(test, { title: '拿去核验的一期' })
  await castMany(test, poll, 30)
  await test.office.polls.closePoll(await test.staff('leader'), poll.id)
  const [zip, again] = await Promise.all(
    [1, 2].map(async () => Buffer.from(await (await fetch(`${web.base}/receipts/verify.zip`)).arrayBuffer())),
  )
  expect(zip?.equals(again as Buffer)).toBe(true)
  const folder = mkdtempSync(join(tmpdir(), 'guangting-verify-'))
  for (const [name, content] of await yauzlEntries(zip as Buffer)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  writeFileSync(
    join(folder, 'poll.jsonl'),
    (await web.stranger('GET', `/api/polls/${poll.id}/open-data`)).text,
  )
  const program = join(folder, 'guangting-verify', 'verify.mjs')
  const { stdout } = await promisify(execFile)(process.execPath, [program, join(folder, 'poll.jsonl')])
  expect(stdout).toContain('核验无误：凭证 30 条')
  rmSync(folder, { recursive: true })
})

it('a consultation has its log and, after the end, its file, which says nothing of what was written', async () => {
  const { consultation, clause } = await openConsultation(test)
  const me = await web.resident('o-writer')
  const written = { clauseId: clause('a5').id, text: '请写明计价单位，谢谢' }
  const { receipt } = (await me('POST', `/api/consultations/${consultation.id}/comments`, written)).json
  const path = `/api/consultations/${consultation.id}/open-data`
  expect((await web.stranger('GET', path)).json.code).toBe('not_sealed_yet')
  await test.office.consultations.closeConsultation(await test.staff('leader'), consultation.id)
  const file = (await web.stranger('GET', path)).text
  expect(file).toContain(receipt)
  expect(file).not.toContain('计价单位')
  expect((await web.stranger('GET', `/api/receipts/${receipt}`)).json).toMatchObject({
    kind: 'comment',
    state: 'included',
    subjectId: consultation.id,
  })
  // Erased: the entry stays, and nothing is left by which its commitment could be opened.
  const { commitment } = (await web.stranger('GET', `/api/receipts/${receipt}`)).json.inclusion
  await me('DELETE', '/api/me')
  const [row] = await test.office.database.select('SELECT text, salt FROM comments WHERE receipt = ?', [
    receipt,
  ])
  expect([row?.salt, String(row?.text).includes('计价单位')]).toEqual([null, false])
  expect((await web.stranger('GET', `/api/receipts/${receipt}`)).json.inclusion.commitment).toBe(commitment)
})
