import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import MarkedText from '@/duties/publications/MarkedText.vue'
import {
  bodyOf,
  type Draft,
  differences,
  emptyDraft,
  merged,
  sameDraft,
} from '@/duties/publications/publications.draft'
import { type Mark, moved, pieces } from '@/duties/publications/publications.findings'
import { block, type Edit, toolOf, tools } from '@/duties/publications/publications.markdown'
import { type Finding, unanswered } from '@/duties/publications/publications.words'
import { documents, pictures, refusalOf } from '@/duties/publications/useUpload'

const finding = (start: number, end: number, over: Partial<Finding> = {}): Finding => ({
  code: 'phone',
  severity: 'blocking',
  message: '含有手机号码',
  field: 'markdown',
  start,
  end,
  ...over,
})
const places = (marks: Mark[], text: string) => marks.map((m) => text.slice(m.start, m.end))

describe('findings in a text that goes on', () => {
  const looked = '甲 138 乙 139 丙'
  const found = [finding(2, 5), finding(8, 11)]
  it.each([
    ['unchanged', looked, ['138', '139']],
    ['longer before', `新的开头${looked}`, ['138', '139']],
    ['longer between', '甲 138 乙乙乙 139 丙', ['138', '139']],
    ['shorter between', '甲 138 139 丙', ['138', '139']],
    ['one of them changed', '甲 137 乙 139 丙', ['139']],
    ['emptied', '', []],
  ])('stand where they stood: %s', (_, now, expected) => {
    expect(places(moved(found, looked, now), now)).toEqual(expected)
  })

  it('cut the text without losing a letter, and the graver one shows where two overlap', () => {
    const marks: Mark[] = [
      { start: 0, end: 6, severity: 'warning', message: '段落' },
      { start: 2, end: 5, severity: 'blocking', message: '号码' },
    ]
    const cut = pieces(looked, marks)
    expect(cut.map((p) => p.text).join('')).toBe(looked)
    expect(cut.map((p) => p.mark?.severity)).toEqual(['warning', 'blocking', 'warning', undefined])
    expect(pieces('', [])).toEqual([])
  })

  it('that the secrecy officer answered for block no longer, others cannot be answered for', () => {
    const found = [
      finding(0, 1),
      finding(0, 1, { code: 'empty_link' }),
      finding(0, 1, { severity: 'warning' }),
    ]
    const codes = unanswered(found, [{ code: 'phone' }, { code: 'empty_link' }]).map((f) => f.code)
    expect(codes).toEqual(['empty_link'])
  })
})

const edited = (text: string, { from, to, text: put, selectFrom, selectTo }: Edit) => {
  const whole = text.slice(0, from) + put + text.slice(to)
  return [whole, whole.slice(selectFrom, selectTo)]
}
describe('the tools of the editor', () => {
  it('mark what is selected and take the marks away again', () => {
    expect(edited('看标签', tools.bold('看标签', 1, 3))).toEqual(['看**标签**', '标签'])
    expect(edited('看**标签**', tools.bold('看**标签**', 3, 5))).toEqual(['看标签', '标签'])
  })
  it('make lists and headings of whole lines, and change one into the other', () => {
    const text = '甲\n乙\n丙'
    expect(edited(text, tools.numbers(text, 0, 3))[0]).toBe('1. 甲\n2. 乙\n丙')
    expect(edited('- 甲\n- 乙', tools.numbers('- 甲\n- 乙', 0, 7))[0]).toBe('1. 甲\n2. 乙')
    expect(edited('## 甲', tools.heading('## 甲', 3, 3))[0]).toBe('甲')
    expect(edited('### 甲', tools.heading('### 甲', 5, 5))[0]).toBe('## 甲')
  })
  it('select the address of a new link, and keep a block apart from its neighbours', () => {
    expect(edited('看这里', tools.link('看这里', 1, 3))).toEqual(['看[这里](https://)', 'https://'])
    expect(edited('甲乙', block('甲乙', 1, 1, '![图](/files/x)'))[0]).toBe('甲\n\n![图](/files/x)\n\n乙')
  })
  it('are reached by keys, digits by their place', () => {
    const key = (code: string, name: string, shiftKey = false) =>
      toolOf({ code, key: name, shiftKey, ctrlKey: true, metaKey: false, altKey: false })
    expect([key('KeyB', 'b'), key('Digit8', '*', true), key('Digit2', '2'), key('KeyS', 's')]).toEqual([
      'bold',
      'bullets',
      'heading',
      undefined,
    ])
  })
})

describe('a draft that somebody else saved meanwhile', () => {
  const draft = (over: Partial<Draft>): Draft => ({ ...emptyDraft(), title: '题', summary: '要', ...over })
  it('names what they changed, and what both changed as a conflict', () => {
    const base = draft({})
    const theirs = draft({ title: '他题', summary: '他要', source: '办公室' })
    const mine = draft({ title: '我题', markdown: '文' })
    expect(differences(base, theirs, mine)).toEqual([
      { field: 'title', isConflict: true },
      { field: 'summary', isConflict: false },
    ])
    expect(merged(mine, theirs, ['summary'])).toMatchObject({
      title: '我题',
      summary: '他要',
      markdown: '文',
    })
    expect(sameDraft(draft({ markdown: '文\n' }), draft({ markdown: '文' }))).toBe(true)
  })
  it('is sent without what is empty', () => {
    expect(bodyOf(draft({ markdown: '文' }))).toEqual({
      kind: 'policy_interpretation',
      title: '题',
      summary: '要',
      markdown: '文',
      contact: { division: '', phone: '', hours: '' },
    })
  })
})

it('a file that would be refused is not even sent, and the reason is a sentence', () => {
  const megabyte = 1024 * 1024
  expect(refusalOf({ name: 'a.PNG', size: 8 * megabyte }, pictures)).toBeUndefined()
  expect(refusalOf({ name: 'a.png', size: 8 * megabyte + 1 }, documents)).toContain('图片不能超过 8 MB')
  expect(refusalOf({ name: 'a.pdf', size: 15 * megabyte }, documents)).toBeUndefined()
  expect(refusalOf({ name: 'a.pdf', size: 15 * megabyte + 1 }, documents)).toContain('文件不能超过 15 MB')
  expect(refusalOf({ name: 'a.pdf', size: 1 }, pictures)).toContain('这里只接受 JPG')
  expect(refusalOf({ name: 'a.pdf', size: 0 }, documents)).toContain('是空的')
})

it('a marked field shows hostile words as text, and one line stays one line', async () => {
  const hostile = '<img src=x onerror=alert(1)>'
  const wrapper = mount(MarkedText, {
    props: {
      label: '标题',
      single: true,
      modelValue: hostile,
      marks: [{ start: 0, end: 4, severity: 'blocking', message: '' }],
    },
  })
  expect(wrapper.find('img').exists()).toBe(false)
  expect(wrapper.find('mark').text()).toBe('<img')
  await wrapper.find('textarea').setValue('甲\n乙')
  expect(wrapper.emitted('update:modelValue')?.at(-1)).toEqual(['甲 乙'])
})
