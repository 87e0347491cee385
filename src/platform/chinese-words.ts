import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Jieba } from '@node-rs/jieba'
import { Converter } from 'opencc-js/t2cn'
import { ownTerms, synonymGroups } from './chinese-dictionary'
import { stopWords } from './chinese-stopwords'

interface Tools {
  jieba: Jieba
  simplify: (text: string) => string
}

let loaded: Tools | undefined

/** Loaded at first use, unless asked for before: the dictionary costs about 45 MB of resident memory and a quarter of a second. */
const tools = (): Tools => {
  if (!loaded) {
    // not '@node-rs/jieba/dict': that module would keep the dictionary and the unused idf table (11 MB) in memory
    const folder = dirname(require.resolve('@node-rs/jieba/package.json'))
    const jieba = Jieba.withDict(readFileSync(join(folder, 'dict.txt')))
    jieba.loadDict(Buffer.from(ownTerms))
    // 't' and not 'tw': the latter turns the simplified 显著 into 显着
    loaded = { jieba, simplify: Converter({ from: 't', to: 'cn' }) }
  }
  return loaded
}

/** Loads the dictionary now, where nobody waits yet: at first use it would be a pause for everybody. */
export function loadDictionary(): void {
  tools()
}

/** One spelling for what readers take as the same text: half-width, simplified, lower case, nothing invisible. */
export const normalise = (text: string): string =>
  tools()
    .simplify(text.normalize('NFKC').replace(/\p{Cf}/gu, ''))
    .toLowerCase()

const pieces =
  /\p{Script=Han}+|\p{Script=Latin}+|\p{Nd}+(?:\.\p{Nd}+)*|(?:(?![\p{Script=Han}\p{Script=Latin}\p{Nd}])[\p{L}\p{M}\p{N}])+/gu

const isHan = (text: string): boolean => /^\p{Script=Han}/u.test(text)

const maximumLength = 40

/**
 * Cuts one run of Han characters. Guessing new words is switched off, for it joins rare strings (小微维保 as one
 * word); single characters left over in a row are given as 2-grams besides, so that 辣条 is found as 辣条.
 */
const cutHan = (run: string): string[] => {
  const found: string[] = []
  let previous = ''
  for (const word of tools().jieba.cutForSearch(run, false)) {
    const single = [...word].length === 1
    if (!stopWords.has(word)) {
      found.push(word)
      if (single && previous) found.push(previous + word)
    }
    previous = single && !stopWords.has(word) ? word : ''
  }
  return found
}

const cut = (normalised: string): string[] =>
  [...normalised.matchAll(pieces)].flatMap(([piece]) => {
    if (isHan(piece)) return cutHan(piece)
    return stopWords.has(piece) ? [] : [piece.slice(0, maximumLength)]
  })

let expansions: readonly { forms: readonly string[]; words: readonly string[] }[] | undefined

const groups = () => {
  expansions ??= synonymGroups.map((forms) => ({ forms, words: [...new Set(forms.flatMap(cut))] }))
  return expansions
}

const synonyms = (normalised: string, own: readonly string[]): string[] => {
  const have = new Set(own)
  return groups()
    .filter(({ forms }) =>
      forms.some((form) => (form.length > 2 ? normalised.includes(form) : have.has(form))),
    )
    .flatMap(({ words }) => words.filter((word) => !have.has(word)))
}

/** A word of a question, and how else a text may say it. All are normalised. */
export interface Concept {
  word: string
  forms: readonly string[]
}

/** What a question is about, each thing once; a form is to be looked for anywhere in a normalised text. */
export const concepts = (text: string): Concept[] =>
  [...new Set(cut(normalise(text)))].map((word) => ({
    word,
    forms: [...new Set([word, ...groups().flatMap(({ forms }) => (forms.includes(word) ? forms : []))])],
  }))

/**
 * The words of a text for indexing and asking: normalised (NFKC, simplified characters, lower case), cut for
 * search, single characters also as 2-grams, synonyms of the trade added, stop words dropped. Negations stay.
 * Words repeat as often as they occur; a text of punctuation or stop words gives [].
 */
export const words = (text: string): string[] => {
  const normalised = normalise(text)
  const own = cut(normalised)
  return [...own, ...synonyms(normalised, own)]
}
