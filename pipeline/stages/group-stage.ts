import type { GroupingStore, PostStore, StoredPost } from '../../model/ports.ts'
import type { Analysis, GroupStep } from './analysis.ts'
import type { StageOptions } from './screen-stage.ts'

const BATCH = 500
/** People's links move a post once or twice; what would go on longer waits for the next batch, so that no link ever holds the others up. */
const AGAIN_ROUNDS = 5

/** Several workers screen side by side, so a batch comes a little out of order; grouping reads as people wrote. */
const byTime = (a: StoredPost, b: StoredPost): number => timeOf(a) - timeOf(b) || (a.id < b.id ? -1 : 1)
const timeOf = (post: StoredPost): number => Date.parse(post.postedAt ?? post.firstCollectedAt)

export interface GroupStage {
  /** Places what was screened since the last committed offset, and acts on people's links. Returns how many posts it took. */
  run(options: StageOptions): Promise<number>
}

/**
 * The single writer of issues: takes screened posts by sequence in micro-batches and commits assignments, issues, state
 * and offset in one transaction under the fencing token of its lease. The grouper stays warm between runs; after a failed
 * commit it is started again from what Records holds, so memory and Records never drift apart.
 */
export function createGroupStage(deps: {
  grouping: GroupingStore
  posts: Pick<PostStore, 'getMany'>
  analysis: Pick<Analysis, 'restoreGroups' | 'linkGroups' | 'group' | 'settleGroups'>
  fence: number
}): GroupStage {
  const { grouping, analysis, fence } = deps
  let offset: number | undefined
  let links = ''

  const commit = async (step: GroupStep, options: StageOptions): Promise<void> => {
    const { assignments, issues, state } = step
    if (assignments.length + issues.length + state.length === 0 && step.taken === 0) return
    await grouping.commit({ fence, offset: offset!, assignments, issues, state, at: options.clock.now().toISOString() })
  }
  /** Posts that links moved are read and placed once more, in the same commit. */
  const follow = async (step: GroupStep): Promise<GroupStep> => {
    let whole = step
    for (let round = 0; whole.again.length > 0 && round < AGAIN_ROUNDS; round++) {
      const posts = await deps.posts.getMany(whole.again, { voices: true })
      const more = await analysis.group(posts.filter((p) => p.screening !== undefined))
      whole = {
        taken: whole.taken,
        again: more.again,
        assignments: [...whole.assignments, ...more.assignments],
        issues: [...whole.issues, ...more.issues],
        state: [...whole.state, ...more.state],
      }
    }
    return whole
  }

  return {
    async run(options) {
      let done = 0
      try {
        const pairs = (await grouping.links()).map(({ a, b, kind }) => ({ a, b, kind }))
        const wanted = JSON.stringify(pairs)
        let next = await grouping.next(offset ?? (await grouping.load()).offset, BATCH)
        if (next.length === 0 && wanted === links && offset !== undefined) return 0
        if (offset === undefined) {
          const loaded = await grouping.load()
          offset = loaded.offset
          await analysis.restoreGroups(loaded.state)
        }
        if (wanted !== links) {
          await commit(await follow(await analysis.linkGroups(pairs)), options)
          links = wanted
        }
        if (next.length === 0) return 0
        while (next.length > 0 && !options.signal?.aborted) {
          const step = await follow(await analysis.group(next.map((g) => g.post).sort(byTime)))
          offset = next.at(-1)!.seq
          await commit({ ...step, taken: next.length }, options)
          done += next.length
          options.onProgress?.(done)
          next = await grouping.next(offset, BATCH)
        }
        await commit(await follow(await analysis.settleGroups()), options)
        return done
      } catch (error) {
        offset = undefined
        links = ''
        throw error
      }
    },
  }
}
