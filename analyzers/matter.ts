import type { Reason } from '../model/post.ts'
import type { Category } from '../model/words.ts'
import type { Document } from './document.ts'
import { type DutyList, type Matter, readDutyList } from './duties.ts'
import { createLexicon, type Lexicon } from './lexicon.ts'
import { sourceSpan } from './normalize.ts'

/** What a post is about, by the words people use for it. */
export interface MatterFound {
  /** Name in dict/matters.yaml: 冬季采暖, 欠薪, 电梯 … */
  readonly matter: string
  readonly category: Category
  readonly subcategory: string
  /** From 3 (one clear word) upwards; over 6 is sure. */
  readonly score: number
  readonly reasons: readonly Reason[]
}

/** One matter the words of a post point to; `lead` are its units, 主办 first. */
export interface MatterScore {
  readonly matter: Matter
  readonly score: number
  /** Words found, the telling ones first. */
  readonly hits: readonly Hit[]
}
interface Hit {
  readonly word: string
  readonly field: 'title' | 'text'
  readonly start: number
  readonly end: number
}

type Role = 'strong' | 'word' | 'not' | 'left' | 'right'
interface Entry {
  readonly word: string
  readonly roles: { matter: number; role: Role; pair: number }[]
}

/** One clear word is enough; words that only go with a matter are not. */
const ENOUGH = 3
const BUS_LINE = /(?<![\d第])\d{1,3}路(?![口段边灯])/g
const BUS = '〔路公交〕'

/** Ranks the matters of a post, best first, only those with enough evidence. Pure; the dictionary is read once. */
export function createMatterReader(list: DutyList = readDutyList()): (document: Document) => MatterScore[] {
  const lexicon = index(list)
  return (document) => rank(document, list.matters, lexicon)
}

let shared: ((document: Document) => MatterScore[]) | undefined
const remembered = new WeakMap<Document, MatterScore[]>()

/** The same for the shipped dictionary, computed once a document: category and department read the same evidence. */
export function mattersOf(document: Document): readonly MatterScore[] {
  const known = remembered.get(document)
  if (known !== undefined) return known
  shared ??= createMatterReader()
  const ranked = shared(document)
  remembered.set(document, ranked)
  return ranked
}

/** The matter of a post with its category and second level; undefined when no word tells. */
export function matterOf(document: Document): MatterFound | undefined {
  const top = mattersOf(document)[0]
  if (top === undefined) return undefined
  const { matter, category, subcategory } = top.matter
  return { matter, category, subcategory, score: top.score, reasons: matterReasons(document, top) }
}

/** Up to three words of the post that tell the matter, with their spans in the redacted original. */
function matterReasons(document: Document, found: MatterScore): Reason[] {
  return found.hits.slice(0, 3).map((hit) => ({
    rule: 'matter.word',
    weight: Math.round(found.score * 10) / 10,
    field: hit.field,
    ...sourceSpan(document[hit.field], hit.start, hit.end),
    text: `${hit.word} → ${found.matter.matter}`,
  }))
}

function index(list: DutyList): Lexicon<Entry> {
  const entries = new Map<string, Entry>()
  const put = (word: string, matter: number, role: Role, pair = 0) => {
    const entry = entries.get(word) ?? { word, roles: [] }
    entry.roles.push({ matter, role, pair })
    entries.set(word, entry)
  }
  for (const [i, m] of list.matters.entries()) {
    for (const word of m.strong) put(word, i, 'strong')
    for (const word of m.words) put(word, i, 'word')
    for (const word of m.not) put(word, i, 'not')
    for (const [pair, [left, right]] of m.both.entries()) {
      for (const word of left) put(word, i, 'left', pair)
      for (const word of right) put(word, i, 'right', pair)
    }
  }
  return createLexicon(entries)
}

interface Tally {
  strong: Map<string, { times: number; title: boolean }>
  words: Set<string>
  not: Set<string>
  left: number
  right: number
  titled: number
  hits: Hit[]
  asides: Hit[]
}

function rank(document: Document, matters: readonly Matter[], lexicon: Lexicon<Entry>): MatterScore[] {
  const tallies = new Map<number, Tally>()
  const tallyOf = (i: number): Tally => {
    let tally = tallies.get(i)
    if (tally === undefined) {
      tally = {
        strong: new Map(),
        words: new Set(),
        not: new Set(),
        left: 0,
        right: 0,
        titled: 0,
        hits: [],
        asides: [],
      }
      tallies.set(i, tally)
    }
    return tally
  }
  for (const field of ['title', 'text'] as const) {
    const { text } = document[field]
    const visit = (start: number, end: number, entry: Entry) => {
      for (const { matter, role, pair } of entry.roles) {
        const tally = tallyOf(matter)
        if (role === 'strong') {
          const known = tally.strong.get(entry.word)
          if (known === undefined) {
            tally.strong.set(entry.word, { times: 1, title: field === 'title' })
            tally.hits.push({ word: text.slice(start, end), field, start, end })
          } else known.times++
        } else if (role === 'word') tally.words.add(entry.word)
        else if (role === 'not') tally.not.add(entry.word)
        else {
          if (role === 'left') tally.left |= 1 << pair
          else tally.right |= 1 << pair
          if (field === 'title') tally.titled |= role === 'left' ? 1 : 2
          if (tally.asides.length < 6) tally.asides.push({ word: text.slice(start, end), field, start, end })
        }
      }
    }
    lexicon.all(text, visit)
    const bus = text.includes('路') ? lexiconEntry(lexicon) : undefined
    if (bus !== undefined) for (const m of text.matchAll(BUS_LINE)) visit(m.index, m.index + m[0].length, bus)
  }
  const out: MatterScore[] = []
  for (const [i, tally] of tallies) {
    const score = scoreOf(tally)
    if (score >= ENOUGH) out.push({ matter: matters[i] as Matter, score, hits: [...tally.hits, ...tally.asides] })
  }
  return out.sort((a, b) => b.score - a.score)
}

/** The entry of numbered bus lines (187路), which no list of words can hold. */
function lexiconEntry(lexicon: Lexicon<Entry>): Entry | undefined {
  let found: Entry | undefined
  lexicon.longest(BUS, (_start, _end, entry) => {
    found = entry
  })
  return found
}

/**
 * 3 for the first clear word, 1.2 for each further one up to four, 0.3 for each time one is said again up to four, 2.5 more in
 * the title; 4 for a pair, 2 beside a clear word; 0.5 for each word that goes with the matter up to four; 3 less for one
 * against it. Weights by rarity in letters were tried and did no better (77.3 % against 76.4 % right first level).
 */
function scoreOf(tally: Tally): number {
  let score = 0
  let repeats = 0
  let titled = false
  for (const { times, title } of tally.strong.values()) {
    repeats += times - 1
    titled ||= title
  }
  if (tally.strong.size > 0) score += 3 + 1.2 * Math.min(4, tally.strong.size - 1) + 0.3 * Math.min(4, repeats)
  if ((tally.left & tally.right) !== 0) {
    score += tally.strong.size > 0 ? 2 : 4
    titled ||= tally.titled === 3
  }
  if (score === 0) return 0
  if (titled) score += 2.5
  score += 0.5 * Math.min(4, tally.words.size)
  return score - (tally.not.size > 0 ? 3 : 0)
}
