import { systemActor } from '../../../src/modules/ledger'
import { Publication } from '../../../src/modules/publications'
import { openTestOffice, type TestOffice } from '../../support/office'
import {
  approve,
  buildPublication,
  clearPublication,
  codeOf,
  hire,
  publicationDesk,
} from '../../support/publications'

let test: TestOffice
const { create, submit, submitted, edit, sign, publish, stateOf } = publicationDesk(() => test)

beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

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
    expect(await codeOf(submit(id))).toBe('already_submitted')
    expect(await codeOf(publish(id))).toBe('done')
    expect(await codeOf(publish(id))).toBe('already_published')
    expect(await codeOf(submit(id))).toBe('already_published')
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
