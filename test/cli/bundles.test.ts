import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact } from '../../analyzers/redaction/redact.ts'
import { bundlesAt, missingNumbers, takeBundle, watchBundles } from '../../cli/bundle-inbox.ts'
import { makeZoneKey, writeBundles } from '../../cli/bundles.ts'
import { type Context, createContext } from '../../cli/context.ts'
import type { Delivery } from '../../model/post.ts'
import { createInbox } from '../../pipeline/intake/inbox.ts'
import { postId } from '../../pipeline/intake/post-id.ts'
import { openVoices } from '../../pipeline/intake/voice.ts'
import { openRecords } from '../../store/records/open.ts'
import { memoryKeys } from '../pipeline/memory-keys.ts'
import { freshFolder, lanting } from './program-run.ts'

const NOW = '2026-01-19T10:00:00+08:00'

/** One half of an installation: its own config, keys and Records. */
async function openZone(trust: readonly string[] = []) {
  const cwd = freshFolder()
  const config = `dataDir: ./data\nclock: ${NOW}\nbundles: { trust: ${JSON.stringify(trust)} }\n`
  writeFileSync(join(cwd, 'lanting.yaml'), config)
  const context: Context = createContext(
    {},
    {
      cwd,
      out: { write: () => true },
      err: { write: () => true },
      stdin: (async function* () {})(),
      signal: new AbortController().signal,
      env: {},
    },
  )
  mkdirSync(join(cwd, 'data'))
  const records = await openRecords({ file: join(cwd, 'data', 'records.db'), clock: context.clock })
  const voices = openVoices(memoryKeys())
  const inbox = createInbox({ posts: records.posts, redact, voices, clock: context.clock })
  return { cwd, context, records, inbox }
}
type Zone = Awaited<ReturnType<typeof openZone>>

const letter = (n: number, change: Partial<Delivery> = {}): Delivery => ({
  source: 'board',
  nativeId: `${n}`,
  url: `https://example.org/${n}`,
  kind: 'letter',
  title: `第 ${n} 封：暖气不热`,
  text: `我家室温只有十五度，请联系 1390000${String(n).padStart(4, '0')}。`,
  author: n % 3 === 0 ? undefined : `写信人${n % 5}号`,
  postedAt: '2026-01-18T01:00:00.000Z',
  ...change,
})

/** Six bundles: new letters, a changed text, an answer, a look that found nothing. */
async function sendSix(zone: Zone, folder: string): Promise<string[]> {
  const { records, inbox, context } = zone
  const files: string[] = []
  const send = async (deliveries: Delivery[], minute: number): Promise<void> => {
    if (deliveries.length > 0) await inbox.append('board', deliveries)
    const at = new Date(context.clock.now().getTime() - 3_600_000 + minute * 60_000).toISOString()
    await records.sources.record(
      {
        source: 'board',
        outcome: deliveries.length > 0 ? 'new' : 'unchanged',
        at,
        lastSuccessAt: at,
        lastNewAt: at,
        consecutiveFailures: 0,
        pausedUntil: null,
        found: deliveries.length,
        detail: null,
      },
      deliveries.length,
    )
    files.push(...(await writeBundles(context, records, folder)))
  }
  await send([letter(1), letter(2), letter(3)], 1)
  await send([letter(4), letter(1, { text: '我家室温只有十二度了，更冷。', sourceState: '办理中' })], 2)
  await send([letter(2, { sourceState: '已回复', answer: { text: '已上门处理。', unit: '市住建局' } })], 3)
  await send([], 4)
  await send([letter(5), letter(3, { likes: 40 })], 5)
  await send([letter(1, { text: '我家室温只有十二度了，更冷。', sourceState: '已办结', likes: 7 })], 6)
  return files
}

/** What a console's zone holds, without what must differ between zones. */
async function stateOf(zone: Zone) {
  const posts = []
  for await (const post of zone.records.posts.iterate({})) posts.push(post)
  return {
    posts: posts
      .map(({ id, title, text, marks, sourceState, answer, likes, postedAt }) => {
        return { id, title, text, marks, sourceState, answer, likes, postedAt }
      })
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    health: await zone.records.sources.health(),
    visits: await zone.records.sources.visits('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'),
  }
}

describe('bundles between two zones', () => {
  it('carry how finely an answer is dated, in bundles that an older program leaves alone', async () => {
    const sender = await openZone()
    const trust = [makeZoneKey(sender.context)]
    const dated = { text: '已上门处理。', at: '2026-01-17T04:00:00.000Z', precision: 'day' } as const
    await sender.inbox.append('board', [letter(1, { answer: dated })])
    const [file] = await writeBundles(sender.context, sender.records, join(sender.cwd, 'out'))
    expect(readFileSync(file!, 'utf8')).toContain('"version":3')
    const console = await openZone(trust)
    await takeBundle(console.context, console, file!)
    expect((await console.records.posts.get(postId('board', '1')))?.answer).toEqual(dated)
  })

  it('carry an erasure as its id alone, in whatever order they come', async () => {
    const sender = await openZone()
    const out = join(sender.cwd, 'out')
    const trust = [makeZoneKey(sender.context)]
    const files = await sendSix(sender, out)
    const id = postId('board', '2')
    await sender.records.erasure.erase(id, 'test', sender.context.clock.now().toISOString())
    files.push(...(await writeBundles(sender.context, sender.records, out)))
    expect(files).toHaveLength(7)
    const last = readFileSync(files[6]!, 'utf8')
    expect(last).toContain(`{"erased":{"id":"${id}"}}`)
    expect(last).not.toContain('"post"')
    expect(readFileSync(files[0]!, 'utf8')).toContain('"version":1')
    for (const order of [files, files.toReversed()]) {
      const console = await openZone(trust)
      for (const file of order) await takeBundle(console.context, console, file)
      const blank = (await console.records.posts.get(id))?.text ?? ''
      expect(blank).toBe('')
      const { posts } = await stateOf(console)
      expect(posts.filter((post) => post.id !== id)).toHaveLength(4)
      expect(posts.filter((post) => post.title === '' && post.id !== id)).toEqual([])
      await console.records.close()
    }
    await sender.records.close()
  })

  it('bring over posts, answers and health, redacted, with voices under a key of their own', async () => {
    const sender = await openZone()
    const out = join(sender.cwd, 'out')
    const console = await openZone([makeZoneKey(sender.context)])
    const files = await sendSix(sender, out)
    expect(files).toHaveLength(6)
    expect(await writeBundles(sender.context, sender.records, out)).toEqual([])
    for (const file of files) {
      const text = readFileSync(file, 'utf8')
      expect(text).not.toMatch(/1390000|写信人/)
      expect((await takeBundle(console.context, console, file)).counts?.failed).toBe(0)
    }
    expect(await stateOf(console)).toEqual(await stateOf(sender))
    const voices = async (zone: Zone) =>
      (await zone.records.bundles.outgoing(0, Number.MAX_SAFE_INTEGER, 99)).map((post) => post.voice)
    const [there, here] = [await voices(sender), await voices(console)]
    expect(here.filter((voice) => there.includes(voice))).toEqual([])
    expect(new Set(here).size).toBe(new Set(there).size)
  })

  it('taken in any order, repeated and with some lost on the way, end in the same state once all have come', async () => {
    const sender = await openZone()
    const key = makeZoneKey(sender.context)
    const files = await sendSix(sender, join(sender.cwd, 'out'))
    const wanted = await stateOf(sender)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { minLength: 3, maxLength: 12 }),
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
        async (first, rest) => {
          const console = await openZone([key])
          const taken = new Set<number>()
          for (const i of [...first, ...rest]) {
            const { counts } = await takeBundle(console.context, console, files[i]!)
            expect(counts === undefined).toBe(taken.has(i))
            taken.add(i)
          }
          expect(await stateOf(console)).toEqual(wanted)
          await console.records.close()
          rmSync(console.cwd, { recursive: true })
        },
      ),
      { numRuns: 8 },
    )
  })

  it('names what is lost, and the zone that wrote it can write it again', async () => {
    const sender = await openZone()
    const out = join(sender.cwd, 'out')
    const console = await openZone([makeZoneKey(sender.context)])
    const files = await sendSix(sender, out)
    let zone = ''
    for (const i of [0, 3, 5]) zone = (await takeBundle(console.context, console, files[i]!)).zone
    expect(missingNumbers(await console.records.bundles.taken(zone))).toEqual([2, 3, 5])
    const again = await writeBundles(sender.context, sender.records, join(sender.cwd, 'again'), [2, 3, 5])
    for (const file of again) await takeBundle(console.context, console, file)
    expect(missingNumbers(await console.records.bundles.taken(zone))).toEqual([])
    expect(await stateOf(console)).toEqual(await stateOf(sender))
    await expect(writeBundles(sender.context, sender.records, out, [99])).rejects.toMatchObject({
      code: 'bundle.unknown',
    })
  })

  it('refuses what was cut, changed or signed by somebody else, and takes nothing of it', async () => {
    const sender = await openZone()
    const stranger = await openZone()
    makeZoneKey(stranger.context)
    const console = await openZone([makeZoneKey(sender.context)])
    const [file] = await sendSix(sender, join(sender.cwd, 'out'))
    const [strange] = await sendSix(stranger, join(stranger.cwd, 'out'))
    const text = readFileSync(file!)
    const copy = join(sender.cwd, 'copy.bundle.jsonl')
    const take = async (bytes: Uint8Array): Promise<string> => {
      writeFileSync(copy, bytes)
      return takeBundle(console.context, console, copy).then(
        () => 'taken',
        (error: { code: string }) => error.code,
      )
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), async (at) => {
        expect(await take(text.subarray(0, at))).toMatch(/^bundle\.(format|cut|changed)$/)
        const changed = Buffer.from(text)
        changed[at] = changed[at]! ^ 1
        expect(await take(changed)).toMatch(/^bundle\./)
      }),
      { numRuns: 60 },
    )
    const lines = text.toString().split('\n')
    expect(await take(Buffer.from([lines[0], ...lines.slice(2)].join('\n')))).toBe('bundle.changed')
    expect(await take(Buffer.from(text.toString().replace('十五度', '十六度')))).toBe('bundle.changed')
    expect(await take(readFileSync(strange!))).toBe('bundle.key')
    expect(await take(Buffer.from('{"id":"1","text":"x"}\n'))).toBe('bundle.format')
    expect(await take(Buffer.from(text.toString().replace('"version":1', '"version":4')))).toBe('bundle.newer')
    expect((await stateOf(console)).posts).toEqual([])
    expect(await take(text)).toBe('taken')
  })

  it('cut off by a kill before its file was there, is written again as the same number', async () => {
    const sender = await openZone()
    const out = join(sender.cwd, 'out')
    const console = await openZone([makeZoneKey(sender.context)])
    await sender.inbox.append('board', [letter(1), letter(2)])
    const [file] = await writeBundles(sender.context, sender.records, out)
    // As after a kill between the file and the mark that it is there: meanwhile it was fetched, and more has come.
    await takeBundle(console.context, console, file!)
    await sender.records.meta.set('bundle.sent', '0')
    await sender.inbox.append('board', [letter(3), letter(2, { likes: 5 })])
    const files = await writeBundles(sender.context, sender.records, out)
    expect(files[0]).toBe(file)
    expect(files).toHaveLength(2)
    for (const one of files) await takeBundle(console.context, console, one)
    expect(await stateOf(console)).toEqual(await stateOf(sender))
  })

  it('cannot be written without a key, and a folder is looked through for them', async () => {
    const sender = await openZone()
    const out = join(sender.cwd, 'out')
    await expect(writeBundles(sender.context, sender.records, out)).rejects.toMatchObject({ code: 'bundle.no-key' })
    makeZoneKey(sender.context)
    await sendSix(sender, out)
    writeFileSync(join(out, 'readme.txt'), '')
    expect(bundlesAt(out)).toHaveLength(6)
    expect(bundlesAt(join(out, 'readme.txt'))).toBeUndefined()
  })
})

describe('a folder into which bundles come', () => {
  it('is emptied of news as it comes: each once, a half-copied one when it is whole, a bad one never', async () => {
    const sender = await openZone()
    const console = await openZone([makeZoneKey(sender.context)])
    const files = await sendSix(sender, join(sender.cwd, 'out'))
    const folder = join(console.cwd, 'inbox')
    const said: string[] = []
    const context: Context = {
      ...console.context,
      config: { ...console.context.config, bundles: { ...console.context.config.bundles, folder } },
      note: (text: string) => void said.push(text),
    }
    const look = watchBundles(context, console)
    // The folder is not there yet, as on a share that is mounted later.
    expect(await look()).toBe(false)
    mkdirSync(folder)
    copyFileSync(files[0]!, join(folder, '1.bundle.jsonl'))
    const half = readFileSync(files[1]!)
    writeFileSync(join(folder, '2.bundle.jsonl'), half.subarray(0, half.length / 2))
    expect(await look()).toBe(true)
    expect(await look()).toBe(false)
    expect(said.filter((text) => text.includes('2.bundle.jsonl'))).toHaveLength(1)
    writeFileSync(join(folder, '2.bundle.jsonl'), half)
    expect(await look()).toBe(true)
    for (const [i, file] of files.slice(2).entries()) copyFileSync(file, join(folder, `${i + 3}.bundle.jsonl`))
    // Another process, after a restart: what was taken is known by its number.
    expect(await watchBundles(context, console)()).toBe(true)
    expect(await watchBundles(context, console)()).toBe(false)
    expect(await stateOf(console)).toEqual(await stateOf(sender))
    expect(await watchBundles(console.context, console)()).toBe(false)
  })
})

describe('the commands of two zones', () => {
  it('crawl --out on one side, import on the other, twice', { timeout: 180_000 }, async () => {
    const outer = freshFolder()
    const made = await lanting(['init', '--bundle-key', '--json'], outer)
    const { publicKey } = JSON.parse(made.out) as { publicKey: string }
    const crawled = await lanting(['crawl', 'sample-mailbox', '--out', 'out'], outer)
    expect(crawled.code).toBe(0)
    // The crawling zone can say what it read each letter from, though it keeps no answer unasked.
    const { post } = JSON.parse(
      readFileSync(join(outer, 'out', readdirSync(join(outer, 'out'))[0]!), 'utf8').split('\n')[1]!,
    ) as { post: { source: string; nativeId: string } }
    const told = await lanting(['evidence', postId(post.source, post.nativeId), '--json'], outer)
    expect([told.code, told.err]).toEqual([0, ''])
    expect(JSON.parse(told.out)).toMatchObject({ revision: 1, status: 200, vault: false, raw: null })
    const inner = freshFolder()
    writeFileSync(join(inner, 'lanting.yaml'), `clock: ${NOW}\nbundles:\n  trust:\n    - ${publicKey}\n`)
    const bundles = readdirSync(join(outer, 'out'))
    expect(bundles.length).toBeGreaterThan(0)
    const first = await lanting(['import', join(outer, 'out'), '--json'], inner)
    expect(first.code).toBe(0)
    const sum = JSON.parse(first.out) as { received: number; fresh: number; posts: Record<string, number> }
    expect(sum.fresh).toBe(sum.received)
    expect(sum.fresh).toBeGreaterThan(10)
    // Letters on closed routes are in no count.
    const closed = (await lanting(['closed', '--by', '测试', '--json'], inner)).out.trim().split('\n')
    expect(closed.length).toBeGreaterThan(0)
    expect(Object.values(sum.posts).reduce((a, b) => a + b, 0)).toBe(sum.fresh - closed.length)
    expect(sum.posts.pending).toBe(0)
    const broken = join(outer, 'out', 'broken.bundle.jsonl')
    copyFileSync(join(outer, 'out', bundles[0]!), broken)
    writeFileSync(broken, readFileSync(broken, 'utf8').replace('"seq":1', '"seq":9'))
    const second = await lanting(['import', join(outer, 'out')], inner)
    expect(second.code).toBe(1)
    expect(second.err).toContain('以前已经收过')
    expect(second.err).toContain('被改动过')
  })
})
