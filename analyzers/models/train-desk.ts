/**
 * Makes the two small models of the desk of Lanzhou: `desk.model` (15 categories as the desk files them) and `appeal.model`
 * (kind of appeal), from letters written for this project and from the words of the matters.
 * Run: node analyzers/models/train-desk.ts DIR [--check] [HOTLINE.jsonl]
 * --check leaves every third letter of the corpus (by hash of its text) out of the training and prints how they come out.
 * HOTLINE rows {title?, text, type} teach the kind of appeal at a low weight. The files hold hashed weights, no text.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { CATEGORIES, type Kind } from '../../model/words.ts'
import { appealBag } from '../appeal-features.ts'
import { categoryBag, meaningful, type Vocabulary } from '../category-features.ts'
import { GIVEN_TYPES } from '../dict/appeal-cues.ts'
import { stopWords } from '../dict/stopwords.ts'
import { readDutyList } from '../duties.ts'
import { type Bag, createCollector } from '../features.ts'
import { createLinearScorer } from '../linear-scorer.ts'
import { saveModel, type Task } from '../model-file.ts'
import { normalize } from '../normalize.ts'
import { redact } from '../redact.ts'
import { createSegmenter } from '../segment.ts'
import { digestRows, groupOf, trainBags } from '../train.ts'

interface Letter {
  readonly id?: string
  readonly title?: string
  readonly text: string
  readonly kind: Kind
  readonly appealType?: string
  readonly category?: string | null
}
interface Row {
  readonly letter: Letter
  readonly label: string
  readonly weight: number
  readonly held: boolean
}

/** Words of the matters and of other cities' hotline count less than letters. */
const MATTER_WEIGHT = 0.5
const HOTLINE_WEIGHT = 0.05
/** Words of a matter to one made-up row. */
const WORDS_A_ROW = 12
const APPEALS = ['咨询', '求助', '投诉', '举报', '意见建议', '表扬', '其他']

const lines = <T>(file: string | URL): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T)

const args = process.argv.slice(2)
const check = args.includes('--check')
const [directory, hotline] = args.filter((a) => a !== '--check')
if (directory === undefined) {
  process.stderr.write('usage: train-desk.ts DIR [--check] [HOTLINE.jsonl]\n')
  process.exit(2)
}

const corpus = lines<Letter>(new URL('./corpus-letters.jsonl', import.meta.url)).map((letter) => ({
  letter,
  held: check && createHash('sha256').update(letter.text).digest()[0]! % 3 === 0,
}))
const sample = ['hot', 'lone'].flatMap((part) => {
  const file = (name: string) => new URL(`../../samples/dev/${part}.${name}.jsonl`, import.meta.url)
  if (!existsSync(file('posts'))) return []
  const truth = new Map(lines<Letter & { disposition: string }>(file('truth')).map((t) => [t.id, t]))
  return lines<Letter>(file('posts')).flatMap((post) => {
    const gold = truth.get(post.id)
    if (gold?.disposition !== 'kept') return []
    const { appealType, category } = gold
    return [{ letter: { ...post, ...(appealType ? { appealType } : {}), category: category ?? null }, held: false }]
  })
})

const { cut } = createSegmenter()
const stop = stopWords()
const known: Vocabulary = new Map()
const collector = createCollector()
const read = (letter: Letter) => {
  const { title, text } = redact(letter.title ?? '', letter.text)
  return { post: { kind: letter.kind }, title: normalize(title), text: normalize(text) }
}

/** Trains, saves and tells the figures; rows that are held take no part but in the last figure. */
function make(task: Task, labels: readonly string[], rows: readonly Row[], bagOf: (letter: Letter) => Bag): void {
  const inside = rows.filter((r) => !r.held)
  const { model } = trainBags({
    task,
    labels,
    bags: inside.map((r) => bagOf(r.letter)),
    groups: groupOf(inside.map((r) => r.letter.text)),
    target: inside.map((r) => labels.indexOf(r.label)),
    weight: inside.map((r) => r.weight),
    dataDigest: digestRows(inside.map((r) => ({ title: r.letter.title, text: r.letter.text, label: r.label }))),
    seed: 7,
  })
  saveModel(`${directory}/${task}.model`, model)
  const scorer = createLinearScorer(model)
  const held = rows.filter((r) => r.held)
  const right = held.filter((r) => {
    const margins = scorer.margins(bagOf(r.letter))
    return labels[margins.indexOf(Math.max(...margins))] === r.label
  })
  const { macroF1, accuracy } = model.metrics
  process.stderr.write(
    `${task} ${model.digest.slice(0, 12)} ${model.keys.length} features ${JSON.stringify({ macroF1, accuracy })} held ${right.length}/${held.length}\n`,
  )
}

const matters: Row[] = readDutyList().matters.flatMap((m) => {
  const words = [...m.strong, ...m.both.flat(2)]
  const rows: Row[] = []
  for (let k = 0; k < words.length; k += WORDS_A_ROW)
    rows.push({
      letter: { text: [...words.slice(k, k + WORDS_A_ROW), ...m.words].join('，'), kind: 'letter' },
      label: m.category,
      weight: MATTER_WEIGHT,
      held: false,
    })
  return rows
})
const filed = [...corpus, ...sample].flatMap(({ letter, held }): Row[] =>
  letter.category ? [{ letter, label: letter.category, weight: 1, held }] : [],
)
make('desk', Object.keys(CATEGORIES).sort(), [...filed, ...matters], (letter) => {
  const { title, text } = read(letter)
  return categoryBag(meaningful(cut(title.text), cut(text.text), stop, known), collector)
})

const ticked = (hotline === undefined ? [] : lines<{ title?: string; text: string; type: string }>(hotline))
  // Complaints are four of five there: every third is enough.
  .filter((row, i) => row.type !== '投诉' || i % 3 === 0)
  .flatMap((row): Row[] => {
    const label = GIVEN_TYPES[row.type]
    return label === undefined ? [] : [{ letter: { ...row, kind: 'letter' }, label, weight: HOTLINE_WEIGHT, held: false }]
  })
const typed = [...corpus, ...sample].flatMap(({ letter, held }): Row[] =>
  // News is no appeal, whatever it says.
  letter.appealType && letter.kind !== 'news' ? [{ letter, label: letter.appealType, weight: 1, held }] : [],
)
make('appeal', [...APPEALS].sort(), [...typed, ...ticked], (letter) => appealBag(read(letter), collector))
