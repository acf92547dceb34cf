import { describe, expect, it } from 'vitest'
import { isShared, type Screening } from '../../model/post.ts'
import { VICTIM_KINDS, victimRule } from '../../model/words.ts'

const screening = (route: Screening['route'], rule: string): Screening => ({
  disposition: 'kept',
  appealType: '求助',
  route,
  spam: 0,
  relevance: 1,
  category: null,
  categories: [],
  places: [],
  departments: [],
  keywords: [],
  urgency: 3,
  reasons: [{ rule, weight: 1, text: '' }],
  versions: { rules: '', dictionary: '', models: '' },
})

describe('what may stand on the board', () => {
  it.each(VICTIM_KINDS)('is no emergency of a victim (%s), under the rule that stored verdicts hold', (who) => {
    expect(victimRule(who)).toBe(`route.victim.${who}`)
    expect(isShared(screening('emergency', victimRule(who)))).toBe(false)
  })

  it.each(['self-harm', 'violence', 'missing', 'captive'])('is no danger to one person (%s)', (danger) => {
    expect(isShared(screening('emergency', `route.${danger}`))).toBe(false)
    // Told in hints, with the danger among the reasons of urgency.
    expect(isShared(screening('emergency', `urgency.${danger}`))).toBe(false)
    expect(isShared(screening('case', `urgency.${danger}`))).toBe(true)
  })

  it('is any other open post, and no closed one', () => {
    expect(isShared(screening('emergency', 'route.gas'))).toBe(true)
    expect(isShared(screening('case', 'route.kind'))).toBe(true)
    expect(isShared(screening('protected', 'route.accusation'))).toBe(false)
  })
})
