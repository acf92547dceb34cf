/**
 * How the matches of an expression can begin: its first one or two characters, read from the pattern itself, so that a scanner
 * needs no second list. Always a superset: what is not understood counts as any character.
 */

/** Stands for any character. */
export const ANY = '\uffff'
/** More beginnings than this are not told apart. */
const MOST = 6000

/** Beginnings of up to two characters; one of a single character or none belongs to a match that ends there. */
type Starts = ReadonlySet<string>

const NOTHING: Starts = new Set([''])
const WHATEVER: Starts = new Set(['', ANY, ANY + ANY])

interface Part {
  readonly starts: Starts
  readonly end: number
}

/** The first two characters of every match; shorter only where a match is. */
export const startsOf = (pattern: string): Starts => alternation(pattern, 0).starts

/** Branches of a pattern at the top level. */
export function branchesOf(pattern: string): string[] {
  const out: string[] = []
  for (let from = 0; from <= pattern.length; ) {
    const end = endOfSequence(pattern, from)
    out.push(pattern.slice(from, end))
    from = end + 1
  }
  return out
}

/** Up to the end of the pattern or the bracket that closes it. */
function alternation(pattern: string, from: number): Part {
  const starts = new Set<string>()
  let at = from
  for (;;) {
    const branch = sequence(pattern, at)
    for (const s of branch.starts) starts.add(s)
    at = branch.end
    if (pattern[at] !== '|') return { starts, end: at }
    at++
  }
}

function sequence(pattern: string, from: number): Part {
  let starts = NOTHING
  let at = from
  while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
    const atom = atomAt(pattern, at)
    const times = quantifier(pattern, atom.end)
    starts = joined(starts, times ? repeated(atom.starts, times.least, times.most) : atom.starts)
    at = times?.end ?? atom.end
    // Whatever follows adds nothing; most of an expression does.
    if (isFull(starts)) return { starts, end: endOfSequence(pattern, at) }
  }
  return { starts, end: at }
}

function isFull(starts: Starts): boolean {
  for (const start of starts) if (start.length < 2) return false
  return true
}

/** Where the branch ends that goes on at `from`: at a bar or bracket of its own, or with the pattern. */
function endOfSequence(pattern: string, from: number): number {
  let depth = 0
  let inClass = false
  for (let i = from; i < pattern.length; i++) {
    const ch = pattern[i]
    if (ch === '\\') i++
    else if (inClass) inClass = ch !== ']'
    else if (ch === '[') inClass = true
    else if (ch === '(') depth++
    else if (ch === ')' && depth-- === 0) return i
    else if (ch === '|' && depth === 0) return i
  }
  return pattern.length
}

/** Each of the left, carried on by each of the right where it is still short. */
function joined(left: Starts, right: Starts): Starts {
  const out = new Set<string>()
  const few = left.size * right.size <= MOST
  for (const l of left) {
    if (l.length === 2) out.add(l)
    else for (const r of right) out.add((l + (few || r === '' ? r : ANY + ANY.repeat(r.length - 1))).slice(0, 2))
  }
  return out
}

function repeated(starts: Starts, least: number, most: number): Starts {
  const out = new Set<string>()
  if (least === 0) out.add('')
  let some = NOTHING
  // Two characters are reached after two rounds, or more where a round may match nothing.
  for (let n = 1; n <= Math.min(most, Math.max(least, 2)) && n <= 4; n++) {
    some = joined(some, starts)
    if (n >= least || n === 4) for (const s of some) out.add(s)
  }
  return out
}

function quantifier(pattern: string, at: number): { least: number; most: number; end: number } | undefined {
  const m = /^(?:([?*+])|\{(\d+)(?:(,)(\d*))?\})\??/.exec(pattern.slice(at, at + 12))
  if (!m) return undefined
  const end = at + m[0].length
  if (m[1]) return { least: m[1] === '+' ? 1 : 0, most: m[1] === '?' ? 1 : Number.POSITIVE_INFINITY, end }
  const least = Number(m[2])
  return { least, most: m[3] === undefined ? least : m[4] ? Number(m[4]) : Number.POSITIVE_INFINITY, end }
}

function atomAt(pattern: string, at: number): Part {
  const ch = pattern[at] as string
  if (ch === '(') return groupAt(pattern, at)
  if (ch === '[') return classAt(pattern, at)
  if (ch === '\\') return escapeAt(pattern, at)
  if (ch === '^' || ch === '$') return { starts: NOTHING, end: at + 1 }
  return { starts: new Set([ch === '.' ? ANY : ch]), end: at + 1 }
}

function groupAt(pattern: string, at: number): Part {
  const opening = /^\((?:\?(?::|<?[=!]|<[^>]+>))?/.exec(pattern.slice(at)) as RegExpExecArray
  const inner = alternation(pattern, at + opening[0].length)
  const looks = /[=!]$/.test(opening[0])
  return { starts: looks ? NOTHING : inner.starts, end: inner.end + 1 }
}

const DIGITS = new Set('0123456789')

function escapeAt(pattern: string, at: number): Part {
  const ch = pattern[at + 1] as string
  if (ch === 'd') return { starts: DIGITS, end: at + 2 }
  if (ch === 'b' || ch === 'B') return { starts: NOTHING, end: at + 2 }
  if (/[1-9k]/.test(ch)) {
    const name = /^(?:\d+|k<[^>]+>)/.exec(pattern.slice(at + 1)) as RegExpExecArray
    return { starts: WHATEVER, end: at + 1 + name[0].length }
  }
  const long = /^(?:u\{[^}]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[pP]\{[^}]+\})/.exec(pattern.slice(at + 1))
  if (long) {
    const code = /^u([0-9a-fA-F]{4})$/.exec(long[0])?.[1]
    const character = code === undefined ? ANY : String.fromCharCode(Number.parseInt(code, 16))
    return { starts: new Set([character]), end: at + 1 + long[0].length }
  }
  const plain = { n: '\n', t: '\t', r: '\r' }[ch] ?? (/[a-zA-Z]/.test(ch) ? ANY : ch)
  return { starts: new Set([plain]), end: at + 2 }
}

function classAt(pattern: string, at: number): Part {
  let end = at + 1
  while (pattern[end] !== ']') end += pattern[end] === '\\' ? 2 : 1
  const inner = pattern.slice(at + 1, end)
  const any = { starts: new Set([ANY]), end: end + 1 }
  if (inner.startsWith('^') || /\\[^d\\\]\-^.]/.test(inner)) return any
  const starts = new Set<string>()
  for (const m of inner.matchAll(/(\\d)|\\(.)|([^\\])-([^\\])|(.)/gs)) {
    if (m[1]) for (const digit of DIGITS) starts.add(digit)
    else if (m[3] === undefined) starts.add((m[2] ?? m[5]) as string)
    else {
      const [first, last] = [m[3].charCodeAt(0), (m[4] as string).charCodeAt(0)]
      if (last - first > 300) return any
      for (let c = first; c <= last; c++) starts.add(String.fromCharCode(c))
    }
  }
  return { starts, end: end + 1 }
}
