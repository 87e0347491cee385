import { serveOffice } from '../../support/http'
import { openTestOffice, type TestOffice } from '../../support/office'
import { buildPoll, openPoll } from '../../support/polls'

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

const titles = async (q: string) => {
  const reply = await web.stranger('GET', `/api/search?q=${encodeURIComponent(q)}`)
  return reply.json.items.map((i: { title: string }) => i.title)
}

describe('search over what is public', () => {
  it('finds a poll the moment a second person opens it, and a draft never', async () => {
    const draft = await test.office.polls.createPoll(
      await test.staff('editor'),
      buildPoll(test.clock.now(), { title: '电梯维护保养满意度' }),
    )
    expect(await titles('电梯维保')).toEqual([])
    await test.office.polls.openPoll(await test.staff('leader'), draft.id)
    expect(await titles('电梯维保')).toEqual(['电梯维护保养满意度'])
  })

  it('finds traditional characters, option labels, and what was opened after the index was built', async () => {
    await openPoll(test, { title: '年货抽检' })
    expect(await titles('年貨')).toEqual(['年货抽检'])
    expect(await titles('餐饮食品')).toContain('年货抽检')
  })

  it('tells staff which words found nothing, how often, and without anybody’s number', async () => {
    for (const q of ['量子计算机退货', '量子计算机退货', '13800138000 是谁']) await titles(q)
    await test.office.publicSearch.saveMisses()
    await titles('量子计算机退货')
    await test.office.publicSearch.saveMisses()
    await test.staff('auditor')
    const staff = await web.staff('auditor')
    const { json } = await staff('GET', '/api/staff/search-misses')
    expect(json.items[0]).toMatchObject({ term: '量子计算机退货', times: 3 })
    expect(JSON.stringify(json)).not.toContain('13800138000')
  })

  it.each([
    ['nothing', ''],
    ['too much', '字'.repeat(101)],
  ])('refuses %s and names the field', async (_name, q) => {
    const reply = await web.stranger('GET', `/api/search?q=${encodeURIComponent(q)}`)
    expect([reply.status, reply.json.errors[0].path]).toEqual([400, 'q'])
  })

  it('follows the ledger after a restart too', async () => {
    await web.close()
    web = await serveOffice(await test.restart())
    expect(await titles('电梯维保')).toEqual(['电梯维护保养满意度'])
  })
})
