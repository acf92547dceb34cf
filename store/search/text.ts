/**
 * How text becomes what the index holds, the same for documents and queries: placeholders cut out, words of the
 * segmenter, and single characters (a run of Latin letters or digits counts as one).
 */

/** Folds a text (traditional to simplified, full width to half …) with a way back; see analyzers/normalize.ts. */
export type Fold = (text: string) => {
  readonly text: string
  /** Source index of each UTF-16 unit of `text`, and of its end. */
  readonly map: Uint32Array
}

/** Readings of characters without tones; see analyzers/pinyin.ts. */
export interface Pinyin {
  read(word: string): readonly string[]
  split(letters: string): readonly (readonly string[])[]
  charactersOf(syllable: string): string
}

/** Stands in the index where a placeholder or the end of the title was, so that no phrase reaches over it. */
export const BREAK = '\ue000'

const PLACEHOLDER = /〔[^〔〕]{1,8}〕/gu
/** Redaction's own words (〔手机〕) are nobody's words: a search for 手机 must not find every hidden number. */
export const withoutPlaceholders = (text: string): string =>
  text.replace(PLACEHOLDER, (found) => BREAK.repeat(found.length))

const UNIT =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])[\p{L}\p{N}\p{M}])+/gu
const UNIT_OR_BREAK = new RegExp(`${UNIT.source}|${BREAK}+`, 'gu')
const RUN = /[\p{L}\p{N}\p{M}]+/gu

/** Single characters and Latin runs of a query, punctuation gone. */
export const unitsOf = (text: string): string[] => text.match(UNIT) ?? []

/** As `unitsOf`, for a document: breaks stay. */
export const indexedUnits = (text: string): string =>
  (text.match(UNIT_OR_BREAK) ?? []).map((unit) => (unit.startsWith(BREAK) ? BREAK : unit)).join(' ')

const READABLE_OR_BREAK = new RegExp(`(\\p{Script=Han}+)|[\\p{L}\\p{N}\\p{M}]|${BREAK}`, 'gu')

/** Syllables of one word, one a character; what is not read in pinyin breaks the row, as the end of the title does. */
export const syllablesOf = (word: string, pinyin: Pinyin): string =>
  [...word.matchAll(READABLE_OR_BREAK)].flatMap(([, han]) => (han ? pinyin.read(han) : [BREAK])).join(' ')

/** The parts of one segmenter's word that an index can hold. */
export const runsOf = (word: string): string[] => word.match(RUN) ?? []

/** Words too common to ask for beside others. */
const STOP = new Set('的了吗呢啊吧呀嘛么'.split(''))

/**
 * The words to look for among those the segmenter made of a query; none where it made only single characters, since a
 * name it does not know is found as a row of characters and not by each of them anywhere.
 */
export function wordsOf(words: readonly string[]): string[] {
  const found = [...new Set(words.flatMap(runsOf))]
  if (found.every((word) => [...word].length === 1)) return []
  const telling = found.filter((word) => !STOP.has(word))
  return telling.length > 0 ? telling : found
}
