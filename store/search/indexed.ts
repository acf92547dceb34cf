/** What of a document goes into an index, the same over every engine. */
import type { SearchDocument } from '../../model/ports.ts'
import { OPEN_ROUTES } from '../../model/words.ts'
import type { Reading } from './terms.ts'
import { BREAK, type Fold, indexedUnits, runsOf, syllablesOf, withoutPlaceholders } from './text.ts'

/** What may never be found, by anybody: closed routes, and what could not be read. */
export const findable = (doc: SearchDocument): boolean =>
  OPEN_ROUTES.includes(doc.route) && doc.disposition !== 'failed'

/** Keywords of one document that are counted; screening gives fewer. */
const MOST_KEYWORDS = 20

export interface IndexedText {
  /** Words of the segmenter, the title's twice: found there they weigh more. */
  readonly seg: string
  /** Single characters and runs of letters. */
  readonly title: readonly string[]
  readonly text: readonly string[]
  /** Syllables of title and text; empty without pinyin. */
  readonly pin: string
  readonly keywords: readonly string[]
}

/** Words whose syllables are remembered: texts use few different ones. */
const REMEMBERED = 200_000

/** Makes what is indexed of a document. */
export function createTextIndexer({
  fold,
  pinyin,
}: Pick<Reading, 'fold' | 'pinyin'>): (doc: SearchDocument) => IndexedText {
  const known = new Map<string, string>()
  const syllables = (word: string): string => {
    const remembered = known.get(word)
    if (remembered !== undefined) return remembered
    const read = pinyin ? syllablesOf(word, pinyin) : ''
    if (known.size < REMEMBERED) known.set(word, read)
    return read
  }
  const readIn = (text: string): string => text.split(' ').map(syllables).join(' ')
  return (doc) => {
    const title = folded(doc.tokens.title, fold)
    const text = folded(doc.tokens.text, fold)
    const titleWords = runsOf(title).join(' ')
    return {
      seg: `${titleWords} ${titleWords} ${BREAK} ${runsOf(text).join(' ')}`,
      title: indexedUnits(withoutPlaceholders(fold(doc.title).text)),
      text: indexedUnits(withoutPlaceholders(fold(doc.text).text)),
      pin: pinyin ? `${readIn(title)} ${BREAK} ${readIn(text)}` : '',
      keywords: [...new Set(doc.keywords.flatMap((word) => runsOf(fold(word).text)))].slice(0, MOST_KEYWORDS),
    }
  }
}

const folded = (tokens: readonly string[], fold: Fold): string => withoutPlaceholders(fold(tokens.join(' ')).text)
