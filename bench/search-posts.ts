/** Synthetic posts for the benches of search: post i is the same in every run, and the words to ask for. */
import type { SearchDocument, SearchQuery } from '../model/ports.ts'
import { CATEGORY_CODES } from '../model/words.ts'

/** About 125 characters, title and all: the mean of the sample city's posts. */
const WORDS_PER_POST = 50
const VOCABULARY = 30_000

/** A small generator (mulberry32). */
function random(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Two- and three-character words over 2,500 characters, drawn by Zipf's law as real words are. */
const word = (rank: number): string => {
  const r = random(rank + 1)
  const length = r() < 0.75 ? 2 : 3
  return Array.from({ length }, () => String.fromCharCode(0x4e00 + Math.floor(r() ** 2 * 2500))).join('')
}
const words = Array.from({ length: VOCABULARY }, (_, i) => word(i))
const DISTRICTS = ['城关区', '七里河区', '西固区', '安宁区', '红古区', '永登县', '榆中县', '皋兰县', '兰州新区']
const DEPARTMENTS = Array.from({ length: 40 }, (_, i) => `部门${i}`)
const SOURCES = Array.from({ length: 12 }, (_, i) => `source-${i}`)
/** One issue takes about this many posts. */
const POSTS_PER_ISSUE = 20
/** A post each 30 seconds: a million is a year. */
const STEP_MS = 31_536
const START = Date.parse('2025-01-19T00:00:00Z')

/** Post i of a city, newest last. */
export function makePost(i: number): SearchDocument {
  const next = random(i * 7919 + 7)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
  const zipf = (): string => words[Math.floor(VOCABULARY ** next()) - 1] as string
  const title = Array.from({ length: 6 }, zipf)
  const text = Array.from({ length: WORDS_PER_POST }, zipf)
  const category = pick(CATEGORY_CODES)
  const at = new Date(START + i * STEP_MS).toISOString()
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
    issueId: `issue-${Math.floor(i / POSTS_PER_ISSUE)}`,
    answered: next() < 0.5,
    likes: 0,
    keywords: text.slice(0, 8),
  }
}

/** The newest thousand issues are hot. */
export const heatsOf = (posts: number): ReadonlyMap<string, number> => {
  const newest = Math.floor(posts / POSTS_PER_ISSUE)
  const next = random(3)
  return new Map(Array.from({ length: Math.min(1000, newest) }, (_, i) => [`issue-${newest - i}`, next() * 50]))
}

const rank = (n: number): string => words[n] as string
const common = [3, 5, 8, 13, 21].map(rank)
const usual = [100, 200, 300, 500, 800].map(rank)
const rare = [5000, 8000, 12_000].map(rank)
const page = { sort: 'time', limit: 20 } as const
const full = { ...page, facets: true, histogram: 'day' } as const

/** Kinds of query as the console asks them; the first is the baseline of the others. */
export const KINDS: readonly (readonly [name: string, texts: readonly string[], options: Omit<SearchQuery, 'text'>])[] =
  [
    ['baseline: usual word, one page', usual, page],
    ['usual word + facets + histogram', usual, full],
    ['common word, one page', common, page],
    ['common word + facets + histogram', common, full],
    ['rare word + facets + histogram', rare, full],
    ['usual word, relevance', usual, { ...page, sort: 'relevance' }],
    ['common word, relevance', common, { ...page, sort: 'relevance' }],
    ['usual word, heat', usual, { ...page, sort: 'heat' }],
    ['usual word, significant terms', usual, { ...page, significant: true }],
    ['phrase of two words', usual.map((w, i) => `"${w}${common[i]}"`), page],
    ['word in a district + facets', usual.map((w) => `${w} district:城关区`), full],
    ['two words, one month', usual.map((w, i) => `${w} ${common[i]} after:2025-06 before:2025-07`), full],
    ['everything + facets + histogram', [''], full],
    ['one category + facets', ['category:环境保护'], full],
  ]
