/**
 * Speed of the embedded search: synthetic posts in, then queries as the console asks them, each kind as a ratio to the named
 * baseline. Usage: node bench/search.ts [posts] [file to keep, fill further and use again] [seconds to fill at most]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { normalize } from '../analyzers/text/normalize.ts'
import { createPinyin } from '../analyzers/text/pinyin.ts'
import { systemClock } from '../model/time.ts'
import { openSearch } from '../store/search/open.ts'
import { heatsOf } from './search-posts.ts'
import { fill, measure } from './search-run.ts'

const count = Number(process.argv[2] ?? 200_000)
const dir = mkdtempSync(join(tmpdir(), 'lanting-bench-'))
const file = process.argv[3] ?? join(dir, 'search.db')
const heats = heatsOf(count)
const store = await openSearch({
  file,
  // Every word of the queries is in the vocabulary.
  cut: async (texts) => texts.map((text) => [text]),
  fold: normalize,
  pinyin: createPinyin(),
  heats: async () => ({ asOf: '', heats }),
  clock: systemClock,
})
if (await fill(store, count, Number(process.argv[4] ?? 3600))) {
  console.log(`file: ${Math.round(statSync(file).size / 1e6)} MB`)
  await measure(store, () => undefined)
}
await store.close()
rmSync(dir, { recursive: true, force: true })
