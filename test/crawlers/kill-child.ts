/** Child of kill.test.ts: one look at a site into a store on disk, at the mercy of kill -9. */
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCrawler } from '../../crawlers/crawler.ts'
import { parseRecipe } from '../../crawlers/recipe-file.ts'
import { fixedClock } from '../../model/time.ts'
import { crawlConfig, memorySources } from './memory-sources.ts'

const [dir = '', origin = '', recipeFile = ''] = process.argv.slice(2)
const stateFile = join(dir, 'state.json')
const inboxFile = join(dir, 'inbox.jsonl')
const sources = memorySources()
const seen = new Set(existsSync(inboxFile) ? readFileSync(inboxFile, 'utf8').split('\n').filter(Boolean) : [])
const crawler = createCrawler({
  recipes: [parseRecipe(readFileSync(recipeFile, 'utf8'), recipeFile, { origin })],
  sources: {
    ...sources,
    getState: async () => (existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, 'utf8')) : {}),
    setState: async (_, state) => {
      writeFileSync(`${stateFile}.new`, JSON.stringify(state))
      renameSync(`${stateFile}.new`, stateFile)
    },
  },
  clock: fixedClock('2026-01-19T02:00:00Z'),
  config: crawlConfig([new URL(origin).host]),
  log: () => {},
  // As Records does: by id, so the same letter again is unchanged.
  async deliver(_, deliveries, failed) {
    const fresh = deliveries.filter((d) => !seen.has(`${d.nativeId} ${d.title} ${d.text}`))
    const lines = fresh.map((d) => `${d.nativeId} ${d.title} ${d.text}`)
    appendFileSync(inboxFile, lines.map((line) => `${line}\n`).join(''))
    for (const line of lines) seen.add(line)
    return {
      received: deliveries.length + failed.length,
      fresh: fresh.length,
      revised: 0,
      unchanged: deliveries.length - fresh.length,
      failed: failed.length,
    }
  },
})
await crawler.crawl(['hostile'])
process.stdout.write('done\n')
