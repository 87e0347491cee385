/** The one form in which texts are kept for searching and questions are asked: width, case and blanks make no difference. */
export const searchable = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')

/** A piece of text for LIKE … ESCAPE '!'. */
export const likeOf = (text: string): string => `%${searchable(text).replace(/[!%_]/g, '!$&')}%`
