/**
 * Speed of the embedded search: synthetic posts in, then queries as the console asks them. Prints each kind of query as
 * a ratio to the named baseline, a single newest-first page of a word; `cpu` is what a query costs whatever else the
 * machine does. Usage: node bench/search.ts [posts] [file to keep and use again]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SearchDocument, SearchQuery } from '../model/ports.ts'
import { systemClock } from '../model/time.ts'
import { CATEGORY_CODES } from '../model/words.ts'
import { openSearch } from '../store/search/open.ts'

const COUNT = Number(process.argv[2] ?? 200_000)
const ROUNDS = 5
const WORDS_PER_POST = 120
const VOCABULARY = 30_000

/** A small generator (mulberry32), so that every run measures the same posts. */
function random(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const next = random(7)
const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
/** Two- and three-character words over 2,500 characters, drawn by Zipf's law as real words are. */
const word = (rank: number): string => {
  const r = random(rank + 1)
  const length = r() < 0.75 ? 2 : 3
  return Array.from({ length }, () => String.fromCharCode(0x4e00 + Math.floor(r() ** 2 * 2500))).join('')
}
const words = Array.from({ length: VOCABULARY }, (_, i) => word(i))
const zipf = (): string => words[Math.floor(VOCABULARY ** next()) - 1] as string
const DISTRICTS = ['城关区', '七里河区', '西固区', '安宁区', '红古区', '永登县', '榆中县', '皋兰县', '兰州新区']
const DEPARTMENTS = Array.from({ length: 40 }, (_, i) => `部门${i}`)
const SOURCES = Array.from({ length: 12 }, (_, i) => `source-${i}`)
const YEAR_MS = 365 * 86_400_000
const START = Date.parse('2025-01-19T00:00:00Z')

function makeDocument(i: number): SearchDocument {
  const title = Array.from({ length: 6 }, zipf)
  const text = Array.from({ length: WORDS_PER_POST }, zipf)
  const category = pick(CATEGORY_CODES)
  const at = new Date(START + Math.floor((i / COUNT) * YEAR_MS)).toISOString()
  return {
    id: `post-${i}`,
    rev: i + 1,
    title: title.join(''),
    text: text.join('').replace(/(.{40})/g, '$1，'),
    tokens: { title, text },
    postedAt: at,
    collectedAt: at,
    source: pick(SOURCES),
    nativeId: `n${i}`,
    kind: 'letter',
    disposition: next() < 0.8 ? 'kept' : 'review',
    appealType: '投诉',
    route: 'case',
    category,
    subcategory: null,
    district: pick(DISTRICTS),
    street: null,
    places: [],
    department: DEPARTMENTS[CATEGORY_CODES.indexOf(category) * 2 + (next() < 0.3 ? 1 : 0)] as string,
    urgency: 0,
    issueId: null,
    answered: next() < 0.5,
    likes: 0,
  }
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] as number

const dir = mkdtempSync(join(tmpdir(), 'lanting-bench-'))
const file = process.argv[3] ?? join(dir, 'search.sqlite')
const identity = Uint32Array.from({ length: 100_000 }, (_, i) => i)
const store = await openSearch({
  file,
  // Every word of the queries below is in the vocabulary.
  cut: async (texts) => texts.map((text) => [text]),
  fold: (text) => ({ text, map: identity.subarray(0, text.length + 1) }),
  clock: systemClock,
})

let spent = 0
for (let i = 0; i < COUNT; i += 500) {
  const batch = Array.from({ length: Math.min(500, COUNT - i) }, (_, k) => makeDocument(i + k))
  const from = performance.now()
  await store.index(batch)
  spent += performance.now() - from
}
console.log(`${COUNT} posts of ${WORDS_PER_POST} words: ${Math.round((COUNT / spent) * 1000)} inserts/s`)
console.log(`file: ${Math.round(statSync(file).size / 1e6)} MB`)

const rank = (n: number): string => words[n] as string
const common = [3, 5, 8, 13, 21].map(rank)
const usual = [100, 200, 300, 500, 800].map(rank)
const rare = [5000, 8000, 12_000].map(rank)
const page = { sort: 'time', limit: 20 } as const
const full = { ...page, facets: true, histogram: 'day' } as const
const kinds: readonly [name: string, texts: readonly string[], options: Omit<SearchQuery, 'text'>][] = [
  ['baseline: usual word, one page', usual, page],
  ['usual word + facets + histogram', usual, full],
  ['common word, one page', common, page],
  ['common word + facets + histogram', common, full],
  ['rare word + facets + histogram', rare, full],
  ['usual word, relevance', usual, { ...page, sort: 'relevance' }],
  ['common word, relevance', common, { ...page, sort: 'relevance' }],
  ['phrase of two words', usual.map((w, i) => `"${w}${common[i]}"`), page],
  ['word in a district + facets', usual.map((w) => `${w} district:城关区`), full],
  ['two words, one month', usual.map((w, i) => `${w} ${common[i]} after:2025-06 before:2025-07`), full],
  ['everything + facets + histogram', [''], full],
  ['one category + facets', ['category:环境保护'], full],
]
let baseline = 0
for (const [name, texts, options] of kinds) {
  const times: number[] = []
  let hits = 0
  const started = process.cpuUsage()
  for (let round = 0; round < ROUNDS; round++)
    for (const text of texts) {
      const from = performance.now()
      const result = await store.search({ text, ...options })
      times.push(performance.now() - from)
      hits += result.total
    }
  const used = process.cpuUsage(started)
  const cpu = (used.user + used.system) / 1000 / times.length
  times.sort((a, b) => a - b)
  const p95 = quantile(times, 0.95)
  baseline ||= p95
  console.log(
    `${name}: p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, cpu ${cpu.toFixed(1)} ms, ${(p95 / baseline).toFixed(1)}× (${Math.round(hits / times.length)} hits)`,
  )
}
await store.close()
rmSync(dir, { recursive: true, force: true })
