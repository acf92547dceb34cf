/**
 * What the desk's own linear models make of a post: 15 categories, 118 second levels and the units of the duty list, all read
 * from one bag of its words, the matters they name and the categories our tables hear in them (models/train-desk.ts).
 */
import { CATEGORIES, type Category } from '../model/words.ts'
import { categoryBag, type Kept, meaningful } from './category-features.ts'
import { type CategoryWords, createCategoryWords } from './category-words.ts'
import type { Document } from './document.ts'
import { type Bag, CHANNEL, createCollector, hashOf } from './features.ts'
import { createLinearScorer, type LinearScorer } from './linear-scorer.ts'
import { mattersOf } from './matter.ts'
import { loadModel, type Task } from './model-file.ts'
import { wordsOf } from './vocabulary.ts'

/** Matters that speak; the first says so up to three times, by its score. */
const MATTERS = 3
const MOST_TIMES = 3
const SCORE_A_TIME = 3

/** A post's meaningful words, their bag, and the category words heard in it. */
export interface Reading {
  readonly kept: Kept
  readonly bag: Bag
  readonly words: CategoryWords
}

const collector = createCollector()
let wordsRead: ((doc: Document) => CategoryWords) | undefined
let last: { of: Document; reading: Reading } | undefined

/** Read once a post; the last one is remembered. */
export function readingOf(doc: Document): Reading {
  if (last?.of === doc) return last.reading
  wordsRead ??= createCategoryWords()
  const own = wordsOf(doc.tokens)
  const kept = meaningful(own.title, own.text)
  const reading = { kept, bag: categoryBag(kept, collector), words: wordsRead(doc) }
  last = { of: doc, reading }
  return reading
}

const hashes = new Map<string, number>()
const hashed = (name: string): number => {
  let hash = hashes.get(name)
  if (hash === undefined) {
    hash = hashOf(CHANNEL.pair, name)
    hashes.set(name, hash)
  }
  return hash
}

/** The bag of the desk's models: the letter's, and what the tables of matters and words make of it. */
export function deskBag(doc: Document): Bag {
  const { bag, words } = readingOf(doc)
  const said = new Map<string, number>()
  const say = (name: string, times: number) => said.set(name, (said.get(name) ?? 0) + times)
  for (const [rank, { matter, score }] of mattersOf(doc).slice(0, MATTERS).entries()) {
    const times = rank === 0 ? Math.max(1, Math.min(MOST_TIMES, Math.round(score / SCORE_A_TIME))) : 1
    say(`matter ${matter.matter}`, times)
    say(`of ${matter.category}`, times)
    say(`of ${matter.category}/${matter.subcategory}`, times)
    say(`lead ${matter.lead[0]}`, times)
  }
  for (const { category } of words.untaught) say(`heard ${category}`, 1)
  for (const { category } of words.desk) say(`filed ${category}`, 1)
  const hash = new Uint32Array(bag.hash.length + said.size)
  const count = new Float32Array(hash.length)
  hash.set(bag.hash)
  count.set(bag.count)
  let at = bag.hash.length
  for (const [name, times] of said) {
    hash[at] = hashed(name)
    count[at++] = times
  }
  return { hash, count }
}

export interface Desk {
  /** Margins by category, in the order of CATEGORIES. */
  readonly categories: Float64Array
  /** Margin of a second level, `category/second`; of one never seen what is usual for those. */
  second(level: string): number
  /** Margin of a unit, likewise. */
  unit(name: string): number
}

/** About the margin of a label that nothing speaks for. */
const UNSEEN = -1.2
const LABELS = Object.keys(CATEGORIES) as Category[]

/** The desk's models, loaded once a process. */
function createDesk(): (doc: Document) => Desk {
  const scorerOf = (task: Task): LinearScorer =>
    createLinearScorer(loadModel(new URL(`./models/${task}.model`, import.meta.url), task))
  const [desk, second, unit] = [scorerOf('desk'), scorerOf('second'), scorerOf('unit')]
  const place = LABELS.map((label) => desk.labels.indexOf(label))
  const by = ({ labels }: LinearScorer) => new Map(labels.map((label, l) => [label, l]))
  const [seconds, units] = [by(second), by(unit)]
  return (doc) => {
    const bag = deskBag(doc)
    const margins = desk.margins(bag)
    const [ofSecond, ofUnit] = [second.margins(bag), unit.margins(bag)]
    return {
      categories: Float64Array.from(place, (at) => margins[at]!),
      second: (level) => ofSecond[seconds.get(level) ?? -1] ?? UNSEEN,
      unit: (name) => ofUnit[units.get(name) ?? -1] ?? UNSEEN,
    }
  }
}

let shared: ((doc: Document) => Desk) | undefined
let read: { of: Document; desk: Desk } | undefined

/** The same for the shipped models; category and department of a post read the same margins. */
export function deskOf(doc: Document): Desk {
  if (read?.of === doc) return read.desk
  shared ??= createDesk()
  read = { of: doc, desk: shared(doc) }
  return read.desk
}
