/**
 * Many expressions over one text in one pass: each is tried only where two of its first characters stand, and of its branches
 * only those that can begin with these two. What it finds is what each expression alone would find.
 */
import { createOpenings } from './openings.ts'
import { createPairFilter, createPairTable, nextStart, putInto, putPair, takeFrom } from './pair-filter.ts'
import { ANY, branchesOf, startsOf } from './pattern-start.ts'
import { wordsOf } from './pattern-words.ts'

interface Branch {
  readonly pattern: number
  readonly order: number
  readonly source: string
}

/** The branches of one expression that may begin at a pair of characters. */
export interface Phrase {
  readonly pattern: number
  /** In the order in which they are tried: words, and expressions that are more than words. */
  readonly branches: readonly (string | RegExp)[]
}

/** Visits, in reading order, every place where a phrase may begin. */
export type Walk = (text: string, visit: (phrase: Phrase, at: number) => void) => void

/** An expression taken apart: its branches, and how each may begin. */
export interface Expression {
  readonly flags: string
  readonly branches: readonly { readonly source: string; readonly starts: readonly string[] }[]
}

/** Throws RangeError for an expression that may begin with anything or refers back: it needs a scan of its own. */
export function takeApart(pattern: string | RegExp): Expression {
  const whole = typeof pattern === 'string' ? pattern : pattern.source
  const flags = typeof pattern === 'string' ? '' : pattern.flags.replace(/[gy]/g, '')
  // Taken apart, its groups would be counted anew.
  if (/\\[1-9]/.test(whole)) throw new RangeError(`refers back: ${whole.slice(0, 40)}`)
  const branches = branchesOf(whole).map((source) => {
    const starts = [...startsOf(source)].flatMap((start) => cases(start, flags.includes('i')))
    if (starts.some((start) => start === '' || start.startsWith(ANY)))
      throw new RangeError(`may begin with anything: ${source.slice(0, 40)}`)
    return { source, starts }
  })
  return { flags, branches }
}

/** `whole`: it reads texts that others read, too (openings.ts). */
export function createWalk(patterns: readonly Expression[], whole = false): Walk {
  const branches = new Map<number, { any: Branch[]; pairs: Map<number, Branch[]> }>()
  for (const [pattern, given] of patterns.entries())
    for (const [order, { source, starts }] of given.branches.entries()) {
      const branch: Branch = { pattern, order, source }
      for (const start of starts) {
        const first = start.charCodeAt(0)
        const row = branches.get(first) ?? { any: [], pairs: new Map<number, Branch[]>() }
        branches.set(first, row)
        const second = start[1]
        if (second === undefined || second === ANY) row.any.push(branch)
        else {
          const key = second.charCodeAt(0)
          row.pairs.get(key)?.push(branch) ?? row.pairs.set(key, [branch])
        }
      }
    }
  const filter = createPairFilter()
  const starts = createPairTable([...branches.values()].reduce((sum, row) => sum + row.pairs.size + 1, 0))
  const lists = createPhrases(patterns)
  for (const [first, row] of branches) {
    // Whatever the second character is: these, and with some seconds others, too.
    putInto(starts, first, ANY_UNIT, lists.put(row.any, first, undefined))
    if (row.any.length > 0) putPair(filter, first, undefined)
    for (const [second, list] of row.pairs) {
      putInto(starts, first, second, lists.put([...row.any, ...list], first, second))
      putPair(filter, first, second)
    }
  }
  const listAt = (text: string, at: number): readonly Phrase[] => {
    const first = text.charCodeAt(at)
    const own = takeFrom(starts, first, at + 1 < text.length ? text.charCodeAt(at + 1) : 0)
    return lists.get(own === 0 ? takeFrom(starts, first, ANY_UNIT) : own)
  }
  if (whole) {
    const openings = createOpenings(filter)
    return (text, visit) => {
      const { at, from, to } = openings(text)
      for (let k = from; k < to; k++) {
        const list = listAt(text, at[k]!)
        for (let p = 0; p < list.length; p++) visit(list[p]!, at[k]!)
      }
    }
  }
  return (text, visit) => {
    for (let i = nextStart(filter, text, 0); i < text.length; i = nextStart(filter, text, i + 1)) {
      const list = listAt(text, i)
      for (let k = 0; k < list.length; k++) visit(list[k]!, i)
    }
  }
}

const ANY_UNIT = ANY.charCodeAt(0)

/** The phrases of each pair, by number; 0 is none. They are made when the pair is first met, and most never are. */
function createPhrases(patterns: readonly Expression[]) {
  const given: { list: readonly Branch[]; first: number; second: number | undefined }[] = []
  const made: (readonly Phrase[] | undefined)[] = [[]]
  const toBranches = createBranches()
  const make = (number: number): readonly Phrase[] => {
    const { list, first, second } = given[number - 1]!
    const of = new Map<number, Set<Branch>>()
    for (const branch of list) of.get(branch.pattern)?.add(branch) ?? of.set(branch.pattern, new Set([branch]))
    const phrases = [...of]
      .sort((a, b) => a[0] - b[0])
      .map(([pattern, own]) => {
        const sources = [...own].sort((a, b) => a.order - b.order).map((b) => b.source)
        return { pattern, branches: toBranches(sources, patterns[pattern]!.flags, first, second) }
      })
    made[number] = phrases
    return phrases
  }
  return {
    put(list: readonly Branch[], first: number, second: number | undefined): number {
      made.push(undefined)
      return given.push({ list, first, second })
    },
    get: (number: number): readonly Phrase[] => made[number] ?? make(number),
  }
}

/** Words where a branch is nothing else, those alone that begin so; neighbours that are more than words are one expression. */
function createBranches() {
  const words = new Map<string, readonly string[] | undefined>()
  const expressions = new Map<string, RegExp>()
  return (sources: readonly string[], flags: string, first: number, second: number | undefined) => {
    const out: (string | RegExp)[] = []
    let more: string[] = []
    const close = (): void => {
      if (more.length === 0) return
      const source = more.join('|')
      const known = expressions.get(`${flags}/${source}`) ?? new RegExp(source, `${flags}y`)
      expressions.set(`${flags}/${source}`, known)
      out.push(known)
      more = []
    }
    const begins = (word: string): boolean =>
      word.charCodeAt(0) === first && (word.length === 1 || second === undefined || word.charCodeAt(1) === second)
    for (const source of sources) {
      if (!words.has(source)) words.set(source, flags === '' ? wordsOf(source) : undefined)
      const own = words.get(source)
      if (own === undefined) more.push(source)
      else {
        close()
        out.push(...own.filter(begins))
      }
    }
    close()
    return out
  }
}

/** The beginning as it stands; where case is `either`, in every case. */
function cases(start: string, either: boolean): string[] {
  if (!either) return [start]
  const both = (ch: string): string[] =>
    [...new Set([ch.toLowerCase(), ch.toUpperCase()])].filter((c) => c.length === 1)
  return [...start].reduce<string[]>((heads, ch) => heads.flatMap((head) => both(ch).map((c) => head + c)), [''])
}

/** Where the phrase ends when it stands at `at`, -1 where it does not or is empty. */
export function endOf({ branches }: Phrase, text: string, at: number): number {
  for (let b = 0; b < branches.length; b++) {
    const branch = branches[b]!
    if (typeof branch === 'string') {
      let k = 0
      while (k < branch.length && text.charCodeAt(at + k) === branch.charCodeAt(k)) k++
      if (k === branch.length) return at + k
    } else {
      branch.lastIndex = at
      if (branch.test(text)) return branch.lastIndex > at ? branch.lastIndex : -1
    }
  }
  return -1
}

/** Looks no further for a pattern in this text once `visit` has said `true` of one of its matches. */
export type Scan = (text: string, visit: (pattern: number, at: number, matched: string) => unknown) => void

/** A scanner: every match of each pattern, left to right, without overlaps within one pattern. */
export function createScan(patterns: readonly string[], whole = false): Scan {
  const walk = createWalk(patterns.map(takeApart), whole)
  const next = new Int32Array(patterns.length)
  return (text, visit) => {
    next.fill(0)
    walk(text, (phrase, at) => {
      if (at < next[phrase.pattern]!) return
      const end = endOf(phrase, text, at)
      if (end < 0) return
      next[phrase.pattern] = visit(phrase.pattern, at, text.slice(at, end)) === true ? text.length : end
    })
  }
}
