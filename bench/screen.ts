/**
 * What screening costs beside nodejieba's bare cut of the same texts, and whether memory stays flat on an endless stream.
 *
 *   node bench/screen.ts [FILE=../shared/data/civic/hot-letters.jsonl] [--letters N=2000] [--rounds N=5] [--stream N=0] [--batch N=200]
 *
 * One process, one thread, warmed once. A round cuts all texts, then screens all lines (JSONL in, JSONL out, as `lanting screen
 * --workers 1` does). Printed: the median of each and of their ratio, letters a second, and the share of each part. `--stream N` screens N letters
 * more, no two the same, and prints the memory at each tenth.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { openLineScreener } from '../cli/screening.ts'

const args = process.argv.slice(2)
const option = (name: string, fallback: number): number => {
  const at = args.indexOf(name)
  return at === -1 ? fallback : Number(args.splice(at, 2)[1])
}
const letters = option('--letters', 2000)
const rounds = option('--rounds', 5)
const stream = option('--stream', 0)
/** Lines screened together: so many `lanting screen` gets of one read of a file; of a pipe a quarter. */
const batch = option('--batch', 200)
const file = args[0] ?? new URL('../../shared/data/civic/hot-letters.jsonl', import.meta.url)
const lines = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .slice(0, letters)
const texts = lines.map((line) => {
  const { title, text } = JSON.parse(line) as { title?: string; text: string }
  return title ? `${title}\n${text}` : text
})
const characters = texts.reduce((sum, text) => sum + text.length, 0)
const screen = openLineScreener({ city: 'lanzhou', models: {} })
const jieba = createRequire(import.meta.url)('nodejieba') as { cut(text: string, hmm: boolean): string[] }

const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e3
}
const timed = (work: () => void): number => {
  const before = cpu()
  work()
  return cpu() - before
}
const cutAll = (): void => {
  for (const text of texts) jieba.cut(text, true)
}
const screenAll = (): void => {
  for (let i = 0; i < lines.length; i += batch)
    screen(lines.slice(i, i + batch).map((text, k) => ({ line: i + k + 1, text })))
}
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number

cutAll()
screenAll()
const cuts: number[] = []
const screens: number[] = []
const ratios: number[] = []
for (let round = 0; round < rounds; round++) {
  cuts.push(timed(cutAll))
  screens.push(timed(screenAll))
  ratios.push((screens.at(-1) as number) / (cuts.at(-1) as number))
}
const report = {
  letters: lines.length,
  characters,
  cutMs: Math.round(median(cuts)),
  screenMs: Math.round(median(screens)),
  /** Screening in units of the bare cut; the goal of issue 3 is 2.5. */
  ratio: Math.round(median(ratios) * 100) / 100,
  lettersPerSecond: Math.round(lines.length / (median(screens) / 1e3)),
}
console.log(JSON.stringify(report))

if (stream > 0) {
  const parsed = lines.map((line) => JSON.parse(line) as { id: string; text: string })
  const collect = (globalThis as { gc?: () => void }).gc
  const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20)
  for (let i = 0; i <= stream; i++) {
    if (i % Math.ceil(stream / 10) === 0) {
      collect?.()
      const m = process.memoryUsage()
      console.log(
        JSON.stringify({
          screened: i,
          rss: megabytes(m.rss),
          heap: megabytes(m.heapUsed),
          buffers: megabytes(m.arrayBuffers),
        }),
      )
    }
    const letter = parsed[i % parsed.length] as { id: string; text: string }
    // A number of its own in each text: caches of words and features meet what they never met.
    const text = JSON.stringify({ ...letter, id: `${letter.id}-${i}`, text: `${letter.text}${word(i)}` })
    screen([{ line: i, text }])
  }
}

/** Three characters, another for each number: new words without end. */
function word(i: number): string {
  return String.fromCharCode(0x4e00 + (i % 20_000), 0x4e00 + ((i * 7919) % 20_011), 0x61 + (i % 26)) + i
}
