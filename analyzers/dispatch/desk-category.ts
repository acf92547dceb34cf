/** How the desk of Lanzhou files a post: its own models, the default one, category words and matters, added up to log-odds. */
import type { Scored } from '../../model/post.ts'
import { CATEGORIES, type Category } from '../../model/words.ts'
import { calibrated } from '../learning/linear-scorer.ts'
import { type Document, oncePerDocument } from '../text/document.ts'
import { deskOf, readingOf } from './desk.ts'
import { readDutyList } from './duties.ts'
import { mattersOf } from './matter.ts'

/**
 * Margin of the desk's model, log probability by the default one and what stands for it where it was not taught, words of the
 * two tables, best matter. Chosen by leaving one writer out over four hands (mean .769 right; a fitted conditional logit, with
 * or without a bias a category, came to .75, for a writer's habits are fitted with it), and again on five hands that no model had
 * seen (.715 to .723).
 */
const ODDS = { margin: 3.6, known: 0.2, untaught: -0.1, word: 0.5, deskWord: 0.35, matter: 0.25 } as const
/** Probability = softmax of the odds times this: least log loss on writers left out. */
const SLOPE = 0.7
const LEAST_LOG = -5
const MOST_WORDS = 8
const MOST_MATTER = 10
/** The same for the second levels of one category: margin, a point of the best matter, the level our words name. */
const SECOND = { matter: 0.03, word: 0.12, slope: 4 } as const

const LABELS = Object.keys(CATEGORIES) as Category[]
const ONES = LABELS.map(() => SLOPE)
const ZEROS = LABELS.map(() => 0)

/** Ranks all categories, best first; probabilities sum to 1. `labels` are the default model's, with their probabilities. */
export function createDeskRanking(
  labels: readonly string[],
): (doc: Document, probabilities: ArrayLike<number>) => Scored<Category>[] {
  const place = LABELS.map((label) => labels.indexOf(label))
  return (doc, probabilities) => {
    const margins = deskOf(doc).categories
    const odds = margins.map((margin, l) => {
      const at = place[l]!
      const known = at === -1 ? ODDS.untaught : ODDS.known * Math.max(LEAST_LOG, Math.log(probabilities[at]! + 1e-3))
      return margin * ODDS.margin + known
    })
    const add = (category: Category, value: number) => {
      odds[LABELS.indexOf(category)]! += value
    }
    const { words } = readingOf(doc)
    for (const s of words.untaught) add(s.category, ODDS.word * Math.min(MOST_WORDS, s.weight))
    for (const s of words.desk) add(s.category, ODDS.deskWord * Math.min(MOST_WORDS, s.weight))
    const seen = new Set<Category>()
    for (const { matter, score } of mattersOf(doc)) {
      if (seen.has(matter.category)) continue
      seen.add(matter.category)
      add(matter.category, ODDS.matter * Math.min(MOST_MATTER, score))
    }
    const share = calibrated(odds, ONES, ZEROS)
    return ranked(LABELS, share)
  }
}

/** Best first; of equals the first. Few enough to be put in their places one after the other. */
function ranked<T extends string>(labels: readonly T[], scores: ArrayLike<number>): Scored<T>[] {
  const out = new Array<Scored<T>>(labels.length)
  for (let l = 0; l < labels.length; l++) {
    const score = scores[l]!
    let at = l
    for (; at > 0 && out[at - 1]!.score < score; at--) out[at] = out[at - 1]!
    out[at] = { label: labels[l]!, score }
  }
  return out
}

/** Second levels of a category by the duty list, and what their odds are calibrated by. */
interface Levels {
  readonly labels: readonly string[]
  readonly slopes: readonly number[]
  readonly shifts: readonly number[]
}
const levelsFrom = (labels: readonly string[]): Levels => ({
  labels,
  slopes: labels.map(() => SECOND.slope),
  shifts: labels.map(() => 0),
})
const NO_LEVELS = levelsFrom([])
let levels: ReadonlyMap<Category, Levels> | undefined

function levelsOf(category: Category): Levels {
  if (levels === undefined) {
    const all = new Map<Category, string[]>()
    for (const { category: first, subcategory } of readDutyList().duties.values())
      all.set(first, [...(all.get(first) ?? []), subcategory])
    levels = new Map([...all].map(([first, labels]) => [first, levelsFrom(labels)]))
  }
  return levels.get(category) ?? NO_LEVELS
}

const levelsRead = oncePerDocument(() => new Map<Category, Scored<string>[]>())

/** Second levels of a category, best first, with their probabilities within it. */
export function secondLevels(doc: Document, category: Category): readonly Scored<string>[] {
  const read = levelsRead(doc)
  const known = read.get(category)
  if (known !== undefined) return known
  const spoken = readingOf(doc).words.second(category)
  const best = new Map<string, number>()
  for (const { matter, score } of mattersOf(doc))
    if (matter.category === category && !best.has(matter.subcategory))
      best.set(matter.subcategory, Math.min(MOST_MATTER, score))
  const own = levelsOf(category)
  const odds = deskOf(doc).second(category, own.labels)
  for (let l = 0; l < odds.length; l++) {
    const level = own.labels[l]!
    odds[l]! += SECOND.matter * (best.get(level) ?? 0)
    if (spoken === level) odds[l]! += SECOND.word
  }
  const levels = ranked(own.labels, calibrated(odds, own.slopes, own.shifts))
  read.set(category, levels)
  return levels
}

/** Most filings of a post that are told, and the least chance of each. */
const MOST_FILINGS = 8
const LEAST_FILING = 0.02

/** The chances of both levels at once (`first/second`), best first, of the categories ranked. */
export function filingsOf(doc: Document, categories: readonly Scored<Category>[]): Scored[] {
  const filings: Scored[] = []
  for (const { label: category, score } of categories) {
    if (score < LEAST_FILING) break
    for (const { label, score: within } of secondLevels(doc, category)) {
      const chance = score * within
      if (chance < LEAST_FILING) break
      filings.push({ label: `${category}/${label}`, score: Math.round(chance * 1e3) / 1e3 })
    }
  }
  return filings.sort((a, b) => b.score - a.score).slice(0, MOST_FILINGS)
}
