/**
 * Near-duplicates (METHODS §3): equal content hash, else 64-bin MinHash in 16 bands of 4 finds candidates and the true
 * Jaccard of character 3-grams decides (0.8; short texts 0.9). A different place or number vetoes: siblings, not copies.
 * Keeps the newest roots only, so memory is bounded; a copy of a copy points at the root.
 */
import { fingerprint, shingles, similarity } from '../analyzers/fingerprint.ts'
import { normalize } from '../analyzers/normalize.ts'
import { districtsOf, namedSites } from './sites.ts'

export interface Root {
  readonly id: string
  readonly seq: number
  readonly exact: string
  readonly bands: readonly string[]
  readonly grams: ReadonlySet<number>
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
export const duplicateRules: DuplicateRules = { jaccard: 0.8, shortJaccard: 0.9, shortLength: 60, window: 60_000 }

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
  const byBand = new Map<string, string[]>()
  let added: Root[] = []
  let dropped: string[] = []
  let seq = 0

  const insert = (root: Root): void => {
    roots.set(root.id, root)
    if (!byExact.has(root.exact)) byExact.set(root.exact, root.id)
    for (const band of root.bands) {
      const list = byBand.get(band)
      if (list === undefined) byBand.set(band, [root.id])
      else list.push(root.id)
    }
  }
  const remove = (root: Root): void => {
    roots.delete(root.id)
    if (byExact.get(root.exact) === root.id) byExact.delete(root.exact)
    for (const band of root.bands) {
      const list = byBand.get(band)
      if (list === undefined) continue
      const rest = list.filter((id) => id !== root.id)
      if (rest.length === 0) byBand.delete(band)
      else byBand.set(band, rest)
    }
  }

  return {
    find(id, title, text) {
      const { body } = prepare(title, text)
      const print = fingerprint(body)
      const grams = shingles(body)
      const length = body.length
      const marks = marksOf(`${title} ${text}`)
      const bands = bandsOf(print.minhash)
      const limit = length < rules.shortLength ? rules.shortJaccard : rules.jaccard
      let best: { of: string; similarity: number } | undefined
      if (grams.size >= 4) {
        const exact = byExact.get(print.exact)
        const candidates = new Set(exact === undefined ? [] : [exact])
        for (const band of bands) for (const other of byBand.get(band) ?? []) candidates.add(other)
        for (const other of candidates) {
          const root = roots.get(other)
          if (root === undefined || root.id === id) continue
          const alike = root.exact === print.exact ? 1 : similarity(grams, root.grams)
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
      added.push(root)
      if (roots.size > rules.window) {
        const oldest = roots.values().next().value as Root
        remove(oldest)
        dropped.push(oldest.id)
      }
      return undefined
    },
    forget(id) {
      const root = roots.get(id)
      if (root === undefined) return
      remove(root)
      dropped.push(id)
    },
    changes() {
      const gone = new Set(dropped.filter((id) => !roots.has(id)))
      const out: { key: string; value: string | null }[] = [...gone].map((id) => ({ key: `d:${id}`, value: null }))
      for (const root of added) if (roots.get(root.id) === root) out.push({ key: `d:${root.id}`, value: encode(root) })
      added = []
      dropped = []
      return out
    },
    restore(values) {
      for (const root of values.map(decode).sort((a, b) => a.seq - b.seq)) {
        seq = Math.max(seq, root.seq)
        insert(root)
      }
    },
    get size() {
      return roots.size
    },
  }
}

const bandsOf = (minhash: Uint32Array): string[] => {
  const bands: string[] = []
  for (let b = 0; b < 16; b += 1)
    bands.push(`${b}:${minhash[4 * b]}.${minhash[4 * b + 1]}.${minhash[4 * b + 2]}.${minhash[4 * b + 3]}`)
  return bands
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
    Buffer.from(Uint32Array.from(root.grams).buffer).toString('base64'),
    root.length,
    [...root.marks],
  ])

function decode(value: string): Root {
  const [id, seq, exact, bands, grams, length, marks] = JSON.parse(value) as [
    string,
    number,
    string,
    string[],
    string,
    number,
    string[],
  ]
  const bytes = Buffer.from(grams, 'base64')
  const numbers = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  return { id, seq, exact, bands, grams: new Set(numbers), length, marks: new Set(marks) }
}
