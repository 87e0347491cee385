import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LedgerEntry, LedgerHead, systemActor } from '../../src/modules/ledger'
import { entryHash, firstBad, GENESIS } from '../../src/modules/ledger/ledger.rules'
import { createOffice, type Office } from '../../src/office'
import { everyRole, signInAllRoles } from '../support/everyone'
import { type HttpClient, type HttpReply, serveOffice } from '../support/http'
import { openTestOffice, type TestOffice, testOfficeOptions, testPassword } from '../support/office'
import {
  bodyOf,
  type Document,
  isStaffs,
  isWrite,
  type Operation,
  pathOf,
  readDocument,
} from '../support/openapi'
import { buildPoll } from '../support/polls'

let test: TestOffice
let folder: string
let checkpointFile: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guangting-ledger-'))
  checkpointFile = join(folder, 'ledger-checkpoints.jsonl')
  test = await openTestOffice({ checkpointFile })
})
afterEach(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

const write = (office: Office, note: string, subjectId = 'x') =>
  office.database.transaction((tx) =>
    office.ledger.append(tx, systemActor, 'test.write', { type: 'test', id: subjectId }, { after: { note } }),
  )
const change = (
  work: (tx: Parameters<Parameters<Office['database']['transaction']>[0]>[0]) => Promise<unknown>,
) => test.office.database.transaction(work)

describe('the chain', () => {
  it('verifies while it grows, and says how long it is', async () => {
    for (let i = 0; i < 12; i++) await write(test.office, `第 ${i} 条：é 😀 "\\`)
    const seq = await test.office.ledger.headSeq()
    expect(await test.office.ledger.verify()).toMatchObject({ ok: true, entries: seq, firstBad: undefined })
  })

  it.each<[string, (seq: number) => Promise<unknown>, number]>([
    [
      'an edited text',
      (seq) => change((tx) => tx.update(LedgerEntry, { seq }, { after: { note: 'other' } })),
      0,
    ],
    ['an edited name', (seq) => change((tx) => tx.update(LedgerEntry, { seq }, { actorName: '别人' })), 0],
    ['an edited time', (seq) => change((tx) => tx.update(LedgerEntry, { seq }, { at: 1 })), 0],
    [
      'an edited action',
      (seq) => change((tx) => tx.update(LedgerEntry, { seq }, { action: 'test.other' })),
      0,
    ],
    ['an edited hash', (seq) => change((tx) => tx.update(LedgerEntry, { seq }, { hash: '1'.repeat(64) })), 0],
    ['a deleted line', (seq) => change((tx) => tx.delete(LedgerEntry, { seq })), 0],
    [
      'two lines swapped',
      (seq) =>
        change(async (tx) => {
          await tx.update(LedgerEntry, { seq }, { seq: 9_999 })
          await tx.update(LedgerEntry, { seq: seq + 1 }, { seq })
          await tx.update(LedgerEntry, { seq: 9_999 }, { seq: seq + 1 })
        }),
      0,
    ],
    [
      'a line edited and hashed anew',
      (seq) =>
        change(async (tx) => {
          const entry = { ...(await tx.findOneByOrFail(LedgerEntry, { seq })), actorName: '别人' }
          await tx.update(LedgerEntry, { seq }, { actorName: '别人', hash: entryHash(entry) })
        }),
      1, // the next line still holds the old hash
    ],
    [
      'a line put in between',
      (seq) =>
        change(async (tx) => {
          const entry = await tx.findOneByOrFail(LedgerEntry, { seq })
          await tx.insert(LedgerEntry, { ...entry, seq: 9_999 } as Parameters<typeof tx.insert>[1])
        }),
      -1, // after the tail
    ],
  ])('names the line of %s', async (_, tamper, offset) => {
    for (let i = 0; i < 12; i++) await write(test.office, `line ${i}`)
    const last = await test.office.ledger.headSeq()
    const seq = last - 6
    await tamper(seq)
    const verification = await test.office.ledger.verify()
    expect([verification.ok, verification.firstBad]).toEqual([false, offset < 0 ? last + 1 : seq + offset])
  })

  it('names the first missing line of a tail that was cut off', async () => {
    for (let i = 0; i < 5; i++) await write(test.office, `line ${i}`)
    const last = await test.office.ledger.headSeq()
    await change((tx) => tx.delete(LedgerEntry, { seq: last }))
    await change((tx) => tx.delete(LedgerEntry, { seq: last - 1 }))
    expect(await test.office.ledger.verify()).toMatchObject({
      ok: false,
      firstBad: last - 1,
      entries: last - 2,
    })
  })

  it('does not fork under a hundred appends at once, by two processes where the database allows them', async () => {
    const before = await test.office.ledger.headSeq()
    const second =
      test.office.database.kind === 'mysql'
        ? await createOffice(testOfficeOptions(test.databaseUrl, test.clock))
        : null
    await Promise.all(
      Array.from({ length: 100 }, (_, i) => write(i % 2 && second ? second : test.office, `parallel ${i}`)),
    )
    expect(await test.office.ledger.verify()).toMatchObject({ ok: true, entries: before + 100 })
    await second?.close()
  })

  it('keeps no line of a transaction that failed', async () => {
    const before = await test.office.ledger.headSeq()
    const failing = change(async (tx) => {
      await test.office.ledger.append(tx, systemActor, 'test.fail', { type: 'test', id: 'x' })
      throw new Error('later step')
    })
    await expect(failing).rejects.toThrow('later step')
    await write(test.office, 'next')
    expect(await test.office.ledger.verify()).toMatchObject({ ok: true, entries: before + 1 })
  })
})

describe('checkpoints outside the database', () => {
  /** Rewrites the whole book consistently, head and all, as an administrator of the database could. */
  const rewrite = (upTo = Number.MAX_SAFE_INTEGER) =>
    change(async (tx) => {
      const entries = await tx.find(LedgerEntry, { order: { seq: 'ASC' } })
      const chain = { seq: 0, hash: GENESIS }
      for (const entry of entries) {
        if (entry.seq > upTo) {
          await tx.delete(LedgerEntry, { seq: entry.seq })
          continue
        }
        const forged = { ...entry, actorName: '无名', previousHash: chain.hash }
        const hash = entryHash(forged)
        await tx.update(
          LedgerEntry,
          { seq: entry.seq },
          { actorName: '无名', previousHash: chain.hash, hash },
        )
        Object.assign(chain, { seq: entry.seq, hash })
      }
      await tx.update(LedgerHead, { name: 'head' }, { ...chain })
    })

  it('name the line when the whole book is rewritten without a seam', async () => {
    for (let i = 0; i < 5; i++) await write(test.office, `line ${i}`)
    const noted = await test.office.ledger.headSeq()
    await test.office.ledger.checkpoint()
    for (let i = 0; i < 5; i++) await write(test.office, `later ${i}`)
    expect(await test.office.ledger.verify()).toMatchObject({ ok: true, checkpoints: 1 })
    await rewrite()
    expect(await test.office.ledger.verify()).toMatchObject({ ok: false, firstBad: noted })
    // Without the file nobody could tell: this is what it is for.
    rmSync(checkpointFile)
    expect(await test.office.ledger.verify()).toMatchObject({ ok: true, checkpoints: 0 })
  })

  it('name the line when the tail is cut off together with the head', async () => {
    for (let i = 0; i < 5; i++) await write(test.office, `line ${i}`)
    await test.office.ledger.checkpoint()
    const last = await test.office.ledger.headSeq()
    await change(async (tx) => {
      await tx.delete(LedgerEntry, { seq: last })
      const previous = await tx.findOneByOrFail(LedgerEntry, { seq: last - 1 })
      await tx.update(LedgerHead, { name: 'head' }, { seq: last - 1, hash: previous.hash })
    })
    expect(await test.office.ledger.verify()).toMatchObject({ ok: false, firstBad: last })
  })

  it('are one line each, outlive a restart and a line cut short by a crash', async () => {
    await test.office.ledger.checkpoint()
    test.clock.advance(24 * 3_600_000)
    await write(await test.restart(), 'next day')
    await test.office.ledger.checkpoint()
    const lines = readFileSync(checkpointFile, 'utf8').trim().split('\n')
    expect(lines.map((l) => JSON.parse(l))).toEqual([
      {
        seq: expect.any(Number),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        at: '2026-11-24T01:00:00.000Z',
      },
      {
        seq: expect.any(Number),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        at: '2026-11-25T01:00:00.000Z',
      },
    ])
    writeFileSync(checkpointFile, `${lines.join('\n')}\n{"seq":99,"ha`)
    expect(await test.office.ledger.verify()).toMatchObject({ ok: true, checkpoints: 2 })
  })
})

describe('every write of staff', () => {
  it('adds exactly one line when it succeeds and none when it is refused', async () => {
    const web = await serveOffice(test.office)
    const document = await readDocument(web.stranger)
    const staff = await signInAllRoles(test, web)
    const { tried, wrong, done } = await callAll(document, staff)
    expect(wrong).toEqual([])
    expect(tried).toBeGreaterThan(10)
    for (const operationId of [
      'createDivision',
      'createStaff',
      'createPoll',
      'openPoll',
      'closePoll',
      'resetPassword',
    ])
      expect(done).toContain(operationId)
    expect((await test.office.ledger.verify()).ok).toBe(true)
    await web.close()
  })

  it('about sessions and accounts too: sign-in, sign-out, change of password, disabling', async () => {
    const web = await serveOffice(test.office)
    await test.staff('admin')
    const { id } = await test.staff('editor')
    const adding = async (act: () => Promise<HttpReply>) => {
      const before = await test.office.ledger.headSeq()
      const { status } = await act()
      return [status, (await test.office.ledger.headSeq()) - before]
    }
    const words = { username: 'editor', password: testPassword }
    expect(await adding(() => web.stranger('POST', '/api/staff/session', words))).toEqual([201, 1])
    expect(
      await adding(() => web.stranger('POST', '/api/staff/session', { ...words, password: 'x' })),
    ).toEqual([401, 0])
    const [editor, admin] = [await web.staff('editor'), await web.staff('admin')]
    const change = { currentPassword: testPassword, newPassword: 'Another-Word-77' }
    expect(await adding(() => editor('PUT', '/api/staff/session/password', change))).toEqual([204, 1])
    expect(await adding(() => editor('DELETE', '/api/staff/session'))).toEqual([204, 1])
    expect(await adding(() => admin('POST', `/api/staff/accounts/${id}/disabling`))).toEqual([200, 1])
    await web.close()
  })

  async function callAll(document: Document, staff: HttpClient) {
    const wrong: string[] = []
    const done: string[] = []
    const [root] = await test.office.divisions.list()
    const editor = await test.staff('editor')
    const poll = await test.office.polls.createPoll(editor, buildPoll(test.clock.now()))
    const soon = new Date(test.clock.now() + 86_400_000).toISOString()
    const later = new Date(test.clock.now() + 40 * 86_400_000).toISOString()
    /** Bodies and ids that a schema alone cannot tell. */
    const bodies: Record<string, object> = {
      createDivision: { parentId: root?.id, name: '食品科', kind: 'section' },
      createStaff: {
        username: 'fresh',
        name: '新人',
        divisionId: root?.id,
        roles: everyRole,
        password: 'Fresh-Word-2026',
      },
      createPoll: {
        title: '试投',
        opensAt: soon,
        closesAt: later,
        questions: [{ text: '一', kind: 'choice', minChoices: 1, maxChoices: 1, options: ['甲', '乙'] }],
      },
      resetPassword: { password: 'Other-Word-2026' },
      createConsultation: {
        title: '征求意见',
        explanation: '说明',
        contact: '办公室 12315',
        opensAt: soon,
        closesAt: later,
      },
    }
    const ids: Record<string, string> = { polls: poll.id, accounts: editor.id }
    const writes = document.operations.filter(
      (o) =>
        isStaffs(o) &&
        isWrite(o) &&
        !o.path.startsWith('/api/staff/session') &&
        // Looking ahead writes nothing.
        !o.operationId.startsWith('preview') &&
        o.operationId !== 'disableStaff',
    )
    let tried = 0
    const call = async (operation: Operation, body: unknown) => {
      const place = operation.path.split('/')[3] ?? ''
      const before = await test.office.ledger.headSeq()
      const reply = await staff(operation.method, pathOf(operation, ids[place] ?? 'nothing'), body)
      const added = (await test.office.ledger.headSeq()) - before
      const succeeded = reply.status < 300
      tried++
      if (succeeded) done.push(operation.operationId)
      if (
        succeeded &&
        reply.json?.id &&
        operation.method === 'POST' &&
        !operation.path.includes('{') &&
        place !== 'polls' &&
        place !== 'accounts'
      )
        ids[place] = reply.json.id
      if (added !== (succeeded ? 1 : 0) || reply.status >= 500)
        wrong.push(
          `${operation.operationId}: ${reply.status} added ${added} lines ${succeeded ? '' : reply.json?.code}`,
        )
    }
    for (const operation of writes) {
      await call(operation, {})
      await call(operation, bodies[operation.operationId] ?? bodyOf(operation, document, later))
    }
    return { tried, wrong, done }
  }
})

describe('the rules of the chain', () => {
  it('an entry’s hash does not depend on the order of keys, and does on everything else', () => {
    const entry = {
      seq: 1,
      at: 5,
      actorKind: 'staff' as const,
      actorId: 'a',
      actorName: '甲',
      action: 'x.y',
      subjectType: 't',
      subjectId: 's',
      before: null,
      after: { a: 1, b: { c: 2, d: [1, 2] } },
      previousHash: GENESIS,
    }
    const hash = entryHash(entry)
    expect(entryHash({ ...entry, after: { b: { d: [1, 2], c: 2 }, a: 1 } })).toBe(hash)
    const others = [
      { seq: 2 },
      { at: 6 },
      { actorKind: 'system' as const },
      { actorId: 'b' },
      { actorName: '乙' },
      { action: 'x.z' },
      { subjectType: 'u' },
      { subjectId: 'r' },
      { before: {} },
      { after: { a: 1, b: { c: 2, d: [2, 1] } } },
      { previousHash: 'f'.repeat(64) },
    ]
    const hashes = others.map((other) => entryHash({ ...entry, ...other }))
    expect(new Set([hash, ...hashes]).size).toBe(others.length + 1)
    expect(firstBad({ seq: 0, hash: GENESIS }, [{ ...entry, hash }], new Map([[1, 'f'.repeat(64)]]))).toBe(1)
    expect(firstBad({ seq: 0, hash: GENESIS }, [{ ...entry, hash }], new Map([[1, hash]]))).toBeNull()
  })
})
