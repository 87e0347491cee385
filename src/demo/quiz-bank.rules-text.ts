import { city } from './city'
import type { DemoQuiz } from './quiz-bank.types'

export type RuledQuiz = Omit<DemoQuiz, 'rules' | 'key' | 'title'> & { topic: string; contact: string }

const grade = ['一等奖', '二等奖', '三等奖']

/** The rules are written from the same figures the quiz runs on, so that the two cannot disagree. */
export function rulesText(quiz: RuledQuiz): string {
  const minutes = quiz.secondsAllowed / 60
  const prizes = quiz.prizes.map(
    (prize, position) =>
      `${grade[position]}：${prize.name}，${prize.count}名，单件价格约${prize.worthYuan}元`,
  )
  const turn = quiz.attemptsPer === 'day' ? '每人每天可以答一次' : '每人可以答一次'
  return [
    `一、主办单位：${city.bureau}（虚构）。${quiz.contact}。`,
    `二、参与条件：对${quiz.topic}感兴趣的居民均可参加，不收费，不要求转发、点赞或者关注。`,
    `三、参与方式：在小程序“有奖问答”或者服务号发送“答题”参加。每次从题库随机抽${quiz.paperSize}题，限时${minutes}分钟，${turn}；超时没有提交的题按没有作答计算。`,
    `四、抽奖资格：答对${quiz.qualifyingScore}题及以上的取得抽奖资格。同一人只有一份资格，多答不增加中奖机会。`,
    `五、奖项、奖品和名额：${prizes.join('；')}。奖品由主办单位购买，没有商业赞助，不折现、不转让。`,
    '六、开奖时间和方式：活动截止后开奖。活动开始时公布抽奖种子的承诺值，开奖时公布种子、算法和参与者编号，任何人都可以重新计算核对。中奖概率等于名额与取得资格人数之比。',
    `七、兑奖：中奖者在小程序“我的—中奖”查看，自开奖之日起${quiz.claimDays}日内填写收件信息，可以邮寄，也可以到主办单位领取，邮费由主办单位承担。`,
    '八、放弃：逾期没有填写的，视为放弃，奖品不再补抽，用于下一次活动。',
    '九、未成年人：未满14周岁的，领奖须由监护人同意并办理。',
    '十、个人信息：答题不收集姓名和电话；领奖信息只用于寄送奖品，活动结束后按公布的期限删除。公布名单时只显示编号。',
    '十一、公平：使用程序代答、冒用他人身份的，取消抽奖资格。',
    '十二、税费：奖品涉及的税费由主办单位依法处理，不向中奖者收取任何费用。要求先交钱再领奖的，都是诈骗。',
    '十三、规则变更：活动开始后规则不作改动，对参与者有利的除外，改动之处在本页公告。',
  ].join('\n')
}
