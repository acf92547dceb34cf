/**
 * Synthetic posts for the benches of search: words at the frequency they have in civic letters at large
 * (pipeline/words/background.json, counts only), put together without sense. Post i is the same in every run. Also the words to ask for.
 */
import { createHash } from 'node:crypto'
import type { SearchDocument, SearchQuery } from '../model/ports.ts'
import { CATEGORY_CODES } from '../model/words.ts'
import { loadBackground } from '../pipeline/words/terms.ts'

/** About 125 characters, title and all: the mean of the sample city's posts. */
const WORDS_IN_TITLE = 6
const WORDS_IN_TEXT = 60
/** Words that no letter does without, single characters most of them, by falling frequency; about a third of all words. */
const FUNCTION =
  '的 了 是 在 我 不 有 们 就 没 也 都 和 到 要 这 给 让 被 对 又 还 说 去 你 请 能 上 从 把 但 很 多 为'.split(' ')
const FUNCTION_SHARE = 0.35
/** Names of estates, roads and shops: words that hardly any other post has, of the same characters as all others. */
const NAMES = 50_000
const NAME_SHARE = 0.06

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

/** Draws by weight with one look (Walker's alias method). */
function drawer(weighed: readonly (readonly [word: string, weight: number])[]): (next: () => number) => string {
  const n = weighed.length
  const mean = weighed.reduce((sum, [, weight]) => sum + weight, 0) / n
  const share = Float64Array.from(weighed, ([, weight]) => weight / mean)
  const other = new Uint32Array(n)
  const below: number[] = []
  const above: number[] = []
  share.forEach((s, i) => {
    if (s < 1) below.push(i)
    else above.push(i)
  })
  while (below.length > 0 && above.length > 0) {
    const small = below.pop() as number
    const large = above.at(-1) as number
    other[small] = large
    share[large] = (share[large] as number) - (1 - (share[small] as number))
    if ((share[large] as number) < 1) below.push(above.pop() as number)
  }
  return (next) => {
    const at = next() * n
    const i = Math.floor(at)
    const taken = at - i < (share[i] as number) || above.length + below.length === 0 ? i : (other[i] as number)
    return (weighed[taken] as readonly [string, number])[0]
  }
}

const BACKGROUND = [...loadBackground().words].filter(([word]) => /^[\u4e00-\u9fa5]+$/u.test(word))
const anyWord = drawer(BACKGROUND)
const anyFunction = drawer(FUNCTION.map((word, rank) => [word, 1 / (rank + 1)] as const))
const anyCharacter = drawer(BACKGROUND.flatMap(([word, weight]) => [...word].map((ch) => [ch, weight] as const)))
const names = Array.from({ length: NAMES }, (_, i) => {
  const next = random(i + 1)
  return Array.from({ length: 2 + (i % 3) }, () => anyCharacter(next)).join('')
})

const DISTRICTS = ['城关区', '七里河区', '西固区', '安宁区', '红古区', '永登县', '榆中县', '皋兰县', '兰州新区']
const DEPARTMENTS = Array.from({ length: 40 }, (_, i) => `部门${i}`)
const SOURCES = Array.from({ length: 12 }, (_, i) => `source-${i}`)
/** One issue takes about this many posts. */
const POSTS_PER_ISSUE = 20
/** A post each 30 seconds: a million is a year. */
const STEP_MS = 31_536
const START = Date.parse('2025-01-19T00:00:00Z')

/** Ids are digests, in no order. */
const idOf = (i: number): string => createHash('sha256').update(`post ${i}`).digest('hex').slice(0, 26)

/** Post i of a city, newest last. */
export function makePost(i: number): SearchDocument {
  const next = random(i * 7919 + 7)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
  const say = (): string => {
    const kind = next()
    if (kind < FUNCTION_SHARE) return anyFunction(next)
    if (kind < FUNCTION_SHARE + NAME_SHARE) return names[Math.floor(NAMES ** next()) - 1] as string
    return anyWord(next)
  }
  const title = Array.from({ length: WORDS_IN_TITLE }, say)
  const text = Array.from({ length: WORDS_IN_TEXT }, say)
  const category = pick(CATEGORY_CODES)
  const at = new Date(START + i * STEP_MS).toISOString()
  return {
    id: idOf(i),
    rev: i + 1,
    title: title.join(''),
    text: text.map((word, k) => (k % 9 === 8 ? `${word}，` : word)).join(''),
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
    keywords: text.filter((word) => word.length > 1).slice(0, 8),
  }
}

/** The newest thousand issues are hot. */
export const heatsOf = (posts: number): ReadonlyMap<string, number> => {
  const newest = Math.floor(posts / POSTS_PER_ISSUE)
  const next = random(3)
  return new Map(Array.from({ length: Math.min(1000, newest) }, (_, i) => [`issue-${newest - i}`, next() * 50]))
}

/** In most posts of a year, in one of a hundred or so, in a handful. */
const common = ['小区', '居民', '解决', '政府', '施工']
const usual = ['停水', '暖气', '噪音', '公交车', '垃圾']
const rare = [70, 300, 1500].map((rank) => names[rank] as string)
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
    ['one character + facets + histogram', ['水', '路', '钱'], full],
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
