/**
 * Makes pipeline/words/word-vectors.json: 48 small numbers a word, so that 油烟 stands near 烧烤 and far from 开裂. PPMI of words within
 * eight of one another in civic letters, factored by subspace iteration (Levy & Goldberg 2014), one byte a number.
 *
 *   node bench/word-vectors.ts SHARED_CIVIC_FOLDER > pipeline/words/word-vectors.json
 *
 * Reads labelled-letters, labelled-tokens, replies and hotline-appeals (not hot-letters, which measures the grouping).
 */
import { readFileSync } from 'node:fs'
import { createSegmenter } from '../analyzers/text/segment.ts'
import { termsOf } from '../pipeline/words/terms.ts'

const DIMENSIONS = 48
const WINDOW = 8
const LEAST = 12
const ROUNDS = 14

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: word-vectors.ts FOLDER')
const segmenter = createSegmenter()
const texts: string[][] = []
for (const name of ['labelled-letters', 'replies', 'hotline-appeals', 'labelled-tokens'])
  for (const line of readFileSync(`${folder}/${name}.jsonl`, 'utf8').split('\n')) {
    if (line.trim() === '') continue
    const row = JSON.parse(line) as { title?: string; text?: string; tokens?: string[] | string }
    const words =
      row.tokens === undefined
        ? segmenter.cut(`${row.title ?? ''}。${row.text ?? ''}`)
        : typeof row.tokens === 'string'
          ? row.tokens.split(/\s+/)
          : row.tokens
    texts.push(termsOf(words))
  }

const counts = new Map<string, number>()
for (const text of texts) for (const word of new Set(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
const vocabulary = [...counts]
  .filter(([word, n]) => n >= LEAST && n < texts.length * 0.2 && !/[a-z0-9]/.test(word))
  .map(([word]) => word)
  .sort()
const id = new Map(vocabulary.map((word, i) => [word, i]))
const size = vocabulary.length

const pairs = new Map<number, number>()
const totals = new Float64Array(size)
let total = 0
for (const text of texts) {
  const ids = text.flatMap((word) => id.get(word) ?? [])
  for (let i = 0; i < ids.length; i += 1)
    for (let j = i + 1; j < Math.min(ids.length, i + WINDOW + 1); j += 1) {
      const [a, b] = [ids[i] as number, ids[j] as number]
      if (a === b) continue
      const key = a < b ? a * size + b : b * size + a
      const weight = 1 / (j - i) ** 0.5
      pairs.set(key, (pairs.get(key) ?? 0) + weight)
      totals[a] = (totals[a] as number) + weight
      totals[b] = (totals[b] as number) + weight
      total += 2 * weight
    }
}
// Context counts to the power 0.75 temper rare words (Levy, Goldberg & Dagan 2015).
const smooth = totals.map((n) => n ** 0.75)
const smoothTotal = smooth.reduce((a, b) => a + b, 0)
const rows: number[] = []
const columns: number[] = []
const values: number[] = []
for (const [key, n] of pairs) {
  const a = Math.floor(key / size)
  const b = key % size
  const joint = n / total
  const pa = (totals[a] as number) / total
  const pb = (totals[b] as number) / total
  const sa = (smooth[a] as number) / smoothTotal
  const sb = (smooth[b] as number) / smoothTotal
  const ppmi = (Math.max(0, Math.log(joint / (pa * sb))) + Math.max(0, Math.log(joint / (pb * sa)))) / 2
  if (ppmi > 0 && n > 0.8) {
    rows.push(a)
    columns.push(b)
    values.push(ppmi)
  }
}

let state = 12345
const random = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32 - 0.5
}
let basis: Float64Array[] = Array.from({ length: DIMENSIONS }, () => Float64Array.from({ length: size }, random))
const multiply = (vector: Float64Array): Float64Array => {
  const out = new Float64Array(size)
  for (let k = 0; k < values.length; k += 1) {
    const [a, b, v] = [rows[k] as number, columns[k] as number, values[k] as number]
    out[a] = (out[a] as number) + v * (vector[b] as number)
    out[b] = (out[b] as number) + v * (vector[a] as number)
  }
  return out
}
const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < size; i += 1) sum += (a[i] as number) * (b[i] as number)
  return sum
}
const eigen = new Float64Array(DIMENSIONS)
for (let round = 0; round < ROUNDS; round += 1) {
  basis = basis.map(multiply)
  for (let d = 0; d < DIMENSIONS; d += 1) {
    const v = basis[d] as Float64Array
    for (let e = 0; e < d; e += 1) {
      const u = basis[e] as Float64Array
      const s = dot(u, v)
      for (let i = 0; i < size; i += 1) v[i] = (v[i] as number) - s * (u[i] as number)
    }
    const length = Math.sqrt(dot(v, v)) || 1
    eigen[d] = length
    for (let i = 0; i < size; i += 1) v[i] = (v[i] as number) / length
  }
  process.stderr.write(`round ${round + 1} of ${ROUNDS}, ${size} words, ${values.length} pairs\n`)
}

const bytes = new Int8Array(size * DIMENSIONS)
for (let i = 0; i < size; i += 1) {
  const vector = basis.map((v, d) => (v[i] as number) * Math.sqrt(eigen[d] as number))
  const length = Math.hypot(...vector) || 1
  vector.forEach((x, d) => {
    bytes[i * DIMENSIONS + d] = Math.max(-127, Math.min(127, Math.round((x / length) * 200)))
  })
}
const out = {
  dimensions: DIMENSIONS,
  words: vocabulary.join(' '),
  vectors: Buffer.from(bytes.buffer).toString('base64'),
}
process.stdout.write(`${JSON.stringify(out, null, 2)}\n`)
