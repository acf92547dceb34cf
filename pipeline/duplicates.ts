/**
 * Near-duplicates (METHODS §3): equal content hash, else 64-bin MinHash in 16 bands of 4 finds candidates and the true
 * Jaccard of character 3-grams decides (0.8; short texts 0.9). A different place or number vetoes: siblings, not copies.
 * Keeps the newest roots only, so memory is bounded; a copy of a copy points at the root.
 */
import { fingerprint, shingles } from '../analyzers/fingerprint.ts'
import { normalize } from '../analyzers/normalize.ts'
import { districtsOf, namedSites } from './sites.ts'

export interface Root {
  readonly id: string
  readonly seq: number
  readonly exact: string
  readonly bands: readonly number[]
  /** Hashes of the character 3-grams, ascending. */
  readonly grams: Uint32Array
  readonly length: number
  /** Names and numbers that must agree. */
  readonly marks: ReadonlySet<string>
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
  readonly size: number
}

/** Opening and closing lines that people add to a pasted text; they must not hide the copy. */
const FRAME =
  /^(?:转发|转载|转帖|转|求扩散|原文如下|以下为?转发|帮(?:朋友|邻居)转|代发)[:：，,。!！\s]*|(?:转自|来源|转载自)[^。]{0,20}$/g

const prepare = (title: string, text: string): { full: string; body: string } => {
  const head = normalize(title).text
  const body = normalize(text).text.replace(FRAME, '')
  return { full: body.startsWith(head) ? body : `${head}${body}`, body }
}

export function createDuplicateIndex(rules: DuplicateRules = duplicateRules): DuplicateIndex {
  const roots = new Map<string, Root>()
  const byExact = new Map<string, string>()
  const byBand = new Map<number, string | string[]>()
  // What the snapshot has and what it still lacks: a run that never takes one keeps no list of the past.
  const stored = new Set<string>()
  const added = new Set<string>()
  const dropped = new Set<string>()
  let seq = 0

  const insert = (root: Root): void => {
    roots.set(root.id, root)
    if (!byExact.has(root.exact)) byExact.set(root.exact, root.id)
    for (const band of root.bands) {
      const list = byBand.get(band)
      if (list === undefined) byBand.set(band, root.id)
      else if (typeof list === 'string') byBand.set(band, [list, root.id])
      // A band that so many texts share is a form's wording; the other bands tell them apart.
      else if (list.length < 32) list.push(root.id)
    }
  }
  const remove = (root: Root): void => {
    roots.delete(root.id)
    if (byExact.get(root.exact) === root.id) byExact.delete(root.exact)
    for (const band of root.bands) {
      const list = byBand.get(band)
      if (list === undefined) continue
      if (typeof list === 'string') {
        if (list === root.id) byBand.delete(band)
        continue
      }
      const rest = list.filter((id) => id !== root.id)
      if (rest.length === 0) byBand.delete(band)
      else byBand.set(band, rest)
    }
  }

  const drop = (root: Root): void => {
    remove(root)
    added.delete(root.id)
    if (stored.has(root.id)) dropped.add(root.id)
  }

  return {
    find(id, title, text) {
      const { body } = prepare(title, text)
      const print = fingerprint(body)
      const grams = Uint32Array.from(shingles(body)).sort()
      const length = body.length
      const marks = marksOf(`${title} ${text}`)
      const bands = bandsOf(print.minhash)
      const limit = length < rules.shortLength ? rules.shortJaccard : rules.jaccard
      let best: { of: string; similarity: number } | undefined
      if (grams.length >= 4) {
        const exact = byExact.get(print.exact)
        const candidates = new Set(exact === undefined ? [] : [exact])
        for (const band of bands) {
          const list = byBand.get(band)
          if (typeof list === 'string') candidates.add(list)
          else for (const other of list ?? []) candidates.add(other)
        }
        for (const other of candidates) {
          const root = roots.get(other)
          if (root === undefined || root.id === id) continue
          const alike = root.exact === print.exact ? 1 : jaccard(grams, root.grams)
          const need = Math.min(length, root.length) < rules.shortLength ? rules.shortJaccard : limit
          if (alike < need || conflicting(marks, root.marks)) continue
          if (best === undefined || alike > best.similarity || (alike === best.similarity && root.id < best.of))
            best = { of: root.id, similarity: alike }
        }
      }
      if (best !== undefined) return best
      seq += 1
      const root: Root = { id, seq, exact: print.exact, bands, grams, length, marks }
      const before = roots.get(id)
      if (before !== undefined) remove(before)
      insert(root)
      added.add(id)
      if (roots.size > rules.window) {
        const oldest = roots.values().next().value as Root
        drop(oldest)
      }
      return undefined
    },
    forget(id) {
      const root = roots.get(id)
      if (root === undefined) return
      drop(root)
    },
    changes() {
      const out: { key: string; value: string | null }[] = []
      for (const id of dropped) {
        if (!roots.has(id)) out.push({ key: `d:${id}`, value: null })
        stored.delete(id)
      }
      for (const id of added) {
        out.push({ key: `d:${id}`, value: encode(roots.get(id) as Root) })
        stored.add(id)
      }
      added.clear()
      dropped.clear()
      return out
    },
    restore(values) {
      for (const root of values.map(decode).sort((a, b) => a.seq - b.seq)) {
        seq = Math.max(seq, root.seq)
        insert(root)
        stored.add(root.id)
      }
    },
    get size() {
      return roots.size
    },
  }
}

/** One number a band: 48 bits of its four bins and its place. */
const bandsOf = (minhash: Uint32Array): number[] => {
  const bands: number[] = []
  for (let b = 0; b < 16; b += 1) {
    let low = b + 1
    let high = 0x9e3779b1
    for (let i = 4 * b; i < 4 * b + 4; i += 1) {
      low = Math.imul(low ^ (minhash[i] as number), 0x85ebca6b) >>> 0
      low = (low ^ (low >>> 13)) >>> 0
      high = Math.imul(high ^ (minhash[i] as number), 0xc2b2ae35) >>> 0
      high = (high ^ (high >>> 15)) >>> 0
    }
    bands.push((high & 0xffff) * 2 ** 32 + low)
  }
  return bands
}

/** True Jaccard of two ascending lists. */
function jaccard(a: Uint32Array, b: Uint32Array): number {
  let i = 0
  let j = 0
  let both = 0
  while (i < a.length && j < b.length) {
    const [x, y] = [a[i] as number, b[j] as number]
    if (x === y) {
      both += 1
      i += 1
      j += 1
    } else if (x < y) i += 1
    else j += 1
  }
  return both / Math.max(1, a.length + b.length - both)
}

/** Numbers of two digits and more or with a unit, and named sites and districts. */
function marksOf(text: string): Set<string> {
  const marks = new Set<string>()
  for (const hit of text.matchAll(
    /[A-Za-z]?\d+(?:\.\d+)?(?:号楼|栋|幢|单元|号线|号|路|万|元|期|组|层|楼|年|月|日|点|%|米|平)?/g,
  ))
    marks.add(`#${hit[0]}`)
  for (const name of namedSites(text)) marks.add(name)
  for (const name of districtsOf(text)) marks.add(name)
  return marks
}

/** Both name something the other does not, of the same sort (number against number, site against site). */
function conflicting(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const own = (from: ReadonlySet<string>, other: ReadonlySet<string>, numbers: boolean): boolean => {
    for (const mark of from) if (mark.startsWith('#') === numbers && !other.has(mark)) return true
    return false
  }
  return (own(a, b, true) && own(b, a, true)) || (own(a, b, false) && own(b, a, false))
}

const encode = (root: Root): string =>
  JSON.stringify([
    root.id,
    root.seq,
    root.exact,
    root.bands,
    Buffer.from(root.grams.buffer, root.grams.byteOffset, root.grams.byteLength).toString('base64'),
    root.length,
    [...root.marks],
  ])

function decode(value: string): Root {
  const [id, seq, exact, bands, grams, length, marks] = JSON.parse(value) as [
    string,
    number,
    string,
    number[],
    string,
    number,
    string[],
  ]
  const bytes = Buffer.from(grams, 'base64')
  const numbers = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  return { id, seq, exact, bands, grams: numbers, length, marks: new Set(marks) }
}
