import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { built } from './view'
import { type Built, faultsOf } from './wxml'

const read = (path: string) => readFileSync(path, 'utf8')
const files = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.wxml'),
)
const usedBy = (path: string) =>
  Object.entries(
    (JSON.parse(read(path.replace(/wxml$/, 'json'))) as { usingComponents?: Record<string, string> })
      .usingComponents ?? {},
  ).map(([tag, at]) => [tag, at.startsWith('/') ? join(built, at) : join(dirname(path), at)] as const)

describe('the built WXML', () => {
  it('is all of it looked at', () => {
    expect(files.length).toBeGreaterThan(60)
  })

  it.each(files)('%s: known tags, attributes and events, and nothing bound that nobody gives', (file) => {
    const path = join(built, file)
    const used = usedBy(path)
    for (const [tag, at] of used)
      for (const kind of ['js', 'json', 'wxml'])
        expect([tag, relative(built, `${at}.${kind}`), existsSync(`${at}.${kind}`)]).toEqual([
          tag,
          relative(built, `${at}.${kind}`),
          true,
        ])
    const components = Object.fromEntries(used.map(([tag, at]) => [tag, read(`${at}.js`)]))
    expect(faultsOf({ wxml: read(path), script: read(path.replace(/wxml$/, 'js')), components })).toEqual([])
  })
})

describe('a fault in WXML is found', () => {
  const components = { act: 'defineComponent({emits:["press","update:modelValue"]})' }
  const script = 'return {a:1,b:2}'
  const faults = (wxml: string, over: Partial<Built> = {}) => faultsOf({ wxml, script, components, ...over })

  it('and none where there is none', () => {
    expect(
      faults(
        `<view wx:if="{{a}}" class="{{['x', b && 'y']}}" aria-role="alert" bindtap="{{b}}">{{a}}</view><act wx:else u-i="1-0" bind:__l="__l" u-p="{{b}}" bindpress="{{a}}" bindupdateModelValue="{{b}}"/><view wx:for="{{a}}" wx:for-item="row" wx:key="c" aria-label="{{row.c}}"><text>{{row.a}} / {{b}}</text></view>`,
      ),
    ).toEqual([])
  })

  it.each([
    ['<view><text></view>', 'not well-formed'],
    ['<div/>', '<div> is unknown'],
    ['<view v-if="{{a}}"/>', '<view> knows no v-if'],
    ['<view role="link"/>', '<view> knows no role'],
    ['<view inert="{{a}}"/>', '<view> knows no inert'],
    ['<act key="{{a}}"/>', '<act> knows no key'],
    ['<view wx:iff="{{a}}"/>', '<view> knows no wx:iff'],
    ['<view wx:for="{{a}}"/>', '<view> is repeated without a key'],
    ['<view/>text<view wx:else/>', '<view> is another branch of nothing'],
    ['<view wx:if="{{a}}"/>text<view wx:elif="{{b}}"/>', '<view> is another branch of nothing'],
    ['<view>{{c}}</view>', 'text: {{c}} is given by nobody'],
    [
      '<view wx:for="{{a}}" wx:for-item="row" wx:key="c"/><view>{{row.a}}</view>',
      'text: {{row}} is given by nobody',
    ],
    ['<view class="{{c && \'d\'}}"/>', '<view class>: {{c}} is given by nobody'],
    ['<view id="{{a"/>', '<view id>: braces do not match'],
    ['<view bindtap="press"/>', '<view> on tap: no handler in press'],
    ['<view bindkeydown="{{a}}"/>', '<view> knows no event keydown'],
    ['<act bindclick="{{a}}"/>', '<act> never says click'],
    ['<act bind:__l="x"/>', '<act> links to x'],
  ])('%s', (wxml, fault) => {
    expect(faults(wxml).join('\n')).toContain(fault)
  })
})
