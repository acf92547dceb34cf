/**
 * Titles and keywords of an issue, extracted only (METHODS §8): a member's own title nearest the centre that holds the place
 * and the matter, 8 to 28 characters; else place and matter side by side. Keywords: class TF-IDF, neighbours merged by PMI.
 */
import natural from 'natural/lib/natural/tfidf/index.js'
import type { Place } from '../model/post.ts'
import type { Cluster, Exemplar } from './cluster.ts'
import { namedSites } from './sites.ts'
import { pairIds } from './term-id.ts'
import type { TermStatistics } from './term-statistics.ts'
import { termsOf } from './terms.ts'
import { weightOf } from './vector.ts'

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

function titleScore(exemplar: Exemplar, cluster: Cluster, keywords: readonly string[]): number {
  const title = tidy(exemplar.title)
  let dot = 0
  const pairs = new Set(pairIds(title))
  for (const pair of pairs) dot += weightOf(cluster.centre.pairs, pair)
  const nearness = dot / ((cluster.centre.pairsLength || 1) * Math.sqrt(Math.max(4, pairs.size)))
  const fits = title.length >= LEAST && title.length <= MOST ? 1 : 0
  const place =
    namesSite(exemplar, title) || [...cluster.places.values()].some(({ place }) => isNear(place, title)) ? 1 : 0
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

/** Up to six words or phrases of the issue's titles, heaviest first. */
function keywordsOf(exemplars: readonly Exemplar[], statistics: TermStatistics): string[] {
  // One title has no neighbours that others bear out: its words are its phrases.
  const phrases = exemplars.length === 1 ? (exemplars[0] as Exemplar).words : phrasesOf(exemplars)
  const terms = termsOf(phrases).filter((term) => !REGION.test(term) && !/^[a-z]\d*$/.test(term))
  if (terms.length === 0) return []
  return frequencies(terms, exemplars.length === 1)
    .map(({ term, tf }) => ({
      term,
      weight: (1 + Math.log(tf)) * statistics.wordWeight(term) * (tf > 1 || exemplars.length < 3 ? 1 : 0.3),
    }))
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, KEYWORDS)
    .map(({ term }) => term)
}

/** How often each term is said. Most issues are one post, whose few words need no table of documents. */
function frequencies(terms: readonly string[], few: boolean): { term: string; tf: number }[] {
  const times = new Map<string, number>()
  for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1)
  if (few) return [...times].map(([term, tf]) => ({ term, tf }))
  const tfidf = new natural.TfIdf()
  // Counted here: word by word, natural looks each up among an object's names. Its types know counts as texts only.
  tfidf.addDocument(Object.fromEntries(times) as Record<string, never>)
  return tfidf.listTerms(0)
}

/** The titles' words in order, neighbours joined that belong together. */
function phrasesOf(exemplars: readonly Exemplar[]): string[] {
  const counts = new Map<string, number>()
  const joint = new Map<string, number>()
  const phrases: string[] = []
  for (const exemplar of exemplars)
    for (let i = 0; i < exemplar.words.length; i += 1) {
      const a = exemplar.words[i] as string
      counts.set(a, (counts.get(a) ?? 0) + 1)
      const b = exemplar.words[i + 1]
      if (b !== undefined) joint.set(`${a}\u0000${b}`, (joint.get(`${a}\u0000${b}`) ?? 0) + 1)
    }
  const total = [...counts.values()].reduce((a, b) => a + b, 0)
  // Pointwise mutual information of neighbours, discounted for rare pairs (Pantel & Lin 2002).
  const bound = (a: string, b: string): boolean => {
    const both = joint.get(`${a}\u0000${b}`) ?? 0
    if (both < 2) return false
    const [na, nb] = [counts.get(a) as number, counts.get(b) as number]
    const pmi =
      Math.log2((both * total) / (na * nb)) * (both / (both + 1)) * (Math.min(na, nb) / (Math.min(na, nb) + 1))
    return isWord(b) && both / Math.max(na, nb) >= 0.6 && pmi > 0.5
  }
  for (const exemplar of exemplars) {
    const words = exemplar.words
    for (let i = 0; i < words.length; i += 1) {
      let phrase = words[i] as string
      let last = phrase
      let pieces = 1
      while (
        pieces < 3 &&
        phrase.length < 6 &&
        i + 1 < words.length &&
        isWord(last) &&
        bound(last, words[i + 1] as string)
      ) {
        pieces += 1
        i += 1
        last = words[i] as string
        phrase += last
      }
      phrases.push(phrase)
    }
  }
  return phrases
}

/** Pieces of a name or a matter: no function words, no region (A市, 城关区), no bare number. */
const isWord = (word: string): boolean => termsOf([word]).length > 0 && !REGION.test(word)
const REGION = /^(?:[a-z]\d*[市区县]|[市区县]|.{2,3}[市区县])$/i
