/**
 * How text becomes what the index holds, the same for documents and queries: placeholders cut out, words of the
 * segmenter, and single characters (a run of Latin letters or digits counts as one).
 */

/** Folds a text (traditional to simplified, full width to half …) with a way back; see analyzers/text/normalize.ts. */
export type Fold = (text: string) => {
  readonly text: string
  /** Source index of each UTF-16 unit of `text`, and of its end. */
  readonly map: Uint32Array
}

/** Readings of characters without tones; see analyzers/text/pinyin.ts. */
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
const RUN = /[\p{L}\p{N}\p{M}]+/gu

/** Single characters and Latin runs of a query, punctuation gone. */
export const unitsOf = (text: string): string[] => text.match(UNIT) ?? []

const WIDE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]$/u
const LETTER = /^[\p{L}\p{N}\p{M}]$/u
/** What a character is to the index: not looked at yet, one unit, part of a run, a break, nothing. */
const UNKNOWN = 0
const SINGLE = 1
const RUNNING = 2
const BROKEN = 3
const NOTHING = 4
const kinds = new Uint8Array(0x10000)
const lookAt = (ch: string): number =>
  ch === BREAK ? BROKEN : WIDE.test(ch) ? SINGLE : LETTER.test(ch) ? RUNNING : NOTHING

/** Stands for itself in the index; anything else that is indexed is a run of Latin letters, digits and the like. */
const isWide = (unit: string): boolean => {
  const kind = kinds[unit.charCodeAt(0)]
  return kind === UNKNOWN ? WIDE.test(unit) : kind === SINGLE
}

/** As `unitsOf`, for a document, where an expression over every character would be most of the work; breaks stay. */
export function indexedUnits(text: string): string[] {
  const units: string[] = []
  let run = -1
  let size = 1
  for (let i = 0; i < text.length; i += size) {
    const code = text.charCodeAt(i)
    let kind = kinds[code] as number
    size = 1
    if (kind === UNKNOWN) {
      const ch = String.fromCodePoint(text.codePointAt(i) as number)
      size = ch.length
      kind = lookAt(ch)
      // Half of a pair says nothing about the next one it begins.
      if (code < 0xd800 || code > 0xdfff) kinds[code] = kind
    }
    if (kind === RUNNING) {
      if (run < 0) run = i
      continue
    }
    if (run >= 0) units.push(text.slice(run, i))
    run = -1
    if (kind === SINGLE || (kind === BROKEN && units.at(-1) !== BREAK)) units.push(text.slice(i, i + size))
  }
  if (run >= 0) units.push(text.slice(run))
  return units
}

/** Between two runs, which written together would be one. */
const SEAM = BREAK
const joined = (a: string, b: string): string => (isWide(a) || isWide(b) ? a + b : a + SEAM + b)

/**
 * Units as overlapping pairs (停水了 is 停水 水了 了): a row of characters is found by lists as short as words', where single
 * characters stand in a third of all posts. A run stands for itself too, and a character that nothing follows.
 */
export function pairsOf(units: readonly string[]): string {
  const pairs: string[] = []
  for (let i = 0; i < units.length; i++) {
    const unit = units[i] as string
    const next = units[i + 1] ?? BREAK
    if (unit === BREAK) continue
    const wide = isWide(unit)
    if (!wide) pairs.push(unit)
    if (next !== BREAK) pairs.push(joined(unit, next))
    else if (wide) pairs.push(unit)
  }
  return pairs.join(' ')
}

/** What `pairsOf` makes of these units wherever they stand in a row; of a single character only the beginning is known. */
export function askedPairs(units: readonly string[]): { readonly tokens: readonly string[]; readonly begins: boolean } {
  const [only] = units
  if (units.length < 2) return { tokens: only === undefined ? [] : [only], begins: only !== undefined && isWide(only) }
  const tokens: string[] = []
  for (let i = 0; i + 1 < units.length; i++) {
    const unit = units[i] as string
    if (!isWide(unit)) tokens.push(unit)
    tokens.push(joined(unit, units[i + 1] as string))
  }
  return { tokens, begins: false }
}

const READABLE_OR_BREAK = new RegExp(`(\\p{Script=Han}+)|[\\p{L}\\p{N}\\p{M}]|${BREAK}`, 'gu')

/** Syllables of a token, one a character; what is not read in pinyin breaks the row, as the end of the title does. */
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
