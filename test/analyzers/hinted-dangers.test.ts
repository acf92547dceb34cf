import { describe, expect, it } from 'vitest'
import { LIFE_NOW, ORDINARY, WITHIN_HOURS } from './hinted-dangers.ts'
import { screenText } from './screened.ts'

describe('a danger told without any word of danger', () => {
  it('is an emergency where somebody may die now', () => {
    for (const text of LIFE_NOW) {
      const { route, urgency } = screenText(text)
      expect(`${route} ${urgency}`, text).toBe('emergency 3')
    }
  })
  it('is looked at within hours where something gives way, falls or is under current', () => {
    for (const text of WITHIN_HOURS) expect(screenText(text).urgency, text).toBeGreaterThanOrEqual(2)
  })
  it('is none in the same words of a walk, a stall, a policy or a plan', () => {
    expect(ORDINARY.filter((text) => screenText(text).urgency > 1)).toEqual([])
  })
})
