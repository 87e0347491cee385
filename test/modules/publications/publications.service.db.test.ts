import { systemActor } from '../../../src/modules/ledger'
import { Publication } from '../../../src/modules/publications'
import { ReviewRound, ReviewSheet, SignOff, type Step } from '../../../src/modules/reviews'
import { DAY, openTestOffice, type TestOffice } from '../../support/office'
import {
  approve,
  buildPublication,
  clearPublication,
  codeOf,
  hire,
  publishPublication,
  signers,
} from '../../support/publications'

let test: TestOffice

beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

const create = async (over = {}) =>
  (await test.office.publications.createPublication(await test.staff('editor'), buildPublication(over)))
    .publication
const submit = async (id: string, major = false) =>
  test.office.publications.submitForReview(await test.staff('editor'), id, major)
const submitted = async (over = {}) => {
  const publication = await create(over)
  await submit(publication.id)
  return publication
}
const edit = async (id: string, seenHash: string, over = {}) =>
  (
    await test.office.publications.editPublication(
      await test.staff('editor'),
      id,
      buildPublication(over),
      seenHash,
    )
  ).publication
const sign = async (
  id: string,
  step: Step,
  contentHash: string,
  who?: Parameters<TestOffice['office']['publications']['signOff']>[0],
) =>
  test.office.publications.signOff(who ?? (await test.staff(signers[step])), id, {
    step,
    decision: 'approve',
    opinion: '同意',
    contentHash,
  })
const publish = async (id: string) => test.office.publishing.publish(await test.staff('leader'), id)
const stateOf = async (id: string) => (await test.office.publicationReads.findAny(id)).state

describe('every shortcut is refused', () => {
  it('nobody reviews what he or she wrote, whatever roles are held', async () => {
    const person = await hire(test, ['editor', 'head', 'office', 'leader', 'secrecy'])
    const { publication } = await test.office.publications.createPublication(person, buildPublication())
    await test.office.publications.submitForReview(person, publication.id)
    for (const step of ['first', 'second', 'final', 'confidentiality'] as const)
      expect(await codeOf(sign(publication.id, step, publication.contentHash, person))).toBe('own_work')
  })

  it('whoever changed a word is an author too', async () => {
    const { id, contentHash } = await create()
    const helper = await hire(test, ['editor', 'head'])
    const { publication } = await test.office.publications.editPublication(
      helper,
      id,
      buildPublication({ title: '改了一个字' }),
      contentHash,
    )
    await submit(id)
    expect(await codeOf(sign(id, 'first', publication.contentHash, helper))).toBe('own_work')
    expect(await codeOf(sign(id, 'first', publication.contentHash))).toBe('done')
  })

  it('one person does not sign two of the three reviews', async () => {
    const person = await hire(test, ['head', 'office', 'leader'])
    const { id, contentHash } = await submitted()
    await sign(id, 'first', contentHash, person)
    expect(await codeOf(sign(id, 'second', contentHash, person))).toBe('same_person')
    await sign(id, 'second', contentHash)
    expect(await codeOf(sign(id, 'final', contentHash, person))).toBe('same_person')
  })

  it('no step is skipped, and none is signed twice', async () => {
    const { id, contentHash } = await submitted()
    expect(await codeOf(sign(id, 'second', contentHash))).toBe('out_of_order')
    expect(await codeOf(sign(id, 'final', contentHash))).toBe('out_of_order')
    await sign(id, 'first', contentHash)
    expect(await codeOf(sign(id, 'final', contentHash))).toBe('out_of_order')
    expect(await codeOf(sign(id, 'first', contentHash, await hire(test, ['head'])))).toBe('out_of_order')
  })

  it('nothing is signed before submission, with the wrong role, or over content not read', async () => {
    const { id, contentHash } = await create()
    expect(await codeOf(sign(id, 'first', contentHash))).toBe('out_of_order')
    await submit(id)
    expect(await codeOf(sign(id, 'first', contentHash, await test.staff('office')))).toBe('forbidden')
    expect(await codeOf(sign(id, 'first', contentHash, await test.staff('auditor')))).toBe('forbidden')
    expect(await codeOf(sign(id, 'first', '0'.repeat(64)))).toBe('stale')
    expect(await codeOf(sign('01ARZ3NDEKTSV4RRFFQ69G5FAV', 'first', contentHash))).toBe('not_found')
  })

  it('publishing needs all four, however many of them there are', async () => {
    const { id, contentHash } = await submitted()
    for (const step of ['first', 'second', 'confidentiality', 'final'] as const) {
      expect(await codeOf(publish(id))).toBe('review_incomplete')
      await sign(id, step, contentHash)
    }
    expect(await codeOf(publish(id))).toBe('done')
    expect(await codeOf(publish(id))).toBe('already_published')
  })

  it('three reviews without the secrecy review are not enough', async () => {
    const { id, contentHash } = await submitted()
    await approve(test, id, contentHash, ['first', 'second', 'final'])
    expect(await codeOf(publish(id))).toBe('review_incomplete')
  })

  it('an edit voids every sign-off, also the secrecy review, also when the words come back', async () => {
    const { id, contentHash } = await submitted()
    await approve(test, id, contentHash)
    const changed = await edit(id, contentHash, { summary: '换一句话。' })
    expect(await codeOf(publish(id))).toBe('review_incomplete')
    expect(await codeOf(sign(id, 'first', contentHash))).toBe('stale')
    const restored = await edit(id, changed.contentHash)
    expect(restored.contentHash).toBe(contentHash)
    expect(await codeOf(publish(id))).toBe('review_incomplete')
    await submit(id)
    expect(await codeOf(sign(id, 'second', contentHash))).toBe('out_of_order')
    await approve(test, id, contentHash, ['first', 'second', 'final'])
    expect(await codeOf(publish(id))).toBe('review_incomplete')
    await sign(id, 'confidentiality', contentHash)
    expect(await codeOf(publish(id))).toBe('done')
  })

  it('a save without any difference voids the sign-offs too', async () => {
    const { id, contentHash } = await clearPublication(test)
    expect((await edit(id, contentHash)).contentHash).toBe(contentHash)
    expect(await codeOf(publish(id))).toBe('review_incomplete')
  })

  it('content changed behind the back of the services does not go out', async () => {
    const { id, content } = await clearPublication(test)
    await test.office.database.transaction((tx) =>
      tx.update(Publication, { id }, { content: { ...content, markdown: '没有人审过的话' } }),
    )
    expect(await codeOf(publish(id))).toBe('review_incomplete')
  })

  it('editors, heads, secrecy officers and auditors do not publish or withdraw', async () => {
    const { id } = await clearPublication(test)
    for (const role of ['editor', 'head', 'secrecy', 'auditor', 'admin'] as const) {
      const person = await test.staff(role)
      expect(await codeOf(test.office.publishing.publish(person, id))).toBe('forbidden')
      expect(await codeOf(test.office.publishing.withdraw(person, id, '试试'))).toBe('forbidden')
    }
    expect(await stateOf(id)).toBe('cleared')
  })

  it('only the owning division edits and submits', async () => {
    const other = await test.office.divisions.create(systemActor, {
      parentId: null,
      name: '另一个局',
      kind: 'county',
    })
    const stranger = await hire(test, ['editor'], other.id)
    const { id, contentHash } = await create()
    const attempt = test.office.publications.editPublication(stranger, id, buildPublication(), contentHash)
    expect(await codeOf(attempt)).toBe('forbidden')
    expect(await codeOf(test.office.publications.submitForReview(stranger, id))).toBe('forbidden')
    expect(await codeOf(test.office.publications.submitForReview(await test.staff('head'), id))).toBe(
      'forbidden',
    )
  })

  it('a major matter also needs a leader who is not the secrecy reviewer', async () => {
    const publication = await create()
    const { id, contentHash } = publication
    await submit(id, true)
    const both = await hire(test, ['secrecy', 'leader'])
    expect(await codeOf(sign(id, 'confidentiality_major', contentHash))).toBe('out_of_order')
    await sign(id, 'confidentiality', contentHash, both)
    await approve(test, id, contentHash, ['first', 'second', 'final'])
    expect(await codeOf(publish(id))).toBe('review_incomplete')
    expect(await codeOf(sign(id, 'confidentiality_major', contentHash, both))).toBe('same_person')
    await sign(id, 'confidentiality_major', contentHash)
    expect(await codeOf(publish(id))).toBe('done')
  })
})

describe('two at once', () => {
  it('of two editors who saw the same text one saves, the other is told', async () => {
    const { id, contentHash } = await create()
    const editors = [await test.staff('editor'), await hire(test, ['editor'])]
    const codes = await Promise.all(
      editors.map((editor, i) =>
        codeOf(
          test.office.publications.editPublication(
            editor,
            id,
            buildPublication({ title: `第${i}稿` }),
            contentHash,
          ),
        ),
      ),
    )
    expect(codes.sort()).toEqual(['done', 'stale'])
  })

  it('ten heads sign the same step at once: one signature stands', async () => {
    const { id, contentHash } = await submitted()
    const heads = await Promise.all(Array.from({ length: 10 }, () => hire(test, ['head'])))
    const codes = await Promise.all(heads.map((head) => codeOf(sign(id, 'first', contentHash, head))))
    expect(codes.filter((c) => c === 'done')).toHaveLength(1)
    expect(codes.filter((c) => c === 'out_of_order')).toHaveLength(9)
  })

  it('ten publish at once: it is published once', async () => {
    const { id } = await clearPublication(test)
    const codes = await Promise.all(Array.from({ length: 10 }, () => codeOf(publish(id))))
    expect(codes.filter((c) => c === 'done')).toHaveLength(1)
    expect(codes.filter((c) => c === 'already_published')).toHaveLength(9)
    expect(await test.office.publicationReads.versionsOf(id)).toHaveLength(1)
  })

  it('an edit and the last sign-off at once never clear text nobody read', async () => {
    for (let i = 0; i < 5; i++) {
      const { id, contentHash } = await submitted()
      await approve(test, id, contentHash, ['first', 'second', 'confidentiality'])
      const title = `又改了${i}`
      await Promise.all([codeOf(edit(id, contentHash, { title })), codeOf(sign(id, 'final', contentHash))])
      expect(await codeOf(publish(id))).toBe('review_incomplete')
    }
  })

  it('thirty sheets at once get thirty numbers, and the new year starts again at one', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, async () => (await create()).id))
    const sheets = await Promise.all(ids.map(async (id) => (await submit(id)).sheet))
    expect(new Set(sheets.map((s) => s.sheetNumber)).size).toBe(30)
    for (const { sheetNumber } of sheets) expect(sheetNumber).toMatch(/^澜市监审〔2026〕[1-9]\d*号$/)
    const now = test.clock.now()
    const { id: last } = await create()
    const { id: next } = await create()
    test.clock.set(Date.UTC(2026, 11, 31, 15, 59, 59, 999))
    expect((await submit(last)).sheet.sheetNumber).toMatch(/^澜市监审〔2026〕/)
    test.clock.advance(1)
    expect((await submit(next)).sheet.sheetNumber).toBe('澜市监审〔2027〕1号')
    test.clock.set(now)
  })
})

describe('returned and submitted again', () => {
  it('starts over on the same sheet, and the first round stays on it', async () => {
    const { id, contentHash } = await submitted()
    await sign(id, 'first', contentHash)
    const returned = await test.office.publications.signOff(await test.staff('office'), id, {
      step: 'second',
      decision: 'return',
      opinion: '标题不清楚，请修改。',
      contentHash,
    })
    expect(returned.publication.state).toBe('returned')
    expect(await codeOf(sign(id, 'confidentiality', contentHash))).toBe('out_of_order')
    const changed = await edit(id, contentHash, { title: '端午选粽六看' })
    const again = await submit(id)
    expect([again.sheet.sheetNumber, again.sheet.round]).toEqual([returned.sheet.sheetNumber, 2])
    expect(await codeOf(submit(id))).toBe('already_submitted')
    expect(await codeOf(sign(id, 'second', changed.contentHash))).toBe('out_of_order')
    await approve(test, id, changed.contentHash)
    await publish(id)
    const [sheet] = await test.office.reviewReads.sheets({ type: 'publication', id })
    expect(sheet.rounds.map((r) => [r.round.state, r.round.title])).toEqual([
      ['returned', '端午选粽提示'],
      ['cleared', '端午选粽六看'],
    ])
    expect(sheet.rounds[0]?.lines.map((l) => [l.step, l.signOff?.decision ?? null])).toEqual([
      ['first', 'approve'],
      ['second', 'return'],
      ['final', null],
      ['confidentiality', null],
    ])
    expect(sheet.sheet.releasedBy?.name).toBe('测试leader')
  })
})

describe('findings', () => {
  const bad = { markdown: '当事人身份证号11010519491231002X。' }

  it('a blocking finding stops the submission and is listed', async () => {
    const { id } = await create({ ...bad, contact: { division: '消保科', phone: '', hours: '工作日' } })
    const refused = await submit(id).catch((e: unknown) => e)
    expect(refused).toMatchObject({
      code: 'findings_blocking',
      errors: [{ path: 'markdown' }, { path: 'contact' }],
    })
    expect(JSON.stringify(refused)).not.toContain('11010519491231002X')
    expect(await stateOf(id)).toBe('draft')
    expect(await test.office.database.reads.countBy(ReviewSheet, { subjectId: id })).toBe(0)
  })

  it('the secrecy officer answers for it with a reason, over this content only', async () => {
    const { id, contentHash } = await create(bad)
    const ask = { code: 'id_number', reason: '法院公告原文，依法应当公开。', contentHash } as const
    const secrecy = await test.staff('secrecy')
    const override = (who: typeof secrecy, over: Partial<{ code: 'phone'; contentHash: string }> = {}) =>
      codeOf(test.office.publications.overrideFinding(who, id, { ...ask, ...over }))
    expect(await override(await test.staff('leader'))).toBe('forbidden')
    expect(await override(secrecy, { code: 'phone' })).toBe('not_overridable')
    expect(await override(secrecy, { contentHash: '0'.repeat(64) })).toBe('stale')
    expect(await override(secrecy)).toBe('done')
    expect(await override(secrecy)).toBe('not_overridable')
    expect(await codeOf(submit(id))).toBe('done')
    const [sheet] = await test.office.reviewReads.sheets({ type: 'publication', id })
    expect(sheet.rounds[0]?.round.overrides).toMatchObject([
      { code: 'id_number', reason: ask.reason, person: { name: '测试secrecy' } },
    ])
    await edit(id, contentHash, { markdown: '当事人身份证号11010519491231002X，住址另附。' })
    expect(await codeOf(submit(id))).toBe('findings_blocking')
  })

  it('a missing contact or an empty link cannot be answered for', async () => {
    const { id, contentHash } = await create({ markdown: '[看这里]()' })
    const ask = { code: 'empty_link', reason: '无妨', contentHash } as const
    expect(
      await codeOf(test.office.publications.overrideFinding(await test.staff('secrecy'), id, ask)),
    ).toBe('not_overridable')
  })

  it('nobody answers for a finding in his or her own text', async () => {
    const person = await hire(test, ['editor', 'secrecy'])
    const { publication } = await test.office.publications.createPublication(person, buildPublication(bad))
    const { id, contentHash } = publication
    const ask = { code: 'id_number', reason: '自己放行', contentHash } as const
    expect(await codeOf(test.office.publications.overrideFinding(person, id, ask))).toBe('own_work')
  })
})

describe('corrections and withdrawal', () => {
  it('the published version stays until its correction has been cleared and published', async () => {
    const published = await publishPublication(test)
    const { id } = published
    test.clock.advance(DAY)
    const changed = await edit(id, published.contentHash, { title: '更正后的标题' })
    const seen = async () => {
      const { publication, version } = await test.office.publicationReads.find(id)
      return [version.title, publication.correctedAt]
    }
    expect(await seen()).toEqual(['端午选粽提示', null])
    const { sheet } = await submit(id)
    await approve(test, id, changed.contentHash)
    expect(await seen()).toEqual(['端午选粽提示', null])
    await publish(id)
    expect(await seen()).toEqual(['更正后的标题', test.clock.now()])
    const sheets = await test.office.reviewReads.sheets({ type: 'publication', id })
    expect(sheets.map((s) => s.sheet.round)).toEqual([1, 1])
    expect(sheets[0].sheet.id).toBe(sheet.id)
    expect((await test.office.publicationReads.versionsOf(id)).map((v) => v.title)).toEqual([
      '端午选粽提示',
      '更正后的标题',
    ])
  })

  it('the clearance of what was published does not clear the next version', async () => {
    const published = await publishPublication(test)
    await edit(published.id, published.contentHash)
    expect(await codeOf(publish(published.id))).toBe('review_incomplete')
  })

  it('a withdrawal ends a correction under review, and a new version brings it back', async () => {
    const published = await publishPublication(test)
    const { id } = published
    const changed = await edit(id, published.contentHash, { title: '更正中' })
    await submit(id)
    await approve(test, id, changed.contentHash)
    await test.office.publishing.withdraw(await test.staff('office'), id, '数据有误')
    expect(await codeOf(publish(id))).toBe('review_incomplete')
    expect(await codeOf(test.office.publishing.withdraw(await test.staff('office'), id, '再撤'))).toBe(
      'not_published',
    )
    expect(await codeOf(submit(id))).toBe('already_published')
    const fixed = await edit(id, changed.contentHash, { title: '改好了' })
    await submit(id)
    await approve(test, id, fixed.contentHash)
    await publish(id)
    const { publication, version } = await test.office.publicationReads.find(id)
    expect([publication.withdrawnAt, version.title]).toEqual([null, '改好了'])
  })

  it('what was never published is neither withdrawn nor shown', async () => {
    const { id } = await clearPublication(test)
    expect(await codeOf(test.office.publishing.withdraw(await test.staff('office'), id, '撤'))).toBe(
      'not_published',
    )
    expect(await codeOf(test.office.publicationReads.find(id))).toBe('not_found')
  })
})

describe('one write, one line in the book', () => {
  it('every successful staff write appends exactly one entry, every refused one none', async () => {
    const head = () => test.office.ledger.verify().then((v) => v.entries)
    const people = {
      editor: await test.staff('editor'),
      secrecy: await test.staff('secrecy'),
      office: await test.staff('office'),
      head: await test.staff('head'),
      leader: await test.staff('leader'),
    }
    const once = async <T>(work: () => Promise<T>): Promise<T> => {
      const before = await head()
      const result = await work()
      expect((await head()) - before).toBe(1)
      return result
    }
    const markdown = '联系张先生13812345678'
    const created = await once(() => create({ markdown }))
    const { id } = created
    const edited = await once(() => edit(id, created.contentHash, { markdown, title: '再改' }))
    const { contentHash } = edited
    const before = await head()
    expect(await codeOf(submit(id))).toBe('findings_blocking')
    expect(await codeOf(publish(id))).toBe('review_incomplete')
    expect(await codeOf(edit(id, created.contentHash))).toBe('stale')
    expect(await codeOf(sign(id, 'first', contentHash))).toBe('out_of_order')
    expect(await head()).toBe(before)
    const reason = '本人同意公开 13812345678'
    await once(() =>
      test.office.publications.overrideFinding(people.secrecy, id, { code: 'phone', reason, contentHash }),
    )
    await once(() => submit(id))
    for (const step of ['first', 'second', 'final', 'confidentiality'] as const)
      await once(() => sign(id, step, contentHash))
    await once(() => test.office.publishing.publish(people.office, id, { push: true }))
    await once(() => test.office.publishing.withdraw(people.leader, id, '致电 13812345678 的人要求撤回'))
    const { items } = await test.office.ledger.list({ limit: 50, subjectId: id })
    expect(items.map((e) => e.action).reverse()).toEqual([
      'publications.create',
      'publications.edit',
      'publications.override_finding',
      'publications.submit',
      ...Array.from({ length: 4 }, () => 'publications.sign_off'),
      'publications.publish',
      'publications.withdraw',
    ])
    expect(JSON.stringify(items)).not.toContain('13812345678')
    expect((await test.office.ledger.verify()).ok).toBe(true)
  })

  it('a publication whose push fails is not published', async () => {
    const { id } = await clearPublication(test)
    const push = { push: true, channels: ['no-such-channel'] }
    expect(await codeOf(test.office.publishing.publish(await test.staff('office'), id, push))).not.toBe('done')
    expect(await stateOf(id)).toBe('cleared')
    const [sheet] = await test.office.reviewReads.sheets({ type: 'publication', id })
    expect(sheet.sheet.releasedAt).toBeNull()
  })
})

it('no sign-off stands without its sheet and round, and no round holds one step twice', async () => {
  const { reads } = test.office.database
  const signOffs = await reads.find(SignOff)
  const rounds = new Set((await reads.find(ReviewRound)).map((r) => `${r.sheetId} ${r.round} ${r.contentHash}`))
  expect(signOffs.length).toBeGreaterThan(50)
  for (const s of signOffs) expect(rounds.has(`${s.sheetId} ${s.round} ${s.contentHash}`)).toBe(true)
  const lines = signOffs.map((s) => `${s.sheetId} ${s.round} ${s.step}`)
  expect(new Set(lines).size).toBe(lines.length)
})
