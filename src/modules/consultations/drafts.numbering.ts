import { chineseNumeral } from './drafts.numerals'
import { attribute, tags, value } from './drafts.xml'

interface Level {
  format: string
  text: string
  start: number
  tail: string
  style: string
}
interface NumPr {
  num?: string
  level?: number
}
interface Numberings {
  levels: Map<string, Map<number, Level>>
  nums: Map<string, { abstract: string; starts: Map<number, number> }>
}

function readNumbering(xml: string): Numberings {
  const levels: Numberings['levels'] = new Map()
  const nums: Numberings['nums'] = new Map()
  let abstract = ''
  let num: string | null = null
  let at = 0
  for (const tag of tags(xml)) {
    if (tag.closes) {
      if (tag.name === 'w:num') num = null
      continue
    }
    const level = levels.get(abstract)?.get(at)
    if (tag.name === 'w:abstractNum') {
      abstract = attribute(tag, 'w:abstractNumId') ?? ''
      levels.set(abstract, new Map())
    } else if (tag.name === 'w:num') {
      num = attribute(tag, 'w:numId') ?? ''
      nums.set(num, { abstract: '', starts: new Map() })
    } else if (tag.name === 'w:abstractNumId' && num !== null) nums.get(num)!.abstract = value(tag)
    else if (tag.name === 'w:lvlOverride') at = Number(attribute(tag, 'w:ilvl') ?? 0)
    else if (tag.name === 'w:startOverride' && num !== null) nums.get(num)!.starts.set(at, Number(value(tag)))
    else if (num !== null) continue
    else if (tag.name === 'w:lvl') {
      at = Number(attribute(tag, 'w:ilvl') ?? 0)
      levels.get(abstract)?.set(at, { format: 'decimal', text: '', start: 1, tail: ' ', style: '' })
    } else if (!level) continue
    else if (tag.name === 'w:numFmt') level.format = value(tag)
    else if (tag.name === 'w:lvlText') level.text = value(tag)
    else if (tag.name === 'w:start') level.start = Number(value(tag))
    else if (tag.name === 'w:suff' && value(tag) === 'nothing') level.tail = ''
    else if (tag.name === 'w:pStyle') level.style = value(tag)
  }
  return { levels, nums }
}

interface StyleNumber extends NumPr {
  based?: string
}

function readStyles(xml: string): Map<string, StyleNumber> {
  const styles = new Map<string, StyleNumber>()
  let current: StyleNumber = {}
  for (const tag of tags(xml)) {
    if (tag.closes) continue
    if (tag.name === 'w:style') {
      current = {}
      styles.set(attribute(tag, 'w:styleId') ?? '', current)
    } else if (tag.name === 'w:basedOn') current.based = value(tag)
    else if (tag.name === 'w:numId') current.num = value(tag)
    else if (tag.name === 'w:ilvl') current.level = Number(value(tag))
  }
  return styles
}

const chinese =
  /^(?:chineseCounting|chineseCountingThousand|taiwaneseCounting|taiwaneseCountingThousand|japaneseCounting)$/

/** A number as Word shows it (beyond 99 always with 百), or null for a format this importer does not know. */
function shown(number: number, format: string): string | null {
  if (!Number.isInteger(number) || number < 1 || number > 9999) return null
  if (chinese.test(format)) return chineseNumeral(number)
  if (format === 'decimal') return String(number)
  if (format === 'decimalFullWidth')
    return String(number).replace(/\d/g, (d) => String.fromCharCode(Number(d) + 0xff10))
  if (format.startsWith('decimalEnclosedCircle') && number <= 20) return String.fromCharCode(0x245f + number)
  return null
}

/** Counts on through the document as Word does: a level goes up by one, the levels under it begin again. */
class Counters {
  private readonly counts = new Map<string, Map<number, number>>()
  private readonly begun = new Set<string>()

  constructor(private readonly numberings: Numberings) {}

  /** The label of the next paragraph with this numbering; null when it cannot be written as Word shows it. */
  next(num: string, at: number): string | null {
    const { nums, levels } = this.numberings
    const list = nums.get(num)
    const own = list && levels.get(list.abstract)
    const level = own?.get(at)
    if (!list || !own || !level) return null
    const counts = this.counts.get(list.abstract) ?? new Map<number, number>()
    this.counts.set(list.abstract, counts)
    if (!this.begun.has(num)) for (const [index, start] of list.starts) counts.set(index, start - 1)
    this.begun.add(num)
    counts.set(at, (counts.get(at) ?? level.start - 1) + 1)
    for (const deeper of [...counts.keys()]) if (deeper > at) counts.delete(deeper)
    let known = level.text !== '' && level.format !== 'bullet'
    const text = level.text.replace(/%(\d)/g, (_, digit: string) => {
      const other = Number(digit) - 1
      const part = own.get(other)
      const written = part ? shown(counts.get(other) ?? part.start, part.format) : null
      known &&= written !== null
      return written ?? ''
    })
    return known ? text + level.tail : null
  }

  levelOfStyle(num: string, style: string): number {
    const own = this.numberings.levels.get(this.numberings.nums.get(num)?.abstract ?? '')
    return [...(own ?? [])].find(([, level]) => level.style === style)?.[0] ?? 0
  }
}

const escaped = (label: string): string => label.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`)

/** Writes the numbers Word would show into the paragraphs of document.xml as text, each between two `mark`s. */
export function writeNumbers(document: string, numbering: string, styles: string, mark: string): string {
  const counters = new Counters(readNumbering(numbering))
  const byStyle = readStyles(styles)
  const out: string[] = []
  let copied = 0
  let depth = 0
  let direct: NumPr = {}
  let style = ''
  for (const tag of tags(document)) {
    if (tag.name === 'w:pPr' || tag.name === 'w:pPrChange') {
      if (tag.empty) continue
      depth += tag.closes ? -1 : 1
      if (depth === 1 && !tag.closes) [direct, style] = [{}, '']
      if (depth !== 0 || !tag.closes) continue
      const { num, level } = resolve(direct, style, byStyle)
      if (!num || num === '0') continue
      const label = counters.next(num, level ?? counters.levelOfStyle(num, style))
      if (label === null) continue
      const run = `<w:r><w:t xml:space="preserve">${mark}${escaped(label)}${mark}</w:t></w:r>`
      out.push(document.slice(copied, tag.end), run)
      copied = tag.end
    } else if (depth === 1 && !tag.closes) {
      if (tag.name === 'w:numId') direct.num = value(tag)
      else if (tag.name === 'w:ilvl') direct.level = Number(value(tag))
      else if (tag.name === 'w:pStyle') style = value(tag)
    }
  }
  return out.join('') + document.slice(copied)
}

/** The paragraph's own numbering, else that of its style or of a style that one is based on. */
function resolve(direct: NumPr, style: string, styles: Map<string, StyleNumber>): NumPr {
  if (direct.num !== undefined) return { num: direct.num, level: direct.level ?? 0 }
  let name: string | undefined = style
  for (let steps = 0; name && steps < 20; steps += 1) {
    const found = styles.get(name)
    if (found?.num !== undefined) return { num: found.num, level: direct.level ?? found.level }
    name = found?.based
  }
  return {}
}
