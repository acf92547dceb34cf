import type { Kysely } from 'kysely'
import type { LearningTask, ModelVersion, ShadowFigures } from '../../model/learning.ts'
import type { ModelStore } from '../../model/ports.ts'
import { failure } from '../failure.ts'
import { writeAudit } from './audit.ts'
import type { Tx } from './counters.ts'
import { instant } from './rows.ts'
import type { Tables } from './schema.ts'

const FACTS = ['task', 'version', 'digest', 'decisions', 'figures', 'made_by', 'made_at', 'live', 'live_since'] as const

/** Trained models lie in Records itself, so that every process and every backup has the one that is live. */
export const createModelStore = (db: Kysely<Tables>): ModelStore => ({
  list: async () => {
    const rows = await db.selectFrom('models').select(FACTS).orderBy('task').orderBy('version', 'desc').execute()
    return rows.map(toVersion)
  },
  add: (model, by, at) =>
    db.transaction().execute(async (tx) => {
      const { task, digest } = model
      const known = await tx
        .selectFrom('models')
        .select(FACTS)
        .where('task', '=', task)
        .where('digest', '=', digest)
        .executeTakeFirst()
      if (known) return toVersion(known)
      const last = await tx
        .selectFrom('models')
        .select((eb) => eb.fn.max('version').as('version'))
        .where('task', '=', task)
        .executeTakeFirst()
      const version = Number(last?.version ?? 0) + 1
      const row = {
        task,
        version,
        digest,
        decisions: model.decisions,
        figures: JSON.stringify(model.figures),
        made_by: by,
        made_at: instant(at),
        live: 0,
        live_since: null,
      } as const
      await tx
        .insertInto('models')
        .values({ ...row, content: Buffer.from(model.content).toString('base64') })
        .execute()
      await writeAudit(tx, by, 'model.trained', `${task} ${version}`, { digest, decisions: model.decisions }, at)
      return toVersion(row)
    }),
  content: async (task, version) => {
    const row = await db
      .selectFrom('models')
      .select('content')
      .where('task', '=', task)
      .where('version', '=', version)
      .executeTakeFirst()
    if (!row) throw failure('store.no-model', { task, version })
    return new Uint8Array(Buffer.from(row.content, 'base64'))
  },
  use: (task, version, by, at, options) =>
    db.transaction().execute((tx) => use(tx, task, version, by, at, options?.back ?? false)),
})

async function use(tx: Tx, task: LearningTask, version: number, by: string, at: string, back: boolean): Promise<void> {
  if (version !== 0) {
    const row = await tx
      .selectFrom('models')
      .select('version')
      .where('task', '=', task)
      .where('version', '=', version)
      .executeTakeFirst()
    if (!row) throw failure('store.no-model', { task, version })
  }
  const before = await tx
    .selectFrom('models')
    .select('version')
    .where('task', '=', task)
    .where('live', '=', 1)
    .executeTakeFirst()
  if ((before?.version ?? 0) === version) return
  await tx
    .updateTable('models')
    .set(back ? { live: 0, live_since: null } : { live: 0 })
    .where('task', '=', task)
    .where('live', '=', 1)
    .execute()
  await tx
    .updateTable('models')
    .set(back ? { live: 1 } : { live: 1, live_since: instant(at) })
    .where('task', '=', task)
    .where('version', '=', version)
    .execute()
  await writeAudit(tx, by, 'model.used', `${task} ${version}`, { before: before?.version ?? 0 }, at)
}

type Facts = Pick<Tables['models'], (typeof FACTS)[number]>

const toVersion = (row: Facts): ModelVersion => ({
  task: row.task,
  version: Number(row.version),
  digest: row.digest,
  decisions: Number(row.decisions),
  figures: JSON.parse(row.figures) as ShadowFigures,
  madeBy: row.made_by,
  madeAt: row.made_at,
  live: row.live === 1,
  liveSince: row.live_since,
})
