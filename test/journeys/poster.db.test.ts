import { XMLValidator } from 'fast-xml-parser'
import { type FakeWechat, startFakeWechat } from '../../fake-wechat'
import { systemClock } from '../../src/platform/clock'
import { createLog } from '../../src/platform/log'
import { WechatClient } from '../../src/platform/wechat/client'
import { openConsultation } from '../support/consultations'
import { type HttpClient, serveOffice } from '../support/http'
import { openTestOffice, type TestOffice } from '../support/office'
import { buildPoll, openPoll } from '../support/polls'
import { buildBank, openQuiz } from '../support/quizzes'

let fake: FakeWechat
let test: TestOffice
let web: Awaited<ReturnType<typeof serveOffice>>
let staff: HttpClient

beforeAll(async () => {
  const app = { appId: 'wxtest', secret: 'a-secret-of-a-test' }
  fake = await startFakeWechat({ apps: [{ ...app, kind: 'mini' }] })
  const log = createLog('silent')
  const mini = new WechatClient({ apiBase: fake.url, ...app, clock: systemClock, log })
  test = await openTestOffice({ wechat: { mini }, notice: '本站为虚构城市演示' })
  web = await serveOffice(test.office)
  for (const role of ['office', 'auditor'] as const) await test.staff(role)
  staff = await web.staff('office')
})
afterAll(async () => {
  await web.close()
  await test.close()
  await fake.close()
})

describe('a poster', () => {
  it('is made for what is open: an SVG with title, code and notice, or the code alone', async () => {
    await test.office.quizBank.importQuestions(await test.staff('editor'), buildBank(8))
    const poll = await openPoll(test, { title: '检<img src=x onerror=alert(1)>&"哪类' })
    const quiz = await openQuiz(test)
    const { consultation } = await openConsultation(test)
    for (const [path, title] of [
      [`polls/${poll.id}`, '检&#60;img'],
      [`quizzes/${quiz.id}`, '有奖问答'],
      [`consultations/${consultation.id}`, '意见征集'],
    ]) {
      const before = await test.office.ledger.headSeq()
      const svg = await staff('GET', `/api/staff/${path}/poster`)
      expect([svg.status, svg.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
      expect(svg.headers.get('content-disposition')).toMatch(/^attachment/)
      expect(XMLValidator.validate(svg.text)).toBe(true)
      expect(svg.text).toContain(title)
      expect(svg.text).toMatch(/href="data:image\/(png|jpeg);base64,[\w+/]{100,}=*"/)
      expect(svg.text).toContain('虚构')
      expect(svg.text).not.toContain('<img')
      const code = await staff('GET', `/api/staff/${path}/poster?format=png`)
      expect([code.status, code.headers.get('content-type')]).toEqual([
        200,
        expect.stringMatching(/^image\/(png|jpeg)$/),
      ])
      expect(await test.office.ledger.headSeq()).toBe(before)
    }
  })

  it('is not made for a draft, nor for those who have no use for it', async () => {
    const draft = await test.office.polls.createPoll(await test.staff('editor'), buildPoll(test.clock.now()))
    expect((await staff('GET', `/api/staff/polls/${draft.id}/poster`)).json.code).toBe('not_opened')
    expect((await staff('GET', '/api/staff/polls/nothing/poster')).status).toBe(404)
    expect((await staff('GET', `/api/staff/polls/${draft.id}/poster?format=gif`)).status).toBe(400)
    const auditor = await web.staff('auditor')
    expect((await auditor('GET', `/api/staff/polls/${draft.id}/poster`)).status).toBe(403)
  })

  it('without a mini-program there are no codes, and that is said', async () => {
    const bare = await openTestOffice()
    const other = await serveOffice(bare.office)
    try {
      const poll = await openPoll(bare)
      await bare.staff('office')
      const reply = await (await other.staff('office'))('GET', `/api/staff/polls/${poll.id}/poster`)
      expect([reply.status, reply.json.detail]).toEqual([409, expect.stringContaining('小程序')])
    } finally {
      await other.close()
      await bare.close()
    }
  })
})
