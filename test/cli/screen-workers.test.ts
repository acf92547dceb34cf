import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshFolder, lanting, start } from './program-run.ts'

const posts = ['hot', 'lone'].flatMap((part) =>
  readFileSync(new URL(`../../samples/dev/${part}.posts.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== ''),
)

describe('lanting screen', () => {
  const full = Boolean(process.env.LANTING_FULL) && process.platform === 'linux'
  if (!full) console.warn('skipped: screen with many workers and on a long stream (LANTING_FULL unset, or no /proc)')

  it.runIf(full)(
    'gives the same lines in the same order with any number of workers',
    async () => {
      const cwd = freshFolder()
      const lines = posts.flatMap((line, i) => (i % 90 === 7 ? [line, '{"id":"no text"}', 'no JSON'] : [line]))
      writeFileSync(join(cwd, 'in.jsonl'), lines.join('\n'))
      const [one, three] = await Promise.all([
        lanting(['screen', 'in.jsonl'], cwd),
        lanting(['screen', 'in.jsonl', '--workers', '3'], cwd),
      ])
      expect(one.out.trimEnd().split('\n')).toHaveLength(lines.length)
      expect(three.out).toBe(one.out)
      expect([one.code, three.code]).toEqual([0, 0])
    },
    120_000,
  )

  /** Growth of the resident set that a garbage collector may show; the screenings of 20,000 letters, kept, would be more. */
  const GROWTH_MB = 96
  it.runIf(full).each([1, 2])(
    'needs no more memory for a long stream than for a short one (%d workers)',
    async (workers) => {
      const { child, done } = start(['screen', '-', '--workers', String(workers)], freshFolder(), null)
      void done
      const memory = (): number =>
        Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024
      let answered = 0
      const [early, late] = [10_000, 30_000]
      const seen: number[] = []
      child.stdout?.on('data', (chunk: string) => {
        const before = answered
        answered += chunk.split('\n').length - 1
        for (const mark of [early, late]) if (before < mark && answered >= mark) seen.push(memory())
      })
      for (let i = 0; i < late + 2_000; i++) {
        const line = `${posts[i % posts.length]!.replace(/"id": ?"/, `"id":"${i}-`)}\n`
        if (!child.stdin?.write(line)) await new Promise((resolve) => child.stdin?.once('drain', resolve))
      }
      child.stdin?.end()
      await new Promise((resolve) => child.once('close', resolve))
      expect(seen).toHaveLength(2)
      expect(seen[1]! - seen[0]!).toBeLessThan(GROWTH_MB)
      console.info(`screen, ${workers} workers: ${seen.map((m) => Math.round(m)).join(' → ')} MB`)
    },
    180_000,
  )
})
