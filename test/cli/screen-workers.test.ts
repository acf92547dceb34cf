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

  /** Growth of the resident set that a garbage collector may show; the screenings of 10,000 letters, kept, would be more. */
  const GROWTH_MB = 128
  it.runIf(full).each([1, 2])(
    'needs no more memory for a long stream than for a short one (%d workers)',
    async (workers) => {
      const { child, done } = start(['screen', '-', '--workers', String(workers)], freshFolder(), null)
      void done
      const memory = (): number =>
        Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024
      let answered = 0
      const [warm, end, every] = [10_000, 30_000, 500]
      /** Resident set, MB, every so many answered letters once warm. */
      const seen: number[] = []
      child.stdout?.on('data', (chunk: string) => {
        const before = answered
        answered += chunk.split('\n').length - 1
        if (before >= warm && answered <= end && Math.floor(before / every) < Math.floor(answered / every))
          seen.push(memory())
      })
      for (let i = 0; i < end + 2_000; i++) {
        const line = `${posts[i % posts.length]!.replace(/"id": ?"/, `"id":"${i}-`)}\n`
        if (!child.stdin?.write(line)) await new Promise((resolve) => child.stdin?.once('drain', resolve))
      }
      child.stdin?.end()
      await new Promise((resolve) => child.once('close', resolve))
      expect(seen.length).toBeGreaterThan(20)
      // Medians, because the collectors of the threads let the set rise and fall.
      const median = (part: number[]): number => part.sort((a, b) => a - b)[Math.floor(part.length / 2)] as number
      const half = Math.floor(seen.length / 2)
      const [early, late] = [median(seen.slice(0, half)), median(seen.slice(half))]
      console.info(`screen, ${workers} workers: ${Math.round(early)} → ${Math.round(late)} MB`)
      expect(late - early).toBeLessThan(GROWTH_MB)
    },
    180_000,
  )
})
