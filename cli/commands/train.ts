import { accessSync, constants } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { packModel, saveModel } from '../../analyzers/learning/model-file.ts'
import { type LabelledRow, train } from '../../analyzers/learning/train.ts'
import { redact } from '../../analyzers/redaction/redact.ts'
import { createSegmenter } from '../../analyzers/text/segment.ts'
import { AppError } from '../../model/error.ts'
import type { LearningTask } from '../../model/learning.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { learningMessages as l } from '../../model/messages/learning.ts'
import { categoryName } from '../../model/words.ts'
import type { Context } from '../context.ts'
import { readLabelled } from '../labelled.ts'
import { tellFewLabels } from '../models.ts'
import { trainFromDecisions } from '../shadow.ts'
import { readMap } from './import.ts'
import { readTask } from './models.ts'

/** Equal files give equal models. */
const SEED = 1
/** Labels that are told by name. */
const NAMED = 5
/** Who did it, in audit lines. */
const ACTOR = 'cli'

/**
 * Trains on one's own labelled letters and writes a model file with its digest, its data's digest and its metrics; or, with
 * `--shadow`, teaches the live model on with people's decisions, as a version that is not live.
 */
export async function trainCommand(
  context: Context,
  options: { task: string; out?: string; shadow?: boolean; map?: string[] },
  files: string[],
): Promise<number> {
  const task = readTask(options.task)
  if (options.shadow) return shadow(context, task, options.out, files)
  if (files.length === 0 || options.out === undefined)
    throw new AppError(
      'usage.train',
      '需要标注文件和 --out 文件；用人工研判的决定训练请加 --shadow（needs labelled files and --out FILE, or --shadow）',
    )
  // Told before the work and not after it.
  accessSync(dirname(resolve(options.out)), constants.W_OK)
  const { rows, skipped } = await readLabelled(files, readMap(options.map))
  if (skipped > 0) context.note(context.say(m.rowsSkipped, skipped))
  const progress = context.progress(context.say(m.training, rows.length))
  const segmenter = createSegmenter()
  const model = train({
    task,
    rows: rows.map(redacted),
    seed: SEED,
    cut: (text) => segmenter.cut(text),
    onStep: (step, done, all) => progress.update(done, all, context.say(l.step, step)),
  })
  saveModel(options.out, model)
  progress.done(context.say(m.wrote, options.out))
  if (task === 'category') tellFewLabels(context, options.out)
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

/** A model learns from what it will be shown: redacted text. So no number or name of a letter gets into its features. */
function redacted(row: LabelledRow): LabelledRow {
  if (row.text === undefined) return row
  const seen = redact(row.title ?? '', row.text)
  return { ...row, ...(row.title === undefined ? {} : { title: seen.title }), text: seen.text }
}

async function shadow(
  context: Context,
  task: LearningTask,
  out: string | undefined,
  files: readonly string[],
): Promise<number> {
  const progress = context.progress(context.say(l.teaching))
  const { result, version, known } = await trainFromDecisions(context, task, files, ACTOR, (done, all) =>
    progress.update(done, all),
  )
  if (out !== undefined) saveModel(out, result.model)
  progress.done(
    known
      ? context.say(l.same, task, version.version)
      : context.say(l.trained, task, version.version, version.decisions),
  )
  const { figures } = version
  if (context.json) {
    context.print(
      JSON.stringify({
        ...version,
        bytes: packModel(result.model).length,
        unknown: result.unknown,
        unknownLabels: result.unknownLabels,
      }),
    )
    return 0
  }
  if (out !== undefined) context.note(context.say(m.wrote, out))
  if (result.unknown > 0)
    context.note(context.say(l.leftOut, result.unknown, result.unknownLabels.slice(0, NAMED).map(categoryName)))
  context.print(context.say(l.compared, figures.posts, figures.differ, figures.liveRight, figures.shadowRight))
  context.note(context.say(l.toUse, task, version.version))
  return 0
}
