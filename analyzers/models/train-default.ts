/**
 * Makes the shipped default category model from labelled letters that are not part of this project.
 * Run: node analyzers/models/train-default.ts OUT FILE.jsonl…   (category.model of today: the stop-worded letters, 8,239 rows)
 * Rows: {title?, text, label} or {tokens, label}; the model file holds weights of hashed features and figures, no text.
 */
import { readFileSync } from 'node:fs'
import { saveModel } from '../learning/model-file.ts'
import { createSegmenter } from '../text/segment.ts'
import { type LabelledRow, train } from '../learning/train.ts'

const [out, ...files] = process.argv.slice(2)
if (out === undefined || files.length === 0) {
  process.stderr.write('usage: train-default.ts OUT FILE.jsonl…\n')
  process.exit(2)
}
const rows: LabelledRow[] = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line)),
)
const started = performance.now()
const { cut } = createSegmenter()
const model = train({
  task: 'category',
  rows,
  seed: 7,
  cut,
  onStep: (step, done, all) => process.stderr.write(`${step} ${done + 1}/${all}\n`),
})
saveModel(out, model)
process.stderr.write(
  `${model.digest.slice(0, 12)} ${model.keys.length} features ${JSON.stringify(model.metrics)} ${Math.round(performance.now() - started)} ms\n`,
)
