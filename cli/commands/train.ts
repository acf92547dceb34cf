import { saveModel } from '../../analyzers/model-file.ts'
import { createSegmenter } from '../../analyzers/segment.ts'
import { train } from '../../analyzers/train.ts'
import { AppError } from '../../model/error.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import type { Context } from '../context.ts'
import { readLabelled } from '../labelled.ts'

/** Equal files give equal models. */
const SEED = 1

/** Trains on one's own labelled letters and writes a model file with its digest, its data's digest and its metrics. */
export async function trainCommand(
  context: Context,
  options: { task: string; out: string },
  files: string[],
): Promise<number> {
  const { task } = options
  if (task !== 'category' && task !== 'spam')
    throw new AppError('usage.task', `--task 只能是 category 或 spam（is category or spam）: ${task}`)
  const { rows, skipped } = await readLabelled(files)
  if (skipped > 0) context.note(context.say(m.rowsSkipped, skipped))
  const progress = context.progress(context.say(m.training, rows.length))
  const segmenter = createSegmenter()
  const model = train({
    task,
    rows,
    seed: SEED,
    cut: (text) => segmenter.cut(text),
    onStep: (step, done, all) => progress.update(done, all, step),
  })
  saveModel(options.out, model)
  progress.done(context.say(m.wrote, options.out))
  context.print(
    JSON.stringify(
      {
        task,
        out: options.out,
        digest: model.digest,
        dataDigest: model.dataDigest,
        rows: rows.length,
        metrics: model.metrics,
      },
      null,
      context.json ? 0 : 2,
    ),
  )
  return 0
}
