/** Made-up form letters about the elevator draft, and what people do to them before they send them in. */
export interface Letter {
  article: number
  /** What the letter says; every sentence a string. */
  body: string[]
  /** What it asks for: nobody who signs changes a word of it. */
  request: string
}

export const letters: readonly Letter[] = [
  {
    article: 17,
    body: ['救援时限只看钟表，不看路况和天气', '维保站点少的公司为了不被扣分，只能让工人闯红灯赶路'],
    request: '建议把第十七条的三十分钟改为四十五分钟，并写明恶劣天气可以顺延',
  },
  {
    article: 17,
    body: ['人关在轿厢里每一分钟都难熬，老人和孩子尤其经不起', '三十分钟已经是底线，不能再往后退'],
    request: '恳请保留第十七条的三十分钟，并把偏远乡镇的时限缩短到四十五分钟',
  },
  {
    article: 10,
    body: ['公示期只有五个工作日，很多业主看到的时候已经结束', '网站上的公告一般人也不会天天去翻'],
    request: '建议将第十条的公示期延长到十五个工作日，并在每部电梯里张贴',
  },
  {
    article: 10,
    body: ['信息牌要钱做要钱换，最后都摊到维保费里', '等级一年一变，牌子一年一换'],
    request: '请求取消第十条轿厢信息牌的要求，只在市局网站公布',
  },
  {
    article: 8,
    body: ['一次失误就直接评为最低等级，没有改正的机会', '小微企业一旦评为D级就接不到业务，等于关门'],
    request: '希望第八条增加首次情节轻微的可以先限期整改，不直接评为D级',
  },
  {
    article: 8,
    body: ['挂靠和转包的单位收了钱不干活，出了事互相推', '只管住伪造记录远远不够'],
    request: '建议在第八条增加一项，把挂靠、转包维保业务列为直接评为D级的情形',
  },
  {
    article: 7,
    body: ['同一次检查里查出五个问题，只扣最重的一项，其余的等于白查', '守规矩的单位反而吃亏'],
    request: '建议把第七条改为各项分别扣分、累加计算',
  },
  {
    article: 11,
    body: ['政府推荐谁不推荐谁，本身就是在分配生意', '公平竞争审查过不了关'],
    request: '请删除第十一条里优先推荐参与公共项目的内容',
  },
  {
    article: 13,
    body: ['每季度检查一次，一年也就四次，查完又是老样子', '等级低的单位更要盯紧'],
    request: '建议将第十三条的检查由每季度不少于一次改为每月不少于一次',
  },
  {
    article: 15,
    body: ['老旧小区的电梯十几年没有大修，困人是常事', '照这个标准每个月都是蓝色预警，预警多了就没人当回事'],
    request: '希望第十五条按照电梯使用年限分别规定预警的次数',
  },
  {
    article: 16,
    body: ['红色预警了还让居民照样坐，谁敢负这个责', '现场检查不等于安全'],
    request: '建议第十六条规定发布红色预警的电梯立即停止使用，修好检验合格后再启用',
  },
  {
    article: 18,
    body: ['整改三个月就能恢复信用，失信的代价太小', '刚评完D级，换一批招牌又去投标'],
    request: '建议把第十八条的三个月延长到十二个月，并公开修复的理由',
  },
  {
    article: 19,
    body: ['业主是天天坐电梯的人，却只占一成的分数', '物业和维保签合同，评价难免留情面'],
    request: '请把第十九条社会评价的比例提高到百分之三十，其中业主评价不少于一半',
  },
  {
    article: 9,
    body: ['初评结果寄到公司要两三天，等看到已经过了一半时间', '调记录、找监控、请律师都要时间'],
    request: '恳请将第九条提出异议的期限由五个工作日延长到十五个工作日',
  },
  {
    article: 21,
    body: ['办法试行两年，评价才做过两轮就失效', '企业刚按新规矩投入，标准又要变'],
    request: '建议第二十一条的有效期改为五年，第三年组织一次评估',
  },
]

const greetings = ['', '尊敬的市场监管局：', '各位领导：', '市局领导您好，', '领导好：', '尊敬的各位领导：']
const people = [
  '一名普通业主',
  '电梯维保工人',
  '小区业委会成员',
  '一家维保公司的负责人',
  '物业公司员工',
  '住在高层的退休教师',
]
const places = ['幸福里小区', '锦绣花园', '城东老街', '滨江新城', '建设路', '南门社区']
const endings = ['', '谢谢！', '谢谢领导。', '望采纳。', '感谢。', '此致敬礼']
const own = [
  '我家八十岁的母亲上个月在电梯里困了半个小时，到现在还不敢坐',
  '我们楼的电梯今年已经修了六回，维修基金快用完了',
  '另外请公布每个维保单位有多少名持证人员',
  '去年除夕夜我们小区停梯三天，提着年货爬了十八楼',
  '同时希望评价系统能让租户也参加',
  '我在物业干了十年，什么样的维保都见过',
  '还建议把检查结果用短信发给业主',
  '孩子上学天天要坐电梯，做家长的心里不踏实',
]

/** A generator of chance that gives the same every time (mulberry32). */
export function chance(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
const one = <T>(all: readonly T[], random: () => number) => all[Math.floor(random() * all.length)] as T

export interface Variant {
  text: string
  /** A sentence of the sender's own, where there is one. */
  own: string | null
}

/** The letter as somebody sends it in: another greeting, another signer, other stops, perhaps a sentence more. */
export function variantOf({ body, request }: Letter, random: () => number): Variant {
  const intro = random() < 0.7 ? [`我是${one(places, random)}的${one(people, random)}`] : []
  const extra = random() < 0.15 ? one(own, random) : null
  const said = random() < 0.2 ? request.replace('建议把', '建议将').replace('恳请将', '请求把') : request
  const sentences = [...intro, ...body, said]
  if (extra) sentences.splice(1 + Math.floor(random() * sentences.length), 0, extra)
  const stop = random() < 0.15 ? '，' : random() < 0.1 ? '！' : '。'
  const text = `${one(greetings, random)}${sentences.join(stop)}${stop === '，' ? '' : stop}${one(endings, random)}`
  return { text, own: extra }
}

/** One word changed, and the letter asks for something else: near misses that must not be merged. */
export function missesOf({ body, request }: Letter): string[] {
  const changes: [RegExp, string][] = [
    [/建议|恳请|希望|请求|请(?=把|删)/, '不建议'],
    [/四十五分钟|十五个工作日|三个月|五年|百分之三十|十二个月/, '两百天'],
    [/第(.{1,3})条/, '第四条'],
    [/延长到|提高到|缩短到/, '改回到'],
    [/增加/, '不增加'],
    [/删除|取消/, '保留'],
    [/每月/, '每周'],
    [/红色/, '黄色'],
  ]
  return changes.flatMap(([what, into]) => {
    const changed = request.replace(what, into)
    return changed === request ? [] : [`${[...body, changed].join('。')}。`]
  })
}

const subjects = [
  '困人',
  '公示',
  '扣分',
  '抽查',
  '约谈',
  '整改',
  '维保记录',
  '信息牌',
  '业主评价',
  '红色预警',
  '乡镇救援',
  '信用修复',
  '初评',
  '有效期',
  '社会评价',
  '检查比例',
]
const views = [
  '太麻烦',
  '很有必要',
  '说不清楚',
  '应该公开',
  '不能走过场',
  '要有人管',
  '标准太低',
  '时间太紧',
  '写得不错',
  '还要细化',
  '不要一刀切',
  '要听听群众的',
]
const causes = [
  '因为去年我们那里就出过事',
  '现在没人说得清',
  '基层人手就那么几个',
  '业主群里天天吵',
  '物业换了三家都一样',
  '工人一个月跑两百台',
  '隔壁市早就这样做了',
  '报纸上也登过',
]
const wishes = [
  '请写进条文',
  '希望每年公布',
  '建议先试点',
  '最好配一张表',
  '应当通知到楼栋长',
  '可以开个听证会',
  '请电视台也来看看',
  '要给个期限',
]

/** Something of one's own: no two are meant to be alike. */
export function single(n: number, random: () => number): string {
  const [s, v, c, w] = [subjects, views, causes, wishes].map((all) => one(all as readonly string[], random))
  const [other, more] = [one(subjects, random), one(places, random)]
  return `关于${s}，我觉得${v}，${c}。${more}第${n}号住户还想说${other}的事${one(views, random)}，${w}。`
}
