/**
 * Patterns over plain text for what a comment is besides an opinion. Own lists: advertising as 广告法 and the telecom
 * rules on nuisance messages name it, complaints as 市场监督管理投诉举报处理暂行办法第九条 asks for them (who, where,
 * what happened, what is asked for), abuse as what any counter would not read out.
 */

/** Alone enough to call it advertising. */
export const advertising =
  /套现|秒到账|代开(?:发票)?|发票代开|刷单|日结|不用押金|网赚|博彩|彩金|棋牌|裸聊|贷款(?:秒批|无抵押|办理)|办证|刻章|全网最低|点这里|点击链接|扫码进群|领(?:取)?优惠券|厂家直[供销]|量大从优|招代理|诚招加盟|加盟热线|免费领取|兼职(?:日|招)|高薪|低价出售|批发零售|应有尽有/
/** How an advertiser wants to be reached; no advertising by itself. */
export const contact =
  /加(?:我)?(?:v|vx|wx|微信|qq|q)|微信(?:同号|号)?[:：]?[a-z][a-z0-9_-]{4,}|(?:v|vx|wx|qq)[:：]?\s?[a-z0-9]{5,}|https?:\/\/|www\.|\.(?:com|net|top|xyz|vip|invalid)(?![a-z])/
/** The public body's own addresses are no advertising. */
export const officialAddress = /\.gov\.cn/
export const commerce =
  /优惠|折|价格|报价|批发|供应|承接|办理|代办|出售|招商|代理|低价|手续费|联系|直销|推广|下单|咨询热线|专业/

export const abuse =
  /饭桶|废物|蠢(?:货|猪|材|蛋)|白痴|傻[逼叉b屄帽]|王八(?:蛋)?|混蛋|狗屁|狗官|狗东西|放屁|去死|滚(?:蛋|出去|开|远点)?(?=[,。!]|$)|脑(?:子|袋)(?:进水|有病|被驴踢|坏)|脑残|智障|妈的|他妈|操你|(?<!小|是)吃干饭|吃白饭|吃屎|吃饱了撑|不要脸|畜生|人渣|败类|垃圾(?:领导|干部|部门|官)|草包|猪头|猪脑|黑心官|窝囊废|神经病|有病吧|二百五|龟孙|杂种|贱人|死全家|缺德|祸害/

/** One of each: a case with its place or time, and what is asked for. */
export const caseAt =
  /我家|我们(?:小区|楼|单元|这栋)|本(?:小区|楼)|昨天|前天|今天|上周|上个?月|刚才|去年我|(?:在|去).{1,14}(?:店|超市|商场|家电城|馆|院|市场|菜场|小区|公司)(?:买|办|消费|充|吃|点)|\d+号(?:楼|摊|店|铺)|\d+栋|\d+单元|(?:路|街|道|门|里|湾|园|苑|城)[^,。]{0,14}(?:超市|店|美容院|菜场|市场|馆|小区|楼)|骑手\d+|小区\d+|点的外卖/
export const caseAsk =
  /(?:帮|替|给)(?:我|忙|我们)|请(?:你们|帮忙|派人|处理|查|来|协助|尽快)|快来|你们管(?:管|不管)|管(?:一)?管|谁来管|要求(?:退|赔|换)|(?:我)?要(?:投诉|举报)|投诉|举报|处理一下|查处|查一下|去查|追回|讨个说法|处罚(?:他|她|它|这家)|退(?:不了|我钱)|不退(?:钱|款)|没人(?:管|理)|联系商家/
/** Speaks of the rule itself: a complaint would not. */
export const ofTheRule =
  /第\d+条|条款|本办法|本规定|征求意见|这条|这个规定|规定(?:里|中|的)|建议(?!你们)|应当|希望(?:规定|明确|写|改|增加)/

export const trouble =
  /(?:附件|全文|链接|网页|页面|表格|小程序|网站|二维码|文件)[^,。]{0,10}(?:打不开|下载不了|下不了|看不到|看不了|进不去|失效|乱码|显示不)|(?:打不开|下载不了|看不到)[^,。]{0,6}(?:附件|全文|表)/

/** Who writes; 个人信息保护法第三十一条: under 14 a guardian consents. */
export const child =
  /(?:我|本人|俺)(?:今年|才|现在|刚)?(\d{1,2})岁|(?:我|本人)(?:是|在读|上).{0,6}(?:小学生|小学|[1-6一二三四五六]年级)/

/** Where somebody lives or how he is called, beside the numbers that the platform finds. */
export const whereAndWho =
  /(?:我叫|本人姓名|我的名字(?:是|叫))\p{Script=Han}{2,4}|\p{Script=Han}{2,10}(?:小区|花园|家园|新村|公寓|苑|湾|里|府)\d+(?:栋|幢|号楼|座)(?:\d+单元)?(?:\d{2,4}室?)?|\d+(?:栋|幢|号楼)\d+单元(?:\d{2,4}室?)?/u
/** Without one of these it finds nothing, and most comments have none: looking for names of places is slow. */
export const hintOfWhereAndWho = /我叫|本人姓名|我的名字|\d(?:栋|幢|号楼|座)/
