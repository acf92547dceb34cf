import type { Kysely } from 'kysely'
import type { AuditSample, JudgedCount, Ruled } from '../../model/ports.ts'
import { OPEN_ROUTES } from '../../model/words.ts'
import type { Tables } from './schema.ts'

/** ReviewStore.audit. What changed its words since the decision is judged no more. */
export async function auditSample(db: Kysely<Tables>): Promise<AuditSample> {
  const undecided = await db
    .selectFrom('posts')
    .select((eb) => ['disposition', eb.fn.countAll().as('n')])
    .where('disposition', 'in', ['kept', 'duplicate', 'review', 'quarantined', 'off-topic'])
    .where('decided', '=', 0)
    .where('route', 'in', OPEN_ROUTES)
    .groupBy('disposition')
    .execute()
  const decided = await db
    .selectFrom('decisions as d')
    .innerJoin('posts as p', (join) =>
      join.onRef('p.id', '=', 'd.post_id').onRef('p.content_hash', '=', 'd.content_hash'),
    )
    .select((eb) => ['d.machine', 'd.disposition as person', 'd.slice', 'd.via', eb.fn.countAll().as('n')])
    .where('d.machine', 'is not', null)
    .where('p.route', 'in', OPEN_ROUTES)
    .groupBy(['d.machine', 'd.disposition', 'd.slice', 'd.via'])
    .execute()
  const population: Record<Ruled, number> = { kept: 0, review: 0, quarantined: 0, 'off-topic': 0 }
  for (const { disposition, n } of undecided)
    population[disposition === 'duplicate' ? 'kept' : (disposition as Ruled)] += Number(n)
  const judged = new Map<string, JudgedCount>()
  for (const { machine, person, slice, via, n } of decided) {
    population[machine as Ruled] += Number(n)
    if (via !== null || !(slice === 'audit' || machine === 'review')) continue
    const key = `${machine} ${person}`
    judged.set(key, { machine: machine as Ruled, person, n: (judged.get(key)?.n ?? 0) + Number(n) })
  }
  return { population, judged: [...judged.values()] }
}
