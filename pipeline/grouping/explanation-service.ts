import type { Records } from '../../model/ports.ts'
import type { ExplanationFigure, ExplanationService } from '../../model/services.ts'
import { NEITHER } from '../nearness/sheet-facts.ts'
import type { Analysis } from '../stages/analysis.ts'
import type { Explanation } from './group-explanation.ts'
import { keysToExplain, SHARED_ROWS } from './group-state.ts'

/** Below it the words alone would not have brought the post in. */
const EVEN = 0.5

/** Explains from what is committed, whichever process groups; reads the rows of the one issue, never the whole state. */
export function createExplanationService(deps: {
  records: Pick<Records, 'posts' | 'grouping'>
  analysis: Pick<Analysis, 'explain'>
}): ExplanationService {
  const { posts, grouping } = deps.records
  return {
    async explain(postId, issueId) {
      // The voice goes no further than the comparison: whether somebody in the issue wrote before.
      const [post] = await posts.getMany([postId], { voices: true })
      if (post?.screening === undefined) return undefined
      const meta = (await grouping.rows(['meta'])).get('meta')
      const state = await grouping.rows(keysToExplain(meta, issueId), SHARED_ROWS)
      const found = await deps.analysis.explain(post, issueId, state)
      const copyOf = post.duplicateOf
      if (found === undefined || found.alone)
        return { probability: null, copyOf, byPeople: found?.byPeople ?? false, words: [], places: [], figures: [] }
      const { byPeople, places, probability } = found
      const byOutage = found.sameOutage && probability < EVEN
      return {
        probability: copyOf !== null || byPeople || byOutage ? null : probability,
        copyOf,
        byPeople,
        words: found.words.map(({ term, weight }) => ({ word: term, weight })),
        places,
        figures: figuresOf(found),
      }
    },
  }
}

function figuresOf({ evidence, sameOutage }: Explanation): ExplanationFigure[] {
  const { words, topic, sites, sameMatter, talk } = evidence
  return [
    { name: 'words', value: words },
    { name: 'topic', value: Math.max(0, topic) },
    { name: 'sites', value: sites },
    { name: 'talk', value: talk },
    // What stands for "nothing known" is no finding.
    ...(sameMatter === NEITHER ? [] : [{ name: 'sameMatter' as const, value: sameMatter }]),
    ...(sameOutage ? [{ name: 'sameOutage' as const, value: 1 }] : []),
  ]
}
