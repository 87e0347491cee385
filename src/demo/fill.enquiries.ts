import type { DemoFilling } from './fill'
import { hourOf } from './timeline'

interface DemoEnquiry {
  /** Number of the resident among those who vote. */
  asker: number
  question: string
  /** Days from today: what waits is not overdue on the demo's first day. */
  askedInDays: number
  givenTo?: string
  answer?: string
}

const enquiries: readonly DemoEnquiry[] = [
  {
    asker: 7,
    question: '网上买的糕点包装上没有生产日期，商家不同意退货，我该怎么办？',
    askedInDays: -4,
    givenTo: 'consumer-protection',
    answer:
      '预包装食品应当标明生产日期。请保留商品、包装照片和订单截图，先与商家或平台协商退货；协商不成的，拨打 12315 或者在全国 12315 平台登记，我们会依法处理。',
  },
  {
    asker: 23,
    question: '健身房关门了，预付卡里还有两千多块，能找谁退？',
    askedInDays: -2,
    givenTo: 'consumer-protection',
  },
  { asker: 41, question: '小区电梯的检验标志过期两个月了还在用，应当找谁反映？', askedInDays: -1 },
]

const faqs = [
  {
    question: '怎样投诉商家？',
    answer:
      '拨打 12315，或者在全国 12315 平台的网站、小程序登记，写清商家名称、购买时间和诉求，并保留小票、订单截图。',
    isOpened: true,
  },
  {
    question: '“你点我检”每人能投几票？',
    answer: '按每期写明的规则：有的每人一票，有的每人每天一票。投票页面上写着本期的规则。',
    isOpened: false,
  },
]

/** What residents asked: one answered, one given to a division, one that waits; and common questions. */
export function fillEnquiries({ office, timeline, today, staff, divisionIds }: DemoFilling): void {
  for (const { asker, question, askedInDays, givenTo, answer } of enquiries) {
    let id = ''
    timeline.add(hourOf(today, askedInDays, 8), async () => {
      const { resident } = await office.residents.signIn(`sim:demo-resident-${asker}`)
      id = (await office.enquiries.open({ kind: 'resident', id: resident.id }, question)).id
    })
    if (givenTo)
      timeline.add(hourOf(today, askedInDays, 10), () =>
        office.enquiries.assign(staff.office, id, divisionIds.get(givenTo) ?? ''),
      )
    if (answer)
      timeline.add(hourOf(today, askedInDays + 1, 10), () => office.enquiries.answer(staff.head, id, answer))
  }
  for (const { isOpened, ...text } of faqs)
    timeline.add(hourOf(today, -30, 9), async () => {
      const faq = await office.faqs.createFaq(staff.editor, text)
      if (isOpened) await office.faqs.openFaq(staff.head, faq.id)
    })
}
