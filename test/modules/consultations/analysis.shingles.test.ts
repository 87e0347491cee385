import {
  joinedSignature,
  shinglesOf,
  signatureOf,
  signedPartOf,
} from '../../../src/modules/consultations/analysis.shingles'

it.each([
  [[]],
  [['，']],
  [['好']],
  [['好', '，']],
  [['好', '的']],
  [['建议把', '第10条', '的期限', '延长到15天']],
  [['领导好：', '我是业主，', '。', '一', '二', '请保留30分钟', '谢谢！']],
])('the signature put together from the parts %j is that of the whole text', (parts) => {
  const whole = parts.join('').replace(/[^\p{L}\p{N}%]/gu, '')
  expect(joinedSignature(parts.map(signedPartOf))).toEqual(signatureOf(shinglesOf(whole)))
})
