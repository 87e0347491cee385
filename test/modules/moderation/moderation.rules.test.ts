import fc from 'fast-check'
import { checkStates } from '../../../src/modules/moderation'
import {
  afterVerdict,
  isShown,
  placeholder,
  retryDelay,
} from '../../../src/modules/moderation/moderation.rules'
import { SimulatedTextCheck, WechatTextCheck } from '../../../src/platform/wechat/text-check'

describe('what a verdict makes of a text', () => {
  it.each([
    ['pass', 'passed', null, null],
    ['review', 'held', 'review', null],
    ['risky', 'held', 'risky', null],
    ['away', 'held', 'away', 30_000],
  ] as const)('%s: %s', (verdict, state, label, after) => {
    const change = afterVerdict(verdict, 1, 5_000)
    expect([change.state, change.label, change.dueAt]).toEqual([state, label, after && 5_000 + after])
  })

  it('only a passed or a released text is shown', () => {
    expect([...checkStates, undefined].filter(isShown)).toEqual(['passed', 'released'])
    expect([undefined, 'pending', 'held', 'rejected'].map((s) => placeholder(s as 'held'))).toEqual([
      '〔待审核〕',
      '〔待审核〕',
      '〔待审核〕',
      '〔未通过审核〕',
    ])
  })

  it('asking again waits longer each time, an hour at most, and never ends', () => {
    expect([1, 2, 3, 7, 8, 9].map((n) => retryDelay(n) / 1_000)).toEqual([30, 60, 120, 1920, 3600, 3600])
    fc.assert(
      fc.property(fc.nat(1_000_000), (n) => {
        const delay = retryDelay(n)
        return delay >= 30_000 && delay <= 3_600_000 && retryDelay(n + 1) >= delay
      }),
    )
  })
})

describe('the stand-in for the check', () => {
  it.each([
    ['希望多抽检农贸市场的蔬菜。', 'pass'],
    ['加微信领优惠', 'review'],
    ['加 微·信 领优惠', 'review'],
    ['专业代开發票', 'risky'],
    ['', 'pass'],
  ])('%j is %s', async (text, verdict) => {
    expect(await new SimulatedTextCheck().check({ text })).toBe(verdict)
  })

  it('the real one asks as comments are asked about, and passes the verdict on', async () => {
    const asked: unknown[] = []
    const check = new WechatTextCheck({
      appId: 'wxmini',
      checkText: async (request) => {
        asked.push(request)
        return { verdict: 'review', label: 20003, traceId: 't' }
      },
    })
    expect([check.appId, await check.check({ openid: 'o1', text: '文字' })]).toEqual(['wxmini', 'review'])
    expect(asked).toEqual([{ openid: 'o1', scene: 2, content: '文字' }])
  })
})
