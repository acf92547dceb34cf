/**
 * Near-duplicates (METHODS §3): 64-bin MinHash in 16 bands of 4 finds candidates; the true Jaccard of character 3-grams decides
 * (0.8), or that one text nearly holds the other, and of short texts what exactly differs. Equal texts share every band. A
 * different place or number vetoes: siblings, not copies. Keeps the newest roots only, in arrays of fixed size; a copy of a copy
 * points at the root.
 */
import { BINS, contentOf, minhashOf, readShingles, similarity } from '../../analyzers/text/fingerprint.ts'
import { normalText } from '../../analyzers/text/normalize.ts'
import { createIdSet } from '../nearness/id-set.ts'
import { createIntTable } from '../words/int-table.ts'
import { eachHit, searchFor } from '../words/pattern-search.ts'
import { districtsOf, namedSites, numbersOf } from '../words/sites.ts'
import { wordId } from '../words/term-id.ts'
import { containment, onlyAdds, withoutForms } from './copies.ts'
import { createGramRing } from './gram-ring.ts'

interface Root {
  readonly id: string
  readonly seq: number
  /** Where the distinct hashes of the character 3-grams lie, and how many there are. */
  readonly place: number
  readonly grams: number
  /** Characters of the body. */
  readonly length: number
  /** The post as it came, until somebody asks for what tells it from one much like it: most are never asked. */
  known: Written | Known
}

interface Written {
  readonly title: string
  /** Normalised. */
  readonly plain: string
}

/** What tells texts of much the same 3-grams apart. */
interface Known {
  /** Letters and digits of the body, of a text that a short one may copy. */
  readonly content: string | undefined
  readonly marks: Marks
}

/** Ids of what must agree: numbers, and names of sites and districts. */
interface Marks {
  readonly numbers: readonly number[]
  readonly names: readonly number[]
}

export interface DuplicateRules {
  readonly jaccard: number
  readonly shortJaccard: number
  /** Characters of content under which a text is short. */
  readonly shortLength: number
  /** Roots remembered. */
  readonly window: number
}
export const duplicateRules: DuplicateRules = { jaccard: 0.8, shortJaccard: 0.9, shortLength: 60, window: 30_000 }

export interface DuplicateIndex {
  /** The root this text copies, or undefined: then the text is a root itself from now on. */
  find(id: string, title: string, text: string): { of: string; similarity: number } | undefined
  forget(id: string): void
  /** Added and dropped roots since the last call: key and value of the snapshot. */
  changes(): { key: string; value: string | null }[]
  restore(values: readonly string[]): void
  count(): number
}

/** One text holds this share of the other's 3-grams: a copy, if it adds no more than it copies. */
const CONTAINED = 0.95
/** A slip in each ten characters leaves this share; less is no copy of a short text either. */
const LEAST_HELD = 0.7

const BANDS = 16
/** Roots looked at in one band, newest first; a band that more share is a form's wording, and the others tell them apart. */
const LOOKED_AT = 32

export function createDuplicateIndex(rules: DuplicateRules = duplicateRules): DuplicateIndex {
  const byId = new Map<string, Root>()
  // Roots lie in a ring by their number. Those of one band are chained through cells, 16 to a root: its first cell + band.
  const ring: (Root | undefined)[] = new Array(rules.window)
  const grams = createGramRing()
  /** Of the root of each number, where the hashes of the next begin. */
  const ends = new Float64Array(rules.window)
  const gramsOf = (root: Root): Uint32Array => grams.at(root.place, root.grams)
  const bands = new Int32Array(rules.window * BANDS)
  const newer = new Int32Array(rules.window * BANDS)
  const older = new Int32Array(rules.window * BANDS)
  /** Band → newest cell + 1. */
  const heads = createIntTable(2 ** 16)
  // What the snapshot has and what it still lacks: a run that never takes one keeps no list of the past.
  const stored = new Set<string>()
  const added = new Set<string>()
  const dropped = new Set<string>()
  let seq = 0

  const insert = (text: Omit<Root, 'place' | 'grams'>, hashes: Uint32Array, keys: Int32Array): void => {
    const { id, seq, length, known } = text
    const place = seq % rules.window
    const before = ring[place]
    if (before !== undefined) drop(before)
    grams.free(ends[place] as number)
    const root = { id, seq, place: grams.put(hashes), grams: hashes.length, length, known }
    ends[place] = root.place + root.grams
    byId.set(id, root)
    ring[place] = root
    for (let b = 0; b < BANDS; b += 1) {
      const cell = place * BANDS + b
      const key = keys[b] as number
      const next = heads.get(key)
      bands[cell] = key
      older[cell] = next
      newer[cell] = 0
      if (next !== 0) newer[next - 1] = cell + 1
      heads.set(key, cell + 1)
    }
  }
  const remove = (root: Root): void => {
    const place = root.seq % rules.window
    byId.delete(root.id)
    ring[place] = undefined
    for (let cell = place * BANDS; cell < (place + 1) * BANDS; cell += 1) {
      const [up, down] = [newer[cell] as number, older[cell] as number]
      if (up === 0) heads.set(bands[cell] as number, down)
      else older[up - 1] = down
      if (down !== 0) newer[down - 1] = up
    }
  }
  const drop = (root: Root): void => {
    remove(root)
    added.delete(root.id)
    if (stored.has(root.id)) dropped.add(root.id)
  }
  /** Places in the ring of those that share a band. */
  const rivals = createIdSet(10)
  /** Newest cell + 1 of each band asked for. */
  const newest = new Int32Array(BANDS)
  const findRivals = (keys: Int32Array): void => {
    rivals.clear()
    heads.getAll(keys, BANDS, newest)
    for (let b = 0; b < BANDS; b += 1) {
      let left = LOOKED_AT
      for (let at = newest[b] as number; at !== 0 && left > 0; at = older[at - 1] as number) {
        rivals.add(Math.floor((at - 1) / BANDS))
        left -= 1
      }
    }
  }
  const own = createIdSet(11)

  function knownOf(text: Text): Known {
    if ('marks' in text.known) return text.known
    const { title, plain } = text.known
    // A text of less than half the length is no copy: longer ones meet no short one.
    const content = text.length < 2 * rules.shortLength ? contentOf(withoutForms(plain)) : undefined
    const known = { content, marks: marksOf(`${normalText(title)}。${plain}`) }
    text.known = known
    return known
  }
  /** Whether two texts of so many common 3-grams (Jaccard; share of the smaller text that the larger holds) are copies. */
  function isCopy(root: Text, text: Text, common: { jaccard: number; held: number }): boolean {
    const [shorter, longer] = [Math.min(root.length, text.length), Math.max(root.length, text.length)]
    const short = shorter < rules.shortLength
    const [a, b] = [knownOf(root).content, knownOf(text).content]
    if (short && a !== undefined && b !== undefined) return onlyAdds(a, b)
    if (common.jaccard >= (short ? rules.shortJaccard : rules.jaccard)) return true
    return common.held >= CONTAINED && 2 * shorter >= longer
  }
  const minhash = new Uint32Array(BINS)

  return {
    find(id, title, written) {
      const plain = normalText(written)
      const body = withoutForms(plain)
      const hashes = readShingles(body)
      const text: Text = { length: body.length, known: { title, plain } }
      const keys = bandsOf(minhashOf(hashes, minhash))
      let best: { of: string; similarity: number } | undefined
      rivals.clear()
      if (hashes.length >= 4) findRivals(keys)
      if (rivals.size > 0) {
        own.clear()
        for (let n = 0; n < hashes.length; n += 1) own.add(hashes[n] as number)
      }
      for (let n = 0; n < rivals.size; n += 1) {
        const root = ring[rivals.ids[n] as number] as Root
        if (root.id === id) continue
        const jaccard = similarity(gramsOf(root), own)
        const held = containment(jaccard, root.grams, hashes.length)
        if (best !== undefined && (held < best.similarity || (held === best.similarity && root.id > best.of))) continue
        // Cheapest first: what differs is looked at last.
        if (held < LEAST_HELD || conflicting(knownOf(text).marks, knownOf(root).marks)) continue
        if (isCopy(root, text, { jaccard, held })) best = { of: root.id, similarity: held }
      }
      if (best !== undefined) return best
      seq += 1
      const before = byId.get(id)
      if (before !== undefined) remove(before)
      insert({ id, seq, length: text.length, known: text.known }, hashes, keys)
      added.add(id)
      return undefined
    },
    forget(id) {
      const root = byId.get(id)
      if (root !== undefined) drop(root)
    },
    changes() {
      const out: { key: string; value: string | null }[] = []
      for (const id of dropped) {
        if (!byId.has(id)) out.push({ key: `d:${id}`, value: null })
        stored.delete(id)
      }
      for (const id of added) {
        const root = byId.get(id) as Root
        out.push({ key: `d:${id}`, value: encode(root, gramsOf(root), knownOf(root)) })
        stored.add(id)
      }
      added.clear()
      dropped.clear()
      return out
    },
    restore(values) {
      for (const root of values.map(decode).sort((a, b) => a.seq - b.seq)) {
        seq = Math.max(seq, root.seq)
        insert(root, root.hashes, bandsOf(minhashOf(root.hashes)))
        stored.add(root.id)
      }
    },
    count: () => byId.size,
  }
}

type Text = Pick<Root, 'length' | 'known'>

/** One number a band: a hash of its place and its four bins. */
function bandsOf(minhash: Uint32Array): Int32Array {
  const bands = new Int32Array(BANDS)
  for (let b = 0; b < BANDS; b += 1) {
    let key = b + 1
    for (let i = 4 * b; i < 4 * b + 4; i += 1) {
      key = Math.imul(key ^ (minhash[i] as number), 0x85ebca6b)
      key ^= key >>> 13
    }
    bands[b] = key
  }
  return bands
}

/** Single characters put apart are still one name. The space comes first: nothing else is then looked at twice. */
const APART = /\s(?<=(?:^|\s)\S\s)(?=\S(?:\s|$))/g
const DIGITS = searchFor(
  /[A-Za-z]?\d+(?:\.\d+)?(?:号楼|栋|幢|单元|号线|号|路|万|元|期|组|层|楼|年|月|日|点|%|米|平)?/,
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
)

/** Numbers of two digits and more or with a unit, and named sites and districts. */
function marksOf(given: string): Marks {
  const text = given.replace(APART, '')
  const numbers: string[] = []
  eachHit(DIGITS, text, (from, end) => {
    numbers.push(text.slice(from, end))
  })
  return {
    numbers: idsOf(numbers, numbersOf(text)),
    names: idsOf(namedSites(text), districtsOf(text)),
  }
}

/** Ids of the different names. */
function idsOf(names: readonly string[], more: readonly string[]): readonly number[] {
  if (names.length + more.length === 0) return NO_MARKS
  const ids: number[] = []
  for (let n = 0; n < names.length; n += 1)
    if (names.indexOf(names[n] as string) === n) ids.push(wordId(names[n] as string))
  for (const name of more) if (!names.includes(name)) ids.push(wordId(name))
  return ids
}
const NO_MARKS: readonly number[] = []

/** Both name something the other does not, of the same sort (number against number, site against site). */
function conflicting(a: Marks, b: Marks): boolean {
  const own = (from: readonly number[], other: readonly number[]): boolean => from.some((mark) => !other.includes(mark))
  return (own(a.numbers, b.numbers) && own(b.numbers, a.numbers)) || (own(a.names, b.names) && own(b.names, a.names))
}

const encode = ({ id, seq, length }: Root, grams: Uint32Array, { marks, content }: Known): string => {
  const bytes = Buffer.from(grams.buffer, grams.byteOffset, grams.byteLength)
  return JSON.stringify([id, seq, bytes.toString('base64'), length, marks.numbers, marks.names, content])
}

function decode(value: string): Omit<Root, 'place' | 'grams'> & { hashes: Uint32Array } {
  const [id, seq, grams, length, numbers, names, content] = JSON.parse(value) as [
    string,
    number,
    string,
    number,
    number[],
    number[],
    // Absent in snapshots of older versions.
    (string | null)?,
  ]
  const bytes = Uint8Array.from(Buffer.from(grams, 'base64'))
  return {
    id,
    seq,
    length,
    hashes: new Uint32Array(bytes.buffer),
    known: { content: content ?? undefined, marks: { numbers, names } },
  }
}
