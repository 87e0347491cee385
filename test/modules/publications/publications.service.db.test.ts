import { ReviewSheet } from '../../../src/modules/reviews'
import { DAY, openTestOffice, type TestOffice } from '../../support/office'
import {
  approve,
  buildPublication,
  clearPublication,
  codeOf,
  hire,
  publicationDesk,
  publishPublication,
} from '../../support/publications'

let test: TestOffice
const { create, submit, submitted, edit, sign, publish, stateOf } = publicationDesk(() => test)

beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

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
    expect(await codeOf(test.office.publications.overrideFinding(await test.staff('secrecy'), id, ask))).toBe(
      'not_overridable',
    )
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
    expect(await codeOf(test.office.publishing.publish(await test.staff('office'), id, push))).not.toBe(
      'done',
    )
    expect(await stateOf(id)).toBe('cleared')
    const [sheet] = await test.office.reviewReads.sheets({ type: 'publication', id })
    expect(sheet.sheet.releasedAt).toBeNull()
  })
})
