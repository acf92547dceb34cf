/**
 * Makes pipeline/words/background.json: how common words and character pairs are in civic letters at large, so that the grouper
 * knows from its first post that 小区 says little and an estate's name much. Only counts, no text.
 *
 *   node bench/background-terms.ts SHARED_CIVIC_FOLDER > pipeline/words/background.json
 *
 * Reads labelled-letters, replies and hotline-appeals (not hot-letters, which measures the grouping). Document counts are
 * kept as half-steps of log2; words in fewer than 6 letters and pairs in fewer than 8 are left out.
 */
import { readFileSync } from 'node:fs'
import { createSegmenter } from '../analyzers/text/segment.ts'
import { pairIds, pairText } from '../pipeline/words/term-id.ts'
import { termsOf } from '../pipeline/words/terms.ts'

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: background-terms.ts FOLDER')
const words = new Map<string, number>()
const pairs = new Map<string, number>()
const segmenter = createSegmenter()
let docs = 0
for (const name of ['labelled-letters', 'replies', 'hotline-appeals']) {
  for (const line of readFileSync(`${folder}/${name}.jsonl`, 'utf8').split('\n')) {
    if (line.trim() === '') continue
    const letter = JSON.parse(line) as { title?: string; text?: string }
    const text = `${letter.title ?? ''}。${letter.text ?? ''}`
    docs += 1
    for (const word of new Set(termsOf(segmenter.cut(text)))) words.set(word, (words.get(word) ?? 0) + 1)
    for (const id of new Set(pairIds(text))) pairs.set(pairText(id), (pairs.get(pairText(id)) ?? 0) + 1)
  }
}

const levels = (counts: Map<string, number>, least: number): Record<string, string> => {
  const lists = new Map<number, string[]>()
  for (const [term, count] of counts) {
    if (count < least) continue
    const level = Math.round(2 * Math.log2(count))
    const list = lists.get(level)
    if (list) list.push(term)
    else lists.set(level, [term])
  }
  return Object.fromEntries([...lists].sort((a, b) => a[0] - b[0]).map(([k, v]) => [k, v.sort().join(' ')]))
}
process.stdout.write(`${JSON.stringify({ docs, words: levels(words, 6), pairs: levels(pairs, 8) }, null, 2)}\n`)
