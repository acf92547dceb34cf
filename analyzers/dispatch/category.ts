import type { Reason, Scored } from '../../model/post.ts'
import { CATEGORIES, type Category } from '../../model/words.ts'
import { type Bag, CHANNEL, hashOf } from '../learning/features.ts'
import { calibrated, createLinearScorer, type LinearScorer } from '../learning/linear-scorer.ts'
import { digestOf, type LinearModel } from '../learning/model-file.ts'
import { reasonOf } from '../patterns/cue.ts'
import type { Document } from '../text/document.ts'
import { type Word, wordsOf } from '../text/vocabulary.ts'
import type { Kept } from './category-features.ts'
import type { Spoken } from './category-words.ts'
import { deskOf, explainTaught, type Reading, readingOf } from './desk.ts'
import { createDeskRanking, filingsOf, secondLevels } from './desk-category.ts'
import { mattersOf } from './matter.ts'

export type CategoryModel = LinearModel

export interface Categorized {
  /** null where nothing is said that a category could be read from. */
  readonly category: Category | null
  /** Every category with a score worth showing, best first; scores are calibrated and sum to at most 1. */
  readonly categories: Scored<Category>[]
  readonly subcategory?: string | undefined
  /** Of both levels, as Screening.filings. */
  readonly filings?: readonly Scored[] | undefined
  readonly reasons: Reason[]
}

/** The shipped model beside the script that made it. */
export const DEFAULT_CATEGORY_MODEL = new URL('../models/category.model', import.meta.url)

/** Log-odds that a point of words is worth, and the weight at which words break even with a model that is unsure. */
const WORTH = 1.6
/**
 * By whose conventions: elsewhere the model's own labels are the better guide, at the desk of Lanzhou our words are. With
 * `none` words cost held-out letters of the seven labels under 0.001 of macro-F1 (at 4.6 it would be 0.009).
 */
const BREAK_EVEN = { none: 7, lanzhou: 2.6 } as const
/** How much the model's certainty stands against the words. */
const CERTAINTY = { none: 2, lanzhou: 0.55 } as const
/** Reasons are looked for in the title and the beginning of the text only. */
const READ = 80
const SHOWN = 0.02
/** A text with fewer meaningful words than this has no category of its own, unless the model is this sure. */
const LEAST_WORDS = 2
const SURE = 0.35

/**
 * Categorizes by the trained linear model (seven labels in the default one, any in one's own) and by words for the labels
 * the model was not taught; with the city's desk as reader also by its own conventions. Words must outweigh the model's
 * certainty. Reasons: the words that weigh most for the model's answer (`category.word`, share of the evidence) or the
 * dictionary's words (`category.cue`), with spans.
 */
export function createCategorizer(
  model: CategoryModel,
  options: { city?: 'lanzhou' | 'none' | undefined } = {},
): (doc: Document) => Categorized {
  const city = options.city ?? 'lanzhou'
  // The desk reads by the shipped model, too, all its models at once.
  const shipped = model.digest === digestOf(DEFAULT_CATEGORY_MODEL)
  const scorer = shipped ? { labels: model.labels, explain: explainTaught } : createLinearScorer(model)
  const probabilitiesOf = (doc: Document, bag: Bag): Float64Array =>
    calibrated('margins' in scorer ? scorer.margins(bag) : deskOf(doc).taught, model.slope, model.shift)
  const topWords = createTopWords(scorer)
  // One's own model may know the desk better than ours does: only the default labels are read beside it.
  const desk = city === 'lanzhou' && model.labels.length === TAUGHT ? createDeskRanking(model.labels) : undefined
  const byDesk = (
    doc: Document,
    { kept, words }: Reading,
    ranked: readonly Scored<Category>[],
    taught: string,
  ): Categorized => {
    const first = ranked[0]!
    if (kept.words.length < 4 && first.score < SURE) return { category: null, categories: [], reasons: [] }
    const matter = mattersOf(doc).find((m) => m.matter.category === first.label)
    const subcategory = secondLevels(doc, first.label)[0]?.label
    const spoken = [...words.untaught, ...words.desk].find((s) => s.category === first.label)
    const label = scorer.labels.indexOf(first.label)
    return {
      category: first.label,
      categories: shown(ranked),
      ...(subcategory ? { subcategory } : {}),
      filings: filingsOf(doc, ranked),
      reasons:
        taught === first.label
          ? topWords(doc, kept, label)
          : spoken
            ? spoken.hits.map(({ hit, weight }) => reasonOf(doc, 'category.cue', hundredths(weight), hit))
            : matter
              ? matter.hits.slice(0, 3).map((hit) => reasonOf(doc, 'category.cue', hundredths(matter.score), hit))
              : label === -1
                ? [{ rule: 'category.desk', weight: hundredths(first.score), text: first.label }]
                : topWords(doc, kept, label),
    }
  }
  return (doc) => {
    const reading = readingOf(doc)
    const { kept, words } = reading
    if (kept.words.length < LEAST_WORDS) return { category: null, categories: [], reasons: [] }
    const probabilities = probabilitiesOf(doc, reading.bag)
    const top = argmax(probabilities)
    if (desk) return byDesk(doc, reading, desk(doc, probabilities), scorer.labels[top]!)
    const speaking = words.untaught.filter((s) => !model.labels.includes(s.category))
    if (city === 'lanzhou') speaking.push(...words.desk)
    const loudest = speaking.reduce<Spoken | undefined>(
      (best, s) => (s.weight > (best?.weight ?? 0) ? s : best),
      undefined,
    )
    const doubt = Math.log((1.02 - probabilities[top]!) / 0.35)
    const share = loudest
      ? 1 / (1 + Math.exp(-(WORTH * (loudest.weight - BREAK_EVEN[city]) + CERTAINTY[city] * doubt)))
      : 0
    const score = new Map<Category, number>()
    for (let l = 0; l < probabilities.length; l++)
      if (isCategory(scorer.labels[l]!)) score.set(scorer.labels[l] as Category, probabilities[l]! * (1 - share))
    if (loudest) score.set(loudest.category, (score.get(loudest.category) ?? 0) + share)
    const ranked = [...score].map(([label, value]) => ({ label, score: value })).sort((a, b) => b.score - a.score)
    const first = ranked[0]
    if (!first || (kept.words.length < 4 && first.score < SURE)) return { category: null, categories: [], reasons: [] }
    const subcategory = words.second(first.label)
    const label = scorer.labels.indexOf(first.label)
    const byWords = loudest !== undefined && loudest.category === first.label && (share > 0.5 || label === -1)
    return {
      category: first.label,
      categories: shown(ranked),
      ...(subcategory ? { subcategory } : {}),
      filings: filingsOf(doc, ranked),
      reasons: byWords
        ? loudest.hits.map(({ hit, weight }) => reasonOf(doc, 'category.cue', hundredths(weight), hit))
        : topWords(doc, kept, label),
    }
  }
}

const hundredths = (weight: number): number => Math.round(weight * 100) / 100
const shown = (ranked: readonly Scored<Category>[]): Scored<Category>[] =>
  ranked
    .filter((s, i) => i === 0 || s.score >= SHOWN)
    .map((s) => ({ label: s.label, score: Math.round(s.score * 1e4) / 1e4 }))

const argmax = (values: ArrayLike<number>): number => {
  let top = 0
  for (let l = 1; l < values.length; l++) if (values[l]! > values[top]!) top = l
  return top
}

/** Labels of the default model. */
const TAUGHT = 7

/**
 * The categories that a model of one's own was not taught. The default labels are read beside the desk's models, which know all; beside any others
 * words alone may name what the model does not know.
 */
export const untaughtOf = ({ labels }: Pick<CategoryModel, 'labels'>): Category[] =>
  labels.length === TAUGHT
    ? []
    : (Object.keys(CATEGORIES) as Category[]).filter((category) => !labels.includes(category))

const isCategory = (label: string): label is Category => Object.hasOwn(CATEGORIES, label)

/** Names the words whose characters weigh most for a label, at most five, each once; a word's weight is worked out once. */
function createTopWords(
  scorer: Pick<LinearScorer, 'labels' | 'explain'>,
): (doc: Document, kept: Kept, label: number) => Reason[] {
  const weigh = (word: Word): readonly number[] => {
    // The vocabulary outlives a categorizer, and a process may make several.
    if (word.weightsBy === scorer) return word.weights!
    const sums = new Float64Array(scorer.labels.length)
    const text = word.text as string
    for (let i = 0; i < text.length; i++)
      for (let n = 1; n <= 3 && i + n <= text.length; n++)
        scorer.explain(hashOf(CHANNEL.char, text.slice(i, i + n)), sums)
    word.weightsBy = scorer
    word.weights = [...sums]
    return word.weights
  }
  return (doc, { words, titled }, label) => {
    const best: { weight: number; k: number }[] = []
    for (let k = 0; k < words.length && k < READ; k++) {
      const word = words[k]!
      if (word.tail >> 16 < 2) continue
      const weight = weigh(word)[label]!
      if (weight <= 0 || (best.length === 5 && weight <= best[4]!.weight)) continue
      if (best.some((b) => words[b.k] === word)) continue
      let place = best.length
      while (place > 0 && best[place - 1]!.weight < weight) place--
      best.splice(place, 0, { weight, k })
      if (best.length > 5) best.pop()
    }
    const total = best.reduce((sum, b) => sum + b.weight, 0) || 1
    return best.map(({ weight, k }) => {
      const field = k < titled ? 'title' : 'text'
      const start = startOf(wordsOf(doc)[field], field === 'title' ? k : k - titled)
      const hit = { field, start, end: start + words[k]!.length } as const
      return reasonOf(doc, 'category.word', Math.round((weight / total) * 1000) / 1000, hit)
    })
  }
}

/** Where the meaningful word of this number begins in its field. */
function startOf(words: readonly Word[], number: number): number {
  let start = 0
  let left = number
  for (const word of words) {
    if (word.text !== null && left-- === 0) break
    start += word.length
  }
  return start
}
