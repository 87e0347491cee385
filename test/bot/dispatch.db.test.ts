import { setTimeout as sleep } from 'node:timers/promises'
import { Dispatch } from '../../bot/dispatch'
import { fromKept, type Push, readPush } from '../../bot/push'
import { createOffice, type Office } from '../../src/office'
import { createLog } from '../../src/platform/log'
import { oa, openChat, textXml } from '../support/chat'
import { openTestOffice, type TestOffice, testOfficeOptions } from '../support/office'
import { proxyTo } from '../support/proxy'

declare const TEST_DATABASE: 'sqlite' | 'mysql'
const onMysql = TEST_DATABASE === 'mysql' ? it : it.skip

let test: TestOffice
beforeAll(async () => {
  test = await openTestOffice()
})
afterAll(() => test.close())

let people = 0
const pushOf = (text = '帮助'): Push => {
  const push = readPush(oa.appId, textXml(`o-dispatch-${++people}`, text, test.clock.now()))
  if (!push) throw new Error('not read')
  return push
}

/** Longer than any answer here takes on a busy machine. */
const AMPLE_MS = 30_000
/** A handler that does as scripted, the way the bot stores its outcomes. */
function dispatchWith(work: (nth: number) => Promise<string | null>, budgetMs = AMPLE_MS) {
  const { chatMessages } = test.office
  let calls = 0
  const handle = async (push: Push, isLate: () => boolean) => {
    const answer = await work(++calls)
    await chatMessages.close(push.hash, null, answer, isLate())
    return answer
  }
  const dispatch = new Dispatch(chatMessages, handle, createLog('silent'), budgetMs)
  return { dispatch, handle, calls: () => calls }
}

describe('an answer that comes too late', () => {
  it('is promised with success, follows once, and a retry is not told it a second time', async () => {
    let finish = (): void => undefined
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const { dispatch, calls } = dispatchWith(async () => {
      await finished
      return '迟到的答复'
    }, 100)
    const push = pushOf()
    expect(await dispatch.answer(push)).toBeNull()
    expect(await dispatch.answer(push)).toBeNull()
    finish()
    await dispatch.settle()
    expect(await dispatch.answer(push)).toBeNull()
    expect(calls()).toBe(1)
    const follow = await test.office.chatMessages.claimAnswers()
    expect(follow.map((f) => [f.hash, f.answer, fromKept(f.message).incoming.openid])).toEqual([
      [push.hash, '迟到的答复', push.incoming.openid],
    ])
    expect(await test.office.chatMessages.claimAnswers()).toEqual([])
  })

  it('that was being stored as the time ran out follows too', async () => {
    const { chatMessages } = test.office
    const push = pushOf()
    const dispatch = new Dispatch(
      chatMessages,
      async ({ hash }) => {
        // Decided on time, told too late.
        await chatMessages.close(hash, null, '刚好超时', false)
        await sleep(200)
        return '刚好超时'
      },
      createLog('silent'),
      100,
    )
    expect(await dispatch.answer(push)).toBeNull()
    await dispatch.settle()
    expect((await chatMessages.claimAnswers()).map((f) => f.answer)).toEqual(['刚好超时'])
  })

  it('makes nobody else wait as long, until things go well again', async () => {
    const { dispatch } = dispatchWith(async (nth) => {
      if (nth <= 2) await sleep(3_000)
      return '好'
    }, 2_500)
    const took = async () => {
      const started = performance.now()
      await dispatch.answer(pushOf())
      return performance.now() - started
    }
    expect(await took()).toBeGreaterThan(2_450)
    expect(await took()).toBeLessThan(2_450)
    await dispatch.settle()
    expect(await dispatch.answer(pushOf())).toBe('好')
  })
})

describe('handling that fails', () => {
  it('is done again by a retry, which gets the answer', async () => {
    const { dispatch, calls } = dispatchWith(async (nth) => {
      if (nth === 1) throw new Error('once')
      return '第二次成功'
    })
    const push = pushOf()
    expect(await dispatch.answer(push)).toBeNull()
    expect(await dispatch.answer(push)).toBe('第二次成功')
    expect(await dispatch.answer(push)).toBe('第二次成功')
    expect(calls()).toBe(2)
  })

  it('is done again without one, later and later, and given up in the end', async () => {
    const { dispatch } = dispatchWith(() => Promise.reject(new Error('always')))
    const { chatMessages } = test.office
    const push = pushOf()
    await dispatch.answer(push)
    expect(await chatMessages.claimUndone()).toEqual([])
    const waits: boolean[] = []
    for (let n = 0; n < 6; n++) {
      test.clock.advance(1_000 * 2 ** (n + 1) - 1)
      expect(await chatMessages.claimUndone()).toEqual([])
      test.clock.advance(1)
      const [due] = await chatMessages.claimUndone()
      expect(due?.hash).toBe(push.hash)
      if (due) waits.push(chatMessages.isGivenUp(due))
      await chatMessages.failed(push.hash)
    }
    expect(waits).toEqual([false, false, false, false, false, true])
  })

  it('whose process died is taken over when its lease is over', async () => {
    const { chatMessages } = test.office
    const push = pushOf()
    expect(await chatMessages.accept(push.hash, '{}')).toEqual({ kind: 'mine' })
    expect(await chatMessages.accept(push.hash, '{}')).toEqual({ kind: 'under_way' })
    test.clock.advance(20_000)
    expect(await chatMessages.accept(push.hash, '{}')).toEqual({ kind: 'mine' })
  })
})

it('through WeChat: a slow answer arrives as a message of its own, once', async () => {
  const slow: Office = {
    ...test.office,
    ask: {
      answer: async (question: string) => {
        await sleep(400)
        return test.office.ask.answer(question)
      },
    } as Office['ask'],
  }
  const chat = await openChat(slow, { budgetMs: 150 })
  try {
    await chat.say('o-slow', '帮助')
    expect(await chat.say('o-slow', '请问滑雪场的缆车多久检验一次？')).toBeNull()
    const later = () => chat.fake.inbox('o-slow').filter((m) => m.kind === 'custom')
    for (let tries = 0; tries < 200 && later().length === 0; tries++) {
      await sleep(50)
      await chat.bot.drain()
    }
    await chat.bot.drain()
    await chat.bot.drain()
    expect(later().map((m) => m.text)).toEqual([expect.stringContaining('编号')])
  } finally {
    await chat.close()
  }
})

onMysql(
  'a database that swallows everything: success within WeChat’s five seconds, soon in less than half, and all is handled after',
  async () => {
    const cable = await proxyTo(test.databaseUrl)
    const office = await createOffice(testOfficeOptions(cable.url, test.clock))
    const chat = await openChat(office)
    try {
      await chat.say('o-hang-0', '帮助')
      cable.swallow()
      const ask = async (n: number) => {
        const started = performance.now()
        const { reply, answered, tries } = await chat.fake.say(`o-hang-${n}`, '帮助')
        return { said: [reply, answered, tries], ms: performance.now() - started }
      }
      const first = await ask(1)
      expect(first.said).toEqual([null, true, 1])
      expect(first.ms).toBeLessThan(5_000)
      const others = await Promise.all(Array.from({ length: 30 }, (_, i) => ask(2 + i)))
      expect(new Set(others.map((o) => JSON.stringify(o.said)))).toEqual(new Set(['[null,true,1]']))
      expect(Math.max(...others.map((o) => o.ms))).toBeLessThan(2_500)
      cable.heal()
      const answered = () =>
        Array.from({ length: 31 }, (_, i) => chat.fake.inbox(`o-hang-${i + 1}`).length).filter((l) => l > 0)
          .length
      for (let tries = 0; tries < 60 && answered() < 31; tries++) {
        await sleep(500)
        test.clock.advance(5_000)
        await chat.bot.drain()
      }
      expect(answered()).toBe(31)
      for (let n = 1; n <= 31; n++)
        expect(chat.fake.inbox(`o-hang-${n}`).map((m) => [m.kind, m.text.slice(0, 6)])).toEqual([
          ['custom', '您可以回复：'],
        ])
      expect(await chat.say('o-hang-0', '帮助')).toContain('您可以回复')
    } finally {
      cable.heal()
      await chat.close()
      await office.close()
      await cable.close()
    }
  },
)
