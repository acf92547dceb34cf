/**
 * Every match of one expression, found where its first two characters stand: they are read from the expression itself, and most
 * texts have none of them. What it finds is what `matchAll` finds.
 */
import { createOpenings, type Openings } from './openings.ts'
import { createPairFilter, nextStart, putPair } from './pair-filter.ts'
import { ANY, startsOf } from './pattern-start.ts'

export interface Finder {
  /** Left to right, without overlaps. */
  all(text: string): RegExpExecArray[]
  /** The first that is accepted. */
  first(text: string, accept: (match: RegExpExecArray) => boolean): RegExpExecArray | undefined
  has(text: string): boolean
}

/** `whole`: it reads texts that others read, too (openings.ts). Throws RangeError for an expression that may begin with anything or be empty. */
export function createFinder(pattern: RegExp, whole = false): Finder {
  const sticky = new RegExp(pattern.source, `${pattern.flags.replace(/[gy]/g, '')}y`)
  const filter = createPairFilter()
  for (const start of startsOf(pattern.source))
    for (const first of casesOf(start[0], pattern.ignoreCase)) {
      if (first === undefined || first === ANY)
        throw new RangeError(`may begin with anything: ${pattern.source.slice(0, 40)}`)
      for (const second of casesOf(start[1], pattern.ignoreCase))
        putPair(filter, first.charCodeAt(0), second === ANY ? undefined : second?.charCodeAt(0))
    }
  const from = (text: string, at: number): RegExpExecArray | null => {
    for (let i = nextStart(filter, text, at); i < text.length; i = nextStart(filter, text, i + 1)) {
      sticky.lastIndex = i
      const match = sticky.exec(text)
      if (match !== null) return match
    }
    return null
  }
  if (whole) return createWholeFinder(sticky, createOpenings(filter))
  return {
    all(text) {
      const matches: RegExpExecArray[] = []
      for (let m = from(text, 0); m !== null; m = from(text, m.index + m[0].length)) matches.push(m)
      return matches
    },
    first(text, accept) {
      for (let m = from(text, 0); m !== null; m = from(text, m.index + m[0].length)) if (accept(m)) return m
      return undefined
    },
    has: (text) => from(text, 0) !== null,
  }
}

function createWholeFinder(sticky: RegExp, openings: Openings): Finder {
  /** Until `accept` says so. */
  const each = (text: string, accept: (match: RegExpExecArray) => boolean): RegExpExecArray | undefined => {
    const { at, from, to } = openings(text)
    let free = 0
    for (let k = from; k < to; k++) {
      if (at[k]! < free) continue
      sticky.lastIndex = at[k]!
      const match = sticky.exec(text)
      if (match === null) continue
      if (accept(match)) return match
      free = match.index + match[0].length
    }
    return undefined
  }
  return {
    all(text) {
      const matches: RegExpExecArray[] = []
      each(text, (match) => matches.push(match) === 0)
      return matches
    },
    first: each,
    has: (text) => each(text, () => true) !== undefined,
  }
}

const casesOf = (ch: string | undefined, either: boolean): (string | undefined)[] =>
  ch === undefined || !either ? [ch] : [...new Set([ch, ch.toLowerCase(), ch.toUpperCase()])]
