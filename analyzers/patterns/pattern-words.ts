/** The words that an expression stands for, where they can be counted: comparing is much quicker than matching. */

/** More words than this are not told apart. */
const MOST = 200

interface Part {
  /** In the order the engine tries them. */
  readonly words: readonly string[]
  readonly end: number
}

/**
 * Every word that an expression of literals, groups, sets and `?` matches, in the order in which they are tried, so that the first that
 * stands at a place is what the expression finds there; undefined for any other expression, and for too many words.
 */
export function wordsOf(pattern: string): readonly string[] | undefined {
  const whole = alternation(pattern, 0)
  return whole?.end === pattern.length ? [...new Set(whole.words)] : undefined
}

function alternation(pattern: string, from: number): Part | undefined {
  const words: string[] = []
  for (let at = from; ; at++) {
    const branch = sequence(pattern, at)
    if (branch === undefined) return undefined
    words.push(...branch.words)
    at = branch.end
    if (words.length > MOST) return undefined
    if (pattern[at] !== '|') return { words, end: at }
  }
}

function sequence(pattern: string, from: number): Part | undefined {
  let words: readonly string[] = ['']
  let at = from
  while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
    const atom = atomAt(pattern, at)
    if (atom === undefined) return undefined
    at = atom.end
    let own = atom.words
    if (pattern[at] === '?') {
      // Greedy: rather with it than without; lazy is another matter.
      if (pattern[++at] === '?') return undefined
      own = [...own, '']
    }
    if (words.length * own.length > MOST) return undefined
    words = words.flatMap((word) => own.map((next) => word + next))
  }
  return { words, end: at }
}

function atomAt(pattern: string, at: number): Part | undefined {
  const ch = pattern[at] as string
  if (ch === '(') {
    const plain = pattern[at + 1] !== '?'
    if (!plain && !pattern.startsWith('(?:', at)) return undefined
    const inner = alternation(pattern, at + (plain ? 1 : 3))
    return inner && { words: inner.words, end: inner.end + 1 }
  }
  if (ch === '[') {
    const end = pattern.indexOf(']', at)
    const set = pattern.slice(at + 1, end)
    return /[\\^-]/.test(set) ? undefined : { words: [...set], end: end + 1 }
  }
  return /[\\.*+?{}^$\]]/.test(ch) ? undefined : { words: [ch], end: at + 1 }
}
