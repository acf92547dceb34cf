/** Patterns looked for only where a hit may begin: an engine that tries fifty alternatives at every character takes three times as long. */
export interface PatternSearch {
  /** Matches at its `lastIndex` only. */
  readonly pattern: RegExp
  /** 1 for a character that a hit may begin with. */
  readonly starts: Uint8Array
}

/** `starts`: all characters that a hit may begin with; one that is forgotten is never found. */
export function searchFor(pattern: RegExp, starts: string): PatternSearch {
  const table = new Uint8Array(0x10000)
  for (const character of starts) table[character.charCodeAt(0)] = 1
  return { pattern: new RegExp(pattern.source, 'y'), starts: table }
}

/** All hits, one behind the other; none is empty. */
export function eachHit({ pattern, starts }: PatternSearch, text: string, visit: (hit: RegExpExecArray) => void): void {
  for (let i = 0; i < text.length; ) {
    if (starts[text.charCodeAt(i)] === 0) {
      i += 1
      continue
    }
    pattern.lastIndex = i
    const hit = pattern.exec(text)
    if (hit === null) i += 1
    else {
      visit(hit)
      i += hit[0].length
    }
  }
}
