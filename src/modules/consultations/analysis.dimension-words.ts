/**
 * What an answer has to weigh, by the words that raise it. The three are those of the adoption table (合法性、合理性、
 * 可行性: 重大行政决策程序暂行条例第十四、十六条 and the model forms of the State Council's office). Own list.
 */
export const dimensionCues = {
  legality:
    '上位法|法律|法规|条例|依据|违反|抵触|权限|越权|于法|规范性文件|行政处罚|处罚法|公平竞争|程序|定义|认定|界定|救济|复议|诉讼|申诉|回避|隐私|个人信息|列明|列举|适用范围|纳入本|明确纳入|职责清单|管辖|衔接|冲突|从其规定|概念|含义|笼统|经营自主权|权利|取证|举证|合同法|民法|责任主体|冒充|资质',
  rationality:
    '太(?:短|长|少|多|低|高|轻|重|慢|严|宽|狠|大|晚|早|迟)|过(?:短|长|低|高|轻|重|宽|严)|(?:延长|缩短|提高|降低|增加|减少|放宽|提前)(?:到|至|为)?|改(?:为|成)|不公平|公平(?!秤|竞争)|一刀切|不合理|合理|标准|比例|分档|分级|加大|从重|从轻|威慑|震慑|吸引力|不够|至少|过重|过轻|武断|区别|区分|应该|应当扣|限额|上限|力度|严苛|情有可原|鼓励',
  feasibility:
    '做不到|没法|无法(?:执行|操作|核实)|不可能|人手|人力|成本|负担|费用|谁(?:出|来|管)|出钱|承受|买不起|养不起|补贴|补助|财政|时间(?:太)?紧|来不及|材料|流程|系统|平台|对接|操作|落实|执行|现实|堵车|配件|校验|怎么(?:防止|核实|处理|办)|委托|网上|小程序|电子|打通|推送|张贴|公告栏|扫码|兼职|方便|简化|允许用|过渡|高峰|资金|由谁',
} as const
export type Dimension = keyof typeof dimensionCues
export const dimensions = ['legality', 'rationality', 'feasibility'] as const satisfies Dimension[]
