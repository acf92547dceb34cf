import { describe, expect, it } from 'vitest'
import type { Kind } from '../../model/words.ts'
import { CLEAR, LATER_CLEAR, LATER_NOT_CLEAR, NOT_CLEAR } from './clear-dangers.ts'
import { screenText } from './screened.ts'

const isUrgent = (text: string, kind: Kind = 'letter'): boolean => {
  const { route, urgency } = screenText(text, { kind })
  return route === 'emergency' && urgency === 3
}

describe('a danger to life told in the clear', () => {
  it('is an emergency, in a letter and in a post', () => {
    for (const kind of ['letter', 'post'] as const)
      expect(
        [...CLEAR, ...LATER_CLEAR].filter((text) => !isUrgent(text, kind)),
        kind,
      ).toEqual([])
  })
  it('is none in the same words of a broken lift, a stove, a flood of last year', () => {
    expect(NOT_CLEAR.filter((text) => isUrgent(text))).toEqual([])
    expect(LATER_NOT_CLEAR.filter((text) => isUrgent(text)).length).toBeLessThanOrEqual(1)
  })
})
