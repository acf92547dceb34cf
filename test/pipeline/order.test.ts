import { describe, expect, it } from 'vitest'
import { screenLetters } from '../../bench/group-data.ts'
import { scoreGroups } from '../../bench/group-score.ts'
import { letters, seeded } from '../../bench/letters.ts'
import type { GroupInput } from '../../pipeline/grouping/group-features.ts'
import { createGrouper } from '../../pipeline/grouping/grouper.ts'

const COUNT = 1500
const written = [...letters(COUNT, 3)]
const matters = new Map(written.map(({ id, matter }) => [id, matter]))
const posts = screenLetters(written, 'lanzhou')

function issuesOf(arriving: readonly GroupInput[], settleEach?: number): Map<string, string> {
  const grouper = createGrouper()
  for (const [i, post] of arriving.entries()) {
    grouper.add(post)
    if (settleEach !== undefined && i % settleEach === 0) grouper.settle()
  }
  grouper.settle()
  return new Map(grouper.take().assignments.map(({ postId, issueId }) => [postId, issueId ?? postId]))
}

describe('letters of few forms about a hundred estates', () => {
  const issues = issuesOf(posts)

  it('become one issue a matter and estate', () => {
    const truth = new Map(posts.map(({ id }) => [id, matters.get(id) as string]))
    expect(scoreGroups(truth, issues).f1).toBeGreaterThan(0.95)
  })

  it('become the same issues in any order within a day, and whenever issues are compared', () => {
    const random = seeded(7)
    const day = (post: GroupInput): number => Math.floor(post.at / 86_400_000)
    const shuffled = posts
      .map((post) => ({ post, at: day(post) + random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ post }) => post)
    expect(scoreGroups(issues, issuesOf(shuffled)).f1).toBeGreaterThan(0.98)
    expect(scoreGroups(issues, issuesOf(posts, 37)).f1).toBeGreaterThan(0.98)
  })
})
