/** The invented city whose bureau runs this site in demo mode. No place, person or number here exists. */
export const city = {
  fictional: true,
  name: '澜川市',
  bureau: '澜川市市场监督管理局',
  /** As staff see it in a list of accounts on their phones, where nothing else says that it is invented. */
  bureauShown: '澜川市市场监督管理局（虚构）',
  contact: { phone: '0900-0000001', hours: '工作日 9:00—12:00、14:00—17:30（虚构）' },
  sheetPrefix: '澜市监审',
  notice: '本站为虚构城市演示，所有内容均非真实信息',
  slogan: '您说，我们听；您问，我们答',
  about:
    '澜川市是为演示而虚构的城市。本站的机构、人员、企业、电话、文件和统计数字都是编写的，' +
    '请不要据此办事；真实的消费纠纷请拨打12315，或者向当地市场监督管理部门反映。',
  address: '澜川市（虚构）听澜路0号',
} as const

export type DivisionKind = 'bureau' | 'section' | 'branch' | 'county' | 'affiliated'

type DivisionRow = { key: string; parentKey: string | null; name: string; kind: DivisionKind }

/** One tree; parents stand before their children. */
export const divisions = [
  { key: 'bureau', parentKey: null, name: '澜川市市场监督管理局', kind: 'bureau' },

  { key: 'office', parentKey: 'bureau', name: '办公室', kind: 'section' },
  { key: 'legal', parentKey: 'bureau', name: '法规科', kind: 'section' },
  { key: 'publicity', parentKey: 'bureau', name: '宣传科', kind: 'section' },
  { key: 'audit', parentKey: 'bureau', name: '督察审计科', kind: 'section' },
  { key: 'credit', parentKey: 'bureau', name: '信用监督管理科', kind: 'section' },
  { key: 'price', parentKey: 'bureau', name: '价格监督科', kind: 'section' },
  { key: 'online-trade', parentKey: 'bureau', name: '网络交易监管科', kind: 'section' },
  { key: 'consumer-protection', parentKey: 'bureau', name: '消费者权益保护科', kind: 'section' },
  { key: 'food-business', parentKey: 'bureau', name: '食品经营监管科', kind: 'section' },
  { key: 'food-sampling', parentKey: 'bureau', name: '食品抽检科', kind: 'section' },
  { key: 'special-equipment', parentKey: 'bureau', name: '特种设备安全监察科', kind: 'section' },

  { key: 'hi-tech-branch', parentKey: 'bureau', name: '听澜新区分局', kind: 'branch' },
  { key: 'port-branch', parentKey: 'bureau', name: '临港片区分局', kind: 'branch' },

  { key: 'lan-east', parentKey: 'bureau', name: '澜东区市场监督管理局', kind: 'county' },
  { key: 'lan-west', parentKey: 'bureau', name: '澜西区市场监督管理局', kind: 'county' },
  { key: 'wangting', parentKey: 'bureau', name: '望汀县市场监督管理局', kind: 'county' },
  { key: 'qingxiu', parentKey: 'bureau', name: '青岫县市场监督管理局', kind: 'county' },

  { key: 'complaint-centre', parentKey: 'bureau', name: '消费者投诉处置中心', kind: 'affiliated' },
  { key: 'food-laboratory', parentKey: 'bureau', name: '食品检验所', kind: 'affiliated' },
  { key: 'equipment-institute', parentKey: 'bureau', name: '特种设备检验所', kind: 'affiliated' },
  { key: 'information-centre', parentKey: 'bureau', name: '信息中心', kind: 'affiliated' },
] as const satisfies readonly DivisionRow[]

export type DivisionKey = (typeof divisions)[number]['key']

export type StaffRole = 'editor' | 'head' | 'office' | 'leader' | 'secrecy' | 'auditor' | 'admin'

type StaffRow = {
  username: StaffRole
  name: string
  post: string
  division: DivisionKey
  roles: readonly StaffRole[]
}

/** Names pun on the duty (拟稿 → 倪小稿), so that nobody takes them for a real person. */
export const staff = [
  {
    username: 'editor',
    name: '倪小稿',
    post: '拟稿人',
    division: 'consumer-protection',
    roles: ['editor'],
  },
  {
    username: 'head',
    name: '楚小审',
    post: '科室负责人（初审）',
    division: 'consumer-protection',
    roles: ['head'],
  },
  { username: 'office', name: '傅小核', post: '办公室（复审）', division: 'office', roles: ['office'] },
  { username: 'leader', name: '钟小签', post: '分管领导（终审）', division: 'bureau', roles: ['leader'] },
  { username: 'secrecy', name: '宓小查', post: '保密审查员', division: 'office', roles: ['secrecy'] },
  { username: 'auditor', name: '沈小计', post: '审计员', division: 'audit', roles: ['auditor'] },
  { username: 'admin', name: '管小理', post: '系统管理员', division: 'information-centre', roles: ['admin'] },
] as const satisfies readonly StaffRow[]

/** What a reader is told under an item: whom to ask, where to ring (cannot be dialled), and when. */
export type Contact = { division: string; phone: string; hours: string }

const officeHours = '工作日 9:00—12:00、14:00—17:00'
const counterHours = '工作日 9:00—17:00'

// 0900 is no area code of mainland China, so none of these numbers can reach anybody.
const phoneOf = (position: number) => `0900-${String(position + 10).padStart(7, '0')}（虚构）`

export const contacts = Object.fromEntries(
  divisions.map((division, position) => [
    division.key,
    {
      division: division.name,
      phone: phoneOf(position),
      hours:
        division.kind === 'affiliated' || division.key === 'consumer-protection' ? counterHours : officeHours,
    },
  ]),
) as Record<DivisionKey, Contact>
