/** What a tool or a key does to a Markdown text: this stretch becomes that text, and this of it is selected. */
export interface Edit {
  from: number
  to: number
  text: string
  selectFrom: number
  selectTo: number
}
type Tool = (text: string, from: number, to: number) => Edit

/** Puts marks around what is selected, or takes them away again. */
const around =
  (mark: string, placeholder: string): Tool =>
  (text, from, to) => {
    const n = mark.length
    if (text.slice(from - n, from) === mark && text.slice(to, to + n) === mark) {
      const inner = text.slice(from, to)
      return { from: from - n, to: to + n, text: inner, selectFrom: from - n, selectTo: to - n }
    }
    const inner = text.slice(from, to) || placeholder
    return {
      from,
      to,
      text: mark + inner + mark,
      selectFrom: from + n,
      selectTo: from + n + inner.length,
    }
  }

/** Begins every line that is touched with a mark, or takes it away where all have it. */
const lines =
  (markOf: (index: number) => string, known: RegExp): Tool =>
  (text, from, to) => {
    const start = text.lastIndexOf('\n', from - 1) + 1
    const next = text.indexOf('\n', to)
    const end = next < 0 ? text.length : next
    const touched = text.slice(start, end).split('\n')
    const all = touched.every((line) => known.test(line))
    const changed = touched
      .map(
        (line, i) => (all ? '' : markOf(i)) + line.replace(all ? known : /^(#{1,6} |[-*] |\d+[.)] |> )/, ''),
      )
      .join('\n')
    return { from: start, to: end, text: changed, selectFrom: start, selectTo: start + changed.length }
  }

/** Puts a block on lines of its own. */
export const block = (text: string, from: number, to: number, inserted: string): Edit => {
  const before =
    from === 0 ? '' : text.slice(0, from).endsWith('\n\n') ? '' : text[from - 1] === '\n' ? '\n' : '\n\n'
  const after = text.slice(to).startsWith('\n') ? '\n' : '\n\n'
  const whole = before + inserted + (text.slice(to) === '' ? '\n' : after)
  const at = from + before.length
  return { from, to, text: whole, selectFrom: at, selectTo: at + inserted.length }
}

const link: Tool = (text, from, to) => {
  const words = text.slice(from, to) || '链接文字'
  const address = 'https://'
  const at = from + words.length + 3
  return { from, to, text: `[${words}](${address})`, selectFrom: at, selectTo: at + address.length }
}

const table = '| 项目 | 内容 |\n| --- | --- |\n|  |  |'

export const tools = {
  heading: lines(() => '## ', /^## /),
  subheading: lines(() => '### ', /^### /),
  bold: around('**', '加粗的文字'),
  italic: around('*', '强调的文字'),
  bullets: lines(() => '- ', /^[-*] /),
  numbers: lines((i) => `${i + 1}. `, /^\d+[.)] /),
  quote: lines(() => '> ', /^> /),
  link,
  table: (text, from, to) => block(text, from, to, table),
} as const satisfies Record<string, Tool>
export type ToolName = keyof typeof tools

/** Keys with Ctrl (⌘ on a Mac), as word processors have them. */
export const keys: readonly { keys: string; tool: ToolName; label: string; sign: string }[] = [
  { keys: '2', tool: 'heading', label: '小标题', sign: '小标题' },
  { keys: '3', tool: 'subheading', label: '三级标题', sign: '三级标题' },
  { keys: 'b', tool: 'bold', label: '加粗', sign: 'B' },
  { keys: 'i', tool: 'italic', label: '强调', sign: 'I' },
  { keys: 'shift+8', tool: 'bullets', label: '项目列表', sign: '• 列表' },
  { keys: 'shift+7', tool: 'numbers', label: '编号列表', sign: '1. 列表' },
  { keys: 'shift+9', tool: 'quote', label: '引用', sign: '引用' },
  { keys: 'k', tool: 'link', label: '链接', sign: '链接' },
  { keys: 'shift+6', tool: 'table', label: '表格', sign: '表格' },
]

/** The tool that a key asks for, by the key's place for digits: Shift makes other characters of them. */
export function toolOf(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined
  const digit = /^Digit(\d)$/.exec(event.code)?.[1]
  const pressed = (event.shiftKey ? 'shift+' : '') + (digit ?? event.key.toLowerCase())
  return keys.find((k) => k.keys === pressed)?.tool
}

export const shownKeys = (pressed: string): string =>
  `Ctrl+${pressed.replace('shift+', 'Shift+').replace(/[a-z]$/, (c) => c.toUpperCase())}`
