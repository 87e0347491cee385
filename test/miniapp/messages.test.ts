import { systemActor } from '../../src/modules/ledger'
import { type CampaignOrder, demoTemplates, purposeOf, type SubjectKind } from '../../src/modules/push'
import { openConsultation } from '../support/consultations'
import { drawnQuiz } from '../support/draws'
import { openPoll, someAnswers } from '../support/polls'
import { publishPublication } from '../support/publications'
import { buildLine, publishReport, workOff } from '../support/reports'
import { comeIn, openTown, type Town } from './town'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

interface Told {
  title: string
  /** What its template's page is filled with. */
  subjectId: string
}
type Person = Awaited<ReturnType<Town['test']['resident']>>

async function order(subject: CampaignOrder['subject'], over: Partial<CampaignOrder> = {}): Promise<void> {
  await town.test.office.campaigns.create(await town.test.staff('leader'), { subject, ...over })
}

/** A poll in which this person voted, and that has ended. */
async function endedPoll(person: Person, title: string, results?: string): Promise<Told> {
  const { office, staff } = town.test
  const poll = await openPoll(town.test, { title })
  await office.ballotBox.castBallot(person, poll.id, someAnswers)
  await office.polls.closePoll(await staff('leader'), poll.id)
  if (results !== undefined) {
    const { id } = await publishPublication(town.test, { title: results })
    await office.polls.followUp(await staff('editor'), poll.id, { results: id })
  }
  return { title, subjectId: poll.id }
}

/** Each kind of message, sent by those who send it: what is told, and the page and words it must lead to. */
const kinds: [string, SubjectKind, (person: Person) => Promise<Told>, string, string[]][] = [
  [
    'a publication',
    'publication',
    async () => {
      const { id } = await publishPublication(town.test, { title: '冬至买羊肉，看清这三样' })
      await order({ kind: 'publication', id })
      return { title: '冬至买羊肉，看清这三样', subjectId: id }
    },
    'pages/publications/read',
    ['冬至买羊肉，看清这三样', '有疑问，问这里'],
  ],
  [
    'the count of a poll',
    'poll_outcome',
    async (person) => {
      const told = await endedPoll(person, '春季您想检什么？')
      await order({ kind: 'poll_outcome', id: told.subjectId })
      return told
    },
    'pages/polls/read',
    ['春季您想检什么？', '共 1 张选票', '我选的'],
  ],
  [
    'the results of a poll',
    'poll_outcome',
    async (person) => {
      const told = await endedPoll(person, '夏季您想检什么？', '夏季抽检结果')
      await order({ kind: 'poll_outcome', id: told.subjectId })
      return told
    },
    'pages/sampling/poll',
    ['夏季您想检什么？', '抽检结果已经公布。', '看结果公布全文'],
  ],
  [
    'the results of a poll, told to everybody',
    'poll_outcome',
    async (person) => {
      const told = await endedPoll(person, '秋季您想检什么？', '秋季抽检结果')
      await order({ kind: 'poll_outcome', id: told.subjectId }, { audience: { kind: 'all' } })
      return told
    },
    'pages/sampling/poll',
    ['秋季您想检什么？', '抽检结果已经公布。', '看结果公布全文'],
  ],
  [
    'what became of comments',
    'consultation_outcome',
    async (person) => {
      const { office, staff, clock } = town.test
      const { consultation, clause } = await openConsultation(town.test, { title: '标价规定（征求意见稿）' })
      const given = { clauseId: clause('a11').id, text: '字号要再大一些' }
      const { comment } = await office.commentBox.comment(person, consultation.id, given)
      clock.set(consultation.closesAt)
      await office.consultations.freezeDue(systemActor)
      await office.adoption.dispose(await staff('editor'), consultation.id, [comment.id], buildLine())
      await publishReport(town.test, consultation.id)
      return { title: '标价规定（征求意见稿）', subjectId: consultation.id }
    },
    'pages/consultations/report',
    ['处理结果', '我提的意见', '字号要再大一些', '第十一条已写明字号要求。'],
  ],
  [
    'an invitation to comment',
    'consultation_invitation',
    async (person) => {
      await town.test.office.residents.setPreferences(person, { topics: ['停车'] })
      const { consultation } = await openConsultation(town.test, { title: '停车收费规定（征求意见稿）' })
      await town.test.office.invitations.inviteSegment(await town.test.staff('office'), consultation.id, {
        name: '关注停车的群众',
        group: 'resident',
        audience: { kind: 'topic', topic: '停车' },
      })
      return { title: '停车收费规定（征求意见稿）', subjectId: consultation.id }
    },
    'pages/consultations/read',
    ['停车收费规定（征求意见稿）', '对全文提意见'],
  ],
  [
    'the answer to a question',
    'enquiry_answer',
    async (person) => {
      const { office, staff } = town.test
      const { id, number } = await office.enquiries.open(person, '电梯的年检由谁来做？')
      await office.enquiries.answer(await staff('office'), id, '由有资质的检验机构来做。')
      return { title: `留言 ${number} 已答复`, subjectId: id }
    },
    'pages/enquiries/read',
    ['电梯的年检由谁来做？', '由有资质的检验机构来做。'],
  ],
  [
    'a prize',
    'quiz_prize',
    async (person) => {
      const { id, title } = await drawnQuiz(town.test, [person], { title: '食品安全问答' })
      return { title: `您在“${title}”中中奖了`, subjectId: id }
    },
    'pages/quizzes/win',
    ['帆布购物袋', '等您领奖', '抽奖号码'],
  ],
]

let people = 0
it.each(kinds)(
  '%s leads to its own page, from the inbox and from WeChat',
  async (_, subjectKind, tell, page, words) => {
    const openid = `m-told-${++people}`
    const phone = town.phone(openid)
    await comeIn(phone)
    const { title, subjectId } = await tell(await town.test.resident(openid))
    await workOff(town.test)

    phone.open('pages/mine/messages')
    await phone.tap(title)
    await phone.isAt(page)
    await phone.sees(...words)

    // Invitations go to the inbox alone.
    if (subjectKind === 'consultation_invitation') return
    // The page in a template is one for all: where there is only a count to tell, it says so and leads on to it.
    const purpose = purposeOf({ subjectKind, level: 'info' })
    const template = demoTemplates.find((t) => t.purpose === purpose)
    const [route = '', query = ''] = template?.page.replace('{id}', subjectId).split('?') ?? []
    phone.open(route, Object.fromEntries(new URLSearchParams(query)))
    if (page === 'pages/polls/read') {
      await phone.tap('看这期投票和票数')
      await phone.isAt(page)
    }
    await phone.sees(...words)
    expect(phone.troubles).toEqual([])
  },
)
