/** How rare a term is: counts of civic letters at large, joined by what this stream has shown. */
import { createIntTable, type IntTable } from './int-table.ts'
import { wordId } from './term-id.ts'
import { type Background, loadBackground, pairCount } from './terms.ts'

export interface TermStatistics {
  /** Natural-log inverse frequency, at least 0.05. */
  wordWeight(word: string): number
  /** The same of the first `size` words by their ids, with the letters at large that use each, written into `out`. */
  termWeights(ids: Int32Array, known: Float64Array, size: number, out: Float64Array): void
  /** The same for pairs of characters. `unknown`: those that are sure to be known to nobody, which spares a look. */
  pairWeights(pairs: Int32Array, unknown: readonly boolean[], size: number, out: Float64Array): void
  /** Letters at large that use the word; 0 for a word they do not know. */
  known(word: string): number
  /** The same for a pair of characters; 0 below eight letters. */
  knownPair(pair: number): number
  /** Counts the terms of a post that opened an issue: a loud issue does not make its own words common. Each id once. */
  learn(words: Iterable<number>, pairs: Iterable<number>): void
  /** Rows of the snapshot changed since the last call; null deletes. */
  changes(): { key: string; value: string | null }[]
  /** Takes the rows of a snapshot, in any order. */
  restore(rows: ReadonlyMap<string, string>): void
}

/** Counts whose weight is remembered. */
const SMALL = 64
/** Terms never seen weigh as if two letters of all had them. */
const SMOOTH = 2
/** Distinct terms remembered, of each kind, and how many are left when some are let go: each time costs a look at all. */
const MOST = 400_000
const ROOM = 300_000
/** Entries of waiting delta rows at which the snapshot is written whole again. */
const COMPACT_AT = 400_000
const WHOLE_ROW = 40_000

/** A row: opened issues so far, then pairs of (id, count added) of words and of character pairs. */
interface Row {
  readonly size: number
  readonly words: string
  readonly pairs: string
}

/** Ids and counts in turn, as a row holds them. */
export const encodeCounts = (entries: readonly number[]): string =>
  Buffer.from(Int32Array.from(entries).buffer).toString('base64')

function* decode(text: string): Generator<[number, number]> {
  const bytes = Buffer.from(text, 'base64')
  for (let i = 0; i < bytes.length; i += 8) yield [bytes.readInt32LE(i), bytes.readInt32LE(i + 4)]
}

export function createTermStatistics(background: Background = loadBackground()): TermStatistics {
  const words = createIntTable(2 ** 16)
  const pairs = createIntTable(2 ** 16)
  let size = 0
  /** Of the terms of a post. */
  let counts = new Int32Array(256)
  // What the snapshot lacks; undefined until the first one is taken, so that a run without snapshots keeps no second count.
  let fresh: { words: IntTable; pairs: IntTable } | undefined
  /** Delta rows stored, and their entries. */
  let rows: string[] = []
  let entries = 0
  let next = 0

  /** Terms met once are let go, then those met twice …, until there is room again. */
  const prune = (counts: IntTable, changed: IntTable | undefined): void => {
    for (let least = 1; counts.size > ROOM; least += 1) {
      const rare: [id: number, count: number][] = []
      counts.each((id, count) => {
        if (count <= least) rare.push([id, count])
      })
      for (const [id, count] of rare) {
        counts.set(id, 0)
        changed?.add(id, -count)
      }
    }
  }
  const rowsOf = (from: { words: IntTable; pairs: IntTable }, perRow: number): Row[] => {
    const out: Row[] = []
    let row = { words: [] as number[], pairs: [] as number[] }
    const close = (): void => {
      out.push({ size, words: encodeCounts(row.words), pairs: encodeCounts(row.pairs) })
      row = { words: [], pairs: [] }
    }
    for (const field of ['words', 'pairs'] as const)
      from[field].each((id, count) => {
        row[field].push(id, count)
        if (row.words.length + row.pairs.length >= 2 * perRow) close()
      })
    if (row.words.length + row.pairs.length > 0) close()
    return out
  }
  const knownPair = (pair: number): number => (background.mayHave(pair) ? pairCount(background.pairs.get(pair)) : 0)
  /** By count, until another issue opens; 0 where not yet asked for. Most pairs of a post are known to nobody, and logarithms are dear. */
  const weights = new Float64Array(SMALL)
  const reckon = (count: number): number => Math.max(0.05, Math.log((background.docs + size) / (count + SMOOTH)))
  const weight = (count: number): number => {
    const place = count | 0
    if (place !== count || place >= SMALL) return reckon(count)
    const known = weights[place] as number
    if (known !== 0) return known
    const own = reckon(count)
    weights[place] = own
    return own
  }
  return {
    wordWeight: (word) => weight((background.words.get(word) ?? 0) + words.get(wordId(word))),
    termWeights(ids, known, size, out) {
      if (counts.length < size) counts = new Int32Array(2 * size)
      words.getAll(ids, size, counts)
      for (let n = 0; n < size; n += 1) out[n] = weight((known[n] as number) + (counts[n] as number))
    },
    pairWeights(ids, unknown, size, out) {
      if (counts.length < size) counts = new Int32Array(2 * size)
      pairs.getAll(ids, size, counts)
      for (let n = 0; n < size; n += 1)
        out[n] = weight((unknown[n] ? 0 : knownPair(ids[n] as number)) + (counts[n] as number))
    },
    knownPair,
    known: (word) => background.words.get(word) ?? 0,
    learn(w, p) {
      size += 1
      weights.fill(0)
      for (const id of w) {
        words.add(id, 1)
        fresh?.words.add(id, 1)
      }
      for (const id of p) {
        pairs.add(id, 1)
        fresh?.pairs.add(id, 1)
      }
      if (words.size > MOST) prune(words, fresh?.words)
      if (pairs.size > MOST) prune(pairs, fresh?.pairs)
    },
    changes() {
      const changed = fresh === undefined ? { words, pairs } : fresh
      const waiting = changed.words.size + changed.pairs.size
      if (waiting === 0) return []
      fresh = { words: createIntTable(), pairs: createIntTable() }
      const out: { key: string; value: string | null }[] = []
      entries += waiting
      const whole = entries > COMPACT_AT && entries > 2 * (words.size + pairs.size)
      if (whole) {
        out.push(...rows.map((key) => ({ key, value: null })))
        rows = []
        entries = words.size + pairs.size
      }
      for (const row of rowsOf(whole ? { words, pairs } : changed, WHOLE_ROW)) {
        const key = `t:${next}`
        next += 1
        rows.push(key)
        out.push({ key, value: JSON.stringify(row) })
      }
      return out
    },
    restore(state) {
      fresh = { words: createIntTable(), pairs: createIntTable() }
      for (const [key, value] of state) {
        if (!key.startsWith('t:')) continue
        const row = JSON.parse(value) as Row
        size = Math.max(size, row.size)
        weights.fill(0)
        for (const field of ['words', 'pairs'] as const)
          for (const [id, by] of decode(row[field])) {
            ;(field === 'words' ? words : pairs).add(id, by)
            entries += 1
          }
        rows.push(key)
        next = Math.max(next, Number(key.slice(2)) + 1)
      }
    },
  }
}
