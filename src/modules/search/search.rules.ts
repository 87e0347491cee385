import type { SearchDocument } from '../../platform/chinese-search'

/** Where a browser reads what was found, after the address of this site; a part is read in its whole. */
export const publicPathOf = ({
  type,
  id,
  within,
}: Pick<SearchDocument, 'type' | 'id' | 'within'>): string => {
  if (within) return `/consultations/${within}#${type}-${id}`
  return type === 'quiz' ? `/quizzes/${id}` : `/${type}s/${id}`
}
