/** Finds the few issues worth comparing: an inverted index over the heaviest terms of each centre. */

export interface CandidateIndex {
  set(id: string, terms: readonly string[], before: readonly string[]): void
  remove(id: string, terms: readonly string[]): void
  /** Ids with the largest summed weight of shared terms, best first; terms in too many issues are passed over. */
  find(terms: readonly (readonly [string, number])[], limit: number): string[]
}

/** A term that more issues share than this picks none of them out. */
const COMMON = 60
/** Shared weight below which a pair is never one matter. */
const LEAST = 0.12

export function createCandidateIndex(): CandidateIndex {
  // Most terms belong to one issue: a bare number there spares a list.
  const postings = new Map<string, number | number[]>()
  // Issues by small numbers while they are indexed: scores then live in one array instead of a map for every post.
  const slots = new Map<string, number>()
  const names: (string | undefined)[] = []
  const free: number[] = []
  let scores = new Float64Array(1024)

  const drop = (slot: number, term: string): void => {
    const list = postings.get(term)
    if (list === slot) postings.delete(term)
    if (typeof list !== 'object') return
    const at = list.indexOf(slot)
    if (at < 0) return
    list.splice(at, 1)
    if (list.length === 1) postings.set(term, list[0] as number)
  }
  const insert = (slot: number, term: string): void => {
    const list = postings.get(term)
    if (list === undefined) postings.set(term, slot)
    else if (typeof list === 'number') {
      if (list !== slot) postings.set(term, [list, slot])
    } else if (!list.includes(slot)) list.push(slot)
  }
  const slotOf = (id: string): number => {
    const known = slots.get(id)
    if (known !== undefined) return known
    const slot = free.pop() ?? names.length
    names[slot] = id
    slots.set(id, slot)
    if (slot >= scores.length) {
      const larger = new Float64Array(scores.length * 2)
      larger.set(scores)
      scores = larger
    }
    return slot
  }
  return {
    set(id, terms, before) {
      const slot = slotOf(id)
      if (before.length > 0) {
        const now = new Set(terms)
        for (const term of before) if (!now.has(term)) drop(slot, term)
      }
      for (const term of terms) insert(slot, term)
    },
    remove(id, terms) {
      const slot = slots.get(id)
      if (slot === undefined) return
      for (const term of terms) drop(slot, term)
      slots.delete(id)
      names[slot] = undefined
      free.push(slot)
    },
    find(terms, limit) {
      const touched: number[] = []
      const add = (slot: number, weight: number): void => {
        const before = scores[slot] as number
        if (before === 0) touched.push(slot)
        scores[slot] = before + weight
      }
      for (const [term, weight] of terms) {
        const list = postings.get(term)
        if (list === undefined) continue
        if (typeof list === 'number') add(list, weight)
        else if (list.length <= COMMON) for (const slot of list) add(slot, weight)
      }
      let most = 0
      for (const slot of touched) most = Math.max(most, scores[slot] as number)
      // What shares a sixth of the best candidate's weight never wins.
      const least = Math.max(LEAST, most / 6)
      const found: [string, number][] = []
      for (const slot of touched) {
        const score = scores[slot] as number
        scores[slot] = 0
        if (score > least) found.push([names[slot] as string, score])
      }
      found.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      return found.slice(0, limit).map(([id]) => id)
    },
  }
}
