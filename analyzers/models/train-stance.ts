/**
 * Makes `stance.model`, a linear model over the desk's bag that tells what a post is (stance.ts), and the stacks `route` (route-judge.ts)
 * and `topic` (relevance.ts) of desk-stacks.json over its margins and what else those two read.
 * Run: node analyzers/models/train-stance.ts DIR --data DATA. Learnt from the training parts of our corpora, the open half of the
 * sample city as far as it is kept, and from public texts that stay outside the project: letters of other cities as ordinary ones, shop
 * reviews as talk, SMS as adverts. Every figure printed is of a writer whom the models had not seen.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Kind } from '../../model/words.ts'
import { deskBag } from '../dispatch/desk.ts'
import type { Document } from '../text/document.ts'
import { saveModel } from '../learning/model-file.ts'
import { normalize } from '../text/normalize.ts'
import { createLocator } from '../place/place.ts'
import { redact } from '../redaction/redact.ts'
import { createTopicReader, TOPIC_FIGURES, TOPIC_MARGINS, TOPICS } from '../place/relevance.ts'
import { createSureRouter } from '../route/route.ts'
import { ROUTE_FIGURES, ROUTE_LABELS, routeEvidence, routeOfFigures, STANCE_OF } from '../route/route-judge.ts'
import { createSegmenter } from '../text/segment.ts'
import { softmax, type Stack, stackOdds } from '../learning/stack.ts'
import { STANCES, type Stance } from '../route/stance.ts'
import { digestRows, groupOf, trainBags } from '../learning/train.ts'
import { CITIES, type CityPost, cityPosts } from './city-rows.ts'
import { cityWriter, WRITERS as DESK_WRITERS, deskLetters } from './desk-rows.ts'
import { fitStack } from './fit-stack.ts'
import { partOf } from './train-spam.ts'

interface Line {
  readonly id?: string
  readonly title?: string
  readonly text: string
  readonly kind: Kind
  readonly disposition?: string
  readonly label?: string
  readonly why?: string
  readonly route?: string
}

interface Row {
  readonly writer: string
  readonly line: Line
  readonly document: Document
  readonly stance: Stance
}

const PUBLIC = 'public'
/** Hands that wrote allegations, dangers, suits, secrets and people hurt at home beside what only looks like them; 11, 15 and 21 check (bench/verdicts.ts). */
const HANDS = [3, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 17, 18, 19, 20].map((n) => `corpus-screen-${n}`)
const WRITERS = [...DESK_WRITERS, 'boards', 'screen', ...HANDS, PUBLIC]
/** The public rows lie in this many folds. */
const PUBLIC_FOLDS = 3
/** Of the public letters, reviews and SMS one in so many is learnt from, each for so much of a row of ours. */
const SHARES = { letters: 6, reviews: 60, sms: 16 } as const
const PUBLIC_WEIGHT = 0.5
/** What the corpora call off-topic is a matter of elsewhere for these reasons, else talk. */
/** Somebody hurt by those they live with or are left with. */
const HURT = /^(victim|domestic-violence)-/
const ELSEWHERE = /^(other-|lhasa|same-name|ramen|travel)/

const { values, positionals } = parseArgs({ options: { data: { type: 'string' }, errors: { type: 'string' } }, allowPositionals: true })
const [directory] = positionals
const { data } = values
if (directory === undefined || data === undefined) throw new Error('usage: train-stance.ts DIR --data DATA')

const linesOf = (file: string | URL): Line[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
const corpus = (name: string): Line[] => linesOf(new URL(`./${name}.jsonl`, import.meta.url))
const taught = (line: Line): boolean => partOf(line.text) === 'train'
const hashOf = (text: string): number => createHash('sha256').update(text).digest().readUInt16BE()
const publicly = (name: string, oneIn: number): Line[] =>
  linesOf(`${data}/${name}.jsonl`).filter((line) => hashOf(line.id as string) % oneIn === 0)

function stanceOf({ disposition, label, why, route }: Line): Stance {
  if (HURT.test(why ?? '')) return route === 'emergency' ? 'victim' : 'harmed'
  if (disposition === 'quarantined' || label === 'spam') return 'spam'
  if (disposition === 'off-topic') return ELSEWHERE.test(why ?? '') ? 'elsewhere' : 'talk'
  return (STANCES as readonly string[]).includes(route ?? '') ? (route as Stance) : 'city'
}

const segmenter = createSegmenter()
const { cut } = segmenter
const surely = createSureRouter()
function read(writer: string, line: Line, stance = stanceOf(line)): Row {
  const seen = redact(line.title ?? '', line.text)
  const [title, text] = [normalize(seen.title), normalize(seen.text)]
  const facts = { postedAt: undefined, givenAppealType: undefined, addressee: undefined, channel: undefined }
  const tokens = { title: cut(title.text), text: cut(text.text) }
  return { writer, line, document: { post: { ...seen, kind: line.kind, ...facts }, title, text, tokens }, stance }
}

/** Boards without noise would only teach that noise is rare. */
const orderly = new Set<string>(CITIES.desk.map(cityWriter))
const isNoise = ({ disposition }: CityPost): boolean => disposition === 'quarantined' || disposition === 'off-topic'

const rows: Row[] = [
  ...deskLetters()
    .taught.filter(({ writer }) => !orderly.has(writer))
    .map(({ writer, letter }) => read(writer, letter as Line)),
  ...CITIES.train.flatMap((number) =>
    cityPosts(number)
      .filter(isNoise)
      .map((post) => read(cityWriter(number), post as Line)),
  ),
  ...corpus('corpus-spam').filter(taught).map((line) => read('boards', line)),
  ...corpus('corpus-screen-2').filter(taught).map((line) => read('screen', line)),
  ...HANDS.flatMap((hand) => corpus(hand).map((line) => read(hand, line))),
  ...['hot-letters', 'replies', 'hotline-appeals', 'labelled-letters']
    .flatMap((name) => publicly(`civic/${name}`, SHARES.letters))
    .map((line) => read(PUBLIC, { ...line, kind: 'letter' }, 'city'))
    .filter((row) => surely(row.document, '投诉') === undefined),
  ...publicly('spam/camouflaged', SHARES.reviews)
    .filter((line) => line.label === 'ham')
    .map((line) => read(PUBLIC, { ...line, kind: 'comment' }, 'talk')),
  ...publicly('spam/sms', SHARES.sms).map((line) => read(PUBLIC, { ...line, kind: 'post' }, 'spam')),
]
const foldOf = ({ writer, line }: Row): number =>
  WRITERS.indexOf(writer) + (writer === PUBLIC ? hashOf(`fold ${line.id}`) % PUBLIC_FOLDS : 0)

/** The later hands wrote for the routes: what of theirs is none of the city's weighs less, or their topics and adverts would stand for all. */
const BESIDE = 0.3
const FOR_ROUTES = HANDS.slice(1)
const isBeside = ({ writer, line }: Row): boolean => FOR_ROUTES.includes(writer) && line.route === undefined
const weightOf = (row: Row): number => (row.writer === PUBLIC ? PUBLIC_WEIGHT : isBeside(row) ? BESIDE : 1)

const labels = [...STANCES].sort()
const { model, held } = trainBags({
  task: 'stance',
  labels,
  bags: rows.map((row) => deskBag(row.document)),
  groups: groupOf(rows.map((row) => row.line.text)),
  fold: Uint8Array.from(rows, foldOf),
  target: rows.map((row) => labels.indexOf(row.stance)),
  weight: rows.map(weightOf),
  dataDigest: digestRows(rows.map(({ line, stance }) => ({ title: line.title, text: line.text, label: stance }))),
  seed: 7,
})
saveModel(`${directory}/stance.model`, model)
process.stderr.write(`stance ${model.digest.slice(0, 12)} ${model.keys.length} features\n`)
const marginOf = (i: number, stance: Stance): number => held[i]![labels.indexOf(stance)]!

const folds = [...new Set(rows.map(foldOf))].sort((a, b) => a - b)
/** Fits a stack without each writer, tells what it says of that writer's rows, and fits it on all. */
function judge(
  name: string,
  indexes: readonly number[],
  fit: (inside: readonly number[]) => Stack,
  say: (stack: Stack, i: number) => { meant: string; said: string },
): void {
  for (const fold of folds) {
    const own = indexes.filter((i) => foldOf(rows[i]!) === fold)
    if (own.length === 0) continue
    const stack = fit(indexes.filter((i) => foldOf(rows[i]!) !== fold))
    const counts = new Map<string, number>()
    for (const i of own) {
      const { meant, said } = say(stack, i)
      counts.set(`${meant} → ${said}`, (counts.get(`${meant} → ${said}`) ?? 0) + 1)
      if (values.errors === name && !said.startsWith(meant))
        process.stderr.write(`    ${meant} → ${said}: ${rows[i]!.line.kind} ${rows[i]!.line.title ?? ''} | ${rows[i]!.writer === PUBLIC ? rows[i]!.line.id : rows[i]!.line.text.slice(0, 120)}\n`)
    }
    const list = [...counts].sort((a, b) => b[1] - a[1]).map(([pair, n]) => `${n} ${pair}`)
    process.stderr.write(`${name}, ${WRITERS[fold] ?? PUBLIC} unseen: ${list.join('; ')}\n`)
  }
  const stacks = `${directory}/desk-stacks.json`
  const known = existsSync(stacks) ? (JSON.parse(readFileSync(stacks, 'utf8')) as object) : {}
  writeFileSync(stacks, `${JSON.stringify({ ...known, [name]: fit(indexes) })}\n`)
}

const isRouted = ({ stance, line }: Row): boolean =>
  line.kind !== 'news' && (stance === 'city' || (ROUTE_LABELS as readonly string[]).includes(stance))
const routed = rows.flatMap((row, i) => (isRouted(row) ? [i] : []))
const routeFigures = new Map(
  routed.map((i) => {
    const { figures } = routeEvidence(rows[i]!.document)
    for (const [l, label] of ROUTE_LABELS.entries()) figures[l] = marginOf(i, STANCE_OF[label])
    return [i, figures]
  }),
)
const routeMeant = (i: number): number => ROUTE_LABELS.findIndex((label) => STANCE_OF[label] === rows[i]!.stance)
judge(
  'route',
  routed,
  (inside) =>
    fitStack(ROUTE_LABELS, ROUTE_FIGURES, inside.map((i) => routeFigures.get(i)!), inside.map(routeMeant), {
      rounds: 200,
      penalty: 3e-3,
    }),
  (stack, i) => ({
    meant: ROUTE_LABELS[routeMeant(i)]!,
    said: surely(rows[i]!.document, '投诉')?.route ?? routeOfFigures(stack, routeFigures.get(i)!),
  }),
)

// route-judge.ts takes for ordinary without a look at the signs what is plainer than any of these.
const plainness = (i: number): number => marginOf(i, 'city')
const plainest = routed.filter((i) => rows[i]!.stance !== 'city').map(plainness).sort((a, b) => b - a)
process.stderr.write(`plainest of the others ${plainest.slice(0, 6).map((m) => m.toFixed(2)).join(' ')}; `)
const plain = routed.filter((i) => rows[i]!.writer === PUBLIC).map(plainness)
process.stderr.write(`public letters above 0.6: ${plain.filter((m) => m > 0.6).length}, 0.8: ${plain.filter((m) => m > 0.8).length}, 1: ${plain.filter((m) => m > 1).length} of ${plain.length}\n`)

// An advert about another city is an advert: topics are told apart among what is none, and by hands that wrote of both.
const hasBoth = new Set(rows.filter(({ stance }) => stance === 'talk' || stance === 'elsewhere').map(({ writer }) => writer))
const isTopical = ({ writer, stance }: Row): boolean => stance !== 'spam' && (hasBoth.has(writer) || !HANDS.includes(writer)) && writer !== PUBLIC
const topical = rows.flatMap((row, i) => (isTopical(row) ? [i] : []))
const locate = createLocator({ city: 'lanzhou', segmenter })
const topicOf = createTopicReader()
const topicFigures = new Map(
  topical.map((i) => {
    const { document } = rows[i]!
    const { figures } = topicOf(document, locate(document))
    for (const [k, stance] of TOPIC_MARGINS.entries()) figures[k] = marginOf(i, stance)
    return [i, figures]
  }),
)
const topicMeant = (i: number): number => (rows[i]!.stance === 'elsewhere' || rows[i]!.stance === 'talk' ? 1 : 0)
judge(
  'topic',
  topical,
  (inside) =>
    fitStack(TOPICS, TOPIC_FIGURES, inside.map((i) => topicFigures.get(i)!), inside.map(topicMeant), {
      rounds: 300,
      penalty: 3e-3,
    }),
  (stack, i) => {
    const share = softmax(stackOdds(stack, topicFigures.get(i)!))[1]!
    return { meant: TOPICS[topicMeant(i)]!, said: `${TOPICS[topicMeant(i)]} ${(Math.floor(share * 10) / 10).toFixed(1)}`.replace(/^\S+/, share > 0.5 ? TOPICS[1]! : TOPICS[0]!) }
  },
)
