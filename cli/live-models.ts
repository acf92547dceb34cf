import type { Config } from '../model/config.ts'
import type { LearningTask } from '../model/learning.ts'
import { LEARNING_TASKS } from '../model/learning.ts'
import type { Records } from '../model/ports.ts'
import type { ModelSource } from './models.ts'
import type { ScreeningSpec } from './screening.ts'

/** Where the model in force of a task comes from: the config names a file, people chose a version, or it is the shipped one. */
export interface LiveModel {
  readonly from: 'config' | 'version' | 'shipped'
  readonly version: number
  readonly source: ModelSource | undefined
}

/** The model in force. A file named in the config stands above any version. */
export async function liveModel(
  task: LearningTask,
  config: Pick<Config, 'models'>,
  records: Pick<Records, 'models'>,
): Promise<LiveModel> {
  const file = config.models[task]
  if (file !== undefined) return { from: 'config', version: 0, source: file }
  const live = (await records.models.list()).find((m) => m.task === task && m.live)
  if (!live) return { from: 'shipped', version: 0, source: undefined }
  return { from: 'version', version: live.version, source: await records.models.content(task, live.version) }
}

/** What screening is made of over these Records; a version chosen later is in force from the next start on. */
export async function screeningSpec(
  config: Pick<Config, 'models' | 'city'>,
  records: Pick<Records, 'models'>,
): Promise<ScreeningSpec> {
  const models: { [T in LearningTask]?: ModelSource } = {}
  for (const task of LEARNING_TASKS) {
    const { source } = await liveModel(task, config, records)
    if (source !== undefined) models[task] = source
  }
  return { city: config.city, models }
}
