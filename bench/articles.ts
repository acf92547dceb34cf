/**
 * Measures `crawlers/article.ts` on saved Chinese pages that stay outside the project:
 *   node bench/articles.ts --data DIR [--python PYTHON] [--wrong]
 * Title and date against the pages' own metadata, with `<meta>`, JSON-LD and `<title>` removed from what is read. Body:
 * token F1 against `trafilatura` from PyPI (PYTHON must have it; else that part is skipped, loudly). A token is one Han
 * character or one run of Latin letters or digits, counted as a multiset. `--wrong` lists what differs, by file.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { load } from 'cheerio'
import { readArticle } from '../crawlers/article.ts'
import { decodeBody } from '../crawlers/charset.ts'
import { readDate } from '../crawlers/date.ts'
import { localDay } from '../model/time.ts'

interface Row {
  readonly file: string
  readonly kind: string
  readonly title_label?: string | null
  readonly meta_date?: string | null
}

const PYTHON = `
import json, sys
import trafilatura
for line in sys.stdin:
    html = json.loads(line)
    print(json.dumps(trafilatura.extract(html, include_comments=False) or ''), flush=True)
`

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    wrong: { type: 'boolean', default: false },
  },
})
if (!values.data) throw new Error('--data DIR: the folder with index.jsonl and html/')
const data = values.data
const NOW = new Date('2026-01-19T02:00:00Z')

const plain = (text: string): string => text.replace(/[\s\p{P}\p{S}]/gu, '')
const tokensOf = (text: string): Map<string, number> => {
  const bag = new Map<string, number>()
  for (const [token] of text.matchAll(/\p{Script=Han}|[\p{L}\p{N}]+/gu)) bag.set(token, (bag.get(token) ?? 0) + 1)
  return bag
}
const sizeOf = (bag: ReadonlyMap<string, number>): number => [...bag.values()].reduce((a, b) => a + b, 0)
function f1(ours: string, theirs: string): { f1: number; precision: number; recall: number } {
  const a = tokensOf(ours)
  const b = tokensOf(theirs)
  let shared = 0
  for (const [token, n] of a) shared += Math.min(n, b.get(token) ?? 0)
  const precision = shared / Math.max(1, sizeOf(a))
  const recall = shared / Math.max(1, sizeOf(b))
  return { f1: shared === 0 ? 0 : (2 * precision * recall) / (precision + recall), precision, recall }
}

/** One body a page, or undefined (said on stderr) where Python or trafilatura is not there. */
function trafilatura(pages: readonly string[]): string[] | undefined {
  const run = spawnSync(values.python, ['-c', PYTHON], {
    input: pages.map((page) => JSON.stringify(page)).join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (run.status === 0)
    return run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as string)
  const why = run.stderr?.trim().split('\n').at(-1) || (run.error?.message ?? '')
  console.error(
    `skipped: bodies were not measured, ${values.python} has no trafilatura (${why}); pip install trafilatura`,
  )
  return undefined
}

const rows = readFileSync(join(data, 'index.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Row)
  .filter((row) => row.kind === 'detail')
const pages = rows.map((row) => decodeBody(readFileSync(join(data, row.file))).text)
const title = { good: 0, all: 0 }
const date = { good: 0, all: 0 }
const bodies: string[] = []
const bare: string[] = []
for (const [i, row] of rows.entries()) {
  const $ = load(pages[i]!)
  $('meta,title,script[type="application/ld+json"]').remove()
  bare.push($.html())
  const { values: found } = readArticle($, NOW)
  bodies.push(found.text ?? '')
  if (row.title_label) {
    const got = plain(found.title ?? '')
    const wanted = plain(row.title_label)
    const good = got !== '' && (got.includes(wanted) || (wanted.includes(got) && got.length > wanted.length / 2))
    title.all++
    if (good) title.good++
    else if (values.wrong) console.info(`title ${row.file}`)
  }
  if (row.meta_date) {
    const got = readDate(found.postedAt, NOW)
    const wanted = readDate(row.meta_date, NOW)
    const good = got !== undefined && wanted !== undefined && localDay(got.at) === localDay(wanted.at)
    date.all++
    if (good) date.good++
    else if (values.wrong) console.info(`date ${row.file} ${found.postedAt} ${row.meta_date}`)
  }
}
console.info(`title ${title.good}/${title.all}  date ${date.good}/${date.all}`)

const theirs = trafilatura(pages)
if (theirs) {
  const scored = rows
    .map((row, i) => ({ file: row.file, ...f1(bodies[i]!, theirs[i]!), sizes: [bodies[i]!.length, theirs[i]!.length] }))
    .filter((x) => x.sizes[1]! > 0)
    .sort((a, b) => a.f1 - b.f1)
  if (values.wrong)
    for (const x of scored.filter((s) => s.f1 < 0.9))
      console.info(
        `body ${x.file} F1 ${x.f1.toFixed(2)} P ${x.precision.toFixed(2)} R ${x.recall.toFixed(2)} ${x.sizes.join(' vs ')}`,
      )
  const median = scored[Math.floor(scored.length / 2)]?.f1 ?? 0
  const mean = scored.reduce((sum, x) => sum + x.f1, 0) / Math.max(1, scored.length)
  console.info(
    `body against trafilatura on ${scored.length} pages (${rows.length - scored.length} where it finds none): token F1 median ${median.toFixed(3)}, mean ${mean.toFixed(3)}, below 0.5: ${scored.filter((x) => x.f1 < 0.5).length}`,
  )
}
