/** Patterns looked for only where a hit may begin: an engine that tries fifty alternatives at every character takes three times as long. */
export interface PatternSearch {
  /** Matches at its `lastIndex` only. */
  readonly pattern: RegExp
  /** 1 for a character that a hit may begin with. */
  readonly starts: Uint8Array
}

/** `starts`: all characters that a hit may begin with, and `others` of a class; one that is forgotten is never found. */
export function searchFor(pattern: RegExp, starts: string, others?: RegExp): PatternSearch {
  const table = tableOf(starts)
  if (others !== undefined)
    for (let unit = 0; unit < table.length; unit += 1) if (others.test(String.fromCharCode(unit))) table[unit] = 1
  return { pattern: new RegExp(pattern.source, 'y'), starts: table }
}

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(0x10000)
  for (const character of characters) table[character.charCodeAt(0)] = 1
  return table
}

/** A pattern that a text may end with, tried only where the last character may end a hit. */
export interface EndSearch {
  readonly pattern: RegExp
  /** 1 for a character that a hit may end with. */
  readonly ends: Uint8Array
}

/** `ends`: all characters that a hit may end with. */
export const searchAtEnd = (pattern: RegExp, ends: string): EndSearch => ({ pattern, ends: tableOf(ends) })

export const mayEnd = ({ ends }: EndSearch, text: string): boolean => ends[text.charCodeAt(text.length - 1)] === 1

/** Where the hit begins; -1 for none. */
export const hitAtEnd = (search: EndSearch, text: string): number =>
  mayEnd(search, text) ? text.search(search.pattern) : -1

/**
 * Where all hits begin and end, one behind the other; none is empty. No list is made of a hit (`hitAt` does), of which most are only
 * counted or cut out.
 */
export function eachHit(
  { pattern, starts }: PatternSearch,
  text: string,
  visit: (from: number, end: number) => void,
): void {
  for (let i = 0; i < text.length; ) {
    if (starts[text.charCodeAt(i)] === 0) {
      i += 1
      continue
    }
    pattern.lastIndex = i
    if (!pattern.test(text)) {
      i += 1
      continue
    }
    const end = pattern.lastIndex
    visit(i, end)
    i = end
  }
}

/** A hit that begins there, with its groups. */
export function hitAt({ pattern }: PatternSearch, text: string, from: number): RegExpExecArray {
  pattern.lastIndex = from
  return pattern.exec(text) as RegExpExecArray
}
