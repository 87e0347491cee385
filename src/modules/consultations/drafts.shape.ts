export type ClauseKind = 'part' | 'chapter' | 'section' | 'article' | 'paragraph' | 'item' | 'subitem'

/**
 * One clause. `heading + text` is exactly what the draft says at this place: `heading` is the literal prefix with
 * its separator (“第十条 ”, “（三）”, “第一章 总则”; empty for a 款), `text` what follows it up to the next clause.
 */
export interface ImportedClause {
  /**
   * Unique in the draft and stable while numbers stay: b 编, f 分编, c 章, s 节, a 条, p 款, i 项, n 目; 第十条第二款第（三）项 is
   * "a10.p2.i3", 第十条之一 is "a10z1". A repeated number gets "~2", "~3" …
   */
  key: string
  parentKey: string | null
  kind: ClauseKind
  /** The number as written; of 第十条之一 it is 10 and `suffix` is 1. Of a 款 its place in the article, from 1. */
  number: number
  suffix?: number
  /** As a reader cites it, without inner spaces: 第十条, 第二款, （三）, 3., 第一章 总则 */
  label: string
  heading: string
  /** Empty for 编/章/节, and for a 条 whose 款 are clauses of their own. */
  text: string
  /** True when the clause goes on in the line of the clause before it, false when it begins a line. */
  inline: boolean
  /** Place in the reading order of the whole draft, from 0. */
  position: number
}

export interface ImportWarning {
  code: string
  /** Chinese, for the staff member who handed the draft in */
  message: string
  at?: string
}

export interface ImportedDraft {
  title: string | null
  /** The lines the title stands on, and how many preamble lines come before them. */
  titleLines: string[]
  titleAt: number
  /** 题注, 通过/公布/修正 lines, a table of contents: every line before the first clause that is not the title. */
  preamble: string[]
  clauses: ImportedClause[]
  /** 附件, 附表, the signature: lines after the last article that are clearly no part of it. */
  closing: string[]
  warnings: ImportWarning[]
}

/** The file is not taken in at all. The message is a Chinese sentence for the person who sent it. */
export class DraftRefused extends Error {
  override readonly name = 'DraftRefused'
}
