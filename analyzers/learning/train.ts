import { createHash } from 'node:crypto'
import { AppError } from '../../model/error.ts'
import { categoryBag, meaningful } from '../dispatch/category-features.ts'
import { spamBag } from '../spam/spam-features.ts'
import { minhashOf, shingles } from '../text/fingerprint.ts'
import { normalize } from '../text/normalize.ts'
import { vocabulary } from '../text/vocabulary.ts'
import { type Bag, type Collector, createCollector } from './features.ts'
import { margin, type SparseRow, seeded, trainWeighted } from './linear.ts'
import { calibrated } from './linear-scorer.ts'
import { type LinearModel, type Metrics, sealModel, type Task } from './model-file.ts'

/** One labelled text: `text` as people wrote it, or `tokens`, its words. */
export interface LabelledRow {
  readonly title?: string | undefined
  readonly text?: string | undefined
  readonly tokens?: readonly string[] | undefined
  readonly label: string
}

export interface TrainOptions {
  readonly task: Task
  readonly rows: readonly LabelledRow[]
  readonly seed: number
  /** Segmenter of raw texts; needed for the category. */
  readonly cut?: ((text: string) => string[]) | undefined
  readonly folds?: number | undefined
  /** Told what is being done, for a progress line. */
  readonly onStep?: ((step: string, done: number, all: number) => void) | undefined
}

const COST = 2
const EPOCHS = 12
const RATIO_POWER = 0.5
/** Rare classes weigh (others / own) to this power. */
const BALANCE = 0.3
/** A feature seen in fewer rows is left out. */
const LEAST_ROWS = { few: 3, many: 5 } as const
/** From how many letters on a category model can afford the larger. */
const MANY = 3000
const LEAST_PER_LABEL = 10
/** An idf is stored as 1 to 255 of these. */
const IDF_STEP = 0.06

/**
 * Trains, cross-validates (near-duplicates kept in one fold) and calibrates a linear model. Two thousand letters take about
 * ten seconds. Rows without a label or text are left out by who reads the file.
 * Throws `train.labels` (fewer than two labels, for spam others than spam|ham), `train.few` (a label with under 10 rows), `train.alike`
 * (hardly any text that differs).
 */
export function train(options: TrainOptions): LinearModel {
  const { task, rows, seed, folds, onStep } = options
  const labels = checkLabels(task, rows)
  const { bags, groups } = readRows(options)
  const target = rows.map((row) => labels.indexOf(row.label))
  return trainBags({ task, labels, bags, groups, target, dataDigest: digestRows(rows), seed, folds, onStep }).model
}

export interface BagOptions extends Pick<TrainOptions, 'task' | 'seed' | 'folds' | 'onStep'> {
  readonly labels: readonly string[]
  readonly bags: readonly Bag[]
  /** Rows of one group stay in one fold. */
  readonly groups: Int32Array
  /** Index into `labels`, row by row. */
  readonly target: readonly number[]
  /** How much a row counts in the fit; 1 where absent. Calibration and figures read rows that count in full only. */
  readonly weight?: readonly number[] | undefined
  /** Fold of each row (0, 1, …) in place of random ones. */
  readonly fold?: Uint8Array | undefined
  readonly dataDigest: string
}

/** The same for bags made by who calls; also the margins of each row by the folds that did not see it. */
export function trainBags(options: BagOptions): { model: LinearModel; held: Float64Array[] } {
  const { task, labels, bags, groups, target, seed, weight } = options
  const folds = options.fold ? Math.max(...options.fold) + 1 : (options.folds ?? 5)
  const fold = options.fold ?? foldOf(groups, folds, seed)
  if (new Set(fold).size < 2) throw new AppError('train.alike', 'no text is left to check what the others taught', {})
  const all: Float64Array[] = new Array(bags.length)
  for (let f = 0; f < folds; f++) {
    options.onStep?.('fold', f, folds)
    const inside = indices(bags.length, (i) => fold[i] !== f)
    const fitted = learn(bags, target, inside, labels.length, seed, weight)
    for (let i = 0; i < bags.length; i++) if (fold[i] === f) all[i] = fitted.margins(bags[i]!)
  }
  const full = indices(bags.length, (i) => (weight?.[i] ?? 1) >= 1)
  const held = full.map((i) => all[i]!)
  const told = full.map((i) => target[i]!)
  const { slope, shift } = calibrate(held, told, labels.length)
  options.onStep?.('final', folds, folds)
  const fitted = learn(
    bags,
    target,
    indices(bags.length, () => true),
    labels.length,
    seed,
    weight,
  )
  const model = sealModel({
    task,
    labels,
    ...quantise(fitted, labels.length),
    slope,
    shift,
    dataDigest: options.dataDigest,
    metrics: measure(held, told, labels, slope, shift, folds),
  })
  return { model, held: all }
}

function checkLabels(task: Task, rows: readonly LabelledRow[]): string[] {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(row.label, (counts.get(row.label) ?? 0) + 1)
  const labels = task === 'spam' ? ['ham', 'spam'] : [...counts.keys()].sort()
  const odd = [...counts.keys()].filter((label) => !labels.includes(label))
  if (labels.length < 2 || odd.length > 0)
    throw new AppError('train.labels', `labels: ${[...counts.keys()].slice(0, 5).join(', ')}`, {
      details: { task, labels: [...counts.keys()].slice(0, 5).join(', ') },
    })
  const few = labels.filter((label) => (counts.get(label) ?? 0) < LEAST_PER_LABEL)
  if (few.length > 0) {
    const label = few.join('、')
    const found = few.map((one) => counts.get(one) ?? 0).join('、')
    throw new AppError('train.few', `${label}: ${found} rows, at least ${LEAST_PER_LABEL} are needed`, {
      details: { label, rows: found, least: LEAST_PER_LABEL },
    })
  }
  return labels
}

/** Bags of the rows, and a group each: rows that say nearly the same share one. */
function readRows(options: TrainOptions): { bags: Bag[]; groups: Int32Array } {
  const { task, rows, cut } = options
  const collector = createCollector()
  const contents: string[] = []
  const bags = rows.map((row) => {
    const [bag, content] = task === 'spam' ? readSpam(row, collector) : readLetter(row, cut, collector)
    contents.push(content)
    return bag
  })
  return { bags, groups: groupOf(contents) }
}

function readSpam(row: LabelledRow, collector: Collector): [Bag, string] {
  const raw = row.text ?? row.tokens?.join('') ?? ''
  const whole = row.title ? `${row.title}\n${raw}` : raw
  const { text } = normalize(whole)
  return [spamBag(whole, text, collector), text]
}

function readLetter(row: LabelledRow, cut: TrainOptions['cut'], collector: Collector): [Bag, string] {
  if (row.tokens === undefined && cut === undefined) throw new AppError('train.segmenter', 'raw texts need a segmenter')
  const words = (text: string | undefined) => (text ? (cut?.(normalize(text).text) ?? []) : [])
  const kept = meaningful(words(row.title).map(vocabulary), (row.tokens ?? words(row.text)).map(vocabulary))
  return [categoryBag(kept, collector), kept.words.map((word) => word.text).join('')]
}

/** Groups of near-duplicates, one number a content: those whose MinHash agrees in half the bins or more share it (union–find over 4-bin bands). */
export function groupOf(contents: readonly string[]): Int32Array {
  const parent = Int32Array.from(contents, (_, i) => i)
  const root = (i: number): number => {
    let at = i
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!
    return at
  }
  const prints = contents.map((content) => minhashOf(shingles(content)))
  const buckets = new Map<string, number>()
  for (const [i, print] of prints.entries())
    for (let band = 0; band < print.length; band += 4) {
      const key = `${band}:${print.subarray(band, band + 4).join()}`
      const first = buckets.get(key)
      if (first === undefined) buckets.set(key, i)
      else if (root(first) !== root(i)) {
        let same = 0
        for (let k = 0; k < print.length; k++) if (print[k] === prints[first]![k]) same++
        if (same * 2 >= print.length) parent[root(i)] = root(first)
      }
    }
  return parent.map((_, i) => root(i))
}

export function foldOf(groups: Int32Array, folds: number, seed: number): Uint8Array {
  const random = seeded(seed)
  const of = new Map<number, number>()
  return Uint8Array.from(groups, (group) => {
    let f = of.get(group)
    if (f === undefined) {
      f = Math.floor(random() * folds)
      of.set(group, f)
    }
    return f
  })
}

const indices = (n: number, keep: (i: number) => boolean): number[] => {
  const out: number[] = []
  for (let i = 0; i < n; i++) if (keep(i)) out.push(i)
  return out
}

interface Learnt {
  readonly keys: Uint32Array
  readonly idf: Uint8Array
  readonly columns: readonly Float32Array[]
  margins(bag: Bag): Float64Array
}

/** Vocabulary, idf and one weight vector a column from the rows `inside`. */
function learn(
  bags: readonly Bag[],
  target: readonly number[],
  inside: readonly number[],
  labels: number,
  seed: number,
  weight?: readonly number[],
): Learnt {
  const seen = new Map<number, number>()
  for (const i of inside) for (const hash of bags[i]!.hash) seen.set(hash, (seen.get(hash) ?? 0) + 1)
  const least = labels > 2 && inside.length >= MANY ? LEAST_ROWS.many : LEAST_ROWS.few
  const keys = Uint32Array.from([...seen].filter(([, n]) => n >= least).map(([hash]) => hash)).sort()
  const place = new Map<number, number>()
  const idf = new Uint8Array(keys.length)
  for (let j = 0; j < keys.length; j++) {
    place.set(keys[j]!, j)
    // Stored in steps, so the fit uses what the scorer will see.
    idf[j] = Math.min(255, Math.round((Math.log((inside.length + 1) / (seen.get(keys[j]!)! + 1)) + 1) / IDF_STEP))
  }
  const toRow = (bag: Bag): SparseRow => {
    const index: number[] = []
    const value: number[] = []
    let squared = 0
    for (let k = 0; k < bag.hash.length; k++) {
      const j = place.get(bag.hash[k]!)
      if (j === undefined) continue
      const x = (1 + Math.log(bag.count[k]!)) * idf[j]! * IDF_STEP
      index.push(j)
      value.push(x)
      squared += x * x
    }
    const norm = 1 / Math.sqrt(squared || 1)
    return { index: Uint32Array.from(index), value: Float32Array.from(value, (x) => x * norm) }
  }
  const rows = inside.map((i) => toRow(bags[i]!))
  const columns = labels === 2 ? [1] : Array.from({ length: labels }, (_, l) => l)
  const weights = columns.map((label) => {
    const positive = inside.map((i) => target[i] === label)
    const yes = positive.filter(Boolean).length
    const boost = ((inside.length - yes) / Math.max(1, yes)) ** BALANCE
    return trainWeighted(rows, positive, {
      dims: keys.length,
      cost: COST,
      epochs: EPOCHS,
      seed,
      ratioPower: RATIO_POWER,
      rowCost: Float32Array.from(positive, (p, k) => (p ? boost : 1) * (weight?.[inside[k]!] ?? 1)),
    })
  })
  return {
    keys,
    idf,
    columns: weights,
    margins(bag) {
      const row = toRow(bag)
      const out = weights.map((w) => margin(w, row))
      return Float64Array.from(labels === 2 ? [-out[0]!, out[0]!] : out)
    },
  }
}

/** Weights in eighths of a byte's range: value × scale; the very largest are cut so that the rest keep their detail. */
function quantise(fitted: Learnt, labels: number) {
  const { keys, idf, columns } = fitted
  const width = labels === 2 ? 1 : labels
  const weights = new Int8Array(keys.length * width)
  const scale = columns.map((column) => {
    const sizes = Float32Array.from(column.subarray(0, keys.length), Math.abs).sort()
    const top = sizes[Math.floor(sizes.length * 0.9999)] || 1
    return top / 127
  })
  for (let j = 0; j < keys.length; j++)
    for (let c = 0; c < width; c++)
      weights[j * width + c] = Math.max(-127, Math.min(127, Math.round(columns[c]![j]! / scale[c]!)))
  return { keys, idf, idfStep: IDF_STEP, weights, scale, bias: columns.map((column) => column[keys.length]!) }
}

/** Slope and shift a label by gradient descent on the held-out log loss (vector scaling, Guo et al. 2017). */
function calibrate(held: readonly Float64Array[], target: readonly number[], labels: number) {
  const slope = new Array<number>(labels).fill(3)
  const shift = new Array<number>(labels).fill(0)
  const n = held.length
  for (let round = 0; round < 400; round++) {
    const down = new Float64Array(labels)
    const level = new Float64Array(labels)
    for (let i = 0; i < n; i++) {
      const p = calibrated(held[i]!, slope, shift)
      for (let l = 0; l < labels; l++) {
        const error = p[l]! - (target[i] === l ? 1 : 0)
        down[l]! += error * held[i]![l]!
        level[l]! += error
      }
    }
    const rate = 4 / n
    for (let l = 0; l < labels; l++) {
      slope[l] = Math.max(0.05, slope[l]! - rate * down[l]!)
      shift[l]! -= rate * level[l]!
    }
  }
  return { slope, shift }
}

function measure(
  held: readonly Float64Array[],
  target: readonly number[],
  labels: readonly string[],
  slope: readonly number[],
  shift: readonly number[],
  folds: number,
): Metrics {
  const hit = new Array<number>(labels.length).fill(0)
  const called = new Array<number>(labels.length).fill(0)
  const there = new Array<number>(labels.length).fill(0)
  const bins = Array.from({ length: 10 }, () => [0, 0] as [number, number])
  for (const [i, margins] of held.entries()) {
    const p = calibrated(margins, slope, shift)
    let best = 0
    for (let l = 1; l < p.length; l++) if (p[l]! > p[best]!) best = l
    called[best]!++
    there[target[i]!]!++
    if (best === target[i]) hit[best]!++
    const bin = bins[Math.min(9, Math.floor(p[best]! * 10))]!
    bin[0] += p[best]!
    bin[1] += best === target[i] ? 1 : 0
  }
  const round = (x: number) => Math.round(x * 1e4) / 1e4
  const f1 = labels.map((_, l) => round((2 * hit[l]!) / Math.max(1, called[l]! + there[l]!)))
  return {
    rows: held.length,
    folds,
    macroF1: round(f1.reduce((a, b) => a + b, 0) / labels.length),
    accuracy: round(hit.reduce((a, b) => a + b, 0) / held.length),
    ece: round(bins.reduce((sum, [p, ok]) => sum + Math.abs(p - ok), 0) / held.length),
    perLabel: Object.fromEntries(labels.map((label, l) => [label, { rows: there[l]!, f1: f1[l]! }])),
    ...(labels.length === 2 ? { recallAt1: round(recallAt(held, target, 0.01)) } : {}),
  }
}

/** Share of label 1 above the score that only `rate` of label 0 passes. */
function recallAt(held: readonly Float64Array[], target: readonly number[], rate: number): number {
  const side = (l: number) => held.flatMap((m, i) => (target[i] === l ? [m[1]!] : []))
  const ham = side(0).sort((a, b) => b - a)
  const cut = ham[Math.floor(rate * ham.length)] ?? Number.POSITIVE_INFINITY
  const spam = side(1)
  return spam.filter((s) => s > cut).length / Math.max(1, spam.length)
}

export function digestRows(rows: readonly LabelledRow[]): string {
  const hash = createHash('sha256')
  for (const row of rows)
    hash.update(JSON.stringify([row.label, row.title ?? null, row.text ?? null, row.tokens ?? null])).update('\n')
  return hash.digest('hex')
}
