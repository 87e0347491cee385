import { contacts } from './city'
import { deliverySealComments } from './consultations.delivery-seals-comments'
import { deliverySealReport } from './consultations.delivery-seals-report'
import { deliverySealRevised } from './consultations.delivery-seals-revised'
import type { DemoConsultation } from './consultations.types'

const draft = `第一条　为了规范外卖封签的使用，减少餐食在配送途中被拆动、污染的风险，根据《中华人民共和国食品安全法》等规定，结合本市实际，制定本规定。
第二条　本市行政区域内的网络餐饮服务平台（以下简称平台）、入网餐饮服务提供者（以下简称商户）和配送人员使用外卖封签，适用本规定。
第三条　本规定所称外卖封签，是指贴附或者固定在外卖食品外包装上，拆启后无法复原的一次性标识、包装或者其他封口方式。
第四条　商户应当在食品装袋以后、交付配送以前施加封签，封签应当盖住外包装的全部开口。汤汁、饮料等容易洒漏的食品，内包装应当密封。
第五条　外卖封签应当符合下列要求：
（一）拆启后留有明显痕迹；
（二）材料安全、无异味，不与食品直接接触；
（三）标明商户名称或者订单识别信息，不得印有消费者姓名、完整电话号码和住址。
第六条　消费者收餐时发现封签缺失、破损的，可以拒收，也可以当场拍照后联系商户或者平台。平台应当设置便于查找的反馈入口，并在24小时内答复。
第七条　配送人员取餐时应当查看封签是否完好；不完好的，应当请商户重新施加后再行配送。配送途中不得拆启封签。
第八条　平台应当向商户说明封签要求，不得指定商户购买特定厂家的封签，不得以封签名义向商户或者消费者收取费用。
第九条　市场监督管理部门将外卖封签使用情况纳入日常监督检查，对首次发现且没有造成后果的，以提醒、指导为主。
第十条　本规定自印发之日起30日后施行，有效期2年。`

const explanation = `外卖在配送途中被拆动、洒漏，是近两年网络餐饮投诉的常见原因，而事后往往说不清是哪一个环节的责任。食品经营监管科在部分商圈试用外卖封签的基础上，起草了本规定。征求意见稿共十条，明确封签由商户在出餐时施加，配送人员取餐时查看，消费者收餐时确认。考虑到小微商户的成本，不限定封签样式，也不允许平台指定厂家或者另行收费。欢迎商户、平台、配送人员和消费者逐条提出意见，采纳情况将向社会公布。`

const introduction = `感谢各位市民、商户、平台和配送人员对外卖封签管理规定提出的意见。我们对每一条意见都作了研究，相近的意见合并答复，处理结果和理由逐条公布如下。`

/** Closed and answered: shows residents what becomes of an opinion. */
export const deliverySealConsultation: DemoConsultation = {
  key: 'delivery-seals',
  title: '澜川市外卖封签管理规定（征求意见稿）〔虚构〕',
  explanation,
  contact: contacts['food-business'],
  opensInDays: -75,
  closesInDays: -40,
  draft,
  comments: deliverySealComments,
  report: deliverySealReport,
  introduction,
  revised: deliverySealRevised,
  invited: [
    { name: '澜川市餐饮行业协会〔虚构〕', group: 'association', commentKey: 's04' },
    { name: '澜川市消费者委员会〔虚构〕', group: 'other' },
  ],
}
