/**
 * Many long alternations over one text in one pass: each is tried only where one of its first characters stands. The first
 * characters are read from the pattern itself, so a new phrase needs no second list.
 */

/** Where a pattern can begin: its first characters, and whether it can be empty at this point. */
interface First {
  readonly characters: Set<string>
  readonly empty: boolean
}

/**
 * First characters of a pattern of literals, classes without negation, `\d`, groups, alternation, `?` and `{0,n}`.
 * Throws RangeError on what it cannot read (`.`, `[^…]`, `*` first): such a pattern must not begin a phrase.
 */
export function firstCharacters(pattern: string): Set<string> {
  const { characters, empty } = alternation(pattern)
  if (empty) throw new RangeError(`may match nothing: ${pattern.slice(0, 40)}`)
  return characters
}

function alternation(pattern: string): First {
  const characters = new Set<string>()
  let empty = false
  for (const branch of split(pattern)) {
    const first = sequence(branch)
    for (const ch of first.characters) characters.add(ch)
    empty ||= first.empty
  }
  return { characters, empty }
}

/** Branches at the top level. */
function split(pattern: string): string[] {
  const out: string[] = []
  let depth = 0
  let inClass = false
  let from = 0
  for (let i = 0; i < pattern.length; i++) {
    const ch = pattern[i]
    if (ch === '\\') i++
    else if (inClass) inClass = ch !== ']'
    else if (ch === '[') inClass = true
    else if (ch === '(') depth++
    else if (ch === ')') depth--
    else if (ch === '|' && depth === 0) {
      out.push(pattern.slice(from, i))
      from = i + 1
    }
  }
  out.push(pattern.slice(from))
  return out
}

function sequence(branch: string): First {
  const characters = new Set<string>()
  let at = 0
  while (at < branch.length) {
    const atom = atomAt(branch, at)
    at = atom.end
    const optional = /^(?:\?|\*|\{0)/.test(branch.slice(at))
    if (optional) at += /^(?:\?|\*|\{[^}]*\})\??/.exec(branch.slice(at))?.[0].length ?? 1
    for (const ch of atom.first.characters) characters.add(ch)
    if (!optional && !atom.first.empty) return { characters, empty: false }
  }
  return { characters, empty: true }
}

function atomAt(branch: string, at: number): { first: First; end: number } {
  const ch = branch[at] as string
  if (ch === '(') {
    const end = closing(branch, at)
    const inner = branch.slice(at + 1, end)
    if (/^\?(?:<[=!]|[=!])/.test(inner)) return { first: { characters: new Set(), empty: true }, end: end + 1 }
    return { first: alternation(inner.replace(/^\?:/, '')), end: end + 1 }
  }
  if (ch === '[') return classAt(branch, at)
  if (ch === '\\' && branch[at + 1] === 'd')
    return { first: { characters: new Set('0123456789'), empty: false }, end: at + 2 }
  if (ch === '^' || ch === '$') return { first: { characters: new Set(), empty: true }, end: at + 1 }
  if (ch === '.' || ch === '\\') throw new RangeError(`cannot begin with ${branch.slice(at, at + 6)}`)
  return { first: { characters: new Set([ch]), empty: false }, end: at + 1 }
}

function classAt(branch: string, at: number): { first: First; end: number } {
  const end = branch.indexOf(']', at)
  const inner = branch.slice(at + 1, end)
  if (inner.startsWith('^')) throw new RangeError('a phrase must not begin with a negated class')
  const characters = new Set<string>()
  for (const m of inner.matchAll(/(.)-(.)|(.)/gu)) {
    if (m[3] !== undefined) characters.add(m[3])
    else
      for (let c = (m[1] as string).charCodeAt(0); c <= (m[2] as string).charCodeAt(0); c++)
        characters.add(String.fromCharCode(c))
  }
  return { first: { characters, empty: false }, end: end + 1 }
}

function closing(branch: string, at: number): number {
  let depth = 0
  let inClass = false
  for (let i = at; i < branch.length; i++) {
    const ch = branch[i]
    if (ch === '\\') i++
    else if (inClass) inClass = ch !== ']'
    else if (ch === '[') inClass = true
    else if (ch === '(') depth++
    else if (ch === ')' && --depth === 0) return i
  }
  throw new RangeError('a bracket is not closed')
}

export type Scan = (text: string, visit: (pattern: number, at: number, matched: string) => void) => void

/**
 * A scanner: every match of each pattern, left to right, without overlaps within one pattern. Where a character stands, only
 * the branches that can begin with it are tried, in their order, so that a long list costs little more than a short one.
 */
export function createScan(patterns: readonly string[]): Scan {
  const starts = new Map<number, [pattern: number, phrase: RegExp][]>()
  const made = new Map<string, RegExp>()
  patterns.forEach((pattern, p) => {
    const branches = new Map<string, string[]>()
    for (const branch of split(pattern))
      for (const ch of firstCharacters(branch)) {
        const known = branches.get(ch)
        if (known) known.push(branch)
        else branches.set(ch, [branch])
      }
    for (const [ch, own] of branches) {
      const source = own.join('|')
      const phrase = made.get(source) ?? new RegExp(source, 'y')
      made.set(source, phrase)
      const unit = ch.charCodeAt(0)
      starts.set(unit, [...(starts.get(unit) ?? []), [p, phrase]])
    }
  })
  const table: ([number, RegExp][] | undefined)[] = new Array(0x10000).fill(undefined)
  for (const [unit, list] of starts) table[unit] = list
  const next = new Int32Array(patterns.length)
  return (text, visit) => {
    next.fill(0)
    for (let i = 0; i < text.length; i++) {
      const list = table[text.charCodeAt(i)]
      if (list === undefined) continue
      for (const [p, phrase] of list) {
        if (i < (next[p] as number)) continue
        phrase.lastIndex = i
        const m = phrase.exec(text)
        if (!m || m[0] === '') continue
        next[p] = i + m[0].length
        visit(p, i, m[0])
      }
    }
  }
}
