import { checkFields } from '../../fake-wechat/fields'
import { Refusal } from '../../fake-wechat/refusal'

function check(key: string, value: unknown): string {
  try {
    checkFields({ [key]: { value } }, undefined)
    return 'ok'
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    return `${refusal.errcode} ${refusal.errmsg}`
  }
}

describe('field kinds', () => {
  it.each<[string, string]>([
    ['thing1', '查'.repeat(20)],
    ['thing1', '😀'.repeat(20)],
    ['number2', '1'.repeat(32)],
    ['number2', '3.5'],
    ['letter3', 'aZ'.repeat(16)],
    ['symbol4', '！？。、，'],
    ['character_string5', 'NO-2026/03_02'],
    ['time6', '15:01'],
    ['time6', '2019年10月1日 15:01'],
    ['time6', '09:00~17:30'],
    ['date7', '2019年10月1日'],
    ['date7', '2019年10月1日~2019年10月7日'],
    ['date7', '2024年2月29日 08:30'],
    ['amount8', '¥1234567890.55元'],
    ['amount8', '3.5元'],
    ['phone_number9', '0551-12315'],
    ['phone_number9', '+86 13800000000'],
    ['car_number10', '皖A12345挂'],
    ['name11', '欧阳'.repeat(5)],
    ['name11', 'Alexander Hamiltons'],
    ['phrase12', '已经办结了'],
    ['enum13', '合格'],
  ])('%s takes %s', (key, value) => {
    expect(check(key, value)).toBe('ok')
  })

  it.each<[string, unknown]>([
    ['thing1', '查'.repeat(21)],
    ['thing1', '😀'.repeat(21)],
    ['thing1', '第一行\n第二行'],
    ['thing1', '有\u0007声'],
    ['thing1', ''],
    ['thing1', 12],
    ['number2', '1'.repeat(33)],
    ['number2', '12批'],
    ['letter3', 'a'.repeat(33)],
    ['letter3', 'a1'],
    ['symbol4', '！？。、，；'],
    ['symbol4', 'a'],
    ['character_string5', 'a'.repeat(33)],
    ['character_string5', '编号1'],
    ['time6', '24:00'],
    ['time6', '15:60'],
    ['time6', '2019-10-01 15:01'],
    ['date7', '2019-10-01'],
    ['date7', '2019年13月1日'],
    ['date7', '2025年2月29日'],
    ['amount8', '¥12345678901'],
    ['amount8', '约3元'],
    ['phone_number9', '1'.repeat(18)],
    ['phone_number9', '电话12315'],
    ['car_number10', '皖A12345678'],
    ['name11', '欧'.repeat(11)],
    ['name11', 'a'.repeat(21)],
    ['phrase12', '已经办结了吗'],
    ['phrase12', '已办结!'],
    ['phrase12', 'done'],
    ['keyword1', '旧模板'],
  ])('%s refuses %j and is named', (key, value) => {
    expect(check(key, value)).toMatch(
      new RegExp(`^47003 argument invalid! data\\.${key}\\.value (invalid|is empty)$`),
    )
  })

  it.each([null, 'text', [], undefined])('data that is %j is no data', (data) => {
    expect(() => checkFields(data, undefined)).toThrow()
  })
})
