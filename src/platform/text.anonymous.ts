import { findPersonal } from './text.personal'

const SURNAME =
  '(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘斜厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游权逯盖益桓公])'
const TITLE = '先生|女士|小姐|老师|师傅|阿姨|大爷|大妈|叔叔|同志|医生|律师|经理|老板|某某?'

/** Addresses of things: links, accounts of WeChat and QQ, number plates, long numbers of any kind. */
const CODES =
  /(?:https?:\/\/|www\.)[^\s，。；、]+|[A-Za-z0-9_-]*(?:\d[A-Za-z_-]*){6,}[A-Za-z0-9_-]*|(?<=(?:微信|QQ|qq|VX|vx|wx|账号|帐号)号?[:：是为]?\s?)[A-Za-z0-9_-]{4,}|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}/g
/** What follows a word that announces a name, and a surname before a form of address. */
const NAMES = new RegExp(
  `(?<=(?:我叫|本人叫|我是(?=${SURNAME}[^，。；：\\s]{1,2}[，。；,;])|姓名[:：是为]?|名字[:：是叫]|联系人[:：是]?|法人[:：是]|署名[:：]|落款[:：]|投诉人[:：]|举报人[:：]|申请人[:：]|意见人[:：])\\s?)[\\p{Script=Han}·]{2,4}(?=[^\\p{Script=Han}]|$|[，。；（(])|(?<=我叫|本人叫)${SURNAME}[\\p{Script=Han}]{1,2}|${SURNAME}[\\p{Script=Han}]{0,2}?(?=${TITLE})`,
  'gu',
)
/** Where somebody lives: a named place with a number, or the place of a household within a building. */
const PLACES =
  /(?:\p{Script=Han}{2,10}?(?:小区|花园|家园|新村|公寓|苑|湾|里|府|庄|镇|村|路|街|巷|弄|大道|胡同|社区))+[\s,，]?(?:第?[\d零一二三四五六七八九十百]+(?:号|弄|栋|幢|座|楼|单元|室|组|户)+[之-]?)+\d*室?|[\d零一二三四五六七八九十百]+(?:栋|幢|号楼|座)[\s,，]?(?:[\d零一二三四五六七八九十]+单元)?[\s,，]?(?:\d{1,2}楼)?\d{0,4}室?/gu

/** Full-width letters and digits as plain ones: one unit for one unit. */
const plain = (text: string) =>
  text.replace(/[\uFF01-\uFF5E]/g, (c) =>
    '，！？：；（）'.includes(c) ? c : String.fromCharCode(c.charCodeAt(0) - 0xfee0),
  )

/**
 * A text for eyes outside the house: numbers, addresses and accounts of persons, names where a word or a form of address
 * tells them, and places where somebody lives are replaced by what they were. More is taken than need be: 〔号码〕 for a
 * long number harms no reading. A name that nothing announces cannot be told from a word.
 */
export function anonymous(text: string): string {
  let out = ''
  let from = 0
  for (const { start, end, kind } of findPersonal(text)) {
    out += `${text.slice(from, start)}〔${kind === 'email' ? '邮箱' : '号码'}〕`
    from = end
  }
  return plain(out + text.slice(from))
    .replace(CODES, '〔号码〕')
    .replace(PLACES, '〔地址〕')
    .replace(NAMES, '〔姓名〕')
}
