/**
 * Kills of everything a cluster stands on, while letters pour in:
 *
 *   node bench/chaos.ts [POSTS=50000] [KILLS=12] [SEED=1]
 *
 * Needs Redis, PostgreSQL and Elasticsearch as `scripts/servers.sh install` puts them there; starts its own. Prints what
 * was killed and what became of the posts; exit 1 when one was lost or doubled, or the issues are not the undisturbed run's.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChaos } from './chaos-run.ts'
import { createElastic, createPostgres, createRedis } from './servers.ts'

const [posts = 50_000, kills = 12, seed = 1] = process.argv.slice(2).map(Number)

/** Where `scripts/servers.sh` unpacked Elasticsearch: in /tmp for root, whose checkout others may not read. */
function elasticHome(): string | undefined {
  const cache = fileURLToPath(new URL('../.cache/servers/', import.meta.url))
  const unpacked = existsSync(cache)
    ? readdirSync(cache).find((name) => /^elasticsearch-[\d.]+$/.test(name))
    : undefined
  return ['/tmp/lanting-servers/es', ...(unpacked ? [join(cache, unpacked)] : [])].find(existsSync)
}

const java = [process.env.ES_JAVA_HOME]
  .concat(
    existsSync('/usr/lib/jvm')
      ? readdirSync('/usr/lib/jvm')
          .sort()
          .reverse()
          .map((name) => `/usr/lib/jvm/${name}`)
      : [],
  )
  .find((home) => home !== undefined && existsSync(join(home, 'bin/java')))
const home = elasticHome()
const search = home && java ? await createElastic(home, java) : undefined
if (!search) console.error('no Elasticsearch or no Java here: search lies in a file')
const redis = await createRedis()
const postgres = await createPostgres()
try {
  const result = await runChaos({
    posts,
    kills,
    seed,
    redis,
    postgres,
    search,
    prefix: 'chaos',
    seconds: 7200,
    log: (line) => console.error(line),
  })
  console.log(JSON.stringify(result, null, 1))
  const { lost, doubled, pending, unplaced, unindexed = 0, outcomes, bcubed } = result
  if (lost + doubled + pending + unplaced + Math.abs(unindexed) > 0 || outcomes !== posts || bcubed < 0.98)
    process.exitCode = 1
} finally {
  await Promise.all([redis, postgres, ...(search ? [search] : [])].map((server) => server.remove()))
}
