import { openConsultation } from '../support/consultations'
import { openPoll, someAnswers } from '../support/polls'
import { comeIn, openTown, type Town, times } from './town'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

/** A ballot and a comment of somebody who is signed in on his phone. */
async function takePart(openid: string, words: string) {
  const poll = await openPoll(town.test)
  const { consultation } = await openConsultation(town.test)
  const person = await town.web.resident(openid)
  await person('PUT', `/api/polls/${poll.id}/ballot`, { answers: someAnswers })
  await person('POST', `/api/consultations/${consultation.id}/comments`, { text: words })
  return { poll, person }
}

it('takes home what is held, then erases it: nothing is left here or there, and the vote stays counted', async () => {
  const words = '金丝雀甲说标价要大'
  const phone = town.phone('m-金丝雀-one')
  await comeIn(phone)
  const { poll, person } = await takePart('m-金丝雀-one', words)
  const token = JSON.parse(phone.storage.get('guangting.token') ?? '')
  const asBefore = async () =>
    (await town.web.stranger('GET', '/api/me/ballots', undefined, { authorization: `Bearer ${token}` }))
      .status
  expect(await asBefore()).toBe(200)
  expect(await town.whereIs(words)).not.toEqual([])

  await phone.tap('导出、注销我的信息')
  await phone.tap('导出我的信息')
  await phone.sees('已复制，可以粘贴到“文件传输助手”里保存。')
  expect(JSON.parse(phone.clipboard).ballots).toHaveLength(1)
  expect(phone.clipboard).toContain(words)

  await phone.tap('注销并删除我的信息')
  await phone.sees('确定要删除吗？')
  await phone.tap('不删了')
  await phone.tap('注销并删除我的信息')
  phone.network.turn('gone')
  await phone.tap('确定删除，不再恢复')
  await phone.sees('网络没有连上，请检查手机的网络，然后再试一次。')
  // Not done, and not forgotten here as if it were.
  expect([await asBefore(), phone.storage.has('guangting.token')]).toEqual([200, true])
  phone.network.turn('there')
  await phone.tap('确定删除，不再恢复')
  await phone.sees('已注销，您的个人信息已经删除。')
  expect([await asBefore(), (await person('GET', '/api/me/export')).status]).toEqual([401, 401])
  expect([await town.whereIs(words), await town.whereIs('m-金丝雀-one')]).toEqual([[], []])
  expect((await town.test.office.pollReads.tally(poll.id)).tally.ballots).toBe(1)
  expect([...phone.storage.keys()].filter((key) => key !== 'guangting.reading')).toEqual([])

  await phone.tap('回首页')
  await phone.isAt('pages/home/home')
  await phone.tap('我的')
  await phone.sees('您还没有登录')
  expect(phone.troubles).toEqual([])
})

it('an erasure whose reply is lost is done, and trying again leaves nobody behind either', async () => {
  const words = '金丝雀乙说折扣要真'
  const phone = town.phone('m-金丝雀-two')
  await comeIn(phone)
  await takePart('m-金丝雀-two', words)
  phone.open('pages/mine/data')
  await phone.tap('注销并删除我的信息')
  phone.network.turn('deaf')
  await phone.tap('确定删除，不再恢复')
  await phone.sees('网络太慢')
  expect(times(phone, 'DELETE /api/me')).toBe(2)
  expect(await town.whereIs(words)).toEqual([])
  phone.network.turn('there')
  await phone.tap('确定删除，不再恢复')
  await phone.sees('已注销，您的个人信息已经删除。')
  await phone.rests()
  expect([await town.whereIs(words), await town.whereIs('m-金丝雀-two')]).toEqual([[], []])
  expect([...phone.storage.keys()].filter((key) => key !== 'guangting.reading')).toEqual([])
  expect(phone.troubles).toEqual([])
})
