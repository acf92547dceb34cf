/**
 * Measures the spam judge on public data that stays outside the project:
 *   node bench/spam.ts --data DIR [--model FILE] [--half 0]
 * Prints one line a set: share kept, reviewed, quarantined; under each family of obfuscation for the SMS; ids of genuine
 * letters lost. `--half 0` reads only the half that `train-spam.ts --half` did not train on.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadModel } from '../analyzers/learning/model-file.ts'
import { FAMILIES, obfuscate } from '../analyzers/models/obfuscate.ts'
import { corpus, halfOf } from '../analyzers/models/train-spam.ts'
import { redact } from '../analyzers/redaction/redact.ts'
import { createSpamJudge, type SpamJudgement, shippedSpamModel } from '../analyzers/spam/spam.ts'
import { normalize } from '../analyzers/text/normalize.ts'
import { createSegmenter } from '../analyzers/text/segment.ts'
import type { Kind } from '../model/words.ts'

interface Row {
  readonly id: string
  readonly title?: string
  readonly text: string
  readonly kind?: Kind
  readonly why?: string
}

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string' },
    half: { type: 'string' },
    wrong: { type: 'boolean' },
  },
})
if (!values.data) throw new Error('--data DIR: the folder with civic/, events/ and spam/')
const { cut } = createSegmenter()
const judge = createSpamJudge(undefined, values.model ? loadModel(values.model, 'spam') : shippedSpamModel())
const lines = (file: string): Row[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
const load = (file: string): Row[] =>
  lines(`${values.data}/${file}.jsonl`).filter(
    (row) => values.half === undefined || halfOf(row.id) === Number(values.half),
  )

/** Judges a text as it would come from the inbox. */
function judged(title: string, text: string, kind: Kind = 'letter'): SpamJudgement {
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
  return judge({ post, title: own, text: whole, tokens: { title: cut(own.text), text: cut(whole.text) } })
}

function measure(name: string, rows: readonly Row[], hide = (text: string, _i: number): string => text): void {
  const counts = { keep: 0, review: 0, quarantine: 0 }
  const away: string[] = []
  const began = performance.now()
  rows.forEach((row, i) => {
    const { verdict } = judged(row.title ? hide(row.title, i) : '', hide(row.text, i))
    counts[verdict]++
    if (verdict === 'quarantine') away.push(row.id)
  })
  const share = (n: number): string => (n / rows.length).toFixed(4)
  const micros = ((performance.now() - began) * 1000) / rows.length
  const ids = away.length <= 12 ? ` ids ${away.join(' ')}` : ''
  process.stdout.write(
    `${name} n=${rows.length} kept=${share(counts.keep)} review=${share(counts.review)} quarantined=${share(counts.quarantine)} (${micros.toFixed(0)} us each)${ids}\n`,
  )
}

for (const set of ['hot-letters', 'replies', 'hotline-appeals', 'labelled-letters'])
  measure(`genuine ${set}`, load(`civic/${set}`))
measure('news', load('events/news'))
const sms = load('spam/sms')
measure('sms', sms)
for (const family of Object.keys(FAMILIES))
  measure(`sms ${family}`, sms.slice(0, 1500), (text, i) => obfuscate(text, family, i + 1))

/** Our own posts: the open half of the sample city and both parts of the corpus; kinds of spam that are missed, as shares. */
function own(name: string, rows: readonly (Row & { readonly spam: boolean })[], show: boolean): void {
  const verdicts = rows.map((r) => judged(r.title ?? '', r.text, r.kind).verdict)
  for (const spam of [true, false]) {
    const asked = rows.flatMap((r, i) => (r.spam === spam ? [[r, verdicts[i]] as const] : []))
    const share = (v: string): string => (asked.filter(([, said]) => said === v).length / asked.length).toFixed(3)
    process.stdout.write(
      `${name} ${spam ? 'spam' : 'ham'} n=${asked.length} kept=${share('keep')} review=${share('review')} quarantined=${share('quarantine')}\n`,
    )
    if (show && values.wrong)
      for (const [r, said] of asked)
        if ((said === 'keep') === spam)
          process.stdout.write(`  ${said} ${r.why ?? ''}: ${r.title ?? ''} | ${r.text.slice(0, 110)}\n`)
  }
}

for (const part of ['train', 'check'] as const)
  own(
    `corpus ${part}`,
    corpus(part).map((c, i) => ({ ...c, id: `${part}${i}`, spam: c.label === 'spam' })),
    part === 'train',
  )
const open = new URL('../samples/dev/', import.meta.url).pathname
own(
  'samples/dev',
  ['hot', 'lone'].flatMap((part) => {
    const truth = new Map(
      (lines(`${open}${part}.truth.jsonl`) as (Row & { disposition: string })[]).map((t) => [t.id, t.disposition]),
    )
    return lines(`${open}${part}.posts.jsonl`)
      .filter((r) => truth.get(r.id) !== 'review')
      .map((r) => ({ ...r, spam: truth.get(r.id) === 'quarantined' }))
  }),
  true,
)
