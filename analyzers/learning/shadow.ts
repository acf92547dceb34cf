/**
 * Retraining in shadow (METHODS §9): the live model is taught on with what people decided, and both judge the same decided
 * posts, each post by a fold that had not seen it or its near-duplicates. Nothing here makes a model live.
 */
import { createHash } from 'node:crypto'
import { AppError } from '../../model/error.ts'
import type { LearningTask, ShadowFigures, TaskFigures } from '../../model/learning.ts'
import type { City } from '../../model/words.ts'
import { createCategorizer } from '../dispatch/category.ts'
import { categoryBag, meaningful } from '../dispatch/category-features.ts'
import { createSpamJudge, isEvidence, rawAndNormal } from '../spam/spam.ts'
import { spamBag } from '../spam/spam-features.ts'
import { spamReading } from '../spam/spam-reading.ts'
import type { Document } from '../text/document.ts'
import { wordsOf } from '../text/vocabulary.ts'
import { type AdaptRow, adapt } from './adapt.ts'
import { type Bag, type Collector, createCollector } from './features.ts'
import type { LinearModel } from './model-file.ts'
import { foldOf, groupOf } from './train.ts'

/** One decided post; `label` is spam | ham, or a category. */
export interface ShadowLesson {
  readonly document: Document
  readonly label: string
}

export interface ShadowResult {
  readonly model: LinearModel
  readonly figures: ShadowFigures
  /** Lessons whose label the live model does not have. */
  readonly unknown: number
  /** Those labels, the most frequent first. */
  readonly unknownLabels: readonly string[]
}

const FOLDS = 5
const SEED = 1
/** Fewer say nothing about either model. */
export const LEAST_LESSONS = 20

/** Throws AppError `train.lessons` with fewer than 20 usable decisions or of one label only. */
export function trainShadow(options: {
  task: LearningTask
  live: LinearModel
  lessons: readonly ShadowLesson[]
  city: City
  onStep?: ((done: number, all: number) => void) | undefined
}): ShadowResult {
  const { task, live, city } = options
  const lessons = options.lessons.filter((l) => live.labels.includes(l.label))
  const unknown = options.lessons.filter((l) => !live.labels.includes(l.label))
  const labels = new Set(lessons.map((l) => l.label))
  if (lessons.length < LEAST_LESSONS || labels.size < 2)
    throw new AppError('train.lessons', `${lessons.length} usable decisions, ${labels.size} labels`, {
      details: { task, usable: lessons.length, least: LEAST_LESSONS, labels: labels.size },
    })
  const bagOf = reader(task, live)
  const collector = createCollector()
  const rows: AdaptRow[] = lessons.map(({ document, label }) => ({ bag: bagOf(document, collector), label }))
  const digest = digestOf(lessons)
  const fold = foldOf(groupOf(lessons.map((l) => l.document.title.text + l.document.text.text)), FOLDS, SEED)
  const judgeOf = (model: LinearModel) => answerer(task, model, city)
  const liveSays = lessons.map(({ document }) => document).map(judgeOf(live))
  const shadowSays = new Array<string>(lessons.length)
  for (let f = 0; f < FOLDS; f++) {
    options.onStep?.(f, FOLDS + 1)
    const judge = judgeOf(
      adapt(
        live,
        rows.filter((_, i) => fold[i] !== f),
        SEED,
        digest,
      ),
    )
    for (const [i, { document }] of lessons.entries()) if (fold[i] === f) shadowSays[i] = judge(document)
  }
  options.onStep?.(FOLDS, FOLDS + 1)
  const gold = lessons.map((l) => l.label)
  const differ = gold.map((_, i) => i).filter((i) => liveSays[i] !== shadowSays[i])
  return {
    model: adapt(live, rows, SEED, digest),
    unknown: unknown.length,
    unknownLabels: byFrequency(unknown.map((l) => l.label)),
    figures: {
      posts: lessons.length,
      live: figuresOf(task, gold, liveSays),
      shadow: figuresOf(task, gold, shadowSays),
      differ: differ.length,
      liveRight: differ.filter((i) => liveSays[i] === gold[i]).length,
      shadowRight: differ.filter((i) => shadowSays[i] === gold[i]).length,
    },
  }
}

const byFrequency = (labels: readonly string[]): string[] =>
  [...Map.groupBy(labels, (label) => label)].sort((a, b) => b[1].length - a[1].length).map(([label]) => label)

/** What a model of this task reads of a post. A spam model trained from nothing reads the words as they stand. */
function reader(task: LearningTask, live: LinearModel): (doc: Document, collector: Collector) => Bag {
  if (task === 'category') {
    return (doc, collector) => {
      const words = wordsOf(doc)
      return categoryBag(meaningful(words.title, words.text), collector)
    }
  }
  if (isEvidence(live))
    return (doc, collector) => {
      const reading = spamReading(doc.title.text, doc.text.text)
      return spamBag(reading, reading, collector)
    }
  return (doc, collector) => spamBag(...rawAndNormal(doc), collector)
}

/** A category, or spam where the judge would not simply keep the post. */
function answerer(task: LearningTask, model: LinearModel, city: City): (doc: Document) => string {
  if (task === 'category') {
    const categorize = createCategorizer(model, { city })
    return (doc) => categorize(doc).category ?? ''
  }
  const judge = isEvidence(model) ? createSpamJudge(undefined, model) : createSpamJudge(model)
  return (doc) => (judge(doc).verdict === 'keep' ? 'ham' : 'spam')
}

function figuresOf(task: LearningTask, gold: readonly string[], said: readonly string[]): TaskFigures {
  const labels = task === 'spam' ? ['spam'] : [...new Set(gold)]
  const each = labels.map((label) => {
    const hit = gold.filter((g, i) => g === label && said[i] === label).length
    const precision = ratio(hit, said.filter((s) => s === label).length)
    const recall = ratio(hit, gold.filter((g) => g === label).length)
    return { precision, recall, f1: ratio(2 * precision * recall, precision + recall) }
  })
  const mean = (key: 'precision' | 'recall' | 'f1') =>
    round(
      ratio(
        each.reduce((s, e) => s + e[key], 0),
        each.length,
      ),
    )
  return {
    precision: mean('precision'),
    recall: mean('recall'),
    f1: mean('f1'),
    accuracy: round(ratio(gold.filter((g, i) => g === said[i]).length, gold.length)),
  }
}

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b)
const round = (x: number): number => Math.round(x * 1e4) / 1e4

function digestOf(lessons: readonly ShadowLesson[]): string {
  const hash = createHash('sha256')
  for (const { document, label } of lessons)
    hash.update(JSON.stringify([label, document.post.title, document.post.text])).update('\n')
  return hash.digest('hex')
}
