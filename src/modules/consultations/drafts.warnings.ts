import type { ImportWarning } from './drafts.shape'

const SHOWN = 10

/** Collects warnings and keeps a hostile or very poor draft from answering with thousands of them. */
export class DraftWarnings {
  private readonly byCode = new Map<string, { shown: ImportWarning[]; total: number }>()

  add(code: string, message: string, at?: string): void {
    const entry = this.byCode.get(code) ?? { shown: [], total: 0 }
    entry.total += 1
    if (entry.shown.length < SHOWN)
      entry.shown.push(at === undefined ? { code, message } : { code, message, at })
    this.byCode.set(code, entry)
  }

  /** Grouped by code, in the order the codes first appeared; a code seen more than ten times ends with a count. */
  list(): ImportWarning[] {
    return [...this.byCode].flatMap(([code, { shown, total }]) =>
      total > SHOWN ? [...shown, { code, message: `同类提示还有 ${total - SHOWN} 处，未逐一列出。` }] : shown,
    )
  }
}
