/**
 * What the desk's own linear models make of a post: 15 categories, 118 second levels, the units of the duty list and what a post is at all,
 * all read from one bag of its words, the matters they name and the categories our tables hear in them (models/train-desk.ts,
 * models/train-stance.ts).
 */
import { CATEGORIES, type Category } from '../../model/words.ts'
import { type Bag, CHANNEL, createCollector, hashOf } from '../learning/features.ts'
import { createJointScorer } from '../learning/joint-scorer.ts'
import { loadModel } from '../learning/model-file.ts'
import type { Stance } from '../route/stance.ts'
import { type Document, oncePerDocument } from '../text/document.ts'
import { wordsOf } from '../text/vocabulary.ts'
import { collectLetter, type Kept, meaningful } from './category-features.ts'
import { type CategoryWords, createCategoryWords } from './category-words.ts'
import type { Matter } from './duties.ts'
import { isFormTitle } from './form-title.ts'
import { mattersOf } from './matter.ts'

/** Matters that speak; the first says so up to three times, by its score. */
const MATTERS = 3
const MOST_TIMES = 3
const SCORE_A_TIME = 3

/** A post's meaningful words, their bag, and the category words heard in it. */
export interface Reading {
  readonly kept: Kept
  readonly bag: Bag
  /** The bag of the desk's models: the same, and what the tables of matters and words make of the letter. */
  readonly told: Bag
  readonly words: CategoryWords
}

const LABELS = Object.keys(CATEGORIES) as Category[]
const collector = createCollector()
let wordsRead: ((doc: Document) => CategoryWords) | undefined

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

const featuresOfCategories = (what: string): ReadonlyMap<Category, number> =>
  new Map(LABELS.map((category) => [category, hashOf(CHANNEL.pair, `${what} ${category}`)]))
const HEARD = featuresOfCategories('heard')
const FILED = featuresOfCategories('filed')

/** Read once a post. */
export const readingOf: (doc: Document) => Reading = oncePerDocument((doc) => {
  wordsRead ??= createCategoryWords()
  const own = wordsOf(doc)
  const kept = meaningful(isFormTitle(doc) ? [] : own.title, own.text)
  const words = wordsRead(doc)
  collectLetter(kept, collector)
  const bag = collector.keep()
  const matters = mattersOf(doc)
  for (let rank = 0; rank < matters.length && rank < MATTERS; rank++) {
    const { matter, score } = matters[rank]!
    const times = rank === 0 ? Math.max(1, Math.min(MOST_TIMES, Math.round(score / SCORE_A_TIME))) : 1
    for (const feature of featuresOf(matter)) for (let n = 0; n < times; n++) collector.add(feature)
  }
  for (const { category } of words.untaught) collector.add(HEARD.get(category)!)
  for (const { category } of words.desk) collector.add(FILED.get(category)!)
  return { kept, bag, told: collector.take(), words }
})

/** The bag of the desk's models. */
export const deskBag = (doc: Document): Bag => readingOf(doc).told

export interface Desk {
  /** Margins by category, in the order of CATEGORIES. */
  readonly categories: readonly number[]
  /** Margins of the default model (category.model), by its labels, as it reads the letter's own bag. */
  readonly taught: Float64Array
  /** Margins of a category's second levels, given as one list each time; one never seen has what is usual for those. */
  second(category: Category, levels: readonly string[]): number[]
  /** Writes the margins of units, likewise. */
  units(names: readonly string[], into: Float64Array): void
  /** Margin of what a post is (STANCES in stance.ts), likewise. */
  stance(label: Stance): number
}

/** About the margin of a label that nothing speaks for. */
const UNSEEN = -1.2
const TASKS = ['category', 'stance', 'desk', 'second', 'unit'] as const
const [TAUGHT, STANCE, DESK, SECOND, UNIT] = [0, 1, 2, 3, 4] as const

/** Margins of many posts lie in one piece, for small arrays of this kind are dear to make and to let go. */
const ROOM = 1 << 14

/** The desk's models and the default one, loaded once a process. */
function createDesk(): { read: (doc: Document) => Desk; explain: (hash: number, sums: Float64Array) => void } {
  const models = TASKS.map((task) => loadModel(new URL(`../models/${task}.model`, import.meta.url), task))
  const { starts, width, score, explain } = createJointScorer(models)
  const places = models.map(({ labels }, m) => new Map(labels.map((label, l) => [label, starts[m]! + l])))
  const place = LABELS.map((label) => places[DESK]!.get(label)!)
  const taught = models[TAUGHT]!.labels.length
  const placesOfLists = new WeakMap<readonly string[], Int32Array>()
  const placesOf = (list: readonly string[], model: number, prefix: string): Int32Array => {
    let known = placesOfLists.get(list)
    if (known === undefined) {
      known = Int32Array.from(list, (name) => places[model]!.get(`${prefix}${name}`) ?? -1)
      placesOfLists.set(list, known)
    }
    return known
  }
  let room = new Float64Array(ROOM)
  let used = 0
  const read = (doc: Document): Desk => {
    if (used + width > room.length) {
      room = new Float64Array(ROOM)
      used = 0
    }
    const [margins, from] = [room, used]
    used += width
    score(deskBag(doc), margins, from)
    const at = (label: number): number => (label === -1 ? UNSEEN : margins[from + label]!)
    const all = (labels: ArrayLike<number>): number[] => {
      const out: number[] = []
      for (let l = 0; l < labels.length; l++) out.push(at(labels[l]!))
      return out
    }
    return {
      get categories() {
        return all(place)
      },
      get taught() {
        return margins.slice(from + starts[TAUGHT]!, from + starts[TAUGHT]! + taught)
      },
      second: (category, levels) => all(placesOf(levels, SECOND, `${category}/`)),
      units(names, into) {
        const of = placesOf(names, UNIT, '')
        for (let u = 0; u < of.length; u++) into[u] = at(of[u]!)
      },
      stance: (label) => at(places[STANCE]!.get(label) ?? -1),
    }
  }
  return { read, explain: (hash, sums) => explain(TAUGHT, hash, sums) }
}

let shared: ReturnType<typeof createDesk> | undefined

/** The same for the shipped models; category and department of a post read the same margins. */
export const deskOf: (doc: Document) => Desk = oncePerDocument((doc) => {
  shared ??= createDesk()
  return shared.read(doc)
})

/** Adds to `sums` what one feature adds to the margins of the default model (LinearScorer.explain). */
export function explainTaught(hash: number, sums: Float64Array): void {
  shared ??= createDesk()
  shared.explain(hash, sums)
}
