import { openPoll } from '../support/polls'
import { comeIn, openTown, type Town, times } from './town'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

const ballotsOf = async (pollId: string) => (await town.test.office.pollReads.tally(pollId)).tally.ballots

it('from the first page to a receipt: looking asks nothing, refusing blocks nothing, one vote counts one', async () => {
  const poll = await openPoll(town.test, { title: '冬季您想检什么？' })
  const phone = town.phone('m-votes')
  phone.open()
  await phone.sees('现在可以参加')
  await phone.tap('全部你点我检')
  await phone.tap(poll.title)
  await phone.isAt('pages/polls/read')
  await phone.sees('您最想检哪类食品？', '最多选 3 项')
  expect(phone.title).toBe('你点我检')

  await phone.tap('投票')
  await phone.sees('第 1 题还没有选。', '第 2 题还没有选。')
  for (const option of ['粮食加工品', '肉制品', '乳制品', '糕点']) await phone.tap(option)
  await phone.sees('已选 3 项', '这道题最多选 3 项')
  expect(['肉制品', '糕点'].map((option) => phone.isChosen(option))).toEqual([true, false])
  await phone.tap('农贸市场')
  await phone.rests()
  expect(phone.network.sent.filter((s) => /session|\/me\b|^PUT/.test(s))).toEqual([])

  await phone.tap('投票')
  await phone.sees('参加之前，请先看一下')
  await phone.tap('不同意，先看看')
  await phone.sees('参加之前需要您同意隐私说明。不同意也可以照常浏览。')
  expect([await ballotsOf(poll.id), times(phone, 'POST /api/session')]).toEqual([0, 0])
  expect(phone.isChosen('肉制品')).toBe(true)

  await phone.tap('投票')
  await phone.tap('同意，继续')
  await phone.sees('已投票，已计入', '粮食加工品；肉制品；乳制品', '共 1 张选票', '我选的')
  const person = await town.web.resident('m-votes')
  const { json: ballot } = await person('GET', `/api/polls/${poll.id}/ballot`)
  await phone.sees(ballot.receipt)
  expect(await ballotsOf(poll.id)).toBe(1)

  const planned = async () =>
    (await person('GET', `/api/me/grant-plan?moment=after_vote&subjectId=${poll.id}`)).json.items
  const [asked] = await planned()
  expect(asked).toMatchObject({ kind: 'one_time' })
  await phone.tap('结果出来后告诉我')
  await phone.sees('好的，结果出来后，会在微信里告诉您。')
  await phone.rests()
  expect(await planned()).not.toContainEqual(asked)

  // Found again among what is mine, after the mini-program was closed.
  phone.open()
  await phone.tap('我的')
  await phone.tap('我投的票')
  await phone.tap(poll.title)
  await phone.sees('已投票，已计入', ballot.receipt)
  expect(phone.text).not.toContain('投出后不能更改')
  expect(phone.troubles).toEqual([])
})

it('a ballot chosen while the network is gone stays on the phone, is not sent by itself, and is cast later', async () => {
  const poll = await openPoll(town.test, { title: '网断了也不丢的一票' })
  const cast = `PUT /api/polls/${poll.id}/ballot`
  const phone = town.phone('m-gone')
  await comeIn(phone)
  phone.open('pages/polls/read', { id: poll.id })
  await phone.tap('糕点')
  phone.network.turn('gone')
  await phone.sees('手机没有连上网络。看过的内容还在')
  await phone.tap('超市')
  await phone.tap('投票')
  await phone.sees('网络没有连上，请检查手机的网络，然后再试一次。', '您选的内容已存在手机上，不会丢。')
  // A write without a key is tried once.
  expect([times(phone, cast), await ballotsOf(poll.id)]).toEqual([1, 0])

  // Closed and opened again, still without a network: what was seen is shown, what was chosen is chosen.
  phone.open('pages/polls/read', { id: poll.id })
  await phone.sees('上次没有投完，已为您恢复之前选的内容。', poll.title, '手机没有连上网络')
  expect(['糕点', '超市', '肉制品'].map((option) => phone.isChosen(option))).toEqual([true, true, false])

  phone.network.turn('there')
  await phone.seesNot('手机没有连上网络')
  await phone.tap('投票')
  await phone.sees('已投票，已计入', '糕点')
  expect([times(phone, cast), await ballotsOf(poll.id)]).toEqual([2, 1])
  // Nothing to restore any more.
  expect([...phone.storage.keys()].filter((key) => key.startsWith('guangting.draft.'))).toEqual([])
  expect(phone.troubles).toEqual([])
})

it('a ballot whose reply is lost is counted once, and casting it again gets the first receipt', async () => {
  const poll = await openPoll(town.test, { title: '回音丢了的一票' })
  const phone = town.phone('m-deaf')
  await comeIn(phone)
  phone.open('pages/polls/read', { id: poll.id })
  for (const option of ['肉制品', '网络平台']) await phone.tap(option)
  phone.network.turn('deaf')
  await phone.tap('投票')
  await phone.sees('网络太慢', '同一张票只计一次')
  expect(await ballotsOf(poll.id)).toBe(1)
  const person = await town.web.resident('m-deaf')
  const { json: first } = await person('GET', `/api/polls/${poll.id}/ballot`)
  phone.network.turn('there')
  await phone.tap('投票')
  await phone.sees('已投票，已计入', first.receipt)
  expect(await ballotsOf(poll.id)).toBe(1)
  expect(phone.troubles).toEqual([])
})

it('a read that does not come is tried once more, and only once, and what the phone knows is said', async () => {
  const poll = await openPoll(town.test)
  const phone = town.phone('m-reads')
  phone.network.turn('gone')
  phone.open('pages/polls/read', { id: poll.id })
  await phone.sees('网络没有连上，请检查手机的网络，然后再试一次。', '重试')
  await phone.rests()
  expect(times(phone, `GET /api/polls/${poll.id}`)).toBe(2)
  phone.network.turn('there')
  await phone.tap('重试')
  await phone.sees(poll.title, '投出后不能更改。')
  expect(phone.troubles).toEqual([])
})
