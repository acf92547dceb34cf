/** The program over a real Elasticsearch: an index filled anew and killed half-way, and a server that turns work away. */
import { rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../model/time.ts'
import { readStretch } from '../../pipeline/intake/pressure.ts'
import { openRecords } from '../../store/records/open.ts'
import { available } from '../requirements.ts'
import { addressOf, BUSY, dropIndices, ES_URL, freshPrefix, proxy, withClient } from '../store/elastic-site.ts'
import { freshFolder, jsonLines, lanting, start } from './program-run.ts'

const ready = Boolean(process.env.LANTING_FULL) && available('services', ES_URL !== '', 'ES_URL unset')
if (!process.env.LANTING_FULL)
  console.warn('skipped: reindex and back-pressure over Elasticsearch (LANTING_FULL unset)')

/** More than one step of indexing (pipeline/stages/index-stage.ts). */
const STEP = 2000
const POSTS = STEP + 300

const letters = (count: number): string =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      id: `x${i}`,
      title: `暖气不热 ${i}`,
      text: `城关区雁滩街道 ${i} 号楼的暖气一直不热，请尽快处理。`,
      author: `读者${i}`,
      postedAt: `2026-01-${10 + (i % 9)}`,
    }),
  ).join('\n')

describe.skipIf(!ready)('over Elasticsearch', () => {
  let cwd: string
  let prefix: string
  let server: Server
  /** What the server says to a request instead of the real one's answer. */
  let answer: Parameters<typeof proxy>[0]
  beforeEach(async () => {
    cwd = freshFolder()
    prefix = freshPrefix()
    answer = () => undefined
    server = await proxy((path, body) => answer(path, body))
    const search = `elasticsearch: { url: "${addressOf(server)}", prefix: ${prefix} }`
    writeFileSync(join(cwd, 'lanting.yaml'), `dataDir: ./data\nkeysDir: ./keys\n${search}\n`)
  })
  afterEach(async () => {
    server.closeAllConnections()
    server.close()
    await dropIndices(prefix)
    rmSync(cwd, { recursive: true, force: true })
  })
  const importLetters = (count: number) => {
    writeFileSync(join(cwd, 'in.jsonl'), letters(count))
    return lanting(['import', 'in.jsonl'], cwd)
  }

  /** What searches met, one line for each change: the index behind the alias and how many posts it showed. */
  const watch = () => {
    const seen: string[] = []
    let over = false
    const watching = withClient(async (client) => {
      for (; !over; await sleep(20)) {
        const alias = `${prefix}-posts`
        const [behind, found] = await Promise.all([
          client.indices.getAlias({ name: alias }),
          client.count({ index: alias, query: { exists: { field: 'disposition' } } }),
        ])
        const line = `${Object.keys(behind).join(' ')}: ${found.count}`
        if (seen.at(-1) !== line) seen.push(line)
      }
    })
    return async () => {
      over = true
      await watching
      return seen
    }
  }

  it('reindex goes on after kill -9 where it was; searches move once and always find all', async () => {
    expect(await importLetters(POSTS)).toMatchObject({ code: 0 })
    await withClient((client) => client.indices.refresh({ index: `${prefix}-posts` }))
    const endWatch = watch()

    /** Posts sent to the version that fills up. */
    let sent = 0
    let held = (): void => undefined
    const halfWay = new Promise<void>((resolve) => {
      held = resolve
    })
    let killing = true
    answer = (path, body) => {
      if (!path.startsWith(`/${prefix}-posts-write/_bulk`)) return undefined
      if (killing && sent >= STEP) {
        held()
        return 'held'
      }
      sent += body.trim().split('\n').length / 2
      return undefined
    }
    const first = start(['reindex'], cwd)
    await halfWay
    first.child.kill('SIGKILL')
    await first.done
    expect(sent).toBe(STEP)

    killing = false
    const second = await lanting(['reindex'], cwd)
    expect(second).toMatchObject({ code: 0 })
    expect(second.err).toContain(`${POSTS}`)
    expect(sent).toBe(POSTS)
    // Several answers of the new one.
    await sleep(500)
    expect(await endWatch()).toEqual([`${prefix}-posts-v1: ${POSTS}`, `${prefix}-posts-v2: ${POSTS}`])
    const standing = await withClient((client) => client.indices.getAlias({ index: `${prefix}-posts-v*` }))
    expect(Object.keys(standing)).toEqual([`${prefix}-posts-v2`])
    expect(jsonLines((await lanting(['export'], cwd)).out)).toHaveLength(POSTS)
  }, 300_000)

  it('a server that turns work away slows the crawl, and the index catches up', async () => {
    const stretch = async (): Promise<number> => {
      const records = await openRecords({ file: join(cwd, 'data/records.db'), clock: systemClock, readOnly: true })
      try {
        return await readStretch(records.meta, systemClock.now())
      } finally {
        await records.close()
      }
    }
    answer = (path) => (path.includes('_bulk') ? [429, BUSY] : undefined)
    const refused = await importLetters(20)
    expect(refused.err).toContain('search.busy')
    expect(await stretch()).toBe(4)
    answer = () => undefined
    const total = async (): Promise<number> =>
      jsonLines((await lanting(['search', '暖气', '--json', '--limit', '100'], cwd)).out).length
    expect(await total()).toBe(0)
    await importLetters(21)
    expect(await total()).toBe(21)
  }, 180_000)
})
