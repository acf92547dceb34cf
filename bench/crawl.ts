/**
 * Pages a second of the recipe engine against bare Crawlee (its CheerioCrawler with nothing but a selector) on the same
 * local site in one run, rate limits lifted; and memory over a long crawl.
 *   node bench/crawl.ts                 the ratio, best of three rounds each
 *   node bench/crawl.ts --memory 100000 heap after each tenth of so many pages
 */
import { fork } from 'node:child_process'
import { createCrawler } from '../crawlers/crawler.ts'
import { parseRecipe } from '../crawlers/recipe-file.ts'
import { configSchema } from '../model/config.ts'
import type { DeliveryCounts, SourceStore } from '../model/ports.ts'
import { systemClock } from '../model/time.ts'

const CONCURRENCY = 16
const FLOOR = 0.6

const RECIPE = `
id: bench
name: bench
kind: letter
shape: html-list
verified: real-page
fetch:
  url: "{{origin}}/list"
  rate: { minDelay: 0, jitter: 0, concurrency: ${CONCURRENCY}, maxPerDay: 100000000 }
list: { items: { css: ".rows li" }, container: .rows }
fields:
  nativeId: { css: a, attr: href, transforms: [{ regex: '/letter/(\\d+)' }] }
  url: { css: a, attr: href, transforms: [absUrl] }
  title: [{ from: detail, css: h1 }, { css: a }]
  postedAt: { css: em }
  text: { from: detail, css: .text }
required: [title, text]
pagination: { by: next, css: a.next }
stop: { maxPages: 10000 }
detail: {}
`

async function openSite(letters: number): Promise<{ origin: string; close(): void }> {
  const child = fork(new URL('./crawl-site.ts', import.meta.url), [String(letters)])
  const port = await new Promise<number>((resolve) => child.once('message', (m) => resolve(m as number)))
  return { origin: `http://127.0.0.1:${port}`, close: () => child.kill() }
}

/** A store that forgets: what Records costs is measured elsewhere. */
const sources: SourceStore = {
  health: async () => [],
  record: async () => {},
  visits: async () => [],
  countVisits: async () => 0,
  getState: async () => ({}),
  setState: async () => {},
  hosts: async () => [],
  spend: async (_host, _day, requests) => requests,
  rest: async () => {},
}

/** Crawls the whole site with the engine; `seen` is told the letters so far. */
async function ours(origin: string, seen: (letters: number) => void = () => {}): Promise<number> {
  let letters = 0
  const crawler = createCrawler({
    recipes: [parseRecipe(RECIPE, 'bench.yaml', { origin })],
    sources,
    clock: systemClock,
    config: configSchema.parse({ crawl: { allowPrivate: [new URL(origin).host] } }).crawl,
    log: () => {},
    async deliver(_, deliveries, failed): Promise<DeliveryCounts> {
      letters += deliveries.length
      seen(letters)
      const n = deliveries.length
      return { received: n + failed.length, fresh: n, revised: 0, unchanged: 0, failed: failed.length }
    },
  })
  await crawler.crawl(['bench'])
  return letters
}

/** The same pages with nothing but Crawlee. */
async function bare(origin: string): Promise<number> {
  const { CheerioCrawler, Configuration, Log, LogLevel } = await import('crawlee')
  let letters = 0
  const crawler = new CheerioCrawler(
    {
      minConcurrency: CONCURRENCY,
      maxConcurrency: CONCURRENCY,
      log: new Log({ level: LogLevel.OFF }),
      async requestHandler({ $, request, crawler }) {
        if (request.url.includes('/letter/')) {
          if ($('h1').text() !== '' && $('.text').text() !== '') letters++
          return
        }
        const links = $('.rows li a, a.next')
          .toArray()
          .map((a) => new URL($(a).attr('href') ?? '', request.url).href)
        await crawler.addRequests(links)
      },
    },
    new Configuration({ persistStorage: false, purgeOnStart: false }),
  )
  await crawler.run([`${origin}/list`])
  return letters
}

async function ratio(): Promise<void> {
  const LETTERS = 2000
  const pages = LETTERS + LETTERS / 50
  const site = await openSite(LETTERS)
  const best = { bare: 0, ours: 0 }
  // By turns, so that a busy moment of the machine falls on both.
  for (let round = 0; round < 4; round++)
    for (const [name, crawl] of [
      ['bare', bare],
      ['ours', ours],
    ] as const) {
      const began = performance.now()
      const letters = await crawl(site.origin)
      if (letters !== LETTERS) throw new Error(`${name} brought ${letters} of ${LETTERS} letters`)
      const rate = (pages * 1000) / (performance.now() - began)
      // The first round warms both up.
      if (round > 0) best[name] = Math.max(best[name], rate)
    }
  site.close()
  const share = best.ours / best.bare
  console.log(
    `bare CheerioCrawler ${best.bare.toFixed(0)} pages/s, ours ${best.ours.toFixed(0)}: ${(100 * share).toFixed(0)} %`,
  )
  console.log(share >= FLOOR ? `ok (floor ${100 * FLOOR} %)` : `BELOW the floor of ${100 * FLOOR} %`)
  process.exitCode = share >= FLOOR ? 0 : 1
}

async function memory(pages: number): Promise<void> {
  const site = await openSite(pages)
  const began = performance.now()
  let next = pages / 10
  const heaps: number[] = []
  await ours(site.origin, (letters) => {
    if (letters < next) return
    next += pages / 10
    globalThis.gc?.()
    const { heapUsed, rss } = process.memoryUsage()
    heaps.push(heapUsed)
    const seconds = (performance.now() - began) / 1000
    console.log(
      `${letters} letters: heap ${(heapUsed / 1e6).toFixed(0)} MB, rss ${(rss / 1e6).toFixed(0)} MB, ${(letters / seconds).toFixed(0)}/s`,
    )
  })
  site.close()
  const growth = (heaps.at(-1) ?? 0) - (heaps[1] ?? 0)
  console.log(`heap from the second tenth to the last: ${(growth / 1e6).toFixed(1)} MB`)
}

const asked = process.argv.indexOf('--memory')
await (asked < 0 ? ratio() : memory(Number(process.argv[asked + 1] ?? 100_000)))
process.exit()
