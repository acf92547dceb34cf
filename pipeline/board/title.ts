/**
 * Titles and keywords of an issue, extracted only (METHODS §8): of the members' titles, and of the clauses of those too long, the one
 * nearest the centre that most others say too, with place and matter, 8 to 28 characters. Keywords: class TF-IDF, neighbours merged by PMI.
 */
import natural from 'natural/lib/natural/tfidf/index.js'
import type { Place } from '../../model/post.ts'
import { PLACE_LEVELS } from '../../model/words.ts'
import { type Cluster, type PlaceCount, placesOf } from '../grouping/cluster.ts'
import type { Exemplar } from '../grouping/member.ts'
import { readCentre } from '../nearness/centre-bytes.ts'
import { emptyCentre } from '../nearness/issue-vector.ts'
import { namedSites } from '../words/sites.ts'
import { pairAt } from '../words/term-id.ts'
import type { TermStatistics } from '../words/term-statistics.ts'
import { busLine, isFragment, termOf, termsOf } from '../words/terms.ts'
import { createSpread, load, slotOf } from '../words/vector.ts'

const LEAST = 8
/** 和平镇犬患 says where and what. */
const LEAST_WITH_PLACE = 5
const MOST = 28

export interface Naming {
  readonly title: string
  readonly keywords: readonly string[]
  /** Member whose own words the title is, when it is one. */
  readonly titleOf: string | null
}

export function nameIssue(cluster: Cluster, statistics: TermStatistics): Naming {
  const keywords = keywordsOf(cluster, statistics)
  const best = bestExtract(cluster, keywords, statistics)
  if (best === undefined) return { title: keywords.slice(0, 2).join(' '), keywords, titleOf: null }
  return { title: best.words, keywords, titleOf: best.exemplar.postId }
}

/** Words of a member, as written, that may be the title. */
interface Extract {
  readonly exemplar: Exemplar
  readonly words: string
  /** The place was put before it. */
  readonly placed?: boolean
  /** 0 for a whole title, 1 for what a longer one begins with, 2 for a later clause. */
  readonly depth: number
}

function bestExtract(cluster: Cluster, keywords: readonly string[], statistics: TermStatistics): Extract | undefined {
  const site = siteOf(cluster)
  const extracts = cluster.exemplars.flatMap((exemplar) => extractsOf(exemplar, site))
  // Most issues are of one short title: nothing to choose.
  if (extracts.length <= 1) return extracts[0]
  load(pairs, readCentre(cluster.centre, centre).pairs)
  // That all name the place says nothing of which matter most tell of.
  const named = new Set(placesOf(cluster).flatMap(({ place }) => (isSite(place) ? [...pairsOf(place.name)] : [])))
  const said = cluster.exemplars.map(({ title }) => without(pairsOf(title), named))
  const times = new Map<string, number>()
  for (const root of cluster.copies.values()) times.set(root, (times.get(root) ?? 0) + 1)
  const speaks = cluster.exemplars.map(({ postId }) => 1 + (times.get(postId) ?? 0))
  return extracts
    .map((extract) => ({
      extract,
      score:
        titleScore(extract, cluster, keywords, { said, speaks, named }) -
        (isNameAlone(extract, statistics) ? NAME_ALONE : 0),
    }))
    .sort(
      (a, b) =>
        b.score - a.score ||
        a.extract.exemplar.at - b.extract.exemplar.at ||
        (a.extract.exemplar.postId < b.extract.exemplar.postId ? -1 : 1),
    )[0]?.extract
}

const CLAUSES = /[^，,。.！!？?；;：:\n]+/g
/** Forms of address and polite words alone. */
const POLITE =
  /^(?:尊敬的|敬爱的)|^.{0,6}(?:您好|你好|领导好)$|^(?:谢谢|感谢|拜托).{0,3}$|^(?:求助|各位领导|请问|你们好)$/

/** The place below the district that half of several members name; of equals the finest: the street of an estate may be known, and told by nobody. */
function siteOf(cluster: Cluster): string | undefined {
  const { posts } = cluster
  if (posts < 2) return undefined
  let most: PlaceCount | undefined
  for (const one of placesOf(cluster))
    if (one.times * 2 >= posts && isSite(one.place) && (most === undefined || isBetter(one, most))) most = one
  return most?.place.name
}

const isBetter = (a: PlaceCount, b: PlaceCount): boolean =>
  a.times > b.times ||
  (a.times === b.times && PLACE_LEVELS.indexOf(a.place.level) > PLACE_LEVELS.indexOf(b.place.level))

/**
 * A title that fits is taken whole, one too short to tell its place after the place of the issue (`common`); of a longer one every run of
 * clauses that fits, after its site where it says none.
 */
function extractsOf(exemplar: Exemplar, common: string | undefined): Extract[] {
  const whole = tidy(exemplar.title)
  if (whole === '') return []
  if (whole.length < LEAST && common !== undefined && !whole.includes(common))
    return [{ exemplar, words: `${common} ${whole}`, placed: true, depth: 0 }]
  if (whole.length <= MOST) return [{ exemplar, words: whole, depth: 0 }]
  const { title } = exemplar
  // A line's end parts clauses too, so they are read before blanks are folded.
  const clauses = [...title.matchAll(CLAUSES)].filter(([words]) => !POLITE.test(words.trim()))
  const site = namedSites(whole)[0]
  const runs = clauses.flatMap(({ index: from }, i) => {
    const last = clauses.findLast(({ index, 0: words }, j) => j >= i && index + words.length - from <= MOST)
    if (last === undefined) return []
    const run = tidy(title.slice(from, last.index + last[0].length))
    const sited = site === undefined || run.includes(site) || site.length + run.length >= MOST
    return [{ exemplar, words: sited ? run : `${site} ${run}`, depth: i === 0 ? 1 : 2 }]
  })
  // A clause that does not fit is cut: that is all its writer gives.
  if (runs.length > 0) return runs
  return [{ exemplar, words: tidy(title.slice(clauses[0]?.index ?? 0).slice(0, MOST)), depth: 1 }]
}

/** Greetings, marks of attention and end punctuation go; words stay as written. */
const tidy = (title: string): string =>
  title
    .replace(/\s+/g, ' ')
    .replace(/^[！!？?。.，,、\s]+|[！!。.，,、；;\s]+$/g, '')
    .trim()

/** The issue that is named, and its pairs of characters. */
const centre = emptyCentre()
const pairs = createSpread(8)

function pairsOf(words: string): Set<number> {
  const found = new Set<number>()
  for (let i = 1; i < words.length; i += 1) found.add(pairAt(words, i))
  found.delete(0)
  return found
}

const without = (pairs: ReadonlySet<number>, others: ReadonlySet<number>): Set<number> =>
  new Set([...pairs].filter((pair) => !others.has(pair)))

const NAME_ALONE = 0.5
/** «远岫青庐» says where, not what: of its words letters at large know none. */
const isNameAlone = ({ exemplar, depth }: Extract, statistics: TermStatistics): boolean =>
  depth === 0 && termsOf(exemplar.words).every((term) => statistics.known(term) === 0)

/** Pairs that a title shares with one that says the same, at least. */
const SAME = 0.3
/** What a writer tells of himself, or a placeholder: one member's own story. 我市 and 我们小区 are everybody's. */
const OWN = /〔|本人|我(?!们?(?:[市区县省镇乡村校院]|小区|单位|社区|楼))|俺/
/** Tells what came of the matter: «塌陷后的交通组织». */
const AFTERMATH = /(?:后|期间|之后|引起|造成|导致|引发|过程中)的/
/** Answers what stands above it. */
const ECHO =
  /^(?:我们?(?:家|楼|院|小区|单元|这(?:边|里|儿)?)|俺家|同楼|同小区)[^，。,]{0,4}(?:也|都|一样|同样)|^(?:同[上求问感等]|楼上|支持|确实|对啊|是的|一样|我也)|^[跟和同].{1,4}一样/
const REGION_NAMED = /(?:[A-Z]\d*|[\u4e00-\u9fff]{2}(?<!小))[市区县]/g

/** What the members said, as pairs without those of `named` places, and how many speak in each: its writer and who copied him. */
interface Said {
  readonly said: readonly Set<number>[]
  readonly speaks: readonly number[]
  readonly named: ReadonlySet<number>
}

/** Nearest the centre, said by most others, of a title's length, with place and matter; not loud, nobody's own story. */
function titleScore(
  { exemplar, words, placed = false, depth }: Extract,
  cluster: Cluster,
  keywords: readonly string[],
  { said, speaks, named }: Said,
): number {
  const own = pairsOf(words)
  let dot = 0
  for (const pair of own) {
    const slot = slotOf(pairs, pair)
    if (slot >= 0) dot += pairs.weights[slot] as number
  }
  const nearness = dot / ((centre.pairsLength || 1) * Math.sqrt(Math.max(4, own.size)))
  const matter = without(own, named)
  let others = -1
  let alike = -1
  said.forEach((other, i) => {
    others += speaks[i] as number
    let shared = 0
    for (const pair of matter) if (other.has(pair)) shared += 1
    const same = shared >= SAME * Math.max(1, Math.min(matter.size, other.size))
    if (same || cluster.exemplars[i] === exemplar) alike += speaks[i] as number
  })
  const support = others <= 0 ? 0 : alike / others
  // The place that all name, put before a word that nobody else says, would make it the nearest.
  const odd = placed && alike <= 0 && said.length >= MANY ? ODD : 0
  const place = namesSite(exemplar, words) || cluster.places.some(({ place }) => isNear(place, words)) ? 1 : 0
  const fits = words.length >= (place === 1 ? LEAST_WITH_PLACE : LEAST) && words.length <= MOST ? 1 : 0
  const telling = keywords.slice(0, 5).filter((word) => words.includes(word)).length
  const loud = /[！!]{2,}|强烈|黑心|天理|救救|无良/.test(words) ? 0.15 : 0
  const story = OWN.test(words) ? 0.2 : 0
  const echo = ECHO.test(words) ? 1 : 0
  const aftermath = AFTERMATH.test(words) ? 0.2 : 0
  // Of letters from many districts the name of one says too much.
  const regions = words.match(REGION_NAMED) ?? []
  const few = (region: string): boolean =>
    cluster.exemplars.filter(({ title }) => title.includes(region)).length < cluster.exemplars.length / 3
  const strange = cluster.exemplars.length >= 3 && regions.some(few) ? 0.1 : 0
  // A title is meant to name the matter; a clause of a text may tell of anything.
  const piece = 0.15 * depth
  return (
    nearness +
    0.45 * support +
    0.35 * fits +
    0.15 * place +
    0.08 * Math.min(3, telling) -
    loud -
    story -
    echo -
    aftermath -
    strange -
    odd -
    piece
  )
}

const ODD = 0.3

const sited = new WeakMap<Exemplar, Map<string, boolean>>()
/** Worked out once: an issue is named anew as it grows, from the same titles. */
function namesSite(exemplar: Exemplar, words: string): boolean {
  const known = sited.get(exemplar) ?? new Map<string, boolean>()
  sited.set(exemplar, known)
  const found = known.get(words) ?? namedSites(words).length > 0
  known.set(words, found)
  return found
}

/** A place below the district that the title names. */
const isNear = (place: Place, title: string): boolean => isSite(place) && title.includes(place.name)
const isSite = ({ level }: Place): boolean => level !== 'city' && level !== 'district'

const KEYWORDS = 6
/** Titles from which on a term said but once says little. */
const MANY = 3

/** Up to six words or phrases of the issue's titles, heaviest first. */
function keywordsOf(cluster: Cluster, statistics: TermStatistics): string[] {
  const exemplars = withNames(cluster)
  // One title has no neighbours that others bear out: its words are its phrases.
  const phrases = exemplars.length === 1 ? (exemplars[0] as { words: readonly string[] }).words : phrasesOf(exemplars)
  const terms = termsOf(phrases).filter(
    (term) => !REGION.test(term) && !/^[a-z]\d*$/.test(term) && !tellsNothing(term, statistics),
  )
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

/** Counts of things and money: 八百多, 四十分钟, 二十万. */
const COUNT =
  /^(?:\d|[一二三四五六七八九十百千万亿两几数半])+[多余来几]*(?:分钟|小时|平米|公里|[个名位条件次户人家元块天年月日点分岁米里吨斤层栋楼度张台辆趟遍回]){0,2}$/
/** Doing without what is done: 不了, 卖卖, 闻一闻, 请来, 跌得, 到位; and asking: 哪一位. */
const BARE_DOING = /^[不没][了到得成]$|^(.)\1$|^(.)[一了]\2$|^[请能想让快][来去给看管]$|^.[得成着]$|^到位$|^哪/
/** A piece of a sentence: no dictionary of letters has it, and a function character is in it; or it says how many or how, and not what. */
const tellsNothing = (term: string, statistics: TermStatistics): boolean =>
  COUNT.test(term) ||
  BARE_DOING.test(term) ||
  (isFragment(term) && statistics.known(term) === 0 && !NAME_END.test(term))
const NAME_END = /[苑园庭府邸居路街巷村区]$/

/** The words of the titles, with the names of places in one piece, as most call them: 桐林|馨苑, 和|泰新苑. */
function withNames(cluster: Cluster): readonly { readonly words: readonly string[] }[] {
  const { exemplars } = cluster
  const least = cluster.posts > 1 ? 2 : 1
  const places = placesOf(cluster).flatMap(({ place, times }) => (isSite(place) && times >= least ? place.name : []))
  return exemplars.map((exemplar) => {
    const joined = exemplar.words.join('')
    const names = places.filter((name) => joined.includes(name))
    return names.length === 0 ? exemplar : { words: inOnePiece(exemplar.words, names) }
  })
}

/** Words that together are one of the names become it; what they hold besides goes. */
function inOnePiece(words: readonly string[], names: readonly string[]): string[] {
  const longest = [...new Set(names)].sort((a, b) => b.length - a.length)
  const out: string[] = []
  for (let i = 0; i < words.length; i += 1) {
    let run = ''
    let found: string | undefined
    let last = i
    for (let j = i; j < words.length && j < i + MOST_PIECES && found === undefined; j += 1) {
      run += words[j] as string
      last = j
      found = longest.find((name) => run === name)
    }
    out.push(found ?? (words[i] as string))
    if (found !== undefined) i = last
  }
  return out
}
/** A name in more pieces was none. */
const MOST_PIECES = 5

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
function phrasesOf(exemplars: readonly { readonly words: readonly string[] }[]): string[] {
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
