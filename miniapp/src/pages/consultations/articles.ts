import type { ReplyOf } from '@/api/contract'

export type Consultation = ReplyOf<'get', '/api/consultations/{id}'>
export type Clause = Consultation['draft']['clauses'][number]
export type Counts = ReplyOf<'get', '/api/consultations/{id}/counts'>

/** Headings have nothing to say yes or no to. */
const headings: readonly string[] = ['part', 'chapter', 'section']

/** What is read in one piece: a heading, or an article with its paragraphs and items. */
export interface Article {
  clause: Clause
  isHeading: boolean
  /** Its paragraphs, items and subitems, in reading order. */
  within: Clause[]
  comments: number
}

export function articlesOf({ clauses }: Consultation['draft'], counts: Counts | null): Article[] {
  const counted = new Map(counts?.clauses.map((c) => [c.clauseId, c.comments]))
  const articles: Article[] = []
  const homeOf = new Map<string, Article>()
  for (const clause of clauses) {
    const isHeading = headings.includes(clause.kind)
    const home = clause.kind === 'article' || isHeading ? undefined : homeOf.get(clause.parentId ?? '')
    if (home) home.within.push(clause)
    const article = home ?? { clause, isHeading, within: [], comments: 0 }
    if (!home) articles.push(article)
    article.comments += counted.get(clause.id) ?? 0
    // What stands under a heading is an article of its own, and never a part of the heading.
    if (!isHeading) homeOf.set(clause.id, article)
  }
  return articles
}

/** The article in which a clause stands. */
export const homeOfClause = (articles: readonly Article[], clauseId: string): Article | undefined =>
  articles.find((a) => a.clause.id === clauseId || a.within.some((c) => c.id === clauseId))

/** `第八条第（二）项` is what the text calls it; a paragraph without a label is told by its first words. */
export const nameOf = ({ label, text }: Clause): string =>
  label !== '' ? label : `“${text.length > 12 ? `${text.slice(0, 12)}…` : text}”`
