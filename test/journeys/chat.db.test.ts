import { openChat, type TestChat } from '../support/chat'
import { openConsultation } from '../support/consultations'
import { openTestOffice, type TestOffice } from '../support/office'
import { openPoll } from '../support/polls'
import { publishPublication } from '../support/publications'
import { answersTo, buildBank, openQuiz } from '../support/quizzes'

let test: TestOffice
let chat: TestChat

beforeAll(async () => {
  test = await openTestOffice()
  chat = await openChat(test.office)
})
afterAll(async () => {
  await chat.close()
  await test.close()
})

const receipt = /回执：([0-9a-f]{32})/

describe('a resident in chat, from following to a ticket', () => {
  const openid = 'o-journey'
  const say = async (text: string) => (await chat.say(openid, text)) ?? ''

  it('follows the account and is told what it can do', async () => {
    const { reply } = await chat.fake.follow(openid)
    expect(reply).toContain('欢迎关注')
    expect(await say('帮助')).toContain('投票')
  })

  it('votes by number, full width and in words, and is given the receipt of the same ballot box', async () => {
    const poll = await openPoll(test)
    expect(await say('投票')).toContain(`1. ${poll.title}`)
    expect(await say('9')).toContain('请回复 1 到 1 之间')
    expect(await say('１')).toContain('第1题（共3题）')
    expect(await say('1 2 3 4')).toContain('最多选 3 项')
    expect(await say('２、5')).toContain('第2题')
    expect(await say('返回')).toContain('第1题')
    expect(await say('2，5')).toContain('第2题')
    expect(await say('第一个')).toContain('第3题')
    const summary = await say('跳过')
    expect(summary).toContain('肉制品；餐饮食品')
    const done = await say('确认')
    expect(done).toMatch(receipt)
    const { id } = await test.office.residents.residentOf('wxtestoa00000001', openid)
    const ballot = await test.office.pollReads.myBallot({ kind: 'resident', id }, poll.id)
    expect(done).toContain(ballot.receipt)
    expect(ballot.answers).toEqual([
      { questionId: 'q1', optionIds: ['q1o2', 'q1o5'] },
      { questionId: 'q2', optionIds: ['q2o1'] },
    ])
    await say('投票')
    expect(await say('1')).toContain('您已经投过')
    expect(await say('结果')).toMatch(/共 1 人次投票[\s\S]*第1名 肉制品 1票/)
  })

  it('answers a quiz question by question and is told the score', async () => {
    const bank = buildBank(8)
    await test.office.quizBank.importQuestions(await test.staff('editor'), bank)
    const quiz = await openQuiz(test)
    expect(await say('答题')).toContain(quiz.title)
    let shown = await say('1')
    const { id } = await test.office.residents.residentOf('wxtestoa00000001', openid)
    const [mine] = (await test.office.quizReads.myAttempts({ kind: 'resident', id }, { limit: 1 })).items
    const { paper } = await test.office.quizAttempts.readAttempt(
      { kind: 'resident', id },
      mine?.attempt.id ?? '',
    )
    const answers = answersTo(paper.questions, bank, 4)
    for (const [i, asked] of paper.questions.entries()) {
      expect(shown).toContain(`第${i + 1}题（共5题`)
      expect(shown).toContain(asked.stem)
      const chosen = answers[i]?.optionIds.map((o) => asked.options.findIndex((x) => x.id === o) + 1) ?? []
      shown = await say(chosen.length > 0 ? chosen.join('、') : '跳过')
    }
    expect(shown).toContain('回复“交卷”提交')
    const handedIn = await say('交卷')
    expect(handedIn).toContain('您答对 4 题（共 5 题）')
    const { token } = await test.office.drawReads.myEntry({ kind: 'resident', id }, quiz.id)
    expect(handedIn).toContain(`您的抽奖号码：${token}`)
    expect(await say('我的奖品')).toContain('您还没有中奖')
    await say('答题')
    expect(await say('1')).toContain('您已经用完这一次答题机会了')
    const leader = await test.staff('leader')
    await test.office.quizzes.closeQuiz(leader, quiz.id)
    await test.office.draws.drawPrizes(leader, quiz.id)
    const prize = await say('奖品')
    expect(prize).toContain('帆布购物袋')
    expect(prize).toMatch(/请在\d+年\d+月\d+日前（含当天）登记领奖信息/)
    expect(prize).toContain('聊天里请不要发送姓名、电话和地址')
  })

  it('reads a clause and comments on it', async () => {
    const { consultation, clause } = await openConsultation(test)
    expect(await say('征求意见')).toContain(consultation.title)
    expect(await say('1')).toContain('共 27 条')
    expect(await say('第九十九条 太多')).toContain('没有这一条')
    expect(await say('第十条')).toContain('餐具费')
    const done = await say('3 天前就该告知顾客')
    expect(done).toContain('第十条')
    expect(done).toMatch(receipt)
    const { items } = await test.office.commentReads.list(consultation.id, { limit: 10 })
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      clauseId: clause('a10').id,
      source: 'wechat',
      text: '3 天前就该告知顾客',
    })
    await say('征求意见')
    await say('1')
    expect(await say('10 3 天前就该告知顾客')).toContain('只记一次')
  })

  it('is answered from what is published, with the source', async () => {
    const { id } = await publishPublication(test)
    const answer = await say('端午买粽子怎么选？')
    expect(answer).toContain('出处：《端午选粽提示》')
    expect(answer).toContain(`https://gt.example/publications/${id}`)
    expect(answer).toContain('证照齐全')
    expect(await say('解读 选粽')).toContain('看标签、看包装、看贮存温度。')
    expect(await say('解读 火星移民')).toContain('没有查到')
  })

  it('is answered from a clause under consultation with a link to that clause', async () => {
    const [found] = await test.office.publicSearch.documentsAbout('餐具费', 5)
    expect(found?.type).toBe('clause')
    const answer = await say('餐饮店收取餐具费、茶位费要告知顾客吗')
    expect(answer).toContain('餐具费')
    const link = `https://gt.example/consultations/${found?.within}#clause-${found?.id}`
    expect(answer.split('\n')).toContain(link)
    const { json } = await chat.web.stranger('POST', '/api/ask', {
      question: '餐饮店收取餐具费、茶位费要告知顾客吗',
    })
    expect(json.sources[0]).toMatchObject({
      type: 'clause',
      id: found?.id,
      path: `/consultations/${found?.within}#clause-${found?.id}`,
    })
    // The page is there, and is the one that opens what the link names.
    const page = await chat.web.stranger('GET', `/consultations/${found?.within}`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect((await chat.web.stranger('GET', `/faqs/${found?.within}`)).status).toBe(200)
    expect((await chat.web.stranger('GET', '/consultations/x')).status).toBe(404)
  })

  it('is handed to a person with a number where nothing is published, and finds it again', async () => {
    const question = '请问滑雪场的缆车多久检验一次？'
    const number = /编号 (\d{4}-\d{6})/.exec(await say(question))?.[1]
    expect(number).toBeDefined()
    expect(await say(question)).toContain(`编号 ${number}`)
    expect(await say('留言')).toContain(`${number}`)
    const { items } = await test.office.enquiryReads.list({ limit: 10 })
    expect(items.map((e) => [e.number, e.question, e.source])).toEqual([[number, question, 'wechat']])
    expect(await say('哈哈')).toContain('没有看懂')
  })

  it('leaves: nothing is said, and it is written down', async () => {
    const { reply } = await chat.fake.unfollow(openid)
    expect(reply).toBeNull()
    const { id } = await test.office.residents.residentOf('wxtestoa00000001', openid)
    const left = await test.office.chats.find(id)
    expect(left).toMatchObject({ unfollowedAt: test.clock.now(), state: null })
    const data = await test.office.personalData.exportAll({ kind: 'resident', id })
    expect(data.chats).toMatchObject({ chat: { residentId: id } })
    await test.office.personalData.erase({ kind: 'resident', id })
    expect(await test.office.chats.find(id)).toBeNull()
  })
})

describe('a conversation', () => {
  it('survives a restart, goes back, and is forgotten after half an hour', async () => {
    const say = (text: string) => chat.say('o-patient', text)
    await say('投票')
    await say('1')
    expect(await say('2')).toContain('第2题')
    await chat.close()
    await test.restart()
    chat = await openChat(test.office)
    expect(await say('看看')).toContain('没有看懂您的选择')
    expect(await say('返回')).toContain('第1题')
    expect(await say('3')).toContain('第2题')
    test.clock.advance(30 * 60_000 - 1)
    expect(await say('1')).toContain('第3题')
    test.clock.advance(30 * 60_000)
    expect(await say('跳过')).not.toContain('您的选择')
  })

  it('answers two messages of one person one after the other, whichever instance has them', async () => {
    await chat.say('o-twice', '投票')
    await chat.say('o-twice', '1')
    const replies = await Promise.all(['1', '2'].map((text) => chat.say('o-twice', text)))
    expect(replies.map((r) => /第(.)题（/.exec(r ?? '')?.[1]).sort()).toEqual(['2', '3'])
  })

  it('takes a question in between, and goes on', async () => {
    const say = (text: string) => chat.say('o-between', text)
    await say('投票')
    expect(await say('端午买粽子怎么选？')).toContain('出处')
    expect(await say('1')).toContain('第1题')
    await say('结果')
    expect(await say('端午买粽子怎么选')).toContain('出处')
    expect(await say('1')).toContain('人次投票')
  })

  it('is cancelled at any time, and other keys of the menu say the same as their sentences', async () => {
    await chat.say('o-menu', '投票')
    expect(await chat.say('o-menu', '取消')).toContain('已经退出')
    const { reply } = await chat.fake.event('o-menu', { Event: 'CLICK', EventKey: 'vote' })
    expect(reply).toBe(await chat.say('o-menu', '你点我检'))
  })
})
