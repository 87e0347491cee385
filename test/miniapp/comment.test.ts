import { openConsultation } from '../support/consultations'
import { comeIn, openTown, type Town, times } from './town'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

it('a draft is read, an article commented on, and the comment found among mine', async () => {
  const { consultation } = await openConsultation(town.test)
  const phone = town.phone('m-comments')
  phone.open()
  await phone.tap('全部意见征集')
  await phone.tap(consultation.title)
  await phone.sees(
    '第一章 总则',
    '商品标价应当标明品名、计价单位和价格。',
    '价格监督科',
    '0 条意见，0 人提出',
  )
  await phone.tap('目录')
  await phone.sees('收起目录', '第六条')
  await phone.tap('收起目录')

  await phone.tap('对第五条提意见')
  await phone.tap('提交意见')
  await phone.sees('请先写下您的意见')
  const words = '字要大一些，<b>老人</b>看不清。'
  await phone.type('您的意见', words)
  await phone.sees(`${words.length} / 2000 字`)
  await phone.tap('建议修改')
  await phone.chose('建议修改')
  await phone.rests()
  expect(phone.network.sent.filter((s) => /session|^POST/.test(s))).toEqual([])

  // Not sent yet, and not lost: the mini-program is closed and opened again.
  phone.open('pages/consultations/read', { id: consultation.id })
  await phone.tap('对第五条提意见')
  await phone.sees('上次没有提交，已为您恢复写好的内容。')
  expect([phone.typed('您的意见'), phone.isChosen('建议修改'), phone.isChosen('赞成')]).toEqual([
    words,
    true,
    false,
  ])
  await phone.tap('提交意见')
  await phone.tap('同意，继续')
  await phone.sees('已收到您的意见。', '我提的意见', '等待答复', words, '1 条意见，1 人提出', '收到 1 条意见')
  const person = await town.web.resident('m-comments')
  const { json: mine } = await person('GET', '/api/me/comments')
  expect(mine.items).toMatchObject([{ clauseLabel: '第五条', text: words }])
  await phone.sees(mine.items[0].receipt)
  await phone.tap('结果出来后告诉我')
  await phone.sees('好的，结果出来后，会在微信里告诉您。')

  phone.open('pages/mine/comments')
  await phone.tap(consultation.title)
  await phone.sees('我提的意见', words)
  expect(phone.troubles).toEqual([])
})

it('a comment whose reply is lost is tried again under one key and written once, and stays until it is known', async () => {
  const { consultation } = await openConsultation(town.test)
  const write = `POST /api/consultations/${consultation.id}/comments`
  const phone = town.phone('m-lost')
  await comeIn(phone)
  phone.open('pages/consultations/read', { id: consultation.id })
  await phone.tap('对全文提意见')
  await phone.type('您的意见', '总的来说赞成。')
  phone.network.turn('deaf')
  await phone.tap('提交意见')
  await phone.sees('网络太慢', '您写的内容已存在手机上，不会丢。')
  expect(times(phone, write)).toBe(2)
  expect(phone.typed('您的意见')).toBe('总的来说赞成。')
  phone.network.turn('there')
  await phone.tap('提交意见')
  await phone.sees('已收到您的意见。', '我提的意见')
  const keys = phone.network.keys.filter((_, at) => phone.network.sent[at] === write)
  expect([keys.length, new Set(keys).size, typeof keys[0]]).toEqual([3, 1, 'string'])
  const counters = await town.test.office.consultationReads.counters(consultation)
  expect(counters.get('comments')).toBe(1)
  const person = await town.web.resident('m-lost')
  expect((await person('GET', '/api/me/comments')).json.items).toHaveLength(1)
  expect(phone.troubles).toEqual([])
})

it('what is written while the network is gone is kept through a restart and sent when it is back', async () => {
  const { consultation } = await openConsultation(town.test)
  const phone = town.phone('m-gone')
  await comeIn(phone)
  phone.open('pages/consultations/read', { id: consultation.id })
  await phone.tap('对第十条提意见')
  phone.network.turn('gone')
  await phone.type('您的意见', '餐具费要写清楚')
  await phone.tap('提交意见')
  await phone.sees('网络没有连上，请检查手机的网络，然后再试一次。', '您写的内容已存在手机上，不会丢。')

  phone.open('pages/consultations/read', { id: consultation.id })
  await phone.sees('餐饮店收取餐具费', '手机没有连上网络')
  await phone.tap('对第十条提意见')
  await phone.sees('已为您恢复写好的内容')
  phone.network.turn('there')
  await phone.tap('提交意见')
  await phone.sees('已收到您的意见。', '餐具费要写清楚')
  const person = await town.web.resident('m-gone')
  expect((await person('GET', '/api/me/comments')).json.items).toMatchObject([{ clauseLabel: '第十条' }])
  expect(phone.troubles).toEqual([])
})
