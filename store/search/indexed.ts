/** What of a document goes into an index, the same over every engine. */
import type { SearchDocument } from '../../model/ports.ts'
import { OPEN_ROUTES } from '../../model/words.ts'
import type { Reading } from './terms.ts'
import { BREAK, indexedUnits, runsOf, syllablesOf, withoutPlaceholders } from './text.ts'

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

/** Words that are remembered: texts use few different ones. */
const REMEMBERED = 200_000

/** What a word of the segmenter gives the index; both may be empty. */
interface Read {
  readonly runs: string
  readonly syllables: string
}

/** Makes what is indexed of a document. */
export function createTextIndexer({
  fold,
  pinyin,
}: Pick<Reading, 'fold' | 'pinyin'>): (doc: SearchDocument) => IndexedText {
  const known = new Map<string, Read>()
  const read = (token: string): Read => {
    const remembered = known.get(token)
    if (remembered !== undefined) return remembered
    const text = withoutPlaceholders(fold(token).text)
    const made = { runs: runsOf(text).join(' '), syllables: pinyin ? syllablesOf(text, pinyin) : '' }
    if (known.size < REMEMBERED) known.set(token, made)
    return made
  }
  const readAll = (tokens: readonly string[]): Read => {
    // Joined at once: strings that grow word by word are slower to read than these are to make.
    const runs: string[] = []
    const syllables: string[] = []
    for (const token of tokens) {
      const of = read(token)
      if (of.runs !== '') runs.push(of.runs)
      if (of.syllables !== '') syllables.push(of.syllables)
    }
    return { runs: runs.join(' '), syllables: syllables.join(' ') }
  }
  return (doc) => {
    const title = readAll(doc.tokens.title)
    const text = readAll(doc.tokens.text)
    return {
      seg: `${title.runs} ${title.runs} ${BREAK} ${text.runs}`,
      title: indexedUnits(withoutPlaceholders(fold(doc.title).text)),
      text: indexedUnits(withoutPlaceholders(fold(doc.text).text)),
      pin: pinyin ? `${title.syllables} ${BREAK} ${text.syllables}` : '',
      keywords: [...new Set(doc.keywords.flatMap((word) => runsOf(fold(word).text)))].slice(0, MOST_KEYWORDS),
    }
  }
}
