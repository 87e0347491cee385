import type { NewPoll, Poll } from '../../src/modules/polls'
import { DAY, HOUR, type TestOffice } from './office'

/** A poll as an editor would write it; every part may be replaced. */
export function buildPoll(now: number, over: Partial<NewPoll> = {}): NewPoll {
  return {
    title: '您最想检哪类食品？',
    intro: '得票多的品种优先抽检。',
    opensAt: now - HOUR,
    closesAt: now + 10 * DAY,
    votesPer: 'poll',
    questions: [
      {
        text: '您最想检哪类食品？',
        kind: 'choice',
        minChoices: 1,
        maxChoices: 3,
        options: ['粮食加工品', '肉制品', '乳制品', '糕点', '餐饮食品'],
      },
      {
        text: '在哪里抽？',
        kind: 'choice',
        minChoices: 1,
        maxChoices: 1,
        options: ['农贸市场', '超市', '网络平台'],
      },
      { text: '还有什么想说的？', kind: 'open', minChoices: 0, maxChoices: 0, options: [] },
    ],
    ...over,
  }
}

export async function openPoll(test: TestOffice, over: Partial<NewPoll> = {}): Promise<Poll> {
  const poll = await test.office.polls.createPoll(
    await test.staff('editor'),
    buildPoll(test.clock.now(), over),
  )
  return test.office.polls.openPoll(await test.staff('leader'), poll.id)
}

export const someAnswers = [
  { questionId: 'q1', optionIds: ['q1o2', 'q1o5'] },
  { questionId: 'q2', optionIds: ['q2o1'] },
]
