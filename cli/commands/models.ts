import { AppError } from '../../model/error.ts'
import { LEARNING_TASKS, type LearningTask, type ModelVersion } from '../../model/learning.ts'
import { learningMessages as m } from '../../model/messages/learning.ts'
import { localMinute } from '../../model/time.ts'
import type { Context } from '../context.ts'
import { openRecordsOf } from '../stores.ts'
import { table } from '../table.ts'

/** Who did it, in audit lines. */
const ACTOR = 'cli'

export function readTask(value: string): LearningTask {
  if ((LEARNING_TASKS as readonly string[]).includes(value)) return value as LearningTask
  throw new AppError('usage.task', `任务只能是 category 或 spam（is category or spam）: ${value}`)
}

/** Versions of each task, newest first; data on stdout. */
export async function modelsCommand(context: Context): Promise<number> {
  const records = await openRecordsOf(context, true)
  try {
    const versions = await records.models.list()
    if (context.json) context.print(JSON.stringify({ models: versions }))
    else if (versions.length === 0) context.note(context.say(m.noVersions))
    else context.print(versionTable(context, versions))
    for (const task of LEARNING_TASKS) if (context.config.models[task]) context.note(context.say(m.byConfig, task))
    return 0
  } finally {
    await records.close()
  }
}

function versionTable({ say, columns }: Context, versions: readonly ModelVersion[]): string {
  const percent = (x: number): string => (100 * x).toFixed(1)
  return table(
    versions,
    [
      { head: say(m.head.task), value: (v) => say(m.taskName, v.task) },
      { head: say(m.head.version), value: (v) => String(v.version), align: 'right' },
      { head: say(m.head.state), value: (v) => say(v.live ? m.live : m.idle) },
      { head: say(m.head.made), value: (v) => localMinute(v.madeAt) },
      { head: say(m.head.decisions), value: (v) => String(v.decisions), align: 'right' },
      { head: say(m.head.live), value: (v) => percent(v.figures.live.f1), align: 'right' },
      { head: say(m.head.shadow), value: (v) => percent(v.figures.shadow.f1), align: 'right' },
      {
        head: say(m.head.differ),
        value: ({ figures: f }) => `${f.liveRight}:${f.shadowRight}`,
        align: 'right',
        shrink: true,
      },
    ],
    columns,
  )
}

/** Makes a version live; 0 is the shipped model. */
export async function useModelCommand(
  context: Context,
  _options: unknown,
  task: string,
  version: string,
): Promise<number> {
  if (!/^\d{1,6}$/.test(version))
    throw new AppError('usage.version', `版本号是 0 或正整数（a version is a whole number）: ${version}`)
  return use(context, readTask(task), () => Number(version), false)
}

/**
 * Back to the version that was live before the present one; the shipped one when none was. What was gone back from is not
 * come back to: rolling back twice goes back two steps.
 */
export const rollbackModelCommand = (context: Context, _options: unknown, task: string): Promise<number> =>
  use(
    context,
    readTask(task),
    (versions) => {
      const live = versions.find((v) => v.live)
      const before = versions
        .filter(
          (v) => v !== live && v.liveSince !== null && (live === undefined || v.liveSince < (live.liveSince ?? '')),
        )
        .sort((a, b) => ((a.liveSince ?? '') < (b.liveSince ?? '') ? 1 : -1))
      return before[0]?.version ?? 0
    },
    true,
  )

async function use(
  context: Context,
  task: LearningTask,
  choose: (versions: readonly ModelVersion[]) => number,
  back: boolean,
): Promise<number> {
  const records = await openRecordsOf(context, false)
  try {
    const versions = (await records.models.list()).filter((v) => v.task === task)
    const version = choose(versions)
    const same = version === (versions.find((v) => v.live)?.version ?? 0)
    // Wall time: which was live before must be told on a sample's standing clock too.
    await records.models.use(task, version, ACTOR, context.clock.now().toISOString(), { back })
    if (context.json) context.print(JSON.stringify({ task, version }))
    else context.note(context.say(same ? m.usedAlready : m.used, task, version))
    if (context.config.models[task]) context.note(context.say(m.byConfig, task))
    return 0
  } finally {
    await records.close()
  }
}
