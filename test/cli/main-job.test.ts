import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, describe, expect, it } from 'vitest'
import type { HotIssue } from '../../model/issue.ts'
import { type Finished, freshFolder, jsonLines, lanting } from './program-run.ts'

interface Exported {
  id: string
  nativeId: string
  disposition: string
  issue: string | null
}

const truths = ['dev', 'holdout'].flatMap((half) =>
  ['hot', 'lone'].flatMap((part) =>
    jsonLines<{ id: string; issue: string | null; route: string | null; disposition: string }>(
      readFileSync(new URL(`../../samples/${half}/${part}.truth.jsonl`, import.meta.url), 'utf8'),
    ).map((t) => ({ ...t, half, planned: part === 'hot' })),
  ),
)

describe('the main job on the sample city', () => {
  const cwd = freshFolder()
  let first: Finished
  let hot: HotIssue[]
  let posts: Exported[]

  beforeAll(async () => {
    first = await lanting(['run', '--once', '--json'], cwd)
    hot = jsonLines<HotIssue>(first.out)
    posts = jsonLines<Exported>((await lanting(['export'], cwd)).out)
  }, 180_000)

  it('ends well, says that this is the sample city, and shows what became of every post', () => {
    expect(first.err).toContain('样例')
    expect(first.err).toContain('去向')
    expect(first.code).toBe(0)
  })

  it('collects every post of the sample and gives each exactly one disposition', () => {
    const db = new DatabaseSync(join(cwd, 'data', 'sample', 'records.db'), { readOnly: true })
    const stored = db.prepare('select native_id, disposition, route from posts').all()
    db.close()
    expect(stored).toHaveLength(truths.length)
    expect(stored.every((p) => p.disposition !== null)).toBe(true)
    const open = stored.filter((p) => p.route !== 'protected' && p.route !== 'restricted')
    expect(open.length).toBeLessThan(stored.length)
    expect(posts.map((p) => p.nativeId).sort()).toEqual(open.map((p) => p.native_id).sort())
  })

  /** Where the posts of each planned issue of a half went, largest part first. */
  const plannedOf = (half: string): Map<string, [string, number][]> => {
    const issueOf = new Map(posts.map((p) => [p.nativeId, p.issue]))
    const parts = new Map<string, Map<string, number>>()
    for (const t of truths) {
      if (!t.planned || !t.issue || t.half !== half) continue
      const counts = parts.get(t.issue) ?? new Map<string, number>()
      parts.set(t.issue, counts)
      const issue = issueOf.get(t.id)
      if (issue) counts.set(issue, (counts.get(issue) ?? 0) + 1)
    }
    return new Map([...parts].map(([slug, counts]) => [slug, [...counts].sort((a, b) => b[1] - a[1])]))
  }

  it('finds every planned issue of the open half once in the top 15, none glued to another', () => {
    const top = new Set(hot.map((h) => h.id))
    const planned = plannedOf('dev')
    expect(planned.size).toBe(7)
    const taken = new Set<string>()
    for (const [slug, parts] of planned) {
      const shown = parts.filter(([issue]) => top.has(issue))
      expect(shown.length, `pieces of ${slug} on the board`).toBe(1)
      expect(taken.has(shown[0]![0]), `${slug} glued to another`).toBe(false)
      taken.add(shown[0]![0])
    }
  })

  it('finds most planned issues of the hidden half, each once (a floor: of that half only figures are looked at)', () => {
    const top = new Set(hot.map((h) => h.id))
    const planned = [...plannedOf('holdout').values()]
    const found = planned.filter((parts) => parts.filter(([issue, n]) => top.has(issue) && n > 2).length === 1)
    expect(found.length / planned.length).toBeGreaterThanOrEqual(0.6)
  })

  it('writes the digest of the day, marked as a sample', () => {
    const file = join(cwd, 'data/sample/digests/2026-01-19.html')
    expect(existsSync(file)).toBe(true)
    expect(readFileSync(file, 'utf8')).toContain('样例')
  })

  it('changes nothing when run again', async () => {
    const again = await lanting(['run', '--once', '--json'], cwd)
    expect(again.code).toBe(0)
    expect(jsonLines<HotIssue>(again.out).map((h) => [h.id, h.windowVoices])).toEqual(
      hot.map((h) => [h.id, h.windowVoices]),
    )
    const after = jsonLines<Exported>((await lanting(['export'], cwd)).out)
    expect(after.map((p) => [p.id, p.disposition, p.issue])).toEqual(posts.map((p) => [p.id, p.disposition, p.issue]))
  }, 180_000)

  it('prints a table that fits 80 columns', async () => {
    const { default: width } = await import('string-width')
    for (const more of [[], ['--hard'], ['--by', 'district'], ['--order', 'per-capita']]) {
      const { out, code } = await lanting(['hot', ...more], cwd)
      expect(code).toBe(0)
      expect(out.trim()).not.toBe('')
      for (const line of out.split('\n')) expect(width(line), line).toBeLessThanOrEqual(80)
    }
  })

  it('says what is new and what surges, one object a line for programs', async () => {
    const { out, code } = await lanting(['hot', '--words', '--json'], cwd)
    expect(code).toBe(0)
    for (const line of jsonLines<{ kind: string }>(out)) expect(['word', 'surge', 'outage']).toContain(line.kind)
    expect((await lanting(['hot', '--hard', '--words'], cwd)).code).toBe(2)
    expect((await lanting(['hot', '--by', 'author'], cwd)).code).toBe(2)
  })

  it('replays stored days without a difference under the same rules', async () => {
    const { out, code } = await lanting(['replay', '--from', '2026-01-12', '--json'], cwd)
    expect(code).toBe(0)
    const [summary, ...rest] = jsonLines<{ kind: string; posts: number }>(out)
    expect(summary).toMatchObject({ kind: 'summary' })
    expect(summary!.posts).toBeGreaterThan(50)
    expect(rest).toEqual([])
    expect((await lanting(['replay', '--from', '2026-02-01', '--to', '2026-01-01'], cwd)).code).toBe(2)
  }, 60_000)

  it('finds posts by words and by a phrase the dictionary does not know', async () => {
    const found = jsonLines<{ highlights: unknown[] }>((await lanting(['search', '暖气', '--json'], cwd)).out)
    expect(found.length).toBeGreaterThan(5)
    expect(found.some((f) => f.highlights.length > 0)).toBe(true)
  })
})
