/** What of a document goes into an index, the same over every engine. */
import type { SearchDocument } from '../../model/ports.ts'
import { OPEN_ROUTES } from '../../model/words.ts'
import { BREAK, type Fold, indexedUnits, runsOf, withoutPlaceholders } from './text.ts'

/** What may never be found, by anybody: closed routes, and what could not be read. */
export const findable = (doc: SearchDocument): boolean =>
  OPEN_ROUTES.includes(doc.route) && doc.disposition !== 'failed'

export interface IndexedText {
  /** Words of the segmenter, the title's twice: found there they weigh more. */
  readonly seg: string
  /** Single characters of title and text, a break between. */
  readonly uni: string
  readonly titleUni: string
}

export function indexedText(doc: SearchDocument, fold: Fold): IndexedText {
  const titleUni = indexedUnits(withoutPlaceholders(fold(doc.title).text))
  const textUni = indexedUnits(withoutPlaceholders(fold(doc.text).text))
  const titleWords = words(doc.tokens.title, fold)
  return {
    seg: `${titleWords} ${titleWords} ${BREAK} ${words(doc.tokens.text, fold)}`,
    uni: `${titleUni} ${BREAK} ${textUni}`,
    titleUni,
  }
}

const words = (tokens: readonly string[], fold: Fold): string =>
  runsOf(withoutPlaceholders(fold(tokens.join(' ')).text)).join(' ')
