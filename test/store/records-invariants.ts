/** In = sum of out, and what rankings keep in memory is what is stored, over any sequence of what can happen to posts, restarts included. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Records } from '../../model/ports.ts'
import { isErased } from '../../model/post.ts'
import { fixedClock } from '../../model/time.ts'
import { DISPOSITIONS, OPEN_ROUTES, ROUTES } from '../../model/words.ts'
import { createMemberShelf, type MemberShelf } from '../../pipeline/board/member-shelf.ts'
import { atOnce } from '../../pipeline/turns.ts'
import { hours, makeCommit, makeIssue, makePost, makeScreening, NOW } from './fixtures.ts'
import type { RecordsBackend } from './records-backends.ts'

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const words = fc.constantFrom('一', '二', '三')
const issue = fc.constantFrom('i1', 'i2', null)
const verdict = fc.constantFrom(
  'kept' as const,
  'kept' as const,
  'review' as const,
  'quarantined' as const,
  'off-topic' as const,
)
const route = fc.constantFrom(...ROUTES)

const step = fc.oneof(
  fc.record({
    do: fc.constant('append' as const),
    posts: fc.array(fc.record({ id, words, likes: fc.nat(2), hour: fc.nat(5) }), { maxLength: 5 }),
    failed: fc.nat(2),
  }),
  fc.record({ do: fc.constant('screen' as const), limit: fc.integer({ min: 1, max: 4 }), verdict, route }),
  fc.record({ do: fc.constant('decide' as const), id, verdict, route }),
  fc.record({ do: fc.constant('undo' as const), id }),
  fc.record({
    do: fc.constant('group' as const),
    issue,
    duplicateOf: fc.option(id),
    limit: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ do: fc.constant('merge' as const) }),
  fc.record({ do: fc.constant('erase' as const), id }),
  fc.record({ do: fc.constant('reopen' as const) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

export function describeInvariants(backend: RecordsBackend): void {
  describe(`invariants over ${backend.name}`, () => {
    it('in = sum of out after any history', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
          const site = await backend.create()
          let records = await site.open()
          try {
            const expected = { posts: 0, received: 0 }
            // One that has gone on from the beginning, and misses a look now and then.
            const shelf = createMemberShelf(
              present(() => records),
              fixedClock(NOW),
            )
            for (const [n, s] of steps.entries()) {
              if (s.do === 'reopen') {
                await records.close()
                records = await site.open()
              } else await play(records, s, expected)
              await check(records, expected)
              if (n % 3 !== 1) await checkShelf(records, shelf)
            }
          } finally {
            await records.close()
            await site.destroy()
          }
        }),
        { numRuns: 40, seed: 20260119 },
      )
    })
  })
}

/** The issues of Records that are opened again now and then. */
const present = (records: () => Records): Parameters<typeof createMemberShelf>[0] => ({
  members: (...asked) => records().issues.members(...asked),
  newest: () => records().issues.newest(),
  membersChanged: (...asked) => records().issues.membersChanged(...asked),
  labels: (...asked) => records().issues.labels(...asked),
})

const state = new WeakMap<MemberShelf, { version: number; seen: string }>()

async function checkShelf(records: Records, shelf: MemberShelf): Promise<void> {
  const version = await shelf.look()
  // From before what is kept on.
  const all = ['2024-08-01T00:00:00.000Z', '2100-01-01T00:00:00.000Z'] as const
  const members = await records.issues.members(...all)
  expect(await shelf.members(...all)).toEqual(members)
  const part = [hours(-1), hours(3)] as const
  expect(await shelf.members(...part)).toEqual(await records.issues.members(...part))
  const issues = await records.issues.getMany(['i1', 'i2'])
  const labels = atOnce(shelf.labelsOf(['i1', 'i2']))
  expect(labels).toMatchObject(
    issues.map(({ id, mergedInto, pinned, category, district, department }) => ({
      id,
      mergedInto,
      pinned,
      category,
      district,
      department,
    })),
  )
  expect(labels).toHaveLength(issues.length)
  // Whatever differs from what it was, the number tells.
  const seen = JSON.stringify([members, issues])
  const before = state.get(shelf)
  if (before && before.seen !== seen) expect(version).toBeGreaterThan(before.version)
  state.set(shelf, { version, seen })
}

/** Expected refusals (a post that is not there, not screened, erased; a circle of merges) are part of the history. */
const refused = (error: unknown): void => {
  if (!String((error as { code?: unknown }).code).startsWith('store.')) throw error
}

async function play(records: Records, s: Step, expected: { posts: number; received: number }): Promise<void> {
  if (s.do === 'append') {
    const posts = s.posts.map((p) => makePost(p.id, { text: p.words, likes: p.likes, collectedAt: hours(p.hour) }))
    const failed = Array.from({ length: s.failed }, (_, i) => ({
      source: 'board',
      where: `f${i}`,
      code: 'x',
      message: '',
    }))
    const counts = await records.posts.append(posts, failed, NOW)
    expect(counts.received).toBe(posts.length + failed.length)
    expect(counts.fresh + counts.revised + counts.unchanged + counts.failed).toBe(counts.received)
    expected.posts += counts.fresh
    expected.received += counts.received
  } else if (s.do === 'screen') {
    const posts = await records.posts.pending(s.limit)
    const screening = makeScreening({ disposition: s.verdict, route: s.route })
    await records.posts.saveScreenings(
      posts.map((post) => ({ post, screening })),
      NOW,
    )
  } else if (s.do === 'decide')
    await records.review.decide({ postId: s.id, disposition: s.verdict, route: s.route }, 'w', NOW).catch(refused)
  else if (s.do === 'undo') await records.review.undo(s.id, 'w', NOW).catch(refused)
  else if (s.do === 'group') {
    const { offset } = await records.grouping.load()
    const queue = await records.grouping.next(offset, s.limit)
    await records.grouping.commit(
      makeCommit({
        offset: queue.at(-1)?.seq ?? offset,
        issues: [makeIssue('i1'), makeIssue('i2')],
        assignments: queue.map(({ post }) => ({
          postId: post.id,
          issueId: s.issue,
          duplicateOf: s.issue === null || s.duplicateOf === post.id ? null : s.duplicateOf,
        })),
      }),
    )
  } else if (s.do === 'merge') await records.issues.redirect('i1', 'i2', 'w', NOW).catch(refused)
  else if (s.do === 'erase') await records.erasure.erase(s.id, 'w', NOW)
}

async function check(records: Records, expected: { posts: number; received: number }): Promise<void> {
  const { posts, delivered } = await records.posts.counts()
  const sum = [...DISPOSITIONS, 'pending' as const].reduce((n, name) => n + posts[name], 0)
  expect(sum).toBe(expected.posts)
  expect(delivered.fresh).toBe(expected.posts)
  expect(delivered.received).toBe(expected.received)
  expect(delivered.fresh + delivered.revised + delivered.unchanged + delivered.failed).toBe(delivered.received)

  const all = await records.posts.changedSince(0, 1000)
  expect(all).toHaveLength(expected.posts)
  expect(new Set(all.map((p) => p.rev)).size).toBe(all.length)
  expect((await records.posts.pending(100)).length).toBe(posts.pending)
  const shown = all.filter(
    (p) => (p.disposition === 'kept' || p.disposition === 'duplicate') && OPEN_ROUTES.includes(p.screening!.route),
  )
  const queue = await records.grouping.next(0, 1000)
  const erased = all.filter((p) => p.screening !== undefined && isErased(p.screening))
  expect(queue.map((g) => g.post.id).sort()).toEqual([...shown, ...erased].map((p) => p.id).sort())
  const members = await records.issues.members('2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z')
  expect(members.map((m) => m.postId).sort()).toEqual(
    shown
      .filter((p) => p.issueId !== null)
      .map((p) => p.id)
      .sort(),
  )
  for (const p of all) {
    expect(p.disposition === 'duplicate').toBe(p.disposition !== undefined && p.duplicateOf !== null)
    expect(p.disposition === undefined).toBe(p.screening === undefined)
  }
}
