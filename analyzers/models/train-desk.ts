/**
 * Makes what the desk of Lanzhou goes by, from letters written for this project (desk-rows.ts) and the words of the matters:
 * the linear models `desk.model` (15 categories), `second.model` (second levels), `unit.model` (who leads) and `appeal.model`
 * (kind of appeal), and the judge over the last in `desk-stacks.json`. Every choice is measured by leaving one writer out; the
 * judge is fitted on margins of models that had not seen the writer. Run: node analyzers/models/train-desk.ts DIR [--only
 * appeal|desk] [--ungrouped]. The files hold weights, no text. `--ungrouped`: without the boards, for labels of them by strangers.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { APPEAL_FIGURES, APPEALS, appealEvidence } from '../route/appeal.ts'
import { appealBag } from '../route/appeal-features.ts'
import { deskBag, readingOf } from '../dispatch/desk.ts'
import type { Document } from '../text/document.ts'
import { readDutyList } from '../dispatch/duties.ts'
import { type Bag, createCollector } from '../learning/features.ts'
import { createLinearScorer } from '../learning/linear-scorer.ts'
import { saveModel, type Task } from '../learning/model-file.ts'
import { normalize } from '../text/normalize.ts'
import { redact } from '../redaction/redact.ts'
import { createSegmenter } from '../text/segment.ts'
import { type Stack, stackOdds } from '../learning/stack.ts'
import { digestRows, groupOf, trainBags } from '../learning/train.ts'
import { CITIES } from './city-rows.ts'
import { cityLetters, type DeskLetter, deskLetters, GROUPED, WRITERS } from './desk-rows.ts'
import { fitStack } from './fit-stack.ts'

interface Row {
  readonly writer: string
  readonly letter: DeskLetter
  readonly document: Document
}

/** Words of the matters count less than letters. */
const MATTER_WEIGHT = 0.5
/** One line counts less than a letter, too. */
const LINE_WEIGHT = 0.5
/** Words of a matter to one made-up row. */
const WORDS_A_ROW = 12
/** Writers are left out by so many parts: each is judged by a model that saw neither them nor a few others. */
const FOLDS = 6

const args = process.argv.slice(2)
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined
const directory = args[0]
if (directory === undefined || directory.startsWith('--')) {
  process.stderr.write('usage: train-desk.ts DIR [--only appeal|desk] [--ungrouped]\n')
  process.exit(2)
}

const { cut } = createSegmenter()
const collector = createCollector()
const read = ({ writer, letter }: { writer: string; letter: DeskLetter }): Row => {
  const seen = redact(letter.title ?? '', letter.text)
  const [title, text] = [normalize(seen.title), normalize(seen.text)]
  const facts = { postedAt: undefined, givenAppealType: letter.given, addressee: undefined, channel: undefined }
  const post = { ...seen, kind: letter.kind, ...facts }
  return { writer, letter, document: { post, title, text, tokens: { title: cut(title.text), text: cut(text.text) } } }
}
const letters = deskLetters()
const ungrouped = args.includes('--ungrouped')
const taught = letters.taught.filter(({ writer }) => !ungrouped || !GROUPED.has(writer)).map(read)
const filing = letters.filing.map(read)
const kept = letters.kept.map(read)
const unseen = CITIES.check.flatMap((number) => cityLetters(number).map((letter) => read({ writer: 'unseen', letter })))

const writers = WRITERS.filter((writer) => !ungrouped || !GROUPED.has(writer))

const argmax = (values: ArrayLike<number>): number => {
  let best = 0
  for (let l = 1; l < values.length; l++) if (values[l]! > values[best]!) best = l
  return best
}
const share = (rows: readonly Row[], right: (row: Row, i: number) => boolean): string =>
  (rows.filter(right).length / Math.max(1, rows.length)).toFixed(3)

interface Base {
  /** Margins of each row by a model that had not seen its writer, in the order of the labels. */
  readonly held: Float64Array[]
  /** Margins by the model as shipped. */
  margins(bag: Bag): Float64Array
}

/** Trains a linear model, a writer a fold, and saves it. */
function base(task: Task, labels: readonly string[], rows: readonly Row[], label: (l: Row) => string, bag: (r: Row) => Bag): Base {
  const sorted = [...labels].sort()
  const place = labels.map((l) => sorted.indexOf(l))
  const texts = rows.map((r) => r.letter.text)
  const { model, held } = trainBags({
    task,
    labels: sorted,
    bags: rows.map(bag),
    groups: groupOf(texts),
    // What is made of words has no writer: it stands in a fold of its own and is never judged.
    fold: Uint8Array.from(rows, (r) => (r.writer === 'words' ? FOLDS : writers.indexOf(r.writer) % FOLDS)),
    target: rows.map((r) => sorted.indexOf(label(r))),
    weight: rows.map((r) => (r.writer === 'words' ? MATTER_WEIGHT : r.writer.startsWith('lines') ? LINE_WEIGHT : 1)),
    dataDigest: digestRows(rows.map((r) => ({ title: r.letter.title, text: r.letter.text, label: label(r) }))),
    seed: 7,
  })
  saveModel(`${directory}/${task}.model`, model)
  process.stderr.write(`${task} ${model.digest.slice(0, 12)} ${model.keys.length} features\n`)
  const scorer = createLinearScorer(model)
  const inOrder = (margins: ArrayLike<number>) => Float64Array.from(place, (at) => margins[at]!)
  return { held: held.map(inOrder), margins: (b) => inOrder(scorer.margins(b)) }
}

const stacks = new URL(`file://${directory.startsWith('/') ? '' : `${process.cwd()}/`}${directory}/desk-stacks.json`)
function saveStack(name: string, stack: object): void {
  const all = existsSync(stacks) ? (JSON.parse(readFileSync(stacks, 'utf8')) as Record<string, object>) : {}
  writeFileSync(stacks, `${JSON.stringify({ ...all, [name]: stack })}\n`)
}

function appeals(): void {
  // News is no appeal, whatever it says.
  const asked = (r: Row) => r.letter.kind !== 'news'
  const rows = taught.filter(asked)
  const bagOf = (r: Row) => appealBag(r.document, collector)
  const { held, margins } = base('appeal', APPEALS, rows, (r) => r.letter.appealType, bagOf)
  const figuresOf = (r: Row, by: Float64Array): Float64Array => {
    const { figures } = appealEvidence(r.document)
    figures.set(by)
    return figures
  }
  const figures = rows.map((r, i) => figuresOf(r, held[i]!))
  const target = rows.map((r) => APPEALS.indexOf(r.letter.appealType as (typeof APPEALS)[number]))
  const fit = (inside: readonly number[]): Stack =>
    fitStack(APPEALS, APPEAL_FIGURES, inside.map((i) => figures[i]!), inside.map((i) => target[i]!), { rounds: 800, penalty: 4e-5 })
  const all = rows.map((_, i) => i)
  for (const writer of writers) {
    const stack = fit(all.filter((i) => rows[i]!.writer !== writer))
    const own = all.filter((i) => rows[i]!.writer === writer)
    if (own.length === 0) continue
    const right = own.filter((i) => argmax(stackOdds(stack, figures[i]!)) === target[i])
    process.stderr.write(`appeal without ${writer} ${(right.length / own.length).toFixed(3)}\n`)
  }
  const stack = fit(all)
  saveStack('appeal', stack)
  const right = (r: Row) => APPEALS[argmax(stackOdds(stack, figuresOf(r, margins(bagOf(r)))))] === r.letter.appealType
  process.stderr.write(`appeal kept out ${share(kept.filter(asked), right)}, of other cities ${share(unseen.filter(asked), right)}\n`)
}

/** Letters, and the words of the matters as letters that say nothing else. */
function desk(): void {
  const words: Row[] = readDutyList().matters.flatMap((m) => {
    const list = [m.matter, m.subcategory, ...m.strong, ...m.both.flat(2)]
    const rows: Row[] = []
    for (let k = 0; k < list.length; k += WORDS_A_ROW) {
      const text = [...list.slice(k, k + WORDS_A_ROW), ...m.words].join('，')
      const { category, subcategory, lead } = m
      const letter = { text, kind: 'letter', appealType: '其他', category, subcategory, department: lead[0]! } as const
      rows.push(read({ writer: 'words', letter }))
    }
    return rows
  })
  const plain = new Map(words.map((r) => [r, readingOf(r.document).bag]))
  // What the table says of its own words would teach only to trust the table.
  const bagOf = (r: Row): Bag => plain.get(r) ?? deskBag(r.document)
  const level = ({ letter: l }: Row): string | undefined =>
    l.category && l.subcategory ? `${l.category}/${l.subcategory}` : undefined
  const labels: [Task, (r: Row) => string | null | undefined][] = [
    ['desk', (r) => r.letter.category],
    ['second', level],
    ['unit', (r) => r.letter.department],
  ]
  for (const [task, labelOf] of labels) {
    const rows = [...taught, ...filing, ...words].filter(labelOf)
    const label = (r: Row) => labelOf(r) as string
    const all = [...new Set(rows.map(label))].sort()
    const { held, margins } = base(task, all, rows, label, bagOf)
    const right = (r: Row, by: ArrayLike<number>) => all[argmax(by)] === label(r)
    for (const writer of writers) {
      const own = rows.flatMap((r, i) => (r.writer === writer ? [{ r, by: held[i]! }] : []))
      const share = own.filter(({ r, by }) => right(r, by)).length / own.length
      process.stderr.write(`${task} without ${writer} ${share.toFixed(3)}\n`)
    }
    const told = ([kept, unseen] as const).map((set) => share(set.filter(labelOf), (r) => right(r, margins(bagOf(r)))))
    process.stderr.write(`${task} kept out ${told[0]}, of other cities ${told[1]}\n`)
  }
}

if (only === undefined || only === 'appeal') appeals()
if (only === undefined || only === 'desk') desk()
