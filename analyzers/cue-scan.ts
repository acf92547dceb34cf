/**
 * Many expressions over one text in one pass: each is tried only where two of its first characters stand, and of its branches
 * only those that can begin with these two. What it finds is what each expression alone would find.
 */
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

const BITS = 1 << 16
const slotOf = (first: number, second: number): number =>
  (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> 16

/** Throws RangeError for an expression that may begin with anything or refers back: it needs a scan of its own. */
export function createWalk(patterns: readonly (string | RegExp)[]): Walk {
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
  /** 0: nothing begins so; 1: some pairs do; 2: whatever follows. */
  const state = new Uint8Array(0x10000)
  const rows: (Starters | undefined)[] = new Array(0x10000).fill(undefined)
  const pairBits = new Uint8Array(BITS >> 3)
  for (const [first, row] of branches) {
    state[first] = row.any.length > 0 ? 2 : 1
    rows[first] = {
      any: phrases(row.any),
      pairs: new Map([...row.pairs].map(([second, list]) => [second, phrases([...row.any, ...list])])),
    }
    for (const second of row.pairs.keys()) {
      const slot = slotOf(first, second)
      pairBits[slot >> 3]! |= 1 << (slot & 7)
    }
  }
  return (text, visit) => {
    const { length } = text
    let unit = length > 0 ? text.charCodeAt(0) : 0
    for (let i = 0; i < length; i++) {
      const next = i + 1 < length ? text.charCodeAt(i + 1) : 0
      const s = state[unit]!
      if (s !== 0) {
        const slot = slotOf(unit, next)
        if (s === 2 || (pairBits[slot >> 3]! & (1 << (slot & 7))) !== 0) {
          const row = rows[unit] as Starters
          const list = row.pairs.get(next) ?? row.any
          for (let k = 0; k < list.length; k++) visit(list[k]!, i)
        }
      }
      unit = next
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
export function createScan(patterns: readonly string[]): Scan {
  const walk = createWalk(patterns)
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
