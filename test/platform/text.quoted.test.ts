import { quoted } from '../../src/platform/text'

it.each([
  ['你点我检', '“你点我检”'],
  ['“我的权利我知道”问答', '“‘我的权利我知道’问答”'],
  ['', '“”'],
])('%s is quoted as %s', (text, expected) => expect(quoted(text)).toBe(expected))
