/**
 * Titles and keywords of an issue, extracted only (METHODS §8): a member's own title nearest the centre that holds the place
 * and the matter, 8 to 28 characters; else place and matter side by side. Keywords: class TF-IDF, neighbours merged by PMI.
 */
import natural from 'natural/lib/natural/tfidf/index.js'
import type { Place } from '../../model/post.ts'
import type { Cluster, Exemplar } from '../grouping/cluster.ts'
import { readCentre } from '../nearness/centre-bytes.ts'
import { createIdSet } from '../nearness/id-set.ts'
import { emptyCentre } from '../nearness/issue-vector.ts'
import { namedSites } from '../words/sites.ts'
import { pairAt } from '../words/term-id.ts'
import type { TermStatistics } from '../words/term-statistics.ts'
import { busLine, termOf, termsOf } from '../words/terms.ts'
import { createSpread, load, slotOf } from '../words/vector.ts'

const LEAST = 8
const MOST = 28

export interface Naming {
  readonly title: string
  readonly keywords: readonly string[]
  /** Member whose own words the title is, when it is one. */
  readonly titleOf: string | null
}

export function nameIssue(cluster: Cluster, statistics: TermStatistics): Naming {
  const keywords = keywordsOf(cluster.exemplars, statistics)
  const best = bestTitled(cluster, keywords)
  if (best === undefined) return { title: keywords.slice(0, 2).join(' '), keywords, titleOf: null }
  const title = tidy(best.title)
  if (title.length <= MOST && title.length >= LEAST) return { title, keywords, titleOf: best.postId }
  const place = namedSites(title)[0] ?? keywords.find((word) => namedSites(word).length > 0)
  const matter = keywords.find((word) => place === undefined || !place.includes(word))
  if (title.length > MOST && place !== undefined && matter !== undefined)
    return { title: `${place} ${matter}`, keywords, titleOf: null }
  // A short title still is the writer's; a long one is cut at a clause where there is one.
  const clause = title.slice(0, MOST).replace(/[，、；：][^，、；：]{0,8}$/, '')
  return { title: title.length > MOST ? clause : title, keywords, titleOf: best.postId }
}

function bestTitled(cluster: Cluster, keywords: readonly string[]): Exemplar | undefined {
  // Most issues are of one post: nothing to choose.
  if (cluster.exemplars.length <= 1) return cluster.exemplars[0]
  load(pairs, readCentre(cluster.centre, centre).pairs)
  return cluster.exemplars
    .map((exemplar) => ({ exemplar, score: titleScore(exemplar, cluster, keywords) }))
    .sort(
      (a, b) => b.score - a.score || a.exemplar.at - b.exemplar.at || (a.exemplar.postId < b.exemplar.postId ? -1 : 1),
    )[0]?.exemplar
}

/** Greetings, marks of attention and end punctuation go; words stay as written. */
const tidy = (title: string): string =>
  title
    .replace(/\s+/g, ' ')
    .replace(/^[！!？?。.，,、\s]+|[！!。.，,、；;\s]+$/g, '')
    .trim()

/** The issue that is named; pairs of characters of it, and of the title looked at. */
const centre = emptyCentre()
const pairs = createSpread(8)
const said = createIdSet(7)

function titleScore(exemplar: Exemplar, cluster: Cluster, keywords: readonly string[]): number {
  const title = tidy(exemplar.title)
  let dot = 0
  said.clear()
  for (let i = 1; i < title.length; i += 1) {
    const pair = pairAt(title, i)
    const before = said.size
    if (pair === 0 || said.add(pair) < before) continue
    const slot = slotOf(pairs, pair)
    if (slot >= 0) dot += pairs.weights[slot] as number
  }
  const nearness = dot / ((centre.pairsLength || 1) * Math.sqrt(Math.max(4, said.size)))
  const fits = title.length >= LEAST && title.length <= MOST ? 1 : 0
  const place = namesSite(exemplar, title) || cluster.places.some(({ place }) => isNear(place, title)) ? 1 : 0
  const matter = keywords.slice(0, 5).filter((word) => title.includes(word)).length
  const loud = /[！!]{2,}|强烈|黑心|天理|救救|无良/.test(title) ? 0.15 : 0
  return nearness + 0.35 * fits + 0.15 * place + 0.08 * Math.min(3, matter) - loud
}

const sited = new WeakMap<Exemplar, boolean>()
/** Worked out once: an issue is named anew as it grows, from the same titles. */
function namesSite(exemplar: Exemplar, title: string): boolean {
  let known = sited.get(exemplar)
  if (known === undefined) {
    known = namedSites(title).length > 0
    sited.set(exemplar, known)
  }
  return known
}

/** A place below the district that the title names. */
const isNear = (place: Place, title: string): boolean =>
  place.level !== 'city' && place.level !== 'district' && title.includes(place.name)

const KEYWORDS = 6
/** Titles from which on a term said but once says little. */
const MANY = 3

/** Up to six words or phrases of the issue's titles, heaviest first. */
function keywordsOf(exemplars: readonly Exemplar[], statistics: TermStatistics): string[] {
  // One title has no neighbours that others bear out: its words are its phrases.
  const phrases = exemplars.length === 1 ? (exemplars[0] as Exemplar).words : phrasesOf(exemplars)
  const terms = termsOf(phrases).filter((term) => !REGION.test(term) && !/^[a-z]\d*$/.test(term))
  if (terms.length === 0) return []
  return frequencies(terms, exemplars.length)
    .map(({ term, tf }) => ({
      term,
      weight: (1 + Math.log(tf)) * statistics.wordWeight(term) * (tf > 1 || exemplars.length < MANY ? 1 : 0.3),
    }))
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, KEYWORDS)
    .map(({ term }) => term)
}

/** Beyond so many titles a count is all there is to know, and natural's tables of one document take their time. */
const MOST_TITLES = 8

/** How often each term is said. Most issues are one post or two, whose few words need no table of documents. */
function frequencies(terms: readonly string[], titles: number): { term: string; tf: number }[] {
  const times = new Map<string, number>()
  for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1)
  if (titles < MANY || titles > MOST_TITLES) return [...times].map(([term, tf]) => ({ term, tf }))
  const tfidf = new natural.TfIdf()
  // Counted here: word by word, natural looks each up among an object's names. Its types know counts as texts only.
  tfidf.addDocument(Object.fromEntries(times) as Record<string, never>)
  return tfidf.listTerms(0)
}

/** The titles' words in order, neighbours joined that belong together. */
function phrasesOf(exemplars: readonly Exemplar[]): string[] {
  // Words by number: the first, the second … different one.
  const numbers = new Map<string, number>()
  const words: string[] = []
  const counts: number[] = []
  const joint = new Map<number, number>()
  const titles = exemplars.map((exemplar) =>
    exemplar.words.map((word) => {
      let n = numbers.get(word)
      if (n === undefined) {
        n = words.length
        numbers.set(word, n)
        words.push(word)
        counts.push(0)
      }
      counts[n] = (counts[n] as number) + 1
      return n
    }),
  )
  const both = (a: number, b: number): number => a * words.length + b
  let total = 0
  for (const title of titles) {
    total += title.length
    for (let i = 1; i < title.length; i += 1) {
      const key = both(title[i - 1] as number, title[i] as number)
      joint.set(key, (joint.get(key) ?? 0) + 1)
    }
  }
  // Pointwise mutual information of neighbours, discounted for rare pairs (Pantel & Lin 2002).
  const bound = (a: number, b: number): boolean => {
    const times = joint.get(both(a, b)) ?? 0
    if (times < 2) return false
    const [na, nb] = [counts[a] as number, counts[b] as number]
    if (times / Math.max(na, nb) < 0.6) return false
    const pmi =
      Math.log2((times * total) / (na * nb)) * (times / (times + 1)) * (Math.min(na, nb) / (Math.min(na, nb) + 1))
    return pmi > 0.5 && isWord(words[b] as string)
  }
  const phrases: string[] = []
  for (const title of titles) {
    for (let i = 0; i < title.length; i += 1) {
      let last = title[i] as number
      let phrase = words[last] as string
      for (let pieces = 1; pieces < 3 && phrase.length < 6 && i + 1 < title.length; pieces += 1) {
        const next = title[i + 1] as number
        if (!bound(last, next) || !isWord(words[last] as string)) break
        i += 1
        last = next
        phrase += words[last] as string
      }
      phrases.push(phrase)
    }
  }
  return phrases
}

/** Pieces of a name or a matter: no function words, no region (A市, 城关区), no bare number. */
const isWord = (word: string): boolean => (termOf(word) ?? busLine(word, '')) !== undefined && !REGION.test(word)
const REGION = /^(?:[a-z]\d*[市区县]|[市区县]|.{2,3}[市区县])$/i
