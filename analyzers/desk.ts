/**
 * What the desk's own linear models make of a post: 15 categories, 118 second levels, the units of the duty list and what a post is at all,
 * all read from one bag of its words, the matters they name and the categories our tables hear in them (models/train-desk.ts,
 * models/train-stance.ts).
 */
import { CATEGORIES, type Category } from '../model/words.ts'
import { categoryBag, type Kept, meaningful } from './category-features.ts'
import { type CategoryWords, createCategoryWords } from './category-words.ts'
import type { Document } from './document.ts'
import type { Matter } from './duties.ts'
import { type Bag, CHANNEL, createCollector, hashOf } from './features.ts'
import { createJointScorer } from './linear-scorer.ts'
import { mattersOf } from './matter.ts'
import { loadModel } from './model-file.ts'
import type { Stance } from './stance.ts'
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

const named = new WeakMap<Matter, readonly number[]>()

/** A matter's features: its name, category, second level and lead; worked out once a matter. */
function featuresOf(matter: Matter): readonly number[] {
  let known = named.get(matter)
  if (known === undefined) {
    const { category, subcategory, lead } = matter
    const names = [`matter ${matter.matter}`, `of ${category}`, `of ${category}/${subcategory}`, `lead ${lead[0]}`]
    known = names.map((name) => hashOf(CHANNEL.pair, name))
    named.set(matter, known)
  }
  return known
}

/** The bag of the desk's models: the letter's, and what the tables of matters and words make of it. */
export function deskBag(doc: Document): Bag {
  const { bag, words } = readingOf(doc)
  const said = new Map<number, number>()
  const say = (hash: number, times: number) => said.set(hash, (said.get(hash) ?? 0) + times)
  for (const [rank, { matter, score }] of mattersOf(doc).slice(0, MATTERS).entries()) {
    const times = rank === 0 ? Math.max(1, Math.min(MOST_TIMES, Math.round(score / SCORE_A_TIME))) : 1
    for (const feature of featuresOf(matter)) say(feature, times)
  }
  for (const { category } of words.untaught) say(hashOf(CHANNEL.pair, `heard ${category}`), 1)
  for (const { category } of words.desk) say(hashOf(CHANNEL.pair, `filed ${category}`), 1)
  const hash = new Uint32Array(bag.hash.length + said.size)
  const count = new Float32Array(hash.length)
  hash.set(bag.hash)
  count.set(bag.count)
  let at = bag.hash.length
  for (const [feature, times] of said) {
    hash[at] = feature
    count[at++] = times
  }
  return { hash, count }
}

export interface Desk {
  /** Margins by category, in the order of CATEGORIES. */
  readonly categories: Float64Array
  /** Margin of a second level; one never seen has what is usual for those. */
  second(category: Category, level: string): number
  /** Margin of a unit, likewise. */
  unit(name: string): number
  /** Margin of what a post is (STANCES in stance.ts), likewise. */
  stance(label: Stance): number
}

/** About the margin of a label that nothing speaks for. */
const UNSEEN = -1.2
const LABELS = Object.keys(CATEGORIES) as Category[]
const TASKS = ['desk', 'second', 'unit', 'stance'] as const

type Places = ReadonlyMap<string, number>
type Margins = Float64Array

/** The desk's models, loaded once a process. */
function createDesk(): (doc: Document) => Desk {
  const models = TASKS.map((task) => loadModel(new URL(`./models/${task}.model`, import.meta.url), task))
  const score = createJointScorer(models)
  const places = models.map(({ labels }) => new Map(labels.map((label, l) => [label, l])))
  const [desk, second, unit, stance] = places as unknown as [Places, Places, Places, Places]
  const place = LABELS.map((label) => desk.get(label)!)
  return (doc) => {
    const [ofDesk, ofSecond, ofUnit, ofStance] = score(deskBag(doc)) as [Margins, Margins, Margins, Margins]
    return {
      categories: Float64Array.from(place, (at) => ofDesk[at]!),
      second: (category, level) => ofSecond[second.get(`${category}/${level}`) ?? -1] ?? UNSEEN,
      unit: (name) => ofUnit[unit.get(name) ?? -1] ?? UNSEEN,
      stance: (label) => ofStance[stance.get(label) ?? -1] ?? UNSEEN,
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
