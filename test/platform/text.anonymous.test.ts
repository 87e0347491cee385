import { anonymous } from '../../src/platform/text.anonymous'

describe('what leaves the house', () => {
  it.each([
    ['我的电话13800138000，请回复', '13800138000'],
    ['电话：138 0013 8000', '0013'],
    ['手机１３８００１３８０００', '１３８００１３８０００'],
    ['身份证310104199001011234', '310104199001011234'],
    ['邮箱 zhang.san@example.com', 'zhang.san'],
    ['银行卡6222021234567890123', '6222021234567890123'],
    ['加我微信 wangxiaoer_88', 'wangxiaoer'],
    ['QQ号12345678', '12345678'],
    ['车牌沪A12345被拍', 'A12345'],
    ['详见 https://me.example.com/u/31', 'me.example.com'],
    ['我叫王小明，反对第五条', '王小明'],
    ['本人姓名：欧阳修文，住得不远', '欧阳修文'],
    ['联系人：李雷', '李雷'],
    ['物业的张建国经理说不退', '张建国'],
    ['刘阿姨卖菜三十年', '刘阿姨'],
    ['我住幸福里小区12栋3单元502室', '12栋'],
    ['我住幸福里小区12栋3单元502室', '幸福里'],
    ['家在建设路88号', '建设路88号'],
    ['滨江新城三号楼二单元', '三号楼'],
    ['订单号202611240000123', '202611240000123'],
  ])('%s', (text, canary) => {
    expect(text).toContain(canary)
    expect(anonymous(text)).not.toContain(canary)
  })

  it.each([
    '反对第十七条，三十分钟做不到',
    '建议把罚款改为五百元以上二千元以下',
    '国发〔2019〕5号文已经有规定',
    '请拨打12315',
    '标价牌上的字太小，老人看不清',
    '建议第六条第二款删除',
  ])('leaves what no person is in: %s', (text) => {
    expect(anonymous(text)).toBe(text)
  })

  it('changes nothing when done twice', () => {
    for (const text of ['我叫王小明，电话13800138000，住幸福里小区12栋', '加微信 abc12345 刘阿姨'])
      expect(anonymous(anonymous(text))).toBe(anonymous(text))
  })
})
