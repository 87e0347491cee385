import { ReviewRound, SignOff } from '../../../src/modules/reviews'
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
const { create, submit, submitted, edit, sign, publish } = publicationDesk(() => test)

beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

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

it('no sign-off stands without its sheet and round, and no round holds one step twice', async () => {
  const { reads } = test.office.database
  const signOffs = await reads.find(SignOff)
  const rounds = new Set(
    (await reads.find(ReviewRound)).map((r) => `${r.sheetId} ${r.round} ${r.contentHash}`),
  )
  expect(signOffs.length).toBeGreaterThan(15)
  for (const s of signOffs) expect(rounds.has(`${s.sheetId} ${s.round} ${s.contentHash}`)).toBe(true)
  const lines = signOffs.map((s) => `${s.sheetId} ${s.round} ${s.step}`)
  expect(new Set(lines).size).toBe(lines.length)
})
