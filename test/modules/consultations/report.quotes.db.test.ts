import { openTestOffice, type TestOffice } from '../../support/office'
import { codeOf } from '../../support/publications'
import { clearReport, consultationWith, publishReport, reportDesk } from '../../support/reports'

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

const { dispose, editor, publish } = reportDesk(() => test)

describe('quoted words', () => {
  it('stand in the report only with consent, and go when it is taken back or the writer leaves', async () => {
    const { id, ids, comments } = await consultationWith(
      test,
      ['打 13800138000 也没人接，字太小。', '看不清，请放大。'],
      {
        quotable: true,
      },
    )
    const { quotes, textLookout, textChecking, reportReads } = test.office
    await textLookout.look()
    await textChecking.checkDue()
    const [a = '', b = ''] = ids
    const staff = await editor()
    expect(await codeOf(quotes.quote(staff, id, a, {}))).toBe('quote_refused')
    await dispose(id, ids)
    const whole = await quotes.quote(staff, id, a, {})
    expect(whole.text).not.toContain('13800138000')
    expect(
      await codeOf(quotes.quote(staff, id, b, { text: '看不清，请立刻放大。', redaction: '缩短' })),
    ).toBe('invalid_request')
    expect(await codeOf(quotes.quote(staff, id, b, { text: '看不清……' }))).toBe('invalid_request')
    await quotes.quote(staff, id, b, { text: '看不清……', redaction: '缩短' })
    await publishReport(test, id)
    const words = async () => [...(await reportReads.published(id)).quotes.values()]
    expect(await words()).toEqual([whole.text, '看不清……'])
    await quotes.consent({ kind: 'resident', id: comments[0]?.residentId ?? '' }, a, false)
    expect(await words()).toEqual(['看不清……'])
    await test.office.personalData.erase({ kind: 'resident', id: comments[1]?.residentId ?? '' })
    expect(await words()).toEqual([])
    const rows = JSON.stringify(await test.office.database.select('SELECT * FROM line_quotes', []))
    expect(rows).not.toContain('看不清')
  })

  it('are refused without consent, and another resident cannot give it', async () => {
    const { id, ids, comments } = await consultationWith(test, ['不许引用', '别人的'])
    await dispose(id, ids)
    const { quotes } = test.office
    expect(await codeOf(quotes.quote(await editor(), id, ids[0] ?? '', {}))).toBe('quote_refused')
    const other = { kind: 'resident' as const, id: comments[1]?.residentId ?? '' }
    expect(await codeOf(quotes.consent(other, ids[0] ?? '', true))).toBe('not_found')
  })

  it('taken back between the last signature and the publication leave the signatures as they are', async () => {
    const { id, ids, comments } = await consultationWith(test, ['请放大。'], { quotable: true })
    await test.office.textLookout.look()
    await test.office.textChecking.checkDue()
    await dispose(id, ids)
    await test.office.quotes.quote(await editor(), id, ids[0] ?? '', {})
    await clearReport(test, id)
    await test.office.quotes.consent(
      { kind: 'resident', id: comments[0]?.residentId ?? '' },
      ids[0] ?? '',
      false,
    )
    await publish(id)
    expect((await test.office.reportReads.published(id)).quotes.size).toBe(0)
  })
})
