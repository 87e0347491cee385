import { alignDrafts, type ClauseLink } from '../../../src/modules/consultations/alignment'
import type { AlignedClause } from '../../../src/modules/consultations/alignment.texts'
import { importText } from '../../../src/modules/consultations/drafts.import'
import type { ImportedDraft } from '../../../src/modules/consultations/drafts.shape'
import type { Edited } from './alignment.edits'

export const alignable = (draft: ImportedDraft, prefix: string): AlignedClause[] =>
  draft.clauses.map(({ key, parentKey, kind, number, suffix, label, text, position }) => ({
    id: prefix + key,
    parentId: parentKey === null ? null : prefix + parentKey,
    kind,
    number,
    suffix: suffix ?? null,
    label,
    text,
    position,
  }))

export interface Measured {
  anchors: number
  kept: number
  wrong: string[]
}

/** How many articles and texts of the old draft live on in exactly those of the new one that were made of them. */
export function measure(before: ImportedDraft, edit: Edited): Measured {
  const after = importText(edit.text)
  const [old, fresh] = [alignable(before, 'o:'), alignable(after, 'n:')]
  const { articles, texts } = alignDrafts(old, fresh)
  const result: Measured = { anchors: 0, kept: 0, wrong: [] }
  const judge = (
    ofOld: AlignedClause[],
    ofNew: AlignedClause[],
    truth: readonly Set<string>[],
    links: ClauseLink[],
  ) => {
    if (ofNew.length !== truth.length)
      throw new Error(`The edited draft reads as ${ofNew.length} clauses, not ${truth.length}`)
    for (const clause of ofOld) {
      const key = clause.id.slice(2)
      const want = ofNew.filter((_, i) => truth[i]?.has(key)).map((c) => c.id)
      const got = links.filter((l) => l.from === clause.id).map((l) => l.to)
      result.anchors += 1
      if (want.sort().join() === got.sort().join()) result.kept += 1
      else
        result.wrong.push(
          `${clause.label}${clause.text.slice(0, 24)}: ${got.join('+') || '-'} instead of ${want.join('+') || '-'}`,
        )
    }
  }
  const isArticle = (c: AlignedClause) => c.kind === 'article'
  judge(old.filter(isArticle), fresh.filter(isArticle), edit.articles, articles)
  // Texts of 目 stand inside their 项 in the edited drafts.
  const isText = (c: AlignedClause) => c.text !== '' && c.kind !== 'subitem'
  judge(old.filter(isText), fresh.filter(isText), edit.texts, texts)
  return result
}
