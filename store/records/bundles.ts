import type { Kysely } from 'kysely'
import type { BundleStore } from '../../model/ports.ts'
import { appendIn } from './append.ts'
import { chunks } from './counters.ts'
import { eraseIn } from './erasure.ts'
import { instant, selectPosts, toStoredPost } from './rows.ts'
import type { Tables } from './schema.ts'
import { keepVisit, recordHealth } from './sources.ts'

/** Bundles between two zones: what goes out, and each that comes in taken once, in whatever order. */
export const createBundleStore = (db: Kysely<Tables>): BundleStore => ({
  outgoing: async (after, upTo, limit) => {
    const rows = await selectPosts(db)
      .where('p.rev', '>', after)
      .where('p.rev', '<=', upTo)
      .orderBy('p.rev')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ ...toStoredPost(row), voice: row.voice }))
  },
  visits: async (after, upTo) => {
    const rows = await db
      .selectFrom('source_visits')
      .selectAll()
      .where('at', '>', instant(after))
      .where('at', '<=', instant(upTo))
      .orderBy('at')
      .orderBy('source')
      .execute()
    return rows.map((row) => ({ ...row, found: Number(row.found), fresh: Number(row.fresh) }))
  },
  taken: async (zone) => {
    const rows = await db.selectFrom('bundles').select('seq').where('zone', '=', zone).orderBy('seq').execute()
    return rows.map((row) => Number(row.seq))
  },
  take: (bundle, at) =>
    db.transaction().execute(async (tx) => {
      const { zone, seq } = bundle
      const mark = await tx
        .insertInto('bundles')
        .values({ zone, seq, posts: bundle.posts.length, at: instant(at) })
        .onConflict((oc) => oc.columns(['zone', 'seq']).doNothing())
        .returning('seq')
        .executeTakeFirst()
      if (!mark) return undefined
      const newest = new Map<string, number>()
      for (const part of chunks(bundle.posts.map(({ post }) => post.id))) {
        const rows = await tx
          .selectFrom('bundle_posts')
          .select(['post_id', 'rev'])
          .where('zone', '=', zone)
          .where('post_id', 'in', part)
          .execute()
        for (const row of rows) newest.set(row.post_id, Number(row.rev))
      }
      // A bundle that comes late knows nothing newer of these.
      const fresh = bundle.posts.filter(({ post, rev }) => (newest.get(post.id) ?? 0) < rev)
      const counts = await appendIn(
        tx,
        fresh.map(({ post }) => post),
        [],
        at,
      )
      for (const id of bundle.erased) await eraseIn(tx, id, `zone ${zone}`, at)
      for (const part of chunks(fresh))
        await tx
          .insertInto('bundle_posts')
          .values(part.map(({ post, rev }) => ({ post_id: post.id, zone, rev })))
          .onConflict((oc) =>
            oc.column('post_id').doUpdateSet((eb) => ({ zone: eb.ref('excluded.zone'), rev: eb.ref('excluded.rev') })),
          )
          .execute()
      for (const health of bundle.health) {
        const known = await tx
          .selectFrom('source_health')
          .select('at')
          .where('source', '=', health.source)
          .executeTakeFirst()
        if (known === undefined || known.at < instant(health.at)) await recordHealth(tx, health, 0)
      }
      for (const visit of bundle.visits) await keepVisit(tx, visit)
      const late = bundle.posts.length - fresh.length
      const gone = bundle.erased.length
      return {
        ...counts,
        received: counts.received + late + gone,
        revised: counts.revised + gone,
        unchanged: counts.unchanged + late,
      }
    }),
})
