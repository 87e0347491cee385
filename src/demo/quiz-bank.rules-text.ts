import { city } from './city'
import type { DemoQuiz } from './quiz-bank.types'

export type RuledQuiz = Omit<DemoQuiz, 'rules' | 'key' | 'title'> & { topic: string; contact: string }

const seeds: Record<DemoQuiz['seed'], string> = {
  system: '种子由系统在活动开始前承诺的随机份额产生',
  witnesses: '种子由系统和几位见证人在活动开始前各自承诺的随机份额产生',
  public:
    '种子由系统在活动开始前承诺的随机份额和活动截止后公布的彩票开奖号码产生，号码由两名工作人员分别录入',
}

const grade = ['一等奖', '二等奖', '三等奖']

/** Days for which what a winner filled in is kept. */
export const KEEP_DAYS = 90

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
    `六、开奖时间和方式：活动截止时固定参与名单并公布摘要，之后开奖，每期只开一次。${seeds[quiz.seed]}；活动开始时公布承诺值，开奖时公布份额、算法和抽奖号码，任何人都可以重新计算核对。中奖概率等于名额与取得资格人数之比。`,
    `七、兑奖：中奖者在小程序“我的奖品”查看，自开奖之日起${quiz.claimDays}日内填写领奖信息，可以邮寄，也可以到主办单位领取，邮费由主办单位承担。`,
    '八、放弃：逾期没有填写的，视为放弃，由候补按抽出的次序递补，递补的期限相同；没有候补的，奖品用于下一次活动。',
    '九、未成年人：未满14周岁的，领奖须由监护人同意并办理。',
    `十、个人信息：答题不收集姓名和电话；领奖信息只用于发放奖品，加密保存，登记后满${KEEP_DAYS}日自动删除。公布名单时只显示抽奖号码，本人同意的另显示姓。`,
    '十一、公平：使用程序代答、冒用他人身份的，取消抽奖资格。',
    '十二、税费：奖品涉及的税费由主办单位依法处理，不向中奖者收取任何费用。要求先交钱再领奖的，都是诈骗。',
    '十三、规则变更：活动开始后规则不作改动，对参与者有利的除外，改动之处在本页公告。',
  ].join('\n')
}
