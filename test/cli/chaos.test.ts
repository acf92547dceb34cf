/** A small run of bench/chaos.ts: a worker, Redis, PostgreSQL and Elasticsearch killed one after another. */
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { runChaos } from '../../bench/chaos-run.ts'
import { createGate, createPostgres, createRedis, postgresPrograms } from '../../bench/servers.ts'
import { available } from '../requirements.ts'

const full = process.env.LANTING_FULL
const elastic = process.env.ES_URL
const ready =
  full !== undefined &&
  available('services', process.env.REDIS_URL !== undefined && postgresPrograms() !== undefined, 'no servers to kill')

it.skipIf(!ready)(
  'loses and doubles nothing when everything it stands on is killed in turn',
  {
    timeout: 900_000,
  },
  async () => {
    const redis = await createRedis()
    const postgres = await createPostgres()
    // The shared one is not ours to kill: what stands before it is.
    const search = elastic ? await createGate('elasticsearch', elastic) : undefined
    try {
      const posts = Number(process.env.LANTING_CHAOS ?? 600)
      const result = await runChaos({
        posts,
        kills: 4,
        seed: 1,
        redis,
        postgres,
        search,
        prefix: `chaos-${randomUUID().slice(0, 8)}`,
        seconds: 840,
        log: () => undefined,
      })
      expect(result).toMatchObject({ posts, outcomes: posts, pending: 0, lost: 0, doubled: 0, unplaced: 0 })
      expect(result.unindexed ?? 0).toBe(0)
      expect(result.bcubed).toBeGreaterThanOrEqual(0.98)
    } finally {
      await Promise.all([redis, postgres, ...(search ? [search] : [])].map((server) => server.remove()))
    }
  },
)
