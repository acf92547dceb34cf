/** Finds the few issues worth comparing: an inverted index over the heaviest terms of each centre. */
import { createIdSet } from '../nearness/id-set.ts'
import type { KeyTerms } from '../nearness/issue-vector.ts'
import { createIntTable } from '../words/int-table.ts'

/** Anything with an id; the index gives it a slot while it holds it. */
export interface Indexed {
  readonly id: string
  slot: number
}

export interface CandidateIndex<T extends Indexed> {
  /** Indexes the owner by `terms`; `before` are the terms it had. */
  set(owner: T, terms: Int32Array, before: Int32Array): void
  /** Another object stands for the slot from now on. */
  hold(owner: T): void
  remove(owner: T, terms: Int32Array): void
  /** How many owners are indexed. */
  count(): number
  /**
   * Owners with the largest summed weight of shared terms, best first; terms in too many issues are passed over. `except`: who
   * asks, if indexed; beside what it shares with itself all others would look far. The list is the caller's.
   */
  find(terms: KeyTerms, limit: number, except?: Indexed): T[]
}

/** A term that more issues share than this picks none of them out: it is only counted then. */
const COMMON = 60
/** Shared weight below which a pair is never one matter. */
const LEAST = 0.12
const NO_SLOT = -1

/**
 * Lists of slots in blocks of 2, 4, 8 … 64 numbers cut from one typed array; freed blocks are used again.
 * A list's block begins with how many issues have the term and the block's size class; a common term keeps the smallest.
 */
function createLists() {
  let cells = new Int32Array(2 ** 16)
  let end = 1
  const free: number[][] = Array.from({ length: 8 }, () => [])
  const allot = (size: number): number => {
    const used = (free[size] as number[]).pop()
    if (used !== undefined) return used
    const at = end
    end += 2 + 2 ** size
    if (end > cells.length) {
      const larger = new Int32Array(Math.max(end, Math.ceil(cells.length * 1.5)))
      larger.set(cells)
      cells = larger
      lists.cells = larger
    }
    return at
  }
  const lists = {
    cells,
    create(slot: number): number {
      const at = allot(1)
      cells[at] = 1
      cells[at + 1] = 1
      cells[at + 2] = slot
      return at
    },
    /** Adds a slot that is not in the list; returns where the list is now. */
    add(at: number, slot: number): number {
      const count = (cells[at] as number) + 1
      const size = cells[at + 1] as number
      cells[at] = count
      // A list once common knows its issues no more: it holds its count until that is 0.
      if (size === 0) return at
      if (count > COMMON) {
        const small = allot(1)
        cells[small] = count
        cells[small + 1] = 0
        ;(free[size] as number[]).push(at)
        return small
      }
      if (count <= 2 ** size) {
        cells[at + 1 + count] = slot
        return at
      }
      const larger = allot(size + 1)
      cells.copyWithin(larger, at, at + 2 + count - 1)
      cells[larger] = count
      cells[larger + 1] = size + 1
      cells[larger + 1 + count] = slot
      ;(free[size] as number[]).push(at)
      return larger
    },
    /** Returns 0 when the list is empty now and gone. */
    drop(at: number, slot: number): number {
      const count = (cells[at] as number) - 1
      const size = cells[at + 1] as number
      cells[at] = count
      if (count === 0) {
        ;(free[size || 1] as number[]).push(at)
        return 0
      }
      if (size === 0) return at
      for (let i = at + 2; i < at + 2 + count; i += 1)
        if (cells[i] === slot) {
          cells[i] = cells[at + 2 + count] as number
          break
        }
      return at
    },
  }
  return lists
}

export function createCandidateIndex<T extends Indexed>(): CandidateIndex<T> {
  const lists = createLists()
  const postings = createIntTable(2 ** 16)
  const owners: (T | undefined)[] = []
  const free: number[] = []
  /** The shared weight of each slot met by one search, 0 between two searches, and the slots met: a few hundred. */
  let scores = new Float64Array(1024)
  let met = new Int32Array(1024)
  /** Where the lists of the terms asked for begin, their size classes, and what each adds. */
  let begins = new Int32Array(64)
  let sizes = new Int32Array(64)
  const gains: number[] = []
  let best = new Int32Array(16)
  let listed = 0
  const had = createIdSet(8)
  const has = createIdSet(8)

  const enter = (owner: T): void => {
    if (owner.slot !== NO_SLOT) return
    owner.slot = free.pop() ?? owners.length
    owners[owner.slot] = owner
    if (owners.length <= scores.length) return
    scores = new Float64Array(2 * scores.length)
    met = new Int32Array(scores.length)
  }
  const insert = (slot: number, term: number): void => {
    const at = postings.get(term)
    const now = at === 0 ? lists.create(slot) : lists.add(at, slot)
    if (now !== at) postings.set(term, now)
  }
  const drop = (slot: number, term: number): void => {
    const at = postings.get(term)
    if (at === 0) return
    const now = lists.drop(at, slot)
    if (now !== at) postings.set(term, now)
  }
  const ownerOf = (slot: number): T => owners[slot] as T
  const ahead = (a: number, b: number): boolean => {
    const own = scores[a] as number
    const other = scores[b] as number
    return own > other || (own === other && ownerOf(a).id < ownerOf(b).id)
  }
  /** Puts a slot where its score belongs among the best so far. */
  const enlist = (slot: number, limit: number): void => {
    let at = listed
    if (at === limit) {
      at -= 1
      if (!ahead(slot, best[at] as number)) return
    } else listed += 1
    for (; at > 0 && ahead(slot, best[at - 1] as number); at -= 1) best[at] = best[at - 1] as number
    best[at] = slot
  }
  return {
    hold(owner) {
      if (owner.slot !== NO_SLOT) owners[owner.slot] = owner
    },
    set(owner, terms, before) {
      enter(owner)
      had.clear()
      has.clear()
      for (let n = 0; n < before.length; n += 1) had.add(before[n] as number)
      for (let n = 0; n < terms.length; n += 1) has.add(terms[n] as number)
      for (let n = 0; n < before.length; n += 1)
        if (!has.has(before[n] as number)) drop(owner.slot, before[n] as number)
      for (let n = 0; n < terms.length; n += 1) if (!had.has(terms[n] as number)) insert(owner.slot, terms[n] as number)
    },
    remove(owner, terms) {
      if (owner.slot === NO_SLOT) return
      for (const term of terms) drop(owner.slot, term)
      owners[owner.slot] = undefined
      free.push(owner.slot)
      owner.slot = NO_SLOT
    },
    count: () => owners.length - free.length,
    find({ ids, weights, size }, limit, except) {
      const { cells } = lists
      // One step for all terms after the other: what has to be fetched from far is fetched together.
      if (begins.length < size) {
        begins = new Int32Array(size)
        sizes = new Int32Array(size)
      }
      postings.getAll(ids, size, begins)
      // Cell 0 is no list's and holds nothing.
      for (let n = 0; n < size; n += 1) sizes[n] = cells[(begins[n] as number) + 1] as number
      let terms = 0
      for (let n = 0; n < size; n += 1) {
        const at = begins[n] as number
        if (at === 0 || sizes[n] === 0 || weights[n] === 0) continue
        begins[terms] = at
        gains[terms] = weights[n] as number
        terms += 1
      }
      const own = except === undefined ? NO_SLOT : except.slot
      let count = 0
      let most = 0
      for (let n = 0; n < terms; n += 1) {
        const at = begins[n] as number
        const gain = gains[n] as number
        const last = at + 2 + (cells[at] as number)
        for (let i = at + 2; i < last; i += 1) {
          const slot = cells[i] as number
          if (slot === own) continue
          const before = scores[slot] as number
          if (before === 0) {
            met[count] = slot
            count += 1
          }
          const score = before + gain
          scores[slot] = score
          if (score > most) most = score
        }
      }
      // What shares less than a third of the best candidate's weight hardly ever wins.
      const least = Math.max(LEAST, most / 3)
      listed = 0
      if (best.length < limit) best = new Int32Array(limit)
      for (let n = 0; n < count; n += 1) {
        const slot = met[n] as number
        if ((scores[slot] as number) > least && ownerOf(slot) !== undefined) enlist(slot, limit)
      }
      for (let n = 0; n < count; n += 1) scores[met[n] as number] = 0
      const found: T[] = []
      for (let n = 0; n < listed; n += 1) found.push(ownerOf(best[n] as number))
      return found
    },
  }
}
