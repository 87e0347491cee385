import { holds, type NewTemplate, templateFaults } from '../../../src/modules/push/push.templates.faults'
import { fieldKinds } from '../../../src/platform/wechat/fields'

const fine: NewTemplate = {
  home: 'mini',
  purpose: 'alert',
  kind: 'long_term',
  templateId: 'T-1',
  page: 'pages/publications/read?id={id}',
  fields: [
    { key: 'thing1', from: 'title' },
    { key: 'time2', from: 'moment' },
    { key: 'phrase3', text: '已公布' },
  ],
}
const paths = (over: Partial<NewTemplate>) => templateFaults({ ...fine, ...over }).map((f) => f.path)

describe('what staff register of a template', () => {
  it('is taken where WeChat would take every field', () => {
    expect(templateFaults(fine)).toEqual([])
    expect(paths({ home: 'oa', kind: 'unsolicited' })).toEqual([])
  })

  it.each<[string, Partial<NewTemplate>, string[]]>([
    ['a kind WeChat does not have', { fields: [{ key: 'title1', from: 'title' }] }, ['fields.0.key']],
    [
      'a field twice',
      {
        fields: [
          { key: 'thing1', from: 'title' },
          { key: 'thing1', from: 'summary' },
        ],
      },
      ['fields.1.key'],
    ],
    ['nothing that fills it', { fields: [{ key: 'thing1' }] }, ['fields.0']],
    ['two things that fill it', { fields: [{ key: 'thing1', from: 'title', text: '字' }] }, ['fields.0']],
    ['a phrase of six characters', { fields: [{ key: 'phrase1', text: '已经全部公布' }] }, ['fields.0.text']],
    ['a phrase of latin letters', { fields: [{ key: 'phrase1', text: 'done' }] }, ['fields.0.text']],
    ['a title in a number', { fields: [{ key: 'number1', from: 'title' }] }, ['fields.0.from']],
    ['a day in a time', { fields: [{ key: 'time1', from: 'day' }] }, ['fields.0.from']],
    ['a page with a slash', { page: '/pages/read' }, ['page']],
    ['an unasked notice', { home: 'oa', kind: 'unsolicited', purpose: 'notice' }, ['kind']],
    ['an unasked message of the mini-program', { kind: 'unsolicited' }, ['kind']],
  ])('%s is refused by its name', (_, over, expected) => {
    expect(paths(over)).toEqual(expected)
  })

  it('each content fits the kinds that can hold it whatever it says', () => {
    const fitting = (from: Parameters<typeof holds>[1]) => fieldKinds.filter((kind) => holds(kind, from))
    expect(fitting('day')).toEqual(expect.arrayContaining(['thing', 'date']))
    expect(fitting('moment')).toEqual(expect.arrayContaining(['thing', 'time', 'date']))
    expect(fitting('day')).not.toContain('enum')
    for (const from of ['title', 'summary'] as const) expect(fitting(from)).toEqual(['thing'])
  })
})
