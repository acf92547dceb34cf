/**
 * Fits how the spam judge combines its evidence, and its thresholds; writes spam-weights.ts:
 *   node analyzers/models/fit-spam.ts --data DIR [--out FILE] [--evidence FILE]     (a file to keep the evidence in between two fits)
 * Margins of the character model come from models that did not see the row (three folds over half 1 of the public data and
 * the training parts of the corpora); half 0 and the check parts are never read. Margins of the word model are those of the shipped one,
 * which has seen the corpora: they count for more here than with a stranger. Logistic regression by gradient descent,
 * signs held to what each kind of evidence means; the corpus weighs as OURS says.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { FAMILIES, obfuscate } from './obfuscate.ts'
import type { Kind } from '../../model/words.ts'
import type { Document } from '../text/document.ts'
import { createLinearScorer } from '../learning/linear-scorer.ts'
import { contentFree } from '../spam/noise.ts'
import { normalize } from '../text/normalize.ts'
import { redact } from '../redaction/redact.ts'
import { createSegmenter } from '../text/segment.ts'
import { createEvidence, guarded, offered, type SpamEvidence, thresholdOf } from '../spam/spam.ts'
import { train } from '../learning/train.ts'
import { boards, corpus, halfOf, load, MOST_FEATURES, pruned, spamRows } from './train-spam.ts'

/** A post to fit on: `set` says which threshold listens to it. */
interface Case {
  readonly key: string
  readonly doc: Document
  readonly spam: boolean
  readonly set: 'letters' | 'corpus' | 'other'
}

type Names = keyof SpamEvidence
const FOR_SPAM: readonly Names[] = [
  'lure',
  'offer',
  'pull',
  'approach',
  'private',
  'bare',
  'channel',
  'link',
  'dressed',
  'scattered',
  'margin',
  'worded',
]
const FOR_HAM: readonly Names[] = ['reported', 'matter', 'trouble', 'specific', 'news']
const NAMES = [...FOR_SPAM, ...FOR_HAM]
const FOLDS = 3
/** What the corpus weighs against all public rows together. */
const OURS = 0.1
const ROUNDS = 4000
const RATE = 0.3
/** Pulls the weights together, so that little is staked on evidence that is rare here. */
const RIDGE = 0.002
/** Shares of genuine letters and of hard ham that may wait for people, and that may be set aside. */
const REVIEWED = { letters: 0.004, corpus: 0.04 }
const LOST = { letters: 1 / 4000, corpus: 0 }
/** What is added to the least threshold that keeps the promise, because unseen letters vary more. */
const RESERVE = 0.3
/** What is added to that for a post or comment that offers nothing and gives no channel: lost voices cost more than chat before people. */
const CHAT = 1

const { cut } = createSegmenter()

const foldOf = (key: string): number => (createHash('sha256').update(`fold ${key}`).digest()[0] as number) % FOLDS

function document(title: string, text: string, kind: Kind): Document {
  const seen = redact(title, text)
  const post = {
    ...seen,
    kind,
    postedAt: undefined,
    givenAppealType: undefined,
    addressee: undefined,
    channel: undefined,
  }
  const [own, whole] = [normalize(seen.title), normalize(seen.text)]
  return { post, title: own, text: whole, tokens: { title: cut(own.text), text: cut(whole.text) } }
}

function cases(data: string): Case[] {
  const out: Case[] = []
  const half = (file: string) => load(`${data}/${file}.jsonl`).filter((r) => halfOf(r.id) === 1)
  for (const file of ['hot-letters', 'replies', 'hotline-appeals', 'labelled-letters'])
    for (const r of half(`civic/${file}`)) {
      out.push({ key: r.id, doc: document(r.title ?? '', r.text, 'letter'), spam: false, set: 'letters' })
      const first = r.text.split(/[。！？\n]/).find((s) => s.length >= 6 && s.length < 90)
      if (first) out.push({ key: r.id, doc: document('', first, 'post'), spam: false, set: 'other' })
    }
  for (const r of half('events/news'))
    out.push({ key: r.id, doc: document(r.title ?? '', r.text, 'news'), spam: false, set: 'letters' })
  const families = Object.keys(FAMILIES)
  for (const [i, r] of half('spam/sms').entries()) {
    const text = i % 2 === 0 ? r.text : obfuscate(r.text, families[(i >> 1) % families.length] as string, i)
    out.push({ key: r.id, doc: document('', text, 'post'), spam: true, set: 'other' })
  }
  for (const c of [...corpus('train'), ...boards('train')])
    out.push({ key: c.text, doc: document(c.title ?? '', c.text, c.kind), spam: c.label === 'spam', set: 'corpus' })
  return out.filter((c) => contentFree(c.doc) === undefined)
}

/** Evidence of each case with the margin of a model that did not see it. */
function evidenceOf(data: string, all: readonly Case[]): SpamEvidence[] {
  const out: SpamEvidence[] = new Array(all.length)
  for (let f = 0; f < FOLDS; f++) {
    const rows = spamRows(
      data,
      (id) => halfOf(id) === 1 && foldOf(id) !== f,
      (text) => foldOf(text) !== f,
    )
    const gather = createEvidence(
      createLinearScorer(pruned(train({ task: 'spam', rows, seed: 1, folds: 2 }), MOST_FEATURES)),
    )
    for (const [i, c] of all.entries()) if (foldOf(c.key) === f) out[i] = gather(c.doc).evidence
  }
  return out
}

/** Weights and the bias, last. */
function fit(all: readonly Case[], evidence: readonly SpamEvidence[]): Float64Array {
  const ours = all.filter((c) => c.set === 'corpus').length
  const share = (c: Case): number => (c.set === 'corpus' ? OURS / ours : (1 - OURS) / (all.length - ours))
  const n = NAMES.length
  const w = new Float64Array(n + 1)
  const x = evidence.map((e) => Float64Array.from(NAMES, (k) => e[k]))
  for (let round = 0; round < ROUNDS; round++) {
    const slope = new Float64Array(n + 1)
    for (const [i, c] of all.entries()) {
      const row = x[i] as Float64Array
      let z = w[n] as number
      for (let k = 0; k < n; k++) z += (w[k] as number) * (row[k] as number)
      const error = (1 / (1 + Math.exp(-z)) - (c.spam ? 1 : 0)) * share(c)
      for (let k = 0; k < n; k++) slope[k] = (slope[k] as number) + error * (row[k] as number)
      slope[n] = (slope[n] as number) + error
    }
    for (let k = 0; k <= n; k++) {
      const moved = (w[k] as number) - RATE * ((slope[k] as number) + (k < n ? RIDGE * (w[k] as number) : 0))
      w[k] = k === n ? moved : k < FOR_SPAM.length ? Math.max(0, moved) : Math.min(0, moved)
    }
  }
  return w
}

/** The least threshold that at most this share of the scores reaches. */
const above = (scores: readonly number[], share: number): number => {
  const sorted = [...scores].sort((a, b) => b - a)
  return (sorted[Math.floor(share * sorted.length)] ?? Number.NEGATIVE_INFINITY) + 1e-6
}

function main(): void {
  const { values } = parseArgs({ options: { data: { type: 'string' }, out: { type: 'string' }, evidence: { type: 'string' } } })
  if (!values.data) throw new Error('--data DIR: the folder with civic/, events/ and spam/')
  const all = cases(values.data)
  const known = values.evidence !== undefined && existsSync(values.evidence)
  const evidence = known
    ? (JSON.parse(readFileSync(values.evidence as string, 'utf8')) as SpamEvidence[])
    : evidenceOf(values.data, all)
  if (evidence.length !== all.length) throw new Error("the evidence is of other cases: remove the file")
  if (values.evidence && !known) writeFileSync(values.evidence, JSON.stringify(evidence))
  const w = fit(all, evidence)
  const odds = evidence.map((e) => NAMES.reduce((sum, k, i) => sum + (w[i] as number) * e[k], w[NAMES.length] as number))
  const genuine = (set: Case['set'], free: boolean, kinds: (kind: Kind) => boolean = () => true): number[] =>
    odds.filter((_, i) => {
      const c = all[i] as Case
      return c.set === set && !c.spam && kinds(c.doc.post.kind) && !(free && guarded(evidence[i] as SpamEvidence, odds[i] as number))
    })
  const review = Math.max(above(genuine('letters', false), REVIEWED.letters), above(genuine('corpus', false), REVIEWED.corpus))
  const least = (kinds: (kind: Kind) => boolean): number =>
    RESERVE +
    Math.max(review, above(genuine('letters', true, kinds), LOST.letters), above(genuine('corpus', true, kinds), LOST.corpus))
  const other = least((kind) => kind === 'post' || kind === 'comment')
  const quarantine = {
    letter: least((kind) => kind === 'letter'),
    news: least((kind) => kind === 'news'),
    other,
    chat: other + CHAT,
  }
  const from = (e: SpamEvidence): number => quarantine[thresholdOf(e)]
  const said = (i: number): string => {
    const e = evidence[i] as SpamEvidence
    const z = odds[i] as number
    return z >= from(e) && !guarded(e, z) ? 'quarantined' : z >= review ? 'review' : offered(e) ? 'offered' : 'kept'
  }
  for (const set of ['letters', 'other', 'corpus'] as const)
    for (const spam of [false, true]) {
      const counts: Record<string, number> = {}
      for (const [i, c] of all.entries())
        if (c.set === set && c.spam === spam) counts[said(i)] = (counts[said(i)] ?? 0) + 1
      process.stdout.write(`${set} ${spam ? 'spam' : 'ham'} ${JSON.stringify(counts)}\n`)
    }
  const round = (v: number): number => Math.round(v * 1000) / 1000
  const lines = NAMES.map((k, i) => `  ${k}: ${round(w[i] as number)},`).join('\n')
  const out = values.out ?? new URL('./spam-weights.ts', import.meta.url).pathname
  writeFileSync(
    out,
    `/** Made by fit-spam.ts, not to be edited: log-odds of one unit of each kind of evidence of spam.ts, and the thresholds. */
export const WEIGHTS = {
${lines}
}
export const BIAS = ${round(w[NAMES.length] as number)}
/** Waits for people from here. */
export const REVIEW = ${round(review)}
/** Set aside from here, where no matter of weight guards. */
export const QUARANTINE = { letter: ${round(quarantine.letter)}, news: ${round(quarantine.news)}, other: ${round(quarantine.other)}, chat: ${round(quarantine.chat)} } as const
`,
  )
}

if (import.meta.main) main()
