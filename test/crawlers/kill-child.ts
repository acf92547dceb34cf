/** Child of kill.test.ts: one look at a site into Records on disk, at the mercy of kill -9. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCrawler } from '../../crawlers/crawler.ts'
import { parseRecipe } from '../../crawlers/recipe-file.ts'
import { fixedClock } from '../../model/time.ts'
import { createInbox } from '../../pipeline/intake/inbox.ts'
import { openVoices } from '../../pipeline/intake/voice.ts'
import { openRecords } from '../../store/records/open.ts'
import { memoryKeys } from '../pipeline/memory-keys.ts'
import { crawlConfig } from './memory-sources.ts'

const [dir = '', origin = '', recipeFile = ''] = process.argv.slice(2)
// As long as 2,000 letters and fifty looks at them need.
const recipe = readFileSync(recipeFile, 'utf8')
  .replace('maxPages: 40', 'maxPages: 400')
  .replace('concurrency: 4', 'concurrency: 4, maxPerDay: 1000000')
const clock = fixedClock('2026-01-19T02:00:00Z')
const records = await openRecords({ file: join(dir, 'records.db'), clock })
const key = JSON.stringify({ '2026Q1': '00'.repeat(32) })
const inbox = createInbox({
  posts: records.posts,
  // Redaction is not what is tested here, and its dictionaries take their time.
  redact: (title, text) => ({ title, text, marks: [] }),
  voices: openVoices(memoryKeys(key)),
  clock,
})
const crawler = createCrawler({
  recipes: [parseRecipe(recipe, recipeFile, { origin })],
  sources: records.sources,
  clock,
  config: crawlConfig([new URL(origin).host]),
  log: () => {},
  deliver: (source, deliveries, failed) => inbox.append(source, deliveries, failed),
})
const [report] = await crawler.crawl(['hostile'])
await records.close()
process.stdout.write(`${report?.outcome}\n`)
