import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openApp } from '../../cli/app.ts'
import { createContext, type Outside } from '../../cli/context.ts'
import { screeningSpec } from '../../cli/live-models.ts'
import { run } from '../../cli/program.ts'
import type { ModelVersion } from '../../model/learning.ts'
import { freshFolder, jsonLines } from './program-run.ts'

const full = Boolean(process.env.LANTING_FULL)
if (!full) console.warn('skipped: training from decisions and switching models (LANTING_FULL unset)')

describe.skipIf(!full)('what people decide teaches a model that they may switch on', () => {
  const cwd = freshFolder()
  writeFileSync(join(cwd, 'lanting.yaml'), 'dataDir: ./data\nkeysDir: ./keys\n')
  const outside = (write: (text: string) => void): Outside =>
    ({
      cwd,
      out: { write },
      err: { write, isTTY: false },
      stdin: (async function* () {})(),
      signal: new AbortController().signal,
      env: {},
    }) as Outside
  const lanting = async (...args: string[]): Promise<{ code: number; text: string }> => {
    let text = ''
    const code = await run(
      args,
      outside((more) => {
        text += more
      }),
    )
    return { code, text }
  }
  const open = () =>
    openApp(
      createContext(
        {},
        outside(() => undefined),
      ),
      'append',
    )
  const live = async (): Promise<number[]> => {
    const { text } = await lanting('models', 'list', '--json')
    return (JSON.parse(text.trim().split('\n')[0]!) as { models: ModelVersion[] }).models
      .filter((m) => m.live)
      .map((m) => m.version)
  }

  it('from the review to the switch and back', async () => {
    const letters = ['hot', 'lone'].flatMap((part) =>
      jsonLines<{ id: string; kind: string; title?: string; text: string; postedAt: string }>(
        readFileSync(new URL(`../../samples/dev/${part}.posts.jsonl`, import.meta.url), 'utf8'),
      ),
    )
    const file = join(cwd, 'letters.jsonl')
    writeFileSync(file, letters.map((l) => JSON.stringify(l)).join('\n'))
    expect((await lanting('import', file, '--source', 'board')).code).toBe(0)
    const none = await lanting('train', '--task', 'spam', '--shadow')
    expect([none.code, none.text.includes('train.lessons')]).toEqual([1, true])

    const app = await open()
    const queue = await app.records.review.queue(100)
    for (const { post, why } of queue) {
      const disposition = post.disposition === 'quarantined' || why === 'uncertain' ? 'quarantined' : 'kept'
      await app.review.decide({ postId: post.id, disposition, why }, 'tester')
    }
    await app.close()
    const review = await lanting('review')
    expect(review.text).toMatch(/待研判 \d+ 条/)
    expect(review.text).toMatch(/暂存查全率.*\d/)

    const trained = await lanting('train', '--task', 'spam', '--shadow', '--out', join(cwd, 'mine.model'))
    expect(trained.code, trained.text).toBe(0)
    expect(trained.text).toContain('lanting models use spam 1')
    expect((await lanting('train', '--task', 'spam', '--shadow')).text).toContain('没有新增版本')
    expect(await live()).toEqual([])
    expect((await lanting('models', 'use', 'spam', '1')).code).toBe(0)
    expect(await live()).toEqual([1])
    const again = await open()
    expect((await screeningSpec({ city: 'lanzhou', models: {} }, again.records)).models.spam).toEqual(
      new Uint8Array(readFileSync(join(cwd, 'mine.model'))),
    )
    await again.close()
    expect((await lanting('models', 'rollback', 'spam')).text).toContain('自带模型')
    expect(await live()).toEqual([])
    // What was gone back from is not switched on again.
    expect((await lanting('models', 'rollback', 'spam')).text).toContain('未作改动')
    expect(await live()).toEqual([])
    expect((await lanting('models', 'use', 'spam', '7')).text).toContain('store.no-model')
    expect((await lanting('models', 'use', 'fish', '1')).code).toBe(2)
  }, 120_000)

  it('asks for files, or for decisions', async () => {
    const { code, text } = await lanting('train', '--task', 'spam')
    expect(code).toBe(2)
    expect(text).toContain('--shadow')
  })
})
