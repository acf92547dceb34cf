/**
 * Many expressions over one text in one pass: each is tried only where two of its first characters stand, and of its branches
 * only those that can begin with these two. What it finds is what each expression alone would find.
 */
import { createOpenings } from './openings.ts'
import { createPairFilter, nextStart, putPair } from './pair-filter.ts'
import { ANY, branchesOf, startsOf } from './pattern-start.ts'

interface Branch {
  readonly pattern: number
  readonly order: number
  readonly source: string
}

/** The branches of one expression that may begin at a pair of characters. */
export interface Phrase {
  readonly pattern: number
  readonly source: string
  readonly flags: string
  expression: RegExp | undefined
}

interface Starters {
  /** Whatever the second character is. */
  any: readonly Phrase[]
  /** By the second character: these and the former. */
  readonly pairs: Map<number, readonly Phrase[]>
}

/** Visits, in reading order, every place where a phrase may begin. */
export type Walk = (text: string, visit: (phrase: Phrase, at: number) => void) => void

/** `whole`: it reads texts that others read, too (openings.ts). Throws RangeError for an expression that may begin with anything or refers back: it needs a scan of its own. */
export function createWalk(patterns: readonly (string | RegExp)[], whole = false): Walk {
  const branches = new Map<number, { any: Branch[]; pairs: Map<number, Branch[]> }>()
  const flagsOf = patterns.map((p) => (typeof p === 'string' ? '' : p.flags.replace(/[gy]/g, '')))
  for (const [pattern, given] of patterns.entries()) {
    const whole = typeof given === 'string' ? given : given.source
    // Taken apart, its groups would be counted anew.
    if (/\\[1-9]/.test(whole)) throw new RangeError(`refers back: ${whole.slice(0, 40)}`)
    for (const [order, source] of branchesOf(whole).entries()) {
      const branch: Branch = { pattern, order, source }
      for (const start of startsOf(source))
        for (const [first, second] of cases(start, flagsOf[pattern]!.includes('i'))) {
          if (first === undefined || first === ANY)
            throw new RangeError(`may begin with anything: ${source.slice(0, 40)}`)
          const row = branches.get(first.charCodeAt(0)) ?? { any: [], pairs: new Map<number, Branch[]>() }
          branches.set(first.charCodeAt(0), row)
          if (second === undefined || second === ANY) row.any.push(branch)
          else {
            const key = second.charCodeAt(0)
            row.pairs.get(key)?.push(branch) ?? row.pairs.set(key, [branch])
          }
        }
    }
  }
  const made = new Map<string, Phrase>()
  const phrases = (list: readonly Branch[]): Phrase[] => {
    const of = new Map<number, Set<Branch>>()
    for (const branch of list) of.get(branch.pattern)?.add(branch) ?? of.set(branch.pattern, new Set([branch]))
    return [...of]
      .sort((a, b) => a[0] - b[0])
      .map(([pattern, own]) => {
        const source = [...own]
          .sort((a, b) => a.order - b.order)
          .map((b) => b.source)
          .join('|')
        const key = `${pattern}:${source}`
        const phrase = made.get(key) ?? { pattern, source, flags: flagsOf[pattern]!, expression: undefined }
        made.set(key, phrase)
        return phrase
      })
  }
  const filter = createPairFilter()
  const rows: (Starters | undefined)[] = new Array(0x10000).fill(undefined)
  for (const [first, row] of branches) {
    rows[first] = {
      any: phrases(row.any),
      pairs: new Map([...row.pairs].map(([second, list]) => [second, phrases([...row.any, ...list])])),
    }
    if (row.any.length > 0) putPair(filter, first, undefined)
    for (const second of row.pairs.keys()) putPair(filter, first, second)
  }
  if (whole) {
    const openings = createOpenings(filter)
    return (text, visit) => {
      const { events, from, to, bit } = openings(text)
      for (let k = from; k < to; k += 2) {
        if ((events[k + 1]! & bit) === 0) continue
        const i = events[k]!
        const row = rows[text.charCodeAt(i)] as Starters
        const list = row.pairs.get(i + 1 < text.length ? text.charCodeAt(i + 1) : 0) ?? row.any
        for (let p = 0; p < list.length; p++) visit(list[p]!, i)
      }
    }
  }
  return (text, visit) => {
    for (let i = nextStart(filter, text, 0); i < text.length; i = nextStart(filter, text, i + 1)) {
      const row = rows[text.charCodeAt(i)] as Starters
      const list = row.pairs.get(i + 1 < text.length ? text.charCodeAt(i + 1) : 0) ?? row.any
      for (let k = 0; k < list.length; k++) visit(list[k]!, i)
    }
  }
}

function* cases(start: string, either: boolean): Generator<string[]> {
  const [first, second] = [start[0], start[1]]
  if (!either) {
    yield [first, second].filter((c) => c !== undefined)
    return
  }
  const both = (ch: string | undefined): (string | undefined)[] =>
    ch === undefined ? [undefined] : [...new Set([ch.toLowerCase(), ch.toUpperCase()])]
  for (const f of both(first)) for (const s of both(second)) yield [f, s].filter((c) => c !== undefined)
}

/** Where the phrase ends when it stands at `at`, -1 where it does not or is empty. */
export function endOf(phrase: Phrase, text: string, at: number): number {
  phrase.expression ??= new RegExp(phrase.source, `${phrase.flags}y`)
  phrase.expression.lastIndex = at
  if (!phrase.expression.test(text)) return -1
  const end = phrase.expression.lastIndex
  return end > at ? end : -1
}

export type Scan = (text: string, visit: (pattern: number, at: number, matched: string) => void) => void

/** A scanner: every match of each pattern, left to right, without overlaps within one pattern. */
export function createScan(patterns: readonly string[], whole = false): Scan {
  const walk = createWalk(patterns, whole)
  const next = new Int32Array(patterns.length)
  return (text, visit) => {
    next.fill(0)
    walk(text, (phrase, at) => {
      if (at < next[phrase.pattern]!) return
      const end = endOf(phrase, text, at)
      if (end < 0) return
      next[phrase.pattern] = end
      visit(phrase.pattern, at, text.slice(at, end))
    })
  }
}
