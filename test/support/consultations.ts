import { ZipFile } from 'yazl'
import type { Clause, Consultation, NewConsultation } from '../../src/modules/consultations'
import { DAY, HOUR, type TestOffice } from './office'

/** A made-up rule of 27 articles, written for these tests. */
export const ruleText = `澜川市商品和服务标价规定（征求意见稿）
第一章 总则
第一条　为了让市民买得明白、商户卖得踏实，规范本市商品和服务的标价行为，制定本规定。
第二条　在澜川市内销售商品、提供服务的经营者标示价格，适用本规定。
通过网络向澜川市居民销售商品的，也适用本规定。
第三条　标价应当真实、清楚、容易看见，不得让人误解。
第四条　市市场监督管理局负责本规定的实施，各区分局负责日常检查。
第二章 怎样标价
第五条　商品标价应当标明品名、计价单位和价格。
第六条　下列商品还应当标明产地或者等级：
（一）新鲜蔬菜、水果；
（二）鲜活水产品；
（三）茶叶、干货。
第七条　散装商品以五百克或者一千克为计价单位。
第八条　服务标价应当标明项目、内容和收费方式；按时间收费的，标明起算时间。
第九条　停车场应当在入口处标明每小时价格和封顶价格。
第十条　餐饮店收取餐具费、茶位费的，应当在顾客入座前告知。未告知的，不得收取。
第十一条　标价牌上的字应当让站在一米以外的人看得清楚，鼓励为老年人提供大字标价牌。
第十二条　价格变动的，应当同时更换标价；来不及更换的，按较低的价格结算。
第十三条　网店的标价页面应当与结算页面的价格一致。
第三章 优惠和折扣
第十四条　标示折扣的，应当标明折扣前的价格和依据。
第十五条　折扣前的价格，应当是活动开始前七日内在同一场所实际成交过的最低价格。
第十六条　满减、赠送有条件的，条件应当与优惠标示在同一位置，字号不得小于优惠的一半。
第十七条　预付卡的余额、有效期和退款办法，应当在购买前告知。
第四章 不可以做的事
第十八条　经营者不得有下列行为：
（一）标低价，按高价结算；
（二）虚构原价；
（三）先提价再打折；
（四）谎称最后一天、仅剩几件。
第十九条　不得强迫或者变相强迫消费者购买搭售的商品。
第二十条　不得利用消费记录对同样的商品向不同的人标示不同的价格。
第五章 监督和责任
第二十一条　消费者发现标价有问题的，可以拨打电话反映，受理部门应当在七个工作日内答复。
第二十二条　检查人员不得少于两人，并应当出示证件。
第二十三条　违反第五条、第六条规定的，责令改正；拒不改正的，处五百元以上二千元以下罚款。
第二十四条　违反第十八条规定的，按价格法律、法规处理。
第二十五条　初次违反且及时改正、没有造成后果的，可以不予处罚。
第六章 附则
第二十六条　本规定由澜川市市场监督管理局解释。
第二十七条　本规定自公布之日起六十日后施行。`

export function buildConsultation(now: number, over: Partial<NewConsultation> = {}): NewConsultation {
  return {
    title: '澜川市商品和服务标价规定（征求意见稿）',
    explanation: '市民反映标价看不清、打折说不清，因此起草本规定，请大家提意见。',
    contact: { division: '价格监督科', phone: '0999-1234567', hours: '工作日 9:00–17:00' },
    opensAt: now - HOUR,
    closesAt: now + 31 * DAY,
    ...over,
  }
}

export interface OpenedConsultation {
  consultation: Consultation
  clauses: Clause[]
  /** The clause with this importer key, for example `a5` or `a6.i2`. */
  clause(path: string): Clause
}

export async function openConsultation(
  test: TestOffice,
  over: Partial<NewConsultation> = {},
): Promise<OpenedConsultation> {
  const editor = await test.staff('editor')
  const { consultations, drafting } = test.office
  const made = await consultations.createConsultation(editor, buildConsultation(test.clock.now(), over))
  const { clauses } = await drafting.uploadDraft(editor, made.id, { text: ruleText })
  const consultation = await consultations.openConsultation(await test.staff('leader'), made.id)
  return { consultation, clauses, clause: (path) => clauses.find((c) => c.path === path) as Clause }
}

export async function zipped(files: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, data] of Object.entries(files)) zip.addBuffer(Buffer.from(data), name)
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

const TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
const RELATIONS =
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'

/** The parts of a Word document with one paragraph a line. */
export function docxParts(text: string): Record<string, string> {
  const body = text.split('\n').map((line) => `<w:p><w:r><w:t xml:space="preserve">${line}</w:t></w:r></w:p>`)
  return {
    '[Content_Types].xml': TYPES,
    '_rels/.rels': RELATIONS,
    'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body.join('')}</w:body></w:document>`,
  }
}

export const docxOf = (text: string): Promise<Buffer> => zipped(docxParts(text))
