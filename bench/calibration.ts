/**
 * Calibration of the shipped spam judge and what obfuscation costs it, on the half of the public data that no weight was
 * trained on: `node bench/calibration.ts --data DIR [--seeds 5] [--from 101]`. Also called by gates.ts.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { FAMILIES, obfuscate } from '../analyzers/models/obfuscate.ts'
import { corpus, halfOf } from '../analyzers/models/train-spam.ts'
import { redact } from '../analyzers/redaction/redact.ts'
import { createSpamJudge, type SpamJudge, type SpamJudgement } from '../analyzers/spam/spam.ts'
import { normalize } from '../analyzers/text/normalize.ts'
import { createSegmenter } from '../analyzers/text/segment.ts'
import type { Kind } from '../model/words.ts'

/** Every so many rows of a set are read: enough for a share to a fifth of a point. */
const EVERY = 3
const HIDDEN = 250

interface Row {
  readonly id: string
  readonly title?: string
  readonly text: string
}

/** Expected calibration error over ten equal bins of [probability, whether it was so]. */
export function ece(pairs: readonly (readonly [number, boolean])[]): number {
  const bins = Array.from({ length: 10 }, () => 0)
  for (const [p, yes] of pairs) bins[Math.min(9, Math.floor(p * 10))]! += p - (yes ? 1 : 0)
  return bins.reduce((sum, gap) => sum + Math.abs(gap), 0) / Math.max(1, pairs.length)
}

let segmenter: ReturnType<typeof createSegmenter> | undefined
const cut = (text: string): string[] => {
  segmenter ??= createSegmenter()
  return segmenter.cut(text)
}

const judged = (judge: SpamJudge, title: string, text: string, kind: Kind): SpamJudgement => {
  const seen = redact(title, text)
  const facts = { kind, postedAt: undefined, givenAppealType: undefined, addressee: undefined, channel: undefined }
  const post = { ...seen, ...facts }
  const [own, whole] = [normalize(seen.title), normalize(seen.text)]
  return judge({ post, title: own, text: whole, tokens: { title: cut(own.text), text: cut(whole.text) } })
}

/** Recall lost by each family, in points, mean over the seeds; what was kept plain is not counted against it. */
function lostBy(judge: SpamJudge, sms: readonly Row[], seeds: readonly number[]): Record<string, number> {
  const caught = (texts: readonly string[]): number =>
    texts.filter((text) => judged(judge, '', text, 'post').verdict !== 'keep').length / texts.length
  const plain = caught(sms.map((r) => r.text))
  return Object.fromEntries(
    Object.keys(FAMILIES).map((family) => {
      const shares = seeds.map((seed) => caught(sms.map((r, i) => obfuscate(r.text, family, seed * 1_000_003 + i))))
      return [family, 100 * (plain - shares.reduce((a, b) => a + b, 0) / shares.length)]
    }),
  )
}

/** Figures for the gates: `spamEce`, and points of recall that the families cost on average and at worst. */
export function calibrationFigures(
  data: string,
  options: { seeds?: number; from?: number } = {},
): { figures: Record<string, number>; families: Record<string, number> } {
  const { seeds = 5, from = 101 } = options
  const judge = createSpamJudge()
  const load = (file: string): Row[] =>
    readFileSync(`${data}/${file}.jsonl`, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row)
      .filter((row, i) => halfOf(row.id) === 0 && i % EVERY === 0)
  const sms = load('spam/sms')
  const letters = ['hot-letters', 'replies', 'hotline-appeals', 'labelled-letters'].flatMap((f) => load(`civic/${f}`))
  const pairs = [
    ...sms.map((r) => [judged(judge, '', r.text, 'post').spam, true] as const),
    ...letters.map((r) => [judged(judge, r.title ?? '', r.text, 'letter').spam, false] as const),
    ...corpus('check').map((c) => [judged(judge, c.title ?? '', c.text, c.kind).spam, c.label === 'spam'] as const),
  ]
  const families = lostBy(
    judge,
    sms.slice(0, HIDDEN),
    Array.from({ length: seeds }, (_, i) => from + i),
  )
  const lost = Object.values(families)
  const round = (x: number): number => Math.round(x * 1e4) / 1e4
  return {
    figures: {
      spamEce: round(ece(pairs)),
      obfuscationMeanLost: round(lost.reduce((a, b) => a + b, 0) / lost.length),
      obfuscationWorstLost: round(Math.max(...lost)),
    },
    families,
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, seeds: { type: 'string' }, from: { type: 'string' } },
  })
  if (!values.data) throw new Error('--data DIR: the folder with civic/ and spam/')
  const { figures, families } = calibrationFigures(values.data, {
    ...(values.seeds ? { seeds: Number(values.seeds) } : {}),
    ...(values.from ? { from: Number(values.from) } : {}),
  })
  console.log(JSON.stringify(figures))
  for (const [family, points] of Object.entries(families))
    console.log(`${family.padEnd(12)} ${points.toFixed(2)} points`)
}
